"""An organisation's closures brought along by another row, for screens that have no query to spare."""

from datetime import date
from typing import Any

from django.db.models import Aggregate, CharField, Model, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from lms.enrolment.days_off import DaysOff
from lms.enrolment.models import Closure


class _Listed(Aggregate):
    """All values of a group as one text."""

    function = "GROUP_CONCAT"

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        listed = "STRING_AGG(%(expressions)s, ',')"
        return super().as_sql(compiler, connection, template=listed, **options)


def closures_told(organisation: str = "organisation") -> Subquery:
    """An organisation's closures as a text that another row brings along, in no query of its own; see `days_off_told`.

    `organisation` is the road from that row.
    """
    words = Concat(Cast("first_on", CharField()), Value("/"), Cast("last_on", CharField()), output_field=CharField())
    rows = Closure.objects.filter(organisation=OuterRef(organisation)).order_by().values("organisation")
    return Subquery(rows.annotate(told=_Listed(words, output_field=CharField())).values("told"))


def days_off_told(row: Model) -> DaysOff:
    """What a row annotated with `closures_told=closures_told()` brought: "2026-12-21/2027-01-01,...", or nothing."""
    told: str | None = vars(row)["closures_told"]
    spans = [span.split("/") for span in told.split(",")] if told else []
    return DaysOff(tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans))
