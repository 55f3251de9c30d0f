"""May this enrolment work, is this sequence open to it, and who may judge it? Each closed door says what opens it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.catalogue.models import Assessor
from lms.catalogue.outline import OutlineItem, SequenceItem
from lms.enrolment.models import Enrolment
from lms.people import access as roles
from lms.people.models import Person, Role

# Who of the team speaks for an assessor. Trainers enter what moderators, peers and juries found, and check what the
# platform measured; nobody speaks for the learner.
SPEAKS_FOR = {
    Assessor.TRAINER: Role.TRAINER,
    Assessor.COACH: Role.COACH,
    Assessor.MODERATOR: Role.TRAINER,
    Assessor.PEER: Role.TRAINER,
    Assessor.JURY: Role.TRAINER,
    Assessor.PLATFORM: Role.TRAINER,
}


@dataclass(frozen=True)
class Gate:
    """A closed door: why, and what opens it, in sentences for the learner."""

    reason: str
    opens: str
    needs: tuple[SequenceItem, ...] = ()  # the sequences to finish first

    def __str__(self) -> str:
        return f"{self.reason} {self.opens}".strip()


def refusal(
    enrolment: Enrolment,
    sequence: SequenceItem,
    outline: OutlineItem,
    done_sequences: Collection[int],
    opened: Collection[int] = (),
) -> Gate | None:
    """Why this sequence is closed to this learner today; None when it is open. No query.

    opened: ids of the sequences somebody opened to them by hand (lms.enrolment.agreed).
    """
    return (
        closed_enrolment(enrolment)
        or _withdrawn(sequence, outline)
        or missing_prerequisites(sequence, outline, done_sequences, opened)
    )


def closed_enrolment(enrolment: Enrolment, today: date | None = None) -> Gate | None:
    """Why nothing can be done in this enrolment at all: over, paused, or not begun."""
    if enrolment.state == Enrolment.State.ENDED:
        return Gate(_("Your journey is over."), _("What you did stays in your progress. Ask your coach to come back."))
    if enrolment.state == Enrolment.State.PAUSED:
        return Gate(_("Your journey is paused."), _("Tell your coach when you want to go on."))
    day = today or timezone.localdate(timezone=enrolment.organisation.zone)
    if day < enrolment.starts_on:
        start = date_format(enrolment.starts_on, "DATE_FORMAT")
        return Gate(_("Your journey has not begun yet."), _("It opens on %(date)s.") % {"date": start})
    return None


def missing_prerequisites(
    sequence: SequenceItem, outline: OutlineItem, done_sequences: Collection[int], opened: Collection[int] = ()
) -> Gate | None:
    """Only prerequisites close a sequence; weeks are advice. A prerequisite that was withdrawn asks nothing, nor do
    those of a sequence that was opened by hand."""
    if sequence.id in opened:
        return None
    asked = (outline.sequence_by_key.get(key) for key in sequence.prerequisites)
    needs = tuple(item for item in asked if item is not None and item.id not in done_sequences)
    if not needs:
        return None
    titles = ", ".join(_("“%(title)s”") % {"title": item.title} for item in needs)
    return Gate(_("This step is not open yet."), _("Finish %(titles)s first.") % {"titles": titles}, needs)


def _withdrawn(sequence: SequenceItem, outline: OutlineItem) -> Gate | None:
    if sequence.id in outline.sequence_by_id:
        return None
    return Gate(_("This step has been withdrawn from the journey."), _("What you did in it stays in your progress."))


def may_judge(person: Person, enrolment: Enrolment, assessor: str) -> bool:
    """May this person say what an indicator of that assessor is worth for this learner?

    The rule: the indicator's assessor decides, and in their place, with a reason, a coordinator or an administrator of
    the learner's organisation; nobody else, whatever they teach or whomever they coach. Learners are their own assessor
    where the indicator says so, and nobody decides on their own record in any other way.
    """
    return is_assessor(person, enrolment, assessor) or _may_decide_for(person, enrolment)


def is_assessor(person: Person, enrolment: Enrolment, assessor: str) -> bool:
    """The learner for what is theirs to say; else whoever speaks for the assessor (SPEAKS_FOR) and knows the learner:
    a coach speaks of the people they coach."""
    if person.pk == enrolment.person_id:
        return assessor == Assessor.LEARNER
    role = SPEAKS_FOR.get(Assessor(assessor))
    return role is not None and roles.has_role(person, enrolment.organisation_id, role) and _knows(person, enrolment)


def _may_decide_for(person: Person, enrolment: Enrolment) -> bool:
    is_own = person.pk == enrolment.person_id
    return not is_own and roles.may_decide(person, enrolment.organisation_id) and _knows(person, enrolment)


def _knows(person: Person, enrolment: Enrolment) -> bool:
    return roles.may_see_name_of(person, enrolment.organisation_id, enrolment.person_id, enrolment.coach_id)
