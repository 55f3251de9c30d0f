"""What is not asked of a learner: activities and whole sequences, waived with a reason and taken back with another."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from lms.assessment.grading import LONGEST
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Completion, Evidence, EvidenceVerb


@dataclass(frozen=True)
class Waiver:
    """One waiver to be read, with its withdrawal if there was one."""

    evidence: Evidence
    why_voided: str
    is_voided: bool

    @property
    def made_at(self) -> datetime:
        return self.evidence.happened_at


def left_to_do(enrolment: Enrolment) -> list[Activity]:
    """The activities of the journey that this learner has not done, in its order. Two queries."""
    done = Completion.objects.filter(enrolment=enrolment, state=Completion.State.DONE).values("activity")
    rows = Activity.objects.filter(journey=enrolment.journey_id, is_live=True, version__isnull=False).exclude(
        pk__in=done
    )
    return list(rows.select_related("sequence", "version").order_by("sequence__position", "position", "pk"))


def waive_many(enrolment: Enrolment, activities: list[Activity], *, author: Person, reason: str, key: str) -> int:
    """All of them or none; how many are new. The same key again changes nothing. Raises Refused, in words."""
    if not activities:
        raise Refused(_("Choose at least one activity."))
    with transaction.atomic():
        outcomes = [
            intake.waive(enrolment, one, author=author, reason=reason[:LONGEST], key=f"{key}:{one.pk}")
            for one in activities
        ]
    return sum(outcome.is_new for outcome in outcomes)


def waivers_of(enrolment: Enrolment) -> list[Waiver]:
    """The newest first, those taken back too. One query."""
    withdrawal = Evidence.objects.filter(voids=OuterRef("pk"), verb=EvidenceVerb.VOIDED)
    rows = Evidence.objects.filter(enrolment=enrolment, verb=EvidenceVerb.WAIVED).select_related(
        "activity__sequence", "author"
    )
    rows = rows.annotate(voided=Subquery(withdrawal.values("pk")[:1]), why=Subquery(withdrawal.values("comment")[:1]))
    return [Waiver(row, row.why or "", row.voided is not None) for row in rows.order_by("-happened_at", "-pk")]
