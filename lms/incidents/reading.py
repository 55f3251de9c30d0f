"""A report is opened: first the reading is noted, for good, and only then is anything shown (domain.md C)."""

from dataclasses import dataclass

from django.db import transaction

from lms.incidents.models import IncidentAction, IncidentMessage, IncidentReading, IncidentReport
from lms.people.models import Person


@dataclass(frozen=True)
class Opened:
    """A report with all that is in it, for somebody whose reading was noted."""

    report: IncidentReport
    messages: list[IncidentMessage]
    actions: list[IncidentAction]


def open_report(report: IncidentReport, reader: Person) -> Opened:
    """Note who reads and commit it, then read. If it cannot be noted, nothing is read: the fault goes up."""
    with transaction.atomic():
        IncidentReading.objects.create(report=report, reader=reader)
    whole = IncidentReport.objects.select_related("organisation", "procedure", "reporter", "handed_to").get(
        pk=report.pk
    )
    return Opened(
        whole,
        list(whole.messages.select_related("author")),
        list(whole.actions.select_related("author")),
    )
