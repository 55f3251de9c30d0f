"""Is a journey as balanced between in person and at a distance as it announces? (regles_calcul: equilibre)"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from courses.reference import reference_of
from lms.catalogue.models import Place

if TYPE_CHECKING:
    from courses.models import JourneyPage


class Unbalanced(ValidationError):
    """A journey would be published as balanced although its minutes are not. Says the figures in words."""


@dataclass(frozen=True)
class Balance:
    minutes: int
    in_person: int
    announced: Decimal | None
    tolerance: Decimal

    @property
    def remote(self) -> int:
        return self.minutes - self.in_person

    @property
    def share(self) -> Decimal | None:
        """Share in person, 0-1; None while the journey is empty."""
        return Decimal(self.in_person) / self.minutes if self.minutes else None

    @property
    def percent(self) -> int | None:
        return None if self.share is None else round(self.share * 100)

    @property
    def is_kept(self) -> bool:
        """True also when nothing is announced or nothing is there yet."""
        if self.announced is None or self.minutes == 0:
            return True
        # In minutes, so that no rounding of a share hides a difference.
        return abs(self.in_person - self.announced * self.minutes) <= self.tolerance * self.minutes

    def fault(self) -> str:
        """What is wrong, in words; empty when the balance is kept."""
        if self.is_kept:
            return ""
        assert self.announced is not None and self.share is not None
        return _(
            "This journey announces %(announced)s in person (tolerance %(tolerance)s), but its sequences give "
            "%(found)s: %(in_person)s minutes out of %(minutes)s. Change the minutes of sequences, or the announced "
            "share, or leave it empty."
        ) % {
            "announced": _percent(self.announced),
            "tolerance": _percent(self.tolerance),
            "found": _percent(self.share),
            "in_person": self.in_person,
            "minutes": self.minutes,
        }


def balance_of(page: "JourneyPage", live_only: bool = False) -> Balance:
    """The balance of a journey page's sequences; of the published ones alone if asked."""
    from courses.models import ActivityPage, SequencePage

    if page.pk is None:
        return Balance(0, 0, page.in_person_share, page.balance_tolerance)
    minutes = in_person = 0
    rows = SequencePage.objects.descendant_of(page)
    for sequence in rows.live() if live_only else rows:
        activities = ActivityPage.objects.child_of(sequence).filter(is_required=True)
        found = activities.live() if live_only else activities
        announced = sequence.minutes or found.aggregate(total=Sum("minutes"))["total"] or 0
        minutes += announced
        in_person += announced if sequence.place == Place.IN_PERSON else 0
    return Balance(minutes, in_person, page.in_person_share, Decimal(page.balance_tolerance or 0))


def refuse_unbalanced(page: "JourneyPage", live_only: bool = False) -> None:
    """Raise Unbalanced when the page announces a balance that it does not hold. A translation holds its original's."""
    reference = reference_of(page)
    if reference is not None and reference.pk != page.pk:
        return
    if fault := balance_of(page, live_only).fault():
        raise Unbalanced({"in_person_share": fault})


def _percent(share: Decimal) -> str:
    return f"{float(share) * 100:.4g} %"
