"""Easy-read summaries (FALC, domain.md): what a machine can check, and the sign that only proofreading gives."""

import hashlib
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.toolbox.models import EasyReadReview, Resource
from lms.people.models import Person
from lms.plugins.kind import Refused

MOST_WORDS = 12
SENTENCES = re.compile(r"(?<=[.!?…])\s+")
ABBREVIATION = re.compile(r"\b[A-ZÀ-Ý]{2,}\b")
# An abbreviation is explained by words in brackets after it, or stands in brackets after its words.
EXPLAINED = re.compile(r"\b([A-ZÀ-Ý]{2,})\b\s*\(|\(\s*([A-ZÀ-Ý]{2,})\s*\)")


@dataclass(frozen=True)
class Fault:
    sentence: str
    why: str


def sentences_of(text: str) -> list[str]:
    """One a line, or several between full stops."""
    lines = (line.strip() for line in text.splitlines())
    return [part.strip() for line in lines if line for part in SENTENCES.split(line) if part.strip()]


def find_faults(text: str) -> list[Fault]:
    """Sentences that are too long, and abbreviations that nothing explains."""
    explained = {one or other for one, other in EXPLAINED.findall(text)}
    found = []
    for sentence in sentences_of(text):
        count = count_words(sentence)
        if count > MOST_WORDS:
            words = _("%(count)d words: %(most)d at most. Make two sentences of it.")
            found.append(Fault(sentence, words % {"count": count, "most": MOST_WORDS}))
        for short in sorted(set(ABBREVIATION.findall(sentence)) - explained):
            found.append(Fault(sentence, _("“%(word)s” is not explained: write it out.") % {"word": short}))
    return found


def count_words(sentence: str) -> int:
    """What stands between spaces and holds a letter or a digit; « l’idée » is one."""
    return sum(1 for word in sentence.split() if any(sign.isalnum() for sign in word))


def digest(text: str) -> str:
    """The same for the same sentences, however the lines are broken."""
    return hashlib.sha256("\n".join(sentences_of(text)).encode()).hexdigest()


def is_reviewed(resource: Resource) -> bool:
    """Was this very summary proofread?"""
    if not resource.easy_read.strip():
        return False
    return EasyReadReview.objects.filter(resource=resource.pk, text_sha256=digest(resource.easy_read)).exists()


def proofread(resource: Resource, readers: str, author: Person | None) -> None:
    """Somebody read this summary over with the people it is for. Raises Refused while the linter finds something."""
    if not resource.easy_read.strip():
        raise Refused(_("There is no easy-read summary yet. Write one, then have it read over."))
    if find_faults(resource.easy_read):
        raise Refused(_("Some sentences are still too long or hold an abbreviation. Change them first."))
    if not readers.strip():
        raise Refused(_("Say who read it over: the sign stands for them."))
    EasyReadReview.objects.get_or_create(
        resource=resource,
        text_sha256=digest(resource.easy_read),
        defaults={"readers": readers.strip()[:300], "author": author},
    )
    Resource.objects.filter(pk=resource.pk).update(is_easy_read=True)
