"""One measure down to the evidence behind it: what happened, when, who says so, and what withdrew it."""

from dataclasses import dataclass
from functools import cached_property

from lms.catalogue.outline import OutlineItem
from lms.plugins.kind import Cell
from lms.plugins.registry import kinds
from lms.progress.models import Completion, Evidence, Measure
from lms.reports.measures import withdrawal_of

# What else happened in the same activity; more than this helps nobody.
NEIGHBOURS = 50


@dataclass(frozen=True)
class EvidenceTrail:
    """The measure's own evidence first, then what else this learner did in the same activity. Three queries."""

    measure: Measure
    outline: OutlineItem

    @property
    def own(self) -> Evidence:
        return self.measure.evidence

    @property
    def is_withdrawn(self) -> bool:
        return withdrawal_of(self.own) is not None

    @cached_property
    def around(self) -> list[Evidence]:
        """Other evidence of the same learner in the same activity, newest first."""
        if self.own.activity_id is None:
            return []
        rows = Evidence.objects.filter(enrolment_id=self.own.enrolment_id, activity_id=self.own.activity_id)
        return list(
            rows.exclude(pk=self.own.pk)
            .select_related("author")
            .prefetch_related("voided_by__author")
            .order_by("-happened_at", "-pk")[:NEIGHBOURS]
        )

    @cached_property
    def cells(self) -> list[Cell]:
        """What the activity's kind has to say about all of it; nothing when the kind is gone."""
        activity = self.own.activity
        kind = kinds().get(activity.kind) if activity else None
        if activity is None or kind is None:
            return []
        rows = Completion.objects.filter(enrolment_id=self.own.enrolment_id, activity=activity)
        known = rows.select_related("version").first()
        return kind.cells(known.facts, known.version.settings) if known else []
