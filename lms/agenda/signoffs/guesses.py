"""How often somebody may try a code. Counted in the cache: with Redis over all processes, else in each of them."""

from django.core.cache import cache
from django.utils.translation import ngettext

from lms.people.models import Person
from lms.plugins.kind import Refused

TRIES = 5
WAIT_MINUTES = 10


def count_try(person: Person) -> None:
    """Before the code is looked at, so that many tries at once are all counted. Raises Refused, in words."""
    key = _key(person)
    cache.add(key, 0, WAIT_MINUTES * 60)
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two
        tries = 1
    if tries > TRIES:
        raise Refused(
            ngettext(
                "You may try %(count)s code in ten minutes. Nothing was recorded. Wait a little, or sign on your "
                "trainer's device.",
                "You may try %(count)s codes in ten minutes. Nothing was recorded. Wait a little, or sign on your "
                "trainer's device.",
                TRIES,
            )
            % {"count": TRIES}
        )


def forget(person: Person) -> None:
    """Who found the right code begins anew."""
    cache.delete(_key(person))


def _key(person: Person) -> str:
    return f"signoffs.tries:{person.pk}"
