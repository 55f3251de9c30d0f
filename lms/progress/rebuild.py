"""Derives completions, standings and learners' totals from evidence again, and compares or repairs what is stored.

`python3 -m lms rebuild [--check]` calls it, and the tests: what is stored must always be what its evidence says.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.plugins.registry import kinds
from lms.progress import folding, levels, record, sums, tally
from lms.progress.models import Completion, EnrolmentTotal, Evidence, EvidenceVerb, IndicatorStanding, Measure
from lms.progress.recount import shared_differences

COMPLETION = (
    "version_id",
    "sequence_id",
    "state",
    "facts",
    "score",
    "trust",
    "started_at",
    "last_at",
    "completed_at",
    "recorded_at",
)
STANDING = ("version_id", "first_id", "measure_id", "value", "measured_at", "is_met", "is_autonomous")
TOTAL = (*sums.SHARED, "levels", "blocks_validated", "declared_levels", "sequences", "last_evidence_at")


@dataclass(frozen=True)
class Derived:
    """What the evidence of one enrolment says."""

    completions: dict[int, Completion]  # by activity
    standings: dict[int, IndicatorStanding]  # by indicator
    total: EnrolmentTotal


def differences(journey: Journey | None = None) -> list[str]:
    """Where what is stored is not what the evidence says, in words; nothing is changed."""
    found = [line for enrolment in _enrolments(journey) for line in _compare(enrolment, repair=False)]
    return found + shared_differences(journey, repair=False)


def rebuild(journey: Journey | None = None) -> list[str]:
    """Make what is stored what the evidence says; returns what was not, in words."""
    found = [line for enrolment in _enrolments(journey) for line in _compare(enrolment, repair=True)]
    found += shared_differences(journey, repair=True)
    tally.move_all()
    return found


def derive(enrolment: Enrolment, stored: dict[int, Completion]) -> Derived:
    """Completions, standings and total from evidence alone. An activity whose kind is not installed any more cannot
    be folded: its stored completion stands."""
    total = EnrolmentTotal(
        enrolment=enrolment, organisation_id=enrolment.organisation_id, journey_id=enrolment.journey_id
    )
    completions = _completions(enrolment, stored)
    for completion in completions.values():
        sums.count_in(total, completion)
    standings = _standings(enrolment)
    around = record.look_around(standings, enrolment.pk)
    record.judge_blocks(total, record.Around(around.indicators, standings))
    total.indicators_met = sum(row.is_met for row in standings.values())
    everything = Evidence.objects.filter(enrolment=enrolment)
    total.declared_levels = sums.declared_levels(record.live_evidence(enrolment.pk).filter(verb=EvidenceVerb.DECLARED))
    happened = everything.exclude(verb=EvidenceVerb.VOIDED)
    total.last_evidence_at = happened.aggregate(last=Max("happened_at"))["last"]
    return Derived(completions, standings, total)


def _enrolments(journey: Journey | None) -> Iterator[Enrolment]:
    rows = Enrolment.objects.order_by("pk")
    return (rows.filter(journey=journey) if journey else rows).iterator(chunk_size=500)


def _completions(enrolment: Enrolment, stored: dict[int, Completion]) -> dict[int, Completion]:
    by_activity: dict[int, list[Evidence]] = defaultdict(list)
    names: dict[int, str] = {}
    for row in record.live_evidence(enrolment.pk).exclude(activity=None).select_related("activity_version", "activity"):
        assert row.activity is not None
        by_activity[row.activity.pk].append(row)
        names[row.activity.pk] = row.activity.kind
    found = {}
    for activity, rows in by_activity.items():
        kind = kinds().get(names[activity])
        completion = folding.fold_all(rows, kind) if kind else stored.get(activity)
        if completion is not None:
            found[activity] = completion
    return found


def _standings(enrolment: Enrolment) -> dict[int, IndicatorStanding]:
    by_indicator: dict[int, list[Measure]] = defaultdict(list)
    for measure in record.live_measures(enrolment.pk):
        by_indicator[measure.indicator_id].append(measure)
    standings = {indicator: levels.retain_all(rows) for indicator, rows in by_indicator.items()}
    return {indicator: row for indicator, row in standings.items() if row is not None}


@transaction.atomic
def _compare(enrolment: Enrolment, repair: bool) -> list[str]:
    total = record.lock(enrolment.pk)
    if total is None:
        return []
    rows = Completion.objects.filter(enrolment=enrolment).select_related("version")
    completions = {row.activity_id: row for row in rows}
    standings = {row.indicator_id: row for row in IndicatorStanding.objects.filter(enrolment=enrolment)}
    derived = derive(enrolment, completions)
    begun = {key: row for key, row in completions.items() if row.state != Completion.State.VOIDED}
    who = _("Enrolment %(number)s") % {"number": enrolment.pk}
    found = [
        *_unlike(begun, derived.completions, COMPLETION, who + ", " + _("activity %(number)s")),
        *_unlike(standings, derived.standings, STANDING, who + ", " + _("indicator %(number)s")),
        *_unlike({0: total}, {0: derived.total}, TOTAL, who),
    ]
    if repair and found:
        _repair(total, completions, standings, derived)
    return found


def _unlike(stored: dict[int, Any], derived: dict[int, Any], fields: tuple[str, ...], place: str) -> Iterator[str]:
    for number in sorted({*stored, *derived}):
        where = place % {"number": number}
        one, other = stored.get(number), derived.get(number)
        if one is None or other is None:
            said = _("is stored, but no evidence says so") if other is None else _("is missing, but evidence says so")
            yield f"{where}: {said}."
            continue
        for name in fields:
            was, says = _plain(getattr(one, name)), _plain(getattr(other, name))
            if was != says:
                yield _("%(where)s: %(field)s is %(stored)s, but the evidence says %(derived)s.") % {
                    "where": where,
                    "field": name.removesuffix("_id"),
                    "stored": was,
                    "derived": says,
                }


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value)) if isinstance(value, dict | list) else value


def _repair(
    total: EnrolmentTotal,
    completions: dict[int, Completion],
    standings: dict[int, IndicatorStanding],
    derived: Derived,
) -> None:
    for activity, fresh in derived.completions.items():
        known = completions.get(activity)
        if known is None or _differ(known, fresh, COMPLETION):
            record.keep(known, fresh)
    for activity, known in completions.items():
        if activity not in derived.completions and known.state != Completion.State.VOIDED:
            record.keep(known, record.as_voided(known))
    gone = [row.pk for indicator, row in standings.items() if indicator not in derived.standings]
    IndicatorStanding.objects.filter(pk__in=gone).delete()
    record.upsert(
        [
            fresh
            for indicator, fresh in derived.standings.items()
            if indicator not in standings or _differ(standings[indicator], fresh, STANDING)
        ]
    )
    if sums.shared_part(total) != sums.shared_part(derived.total):
        total.is_tallied = False
    for name in TOTAL:
        setattr(total, name, getattr(derived.total, name))
    total.save()


def _differ(one: Model, other: Model, fields: tuple[str, ...]) -> bool:
    return any(_plain(getattr(one, name)) != _plain(getattr(other, name)) for name in fields)
