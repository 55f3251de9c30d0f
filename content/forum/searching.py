"""Search over posts: every word must be there, however it is accented. Only what this person may read is looked at."""

from django.db.models import Q, QuerySet

from content.forum.access import Pass
from content.forum.models import Post
from content.forum.words import fold

MOST_WORDS = 6
AROUND = 90  # characters each side of the first word found
PAGE = 20
MOST_FOUND = 200  # the latest


def search(passes: list[Pass], wanted: str) -> QuerySet[Post]:
    """The latest first; nothing for words of one letter."""
    words = [word for word in fold(wanted).split() if len(word) > 1][:MOST_WORDS]
    if not words or not passes:
        return Post.objects.none()
    rows = Post.objects.filter(_readable(passes), hidden_at=None, deleted_at=None)
    for word in words:
        rows = rows.filter(folded__contains=word)
    return rows.select_related("thread__forum", "author").order_by("-created_at", "-pk")


def snippet(text: str, wanted: str) -> str:
    """The words around the first one that was found."""
    plain = " ".join(text.split())
    words = [word for word in fold(wanted).split() if len(word) > 1]
    at = max(0, min((place for word in words if (place := fold(plain).find(word)) >= 0), default=0) - AROUND)
    cut = plain[at : at + 2 * AROUND]
    return ("… " if at else "") + cut + (" …" if at + 2 * AROUND < len(plain) else "")


def _readable(passes: list[Pass]) -> Q:
    found = Q(pk__in=[])
    for held in passes:
        own = Q(thread__forum=held.forum)
        if held.cohorts is not None:
            own &= Q(thread__cohort=None) | Q(thread__cohort__in=held.cohorts)
        if not held.is_team:
            own &= Q(is_private=False) | Q(author=held.person) | Q(private_to=held.person)
        found |= own
    return found
