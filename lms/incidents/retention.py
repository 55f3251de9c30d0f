"""A closed case is kept as long as its procedure says; then only its day, sort and state are left, for the count."""

from datetime import timedelta

from django.utils import timezone

from lms.incidents.models import IncidentReading, IncidentReport

YEAR = timedelta(days=365.25)


def forget() -> int:
    """A periodic task; how many cases lost their words."""
    now = timezone.now()
    rows = IncidentReport.objects.filter(blanked_at=None).exclude(closed_at=None).select_related("procedure")
    over = [row for row in rows if row.closed_at and row.closed_at < now - row.procedure.retention_years * YEAR]
    for row in over:
        blank(row)
    return len(over)


def blank(report: IncidentReport) -> None:
    report.messages.all().delete()
    report.actions.all().delete()
    IncidentReading.objects.filter(report=report).delete()
    IncidentReport.objects.filter(pk=report.pk).update(
        what="",
        where="",
        when="",
        wish="",
        name="",
        reach="",
        code_hash="",
        reporter=None,
        handed_to=None,
        blanked_at=timezone.now(),
    )
