"""Who may come to a forum, in which groups they read, and why somebody may not write there now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from content.forum.models import Forum, Post, Thread
from lms.enrolment.access import closed_enrolment
from lms.enrolment.models import Cohort, Enrolment
from lms.people import access
from lms.people.access import Visitor
from lms.people.models import Person, Role

TEAM = (Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN)
OPENERS = (Role.TRAINER, Role.COORDINATOR, Role.ADMIN)
EVERYWHERE = (Role.COORDINATOR, Role.ADMIN)  # they read every group


@dataclass
class Pass:
    """What one person is in one forum. cohorts: ids of the groups whose threads they read; None for all."""

    person: Person
    forum: Forum
    is_team: bool = False
    may_moderate: bool = False
    is_guest: bool = False
    cohorts: frozenset[int] | None = frozenset()
    enrolments: list[Enrolment] = field(default_factory=list)

    def reads(self, thread: Thread) -> bool:
        return thread.cohort_id is None or self.cohorts is None or thread.cohort_id in self.cohorts

    @property
    def is_apart(self) -> bool:
        """A learner without a group where groups are apart."""
        return self.forum.groups_apart and not self.is_team and not self.is_guest and not self.cohorts


def may_open_forums(person: Visitor, organisation_id: int) -> bool:
    """Open a forum, invite guests, change its settings."""
    return access.has_role(person, organisation_id, *OPENERS)


def may_see_author(held: Pass) -> bool:
    """Whose a chosen name is: the team's to know."""
    return held.is_team


def enrolments_of(person: Visitor) -> list[Enrolment]:
    """Their own, for what learners may read. One query."""
    rows = Enrolment.objects.filter(person_id=person.pk).select_related("organisation")
    return list(rows.order_by("pk")) if person.pk is not None else []


def forums_for(person: Visitor, enrolments: Iterable[Enrolment] | None = None) -> QuerySet[Forum]:
    """Those this person may come to."""
    if not person.is_authenticated or not person.is_active:
        return Forum.objects.none()
    rows = Forum.objects.select_related("organisation")
    if person.is_superuser:
        return rows
    own = enrolments_of(person) if enrolments is None else list(enrolments)
    learns = Q(journey=None, organisation__in={one.organisation_id for one in own})
    learns |= Q(journey__in={one.journey_id for one in own})
    invited = Forum.guests.through.objects.filter(person_id=person.pk).values("forum_id")
    member = list(access.roles(person))
    return rows.filter(
        Q(organisation__in=access.organisations_where(person, *TEAM))
        | Q(learns, for_learners=True)
        | Q(pk__in=invited, for_guests=True, organisation__in=member)
    )


def pass_to(person: Visitor, forum: Forum, enrolments: list[Enrolment] | None = None) -> Pass | None:
    """What this person is there; None when the forum does not exist for them."""
    if not isinstance(person, Person) or not person.is_active:
        return None
    own = [one for one in (enrolments_of(person) if enrolments is None else enrolments) if _is_in(one, forum)]
    is_team = access.has_role(person, forum.organisation_id, *TEAM)
    own = own if forum.for_learners else []
    is_guest = not is_team and not own and _is_invited(person, forum)
    if not (is_team or own or is_guest):
        return None
    may_moderate = access.has_role(person, forum.organisation_id, *OPENERS)
    return Pass(person, forum, is_team, may_moderate, is_guest, _groups(person, forum, is_team, own), own)


def threads_for(held: Pass) -> QuerySet[Thread]:
    """The threads of the forum that this person reads."""
    rows = Thread.objects.filter(forum=held.forum)
    return rows if held.cohorts is None else rows.filter(Q(cohort=None) | Q(cohort__in=held.cohorts))


def posts_for(held: Pass, rows: QuerySet[Post]) -> QuerySet[Post]:
    """Of these posts of a thread they read, those that are not private to others."""
    if held.is_team:
        return rows
    return rows.filter(Q(is_private=False) | Q(author=held.person) | Q(private_to=held.person))


def may_read_post(held: Pass, post: Post) -> bool:
    """A private reply is visible to its recipient, its author and the team only."""
    if not held.reads(post.thread):
        return False
    return not post.is_private or held.is_team or held.person.pk in (post.author_id, post.private_to_id)


def refusal(held: Pass, thread: Thread | None = None) -> str:
    """Why this person may not write here now, in words; empty when they may."""
    if thread is not None and thread.is_locked and not held.may_moderate:
        return _("This thread is closed: it can be read, nobody writes in it any more.")
    if held.is_team or held.is_guest:
        return ""
    gates = [closed_enrolment(one) for one in held.enrolments]
    if all(gates):
        return str(gates[0])
    if held.is_apart:
        return _("You are in no group yet, and here each group writes on its own. Ask your coach which one is yours.")
    return ""


def may_change(held: Pass, post: Post, moment: datetime) -> bool:
    """Its author, for a while."""
    is_own = post.author_id == held.person.pk and not post.is_gone
    return is_own and moment <= post.changes_until(held.forum) and not refusal(held, post.thread)


def may_accept(held: Pass, thread: Thread) -> bool:
    """Say which answer it was: who asked, and moderators."""
    is_asked = thread.sort == Thread.Sort.QUESTION
    return is_asked and (held.may_moderate or thread.author_id == held.person.pk)


def groups_to_write_in(held: Pass) -> list[Cohort | None]:
    """Where a new thread of theirs may stand; None is everybody. The team chooses, learners write in their group."""
    if not held.forum.groups_apart or held.is_guest:
        return [None]
    rows = _cohorts_of(held.forum).order_by("name")
    if held.is_team:
        return [None, *(rows if held.cohorts is None else rows.filter(pk__in=held.cohorts))]
    return list(rows.filter(pk__in=held.cohorts or ()))


def _is_in(enrolment: Enrolment, forum: Forum) -> bool:
    if enrolment.organisation_id != forum.organisation_id:
        return False
    return forum.journey_id is None or enrolment.journey_id == forum.journey_id


def _is_invited(person: Person, forum: Forum) -> bool:
    is_member = access.is_member(person, forum.organisation_id)
    return forum.for_guests and is_member and forum.guests.filter(pk=person.pk).exists()


def _cohorts_of(forum: Forum) -> QuerySet[Cohort]:
    rows = Cohort.objects.filter(organisation=forum.organisation_id)
    return rows if forum.journey_id is None else rows.filter(journey=forum.journey_id)


def _groups(person: Person, forum: Forum, is_team: bool, own: list[Enrolment]) -> frozenset[int] | None:
    """A trainer reads the groups they train, a coach those of the people they coach (domain.md A20, AC4)."""
    if access.has_role(person, forum.organisation_id, *EVERYWHERE):
        return None
    found = {one.cohort_id for one in own if one.cohort_id is not None}
    if is_team:
        theirs = Q(trainers=person) | Q(enrolments__coach=person)
        found |= set(_cohorts_of(forum).filter(theirs).values_list("pk", flat=True))
    return frozenset(found)
