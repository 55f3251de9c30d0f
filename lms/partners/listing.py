"""Which partners a visitor sees: filtered by pictograms and territory, by name or nearest first."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from lms.partners.models import Partner
from lms.partners.pictograms import CHOICES, Axis, is_sign
from lms.partners.places import NEAR_KM, Place, distance_km
from lms.partners.words import distance_words
from lms.people.models import Organisation


@dataclass(frozen=True)
class Choice:
    """What was asked for: signs by axis, and a territory. What is not in our lists asks for nothing."""

    signs: dict[str, str] = field(default_factory=dict)
    territory: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.signs or self.territory)


def choice_in(query: QueryDict) -> Choice:
    signs = {axis: query.get(axis, "") for axis in Axis.values if is_sign(axis, query.get(axis, ""))}
    return Choice(signs, query.get("territory", "")[:120].strip())


def published(organisation: Organisation) -> QuerySet[Partner]:
    return Partner.objects.filter(organisation=organisation, is_published=True).order_by("name", "pk")


def chosen(organisation: Organisation, choice: Choice) -> QuerySet[Partner]:
    """Published ones that do all of what was chosen. Signs of one axis that mean "every" count for each."""
    rows = published(organisation)
    for axis, code in choice.signs.items():
        wanted = {code, "every"} if axis == Axis.FIELD else {code}
        rows = rows.filter(pictograms__axis=axis, pictograms__code__in=wanted)
    if choice.territory:
        rows = rows.filter(territory__iexact=choice.territory)
    return rows.distinct()


def nearest_first(partners: list[Partner], place: Place) -> list[tuple[Partner, str]]:
    """Those with coordinates by distance, each with its words; the others after, by name, without."""
    far: list[tuple[float, Partner]] = []
    unknown: list[tuple[Partner, str]] = []
    for one in partners:
        if one.latitude is None or one.longitude is None:
            unknown.append((one, ""))
        else:
            far.append((distance_km(place, Place("", one.latitude, one.longitude)), one))
    far.sort(key=lambda pair: (pair[0], pair[1].name, pair[1].pk))
    return [*((one, distance_words(km)) for km, one in far), *unknown]


def is_near(partners: list[Partner], place: Place) -> bool:
    """Is one of them within NEAR_KM?"""
    points = [
        Place("", one.latitude, one.longitude)
        for one in partners
        if one.latitude is not None and one.longitude is not None
    ]
    return any(distance_km(place, each) <= NEAR_KM for each in points)


def facets(choice: Choice, territories: list[str]) -> list[dict[str, Any]]:
    """The lists to choose from, for the form."""
    found = [
        {
            "name": axis,
            "label": Axis(axis).label,
            "any": _("All"),
            "options": [(code, words, choice.signs.get(axis) == code) for code, words in choices.choices],
        }
        for axis, choices in CHOICES.items()
    ]
    if territories:
        options = [(name, name, name.lower() == choice.territory.lower()) for name in territories]
        found.append({"name": "territory", "label": _("Territory"), "any": _("All"), "options": options})
    return found
