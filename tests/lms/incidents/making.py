"""A procedure with its contacts, and a report, in one call each."""

from typing import Any

from lms.incidents import report as reporting
from lms.incidents.models import IncidentReport, Procedure
from lms.incidents.writing import add_version
from tests.factories import World

SECRET = "une poussée dans un escalier noir"


def make_procedure(world: World, contact: str = "chloe", second: str = "bo", **fields: Any) -> Procedure:
    told = Procedure(
        text="Nous écoutons d'abord.",
        contact=world.people[contact],
        second=world.people[second],
        phone="05 01",
        **fields,
    )
    return add_version(world.organisation, told, world.people["admin"])


def make_report(world: World, who: str | None = "ana", **fields: Any) -> tuple[IncidentReport, str]:
    told = {"key": f"key-{IncidentReport.objects.count()}", "sort": "violence", "what": SECRET, **fields}
    return reporting.receive(world.organisation, reporting.Told(**told), world.people[who] if who else None)
