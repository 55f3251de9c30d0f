"""How much waits behind "Messages" in the menu, and what is seen once somebody looks."""

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from lms.conversations import access
from lms.conversations.models import Conversation, Exchange, Message
from lms.enrolment.models import Enrolment
from lms.notices.unread import read_place
from lms.people.access import Visitor, has_role_somewhere, organisations_where
from lms.people.models import Person, Role

FRESH = 30  # seconds that the number in the menu may be old


def count_for(person: Person) -> int:
    """For learners what they have not seen, for the team who waits for their answer; half a minute old at most."""
    return int(cache.get_or_set(_key(person.pk), lambda: count_now(person), FRESH) or 0)


def count_now(person: Person) -> int:
    """One query for each of the two that somebody is."""
    count = 0
    if has_role_somewhere(person, Role.LEARNER):
        own = Message.objects.filter(conversation__enrolment__person_id=person.pk, seen_at=None)
        count += own.exclude(role=Role.LEARNER).count()
    if access.may_list(person):
        count += Exchange.objects.filter(OPEN, awaited_from(person)).count()
    return count


OPEN = Q(answered_at=None, settled_at=None) & ~Q(conversation__enrolment__state=Enrolment.State.ENDED)


def awaited_from(person: Visitor) -> Q:
    """Open exchanges that are this person's to answer: of those they coach, where they were brought in, and for who
    plans those that nobody else is named for, or that are late."""
    coaches = organisations_where(person, Role.COACH)
    keeps = organisations_where(person, *access.KEEPERS)
    advises = organisations_where(person, *access.ADVISERS)
    road = "conversation__enrolment__"
    brought = Conversation.objects.filter(parties__person_id=person.pk, organisation_id__in=advises)
    named = Q(**{f"{road}coach_id": person.pk}, organisation_id__in=coaches)
    left = Q(**{f"{road}coach": None}) | Q(due_at__lt=timezone.now())
    own = Q(**{f"{road}person_id": person.pk})
    return (named | Q(conversation__in=brought) | (left & Q(organisation_id__in=keeps))) & ~own


def see(person: Person, enrolment: Enrolment, conversation: Conversation) -> None:
    """The other side's messages are seen, by whom and when; the first to look counts. Two or three queries."""
    unseen = Message.objects.filter(conversation=conversation, seen_at=None)
    is_own = access.is_own(person, enrolment)
    unseen = unseen.exclude(role=Role.LEARNER) if is_own else unseen.filter(role=Role.LEARNER)
    unseen.update(seen_at=timezone.now(), seen_by=person)
    read_place(person, f"conversation:{conversation.public_id}")
    forget_count(person)


def forget_count(person: Person) -> None:
    cache.delete(_key(person.pk))


def _key(person_id: int) -> str:
    return f"cordee.messages.{person_id}"
