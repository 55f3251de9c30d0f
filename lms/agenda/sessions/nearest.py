"""Places by distance from another place. People's own positions never come here: their browser works those out."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext as _

from lms.agenda.models import Venue

EARTH_KM = 6371.0088  # mean radius (IUGG)

Point = tuple[float, float]  # latitude and longitude, degrees


@dataclass(frozen=True)
class Near:
    """A place, and how far it is; None where one of the two has no coordinates."""

    venue: Venue
    km: float | None

    @property
    def words(self) -> str:
        if self.km is None:
            return ""
        return _("less than 1 km away") if self.km < 1 else _("%(km)d km away") % {"km": round(self.km)}


def distance_km(one: Point, other: Point) -> float:
    """As the crow flies, by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def nearest(venues: Iterable[Venue], start: Point | None) -> list[Near]:
    """The nearest first; those without coordinates last, by name."""
    found = [Near(venue, _km(venue, start)) for venue in venues]
    return sorted(found, key=lambda near: (near.km is None, near.km or 0.0, near.venue.name))


def within(near: Iterable[Near], radius_km: int) -> list[Near]:
    """Those that are no farther than this (domain.md A20: 30 km)."""
    return [one for one in near if one.km is not None and one.km <= radius_km]


def none_within(radius_km: int) -> str:
    return _("No place within %(km)s km.") % {"km": radius_km}


def point_of(venue: Venue | None) -> Point | None:
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def _km(venue: Venue, start: Point | None) -> float | None:
    here = point_of(venue)
    return distance_km(start, here) if start and here else None
