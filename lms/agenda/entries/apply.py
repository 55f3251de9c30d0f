"""A planned table is written: exactly what was shown, once, all of it or only the right lines."""

from collections import Counter
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.entries.columns import plain
from lms.agenda.entries.enter import enter_one
from lms.agenda.entries.plan import ENTER, WRONG, Known, PlannedLine, judge, known_for
from lms.agenda.models import EntryPlan
from lms.catalogue.models import Journey
from lms.enrolment.models import Cohort
from lms.people.models import Person


class Changed(ValueError):
    """Why nothing was written, in a sentence for the one who confirmed it."""


@transaction.atomic
def apply_plan(plan: EntryPlan, only_right: bool) -> dict[str, int]:
    """Write what was shown; how many people entered, had nothing to do, were left out. A second click changes nothing.

    only_right: leave the wrong lines out; else nothing is written while one is wrong. Raises Changed when the site is
    not any more as it was when the lines were shown.
    """
    locked = EntryPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.applied_at is not None:
        return dict(locked.outcome)
    lines = [PlannedLine(**line) for line in locked.lines]
    if not only_right and any(one.act == WRONG for one in lines):
        raise Changed(_("Some lines are wrong: put them right, or write only the right ones."))
    known = known_for(locked.organisation, [one.email for one in lines])
    _check_unchanged(lines, known)
    _enter_all([one for one in lines if one.act == ENTER], known)
    locked.outcome = dict(Counter(one.act for one in lines))
    locked.lines, locked.applied_at = [], timezone.now()
    locked.save(update_fields=["outcome", "lines", "applied_at"])
    return dict(locked.outcome)


def _check_unchanged(lines: list[PlannedLine], known: Known) -> None:
    journeys, coaches = {row.pk for row in known.journeys}, {*known.coaches.values(), None}
    for shown in lines:
        if shown.act != ENTER:
            continue
        is_there = shown.journey_id in journeys and shown.coach_id in coaches
        now = PlannedLine(**shown.as_json())
        if is_there:
            judge(now, known)
        if not is_there or now.as_json() != shown.as_json():
            said = _("Something has changed since these lines were shown (line %(line)d). Send the file once more.")
            raise Changed(said % {"line": shown.line})


def _enter_all(lines: list[PlannedLine], known: Known) -> None:
    journeys: dict[int, Journey] = {row.pk: row for row in known.journeys}
    coaches = {row.pk: row for row in Person.objects.filter(pk__in=known.coaches.values())}
    cohorts = {(row.journey_id, plain(row.name)): row for row in Cohort.objects.filter(journey__in=known.journeys)}
    for one in lines:
        journey = journeys[one.journey_id or 0]
        key = (journey.pk, plain(one.cohort))
        if one.cohort and key not in cohorts:
            cohorts[key] = Cohort.objects.create(organisation=known.organisation, journey=journey, name=one.cohort)
        told = {
            **one.as_json(),
            "journey": journey,
            "starts_on": date.fromisoformat(one.starts_on),
            "cohort": cohorts.get(key) if one.cohort else None,
            "coach": coaches.get(one.coach_id or 0),
        }
        enter_one(known.organisation, told)
