"""What every sort of reminder needs: the moment, the organisations with their rules, and their coordinators."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from lms.agenda.models import AgendaRules
from lms.people.models import Membership, Organisation, Person, Role

# What is older is no news: a machine that was off for a month, or an import of old data, disturbs nobody.
NEWS = timedelta(days=14)


@dataclass
class Scene:
    now: datetime
    organisations: dict[int, Organisation]
    known_rules: dict[int, AgendaRules]

    def rules(self, organisation_id: int) -> AgendaRules:
        return self.known_rules.get(organisation_id) or AgendaRules(organisation_id=organisation_id)

    def all_of(self, name: str) -> list[int]:
        """The values of one rule in all organisations, to read no more rows than any of them asks for."""
        return [getattr(self.rules(number), name) for number in self.organisations] or [0]

    def zone(self, organisation_id: int) -> ZoneInfo:
        return self.organisations[organisation_id].zone

    def today(self, organisation_id: int) -> date:
        return self.now.astimezone(self.zone(organisation_id)).date()

    @cached_property
    def coordinators(self) -> dict[int, list[Person]]:
        found: dict[int, list[Person]] = defaultdict(list)
        rows = Membership.objects.filter(role=Role.COORDINATOR, person__is_active=True)
        for row in rows.select_related("person").order_by("pk"):
            found[row.organisation_id].append(row.person)
        return found

    def followers(self, organisation_id: int, coach: Person | None) -> list[Person]:
        """Who calls a learner: the coach, or the coordinators where there is none."""
        return [coach] if coach is not None else self.coordinators[organisation_id]


def look(now: datetime | None = None) -> Scene:
    """Two queries."""
    return Scene(now or timezone.now(), Organisation.objects.in_bulk(), AgendaRules.objects.in_bulk())
