"""Who takes an answer: REPLIES of the settings by sort of target, and a kind's module `replies`, found by its name.

    take(person, target, text)      keeps it; raises Refused, in words for the sender, when it keeps nothing
    TAKES_FILES = True              then take(person, target, text, files=[File], key="...") -> what could not be kept,
                                    a sentence each, or nothing

`target` is what follows the colon of a notice's `reply_to`. Whether the person may still write there is asked again by
`take`, as if they had come by the screen. Called inside a transaction; the same e-mail is never handed over twice.
"""

from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.utils.translation import gettext as _

from lms.notices.inbound.reading import Incoming
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.plugins.registry import companion, kinds


def taker_of(reply_to: str) -> ModuleType | None:
    """The module that takes answers of this sort; None when nobody does any more."""
    sort = reply_to.partition(":")[0]
    if sort in settings.REPLIES:
        return import_module(settings.REPLIES[sort])
    return companion(sort, "replies") if sort in kinds() else None


def hand_over(person: Person, reply_to: str, mail: Incoming) -> list[str]:
    """Returns what could not be kept of it, a sentence each. Raises Refused; LookupError when nobody takes such
    answers."""
    module, target = taker_of(reply_to), reply_to.partition(":")[2]
    if module is None:
        raise LookupError(reply_to)
    if getattr(module, "TAKES_FILES", False):
        return list(module.take(person, target, mail.text, files=list(mail.files), key=f"mail:{mail.key}") or ())
    if not mail.text:
        raise Refused(_("Files cannot be taken by e-mail here: add them on the site."))
    module.take(person, target, mail.text)
    left_out = _(
        "What you wrote was received. The files that came with it cannot be taken by e-mail: add them on the site."
    )
    return [left_out] if mail.files else []
