"""Nearest first, without a map and without asking anybody outside: places whose coordinates we know already.

What a person types is compared with the towns of partners and the organisation's venues, used once and kept nowhere.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from django.conf import settings
from django.utils.module_loading import import_string

from lms.partners.models import Partner
from lms.partners.words import plain

EARTH_KM = 6371.0088
NEAR_KM = 30  # domain.md A20: somebody is received less than 30 km from home
POSTCODE = re.compile(r"\b\d{5}\b")


@dataclass(frozen=True)
class Place:
    name: str
    latitude: float
    longitude: float


def distance_km(first: Place, second: Place) -> float:
    """As the crow flies (haversine)."""
    north = radians(second.latitude - first.latitude)
    east = radians(second.longitude - first.longitude)
    half = sin(north / 2) ** 2 + cos(radians(first.latitude)) * cos(radians(second.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def known_places(organisation_id: int, partners: Iterable[Partner]) -> dict[str, Place]:
    """By what people type, plain: postcodes, towns, and names of venues. Towns are the middle of what stands there."""
    points: dict[str, list[Place]] = {}
    for one in partners:
        if one.latitude is not None and one.longitude is not None:
            _add(points, (one.postcode, one.commune, one.place), Place(one.place, one.latitude, one.longitude))
    for name, address, latitude, longitude in _venues(organisation_id):
        found = POSTCODE.search(address)
        postcode, commune = (found.group(), address[found.end() :].strip(" ,")) if found else ("", "")
        _add(points, (name,), Place(name, latitude, longitude))
        _add(points, (postcode, commune, f"{postcode} {commune}"), Place(f"{postcode} {commune}", latitude, longitude))
    return {key: _middle(places) for key, places in points.items()}


def find_place(typed: str, known: dict[str, Place]) -> Place | None:
    """As typed; else by its postcode, else by the words beside it."""
    words = plain(typed[:200])
    postcode = next(iter(POSTCODE.findall(words)), "")
    for key in (words, postcode, words.replace(postcode, "").strip() if postcode else ""):
        if key and key in known:
            return known[key]
    return None


def names_of(known: dict[str, Place]) -> list[str]:
    """What may be typed, for the list beside the field."""
    return sorted({place.name for place in known.values() if place.name})


def _add(points: dict[str, list[Place]], names: tuple[str, ...], place: Place) -> None:
    for name in {plain(each) for each in names} - {""}:
        points.setdefault(name, []).append(place)


def _middle(places: list[Place]) -> Place:
    count = len(places)
    return Place(
        places[0].name, sum(each.latitude for each in places) / count, sum(each.longitude for each in places) / count
    )


def _venues(organisation_id: int) -> Iterable[tuple[str, str, float, float]]:
    """Name, address and coordinates; lms.partners may not import who keeps venues, so settings name the function."""
    if not settings.VENUE_PLACES:
        return []
    told: Callable[[int], list[tuple[str, str, float, float]]] = import_string(settings.VENUE_PLACES)
    return told(organisation_id)
