"""Counts the shared totals of activities and journeys again, from what completions and learners' totals say is counted
of them. What waits for the tally is no difference. rebuild.py calls it.
"""

from collections import Counter, defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from lms.catalogue.models import Journey
from lms.enrolment.models import Cohort
from lms.progress import tally
from lms.progress.models import ActivityTotal, Completion, EnrolmentTotal, JourneyTotal
from lms.progress.sums import SHARED

Place = tuple[int, int | None]  # an activity or a journey, and a cohort or the whole
FIGURES = (*SHARED, "enrolments")


@transaction.atomic
def shared_differences(journey: Journey | None, repair: bool) -> list[str]:
    """Where shared totals are not the sum of what is counted in them, in words; repaired if asked."""
    tally.hold_still()
    found = _forgotten(journey, repair)
    activities, journeys = _activities(journey), _journeys(journey)
    found += _unlike(_stored_activities(journey), activities, _("Activity %(number)s"))
    found += _unlike(_stored_journeys(journey), journeys, _("Journey %(number)s"))
    if repair and found:
        _write_activities(journey, activities)
        _write_journeys(journey, journeys)
    return found


def _forgotten(journey: Journey | None, repair: bool) -> list[str]:
    """Rows that say they are counted as something they are not: tally would never look at them again."""
    known = set(Cohort.objects.values_list("pk", flat=True))
    # A learner whose own total waits may be on the way to another cohort, with all completions.
    settled = Completion.objects.filter(is_tallied=True, enrolment__total__is_tallied=True)
    completions = _of(settled, journey, "enrolment__journey")
    elsewhere = (
        ~Q(tallied_state=F("state"))
        | Q(tallied_cohort=None, enrolment__cohort__isnull=False)
        | Q(tallied_cohort__in=known) & (Q(enrolment__cohort=None) | ~Q(tallied_cohort=F("enrolment__cohort")))
    )
    wrong = list(completions.filter(elsewhere).values_list("pk", flat=True))
    totals = _of(EnrolmentTotal.objects.filter(is_tallied=True), journey, "journey").select_related("enrolment")
    off = [row.pk for row in totals if tally.counted(row) != _alive(row.tallied, known)]
    if repair:
        Completion.objects.filter(pk__in=wrong).update(is_tallied=False)
        EnrolmentTotal.objects.filter(pk__in=off).update(is_tallied=False)
    return [
        *(_("Completion %(number)s is counted as something it is not.") % {"number": pk} for pk in wrong),
        *(_("The total of enrolment %(number)s is counted as something it is not.") % {"number": pk} for pk in off),
    ]


def _alive(tallied: dict[str, Any], cohorts: set[int]) -> dict[str, Any]:
    """Who was counted in a cohort that is gone counts in none."""
    return {**tallied, "cohort": tallied["cohort"] if tallied.get("cohort") in cohorts else None}


def _activities(journey: Journey | None) -> dict[Place, Counter[str]]:
    rows = _of(Completion.objects.filter(tallied_state__in=tally.COUNTED), journey, "enrolment__journey")
    groups = rows.order_by().values_list("activity_id", "tallied_cohort", "tallied_state").annotate(count=Count("pk"))
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    for activity, cohort, state, count in groups:
        for place in {None, cohort}:
            found[activity, place][state] += count
    return _of_known_cohorts(found)


def _journeys(journey: Journey | None) -> dict[Place, Counter[str]]:
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    rows = _of(EnrolmentTotal.objects.exclude(tallied={}), journey, "journey")
    for number, tallied in rows.values_list("journey_id", "tallied").iterator(chunk_size=2000):
        for place in {None, tallied["cohort"]}:
            for name in FIGURES:
                found[number, place][name] += tallied[name]
            found[number, place][f"progress_counts {tallied['indicators_met']}"] += 1
    return _of_known_cohorts(found)


def _of_known_cohorts(found: dict[Place, Counter[str]]) -> dict[Place, Counter[str]]:
    """The totals of a cohort that was deleted went with it."""
    known = {None, *Cohort.objects.values_list("pk", flat=True)}
    return {place: counter for place, counter in found.items() if place[1] in known}


def _stored_activities(journey: Journey | None) -> dict[Place, Counter[str]]:
    rows = _of(ActivityTotal.objects.all(), journey, "activity__journey")
    return {
        (row.activity_id, row.cohort_id): Counter({state.value: getattr(row, state.value) for state in tally.COUNTED})
        for row in rows
    }


def _stored_journeys(journey: Journey | None) -> dict[Place, Counter[str]]:
    found = {}
    for row in _of(JourneyTotal.objects.all(), journey, "journey"):
        counter = Counter({name: getattr(row, name) for name in FIGURES})
        counter.update({f"progress_counts {bucket}": count for bucket, count in row.progress_counts.items()})
        found[row.journey_id, row.cohort_id] = counter
    return found


def _unlike(stored: dict[Place, Counter[str]], counted: dict[Place, Counter[str]], place: str) -> list[str]:
    found = []
    for number, cohort in sorted({*stored, *counted}, key=lambda one: (one[0], one[1] or 0)):
        one, other = stored.get((number, cohort), Counter()), counted.get((number, cohort), Counter())
        where = place % {"number": number} + (", " + _("cohort %(number)s") % {"number": cohort} if cohort else "")
        found += [
            _("%(where)s: %(field)s is %(stored)s in the shared totals, but learners add up to %(derived)s.")
            % {"where": where, "field": name, "stored": one[name], "derived": other[name]}
            for name in sorted({*one, *other})
            if one[name] != other[name]
        ]
    return found


def _write_activities(journey: Journey | None, counted: dict[Place, Counter[str]]) -> None:
    rows = _of(ActivityTotal.objects.all(), journey, "activity__journey")
    rows.update(**{state.value: 0 for state in tally.COUNTED})
    for (activity, cohort), counter in counted.items():
        ActivityTotal.objects.update_or_create(
            activity_id=activity,
            cohort_id=cohort,
            defaults=dict(counter),
            create_defaults={**counter, "organisation_id": _organisation(activities=activity)},
        )


def _write_journeys(journey: Journey | None, counted: dict[Place, Counter[str]]) -> None:
    rows = _of(JourneyTotal.objects.all(), journey, "journey")
    rows.update(**dict.fromkeys(FIGURES, 0), progress_counts={})
    for (number, cohort), counter in counted.items():
        values: dict[str, Any] = {name: counter[name] for name in FIGURES}
        values["progress_counts"] = {
            name.partition(" ")[2]: count for name, count in counter.items() if name.startswith("progress_counts ")
        }
        JourneyTotal.objects.update_or_create(
            journey_id=number,
            cohort_id=cohort,
            defaults=values,
            create_defaults={**values, "organisation_id": _organisation(pk=number)},
        )


def _organisation(**condition: int) -> int:
    return Journey.objects.values_list("organisation_id", flat=True).get(**condition)


def _of(rows: QuerySet[Any], journey: Journey | None, path: str) -> QuerySet[Any]:
    return rows.filter(**{path: journey}) if journey else rows
