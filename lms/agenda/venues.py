"""Where an organisation's venues are, for who may not import the agenda: settings.VENUE_PLACES names `places_of`."""

from lms.agenda.models import Venue


def places_of(organisation_id: int) -> list[tuple[str, str, float, float]]:
    """Name, address, latitude and longitude of venues in use whose coordinates are known. One query."""
    rows = Venue.objects.filter(organisation=organisation_id, is_active=True)
    known = rows.exclude(latitude=None).exclude(longitude=None).order_by("name", "pk")
    return [(row.name, row.address, row.latitude or 0.0, row.longitude or 0.0) for row in known]
