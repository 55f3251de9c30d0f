"""After commit, in the background: moves what changed of completions and learners' totals into the totals many share.

Derived rows remember what is already counted of them, so a sweep moves differences: run twice it doubles nothing, and
what a crash left is moved by the next one.
"""

import logging
import time
from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task, task_backends

from lms.enrolment.models import Cohort
from lms.progress.models import ActivityTotal, Completion, EnrolmentTotal, JourneyTotal
from lms.progress.sums import SHARED, shared_part

logger = logging.getLogger(__name__)

BATCH = 500  # rows of one transaction: a sweep never holds locks for long
TRIES = 5
DELAY = timedelta(seconds=2)  # one sweep serves everything recorded in this time
ONE_AT_A_TIME = 4_207_551  # the advisory lock of all sweeps: any number, used for nothing else
COUNTED = (Completion.State.DOING, Completion.State.WAITING, Completion.State.DONE)

Contribution = dict[str, Any]


def ask() -> None:
    """Have the shared totals brought up to date soon. Cheap: one task for all that is recorded within a second."""
    backend = task_backends["default"]
    if not backend.supports_defer:
        sweep.enqueue()
    elif cache.add("cordee.tally", True, timeout=1):
        # The key is gone before the task runs, so nothing can be recorded between the two and be forgotten.
        sweep.using(run_after=timezone.now() + DELAY).enqueue()


@task()
def sweep() -> int:
    """What a worker runs. It may be run twice, or never: the next one moves what is left."""
    return move_all()


def move_all() -> int:
    """Move every difference there is; returns how many rows it moved. Tries again when the database was busy."""
    for attempt in range(1, TRIES):
        try:
            return _sweep()
        except OperationalError:
            logger.warning("The database was busy; the tally tries again.", exc_info=True)
            time.sleep(0.1 * 2**attempt)
    return _sweep()


def _sweep() -> int:
    moved = 0
    # Totals first: a learner who changed cohort has their completions counted again.
    for move_batch in (_move_totals, _move_completions):
        while batch := move_batch():
            moved += batch
    return moved


def counted(total: EnrolmentTotal) -> Contribution:
    """What the totals of journey and cohort count of one learner, and in which cohort."""
    return {**shared_part(total), "enrolments": 1, "cohort": total.enrolment.cohort_id}


def hold_still() -> None:
    """Until the transaction ends nobody else moves shared totals. SQLite: BEGIN IMMEDIATE has seen to it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


@transaction.atomic
def _move_totals() -> int:
    hold_still()
    # A row that is being recorded is left alone: whoever holds it asks for a sweep afterwards.
    rows = list(
        EnrolmentTotal.objects.filter(is_tallied=False)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("enrolment")
        .order_by("pk")[:BATCH]
    )
    moves: dict[tuple[int, int | None], Contribution] = defaultdict(Contribution)
    organisations = {}
    for row in rows:
        now = counted(row)
        organisations[row.journey_id] = row.organisation_id
        if row.tallied:
            _spread(moves, row.journey_id, row.tallied, -1)
        _spread(moves, row.journey_id, now, 1)
        if row.tallied and row.tallied["cohort"] != now["cohort"]:
            Completion.objects.filter(enrolment_id=row.pk).update(is_tallied=False)
        row.tallied, row.is_tallied = now, True
    _move_journeys(moves, organisations)
    EnrolmentTotal.objects.bulk_update(rows, ["tallied", "is_tallied"], batch_size=BATCH)
    return len(rows)


def _spread(
    moves: dict[tuple[int, int | None], Contribution], journey_id: int, counts: Contribution, sign: int
) -> None:
    """Add what one learner counts for to the whole of the journey, and to the cohort."""
    for cohort in {None, counts["cohort"]}:
        move = moves[journey_id, cohort]
        for name in (*SHARED, "enrolments"):
            move[name] = move.get(name, 0) + sign * counts[name]
        progress = move.setdefault("progress_counts", defaultdict(int))
        progress[str(counts["indicators_met"])] += sign


def _move_journeys(moves: dict[tuple[int, int | None], Contribution], organisations: dict[int, int]) -> None:
    for (journey_id, cohort_id), move in sorted(moves.items(), key=_order):
        row = _journey_total(journey_id, cohort_id, organisations[journey_id])
        if row is None:
            continue
        for name in (*SHARED, "enrolments"):
            setattr(row, name, getattr(row, name) + move[name])
        for bucket, difference in move["progress_counts"].items():
            row.progress_counts[bucket] = row.progress_counts.get(bucket, 0) + difference
        row.progress_counts = {bucket: count for bucket, count in row.progress_counts.items() if count}
        row.save()


def _journey_total(journey_id: int, cohort_id: int | None, organisation_id: int) -> JourneyTotal | None:
    """None for a cohort that was deleted: its totals went with it."""
    if cohort_id is not None and not Cohort.objects.filter(pk=cohort_id).exists():
        return None
    row, _ = JourneyTotal.objects.get_or_create(
        journey_id=journey_id, cohort_id=cohort_id, defaults={"organisation_id": organisation_id}
    )
    return row


@transaction.atomic
def _move_completions() -> int:
    hold_still()
    rows = list(
        Completion.objects.filter(is_tallied=False)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("enrolment")
        .defer("facts")
        .order_by("pk")[:BATCH]
    )
    moves: dict[tuple[int, int | None], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    organisations = {}
    for row in rows:
        organisations[row.activity_id] = row.organisation_id
        for cohort in {None, row.tallied_cohort}:
            moves[row.activity_id, cohort][row.tallied_state] -= 1
        for cohort in {None, row.enrolment.cohort_id}:
            moves[row.activity_id, cohort][row.state] += 1
        row.tallied_state, row.tallied_cohort, row.is_tallied = row.state, row.enrolment.cohort_id, True
    _move_activities(moves, organisations)
    Completion.objects.bulk_update(rows, ["tallied_state", "tallied_cohort", "is_tallied"], batch_size=BATCH)
    Completion.objects.filter(pk__in=[row.pk for row in rows], state=Completion.State.VOIDED).delete()
    return len(rows)


def _move_activities(moves: dict[tuple[int, int | None], dict[str, int]], organisations: dict[int, int]) -> None:
    moves = {place: {state: move[state] for state in COUNTED if move[state]} for place, move in moves.items()}
    places = sorted((item for item in moves.items() if item[1]), key=_order)
    cohorts = set(
        Cohort.objects.filter(pk__in=[cohort for (_, cohort), _ in places if cohort]).values_list("pk", flat=True)
    )
    places = [item for item in places if item[0][1] is None or item[0][1] in cohorts]
    ActivityTotal.objects.bulk_create(
        [
            ActivityTotal(activity_id=activity, cohort_id=cohort, organisation_id=organisations[activity])
            for (activity, cohort), _ in places
        ],
        ignore_conflicts=True,
    )
    for (activity, cohort), move in places:
        ActivityTotal.objects.filter(activity_id=activity, cohort_id=cohort).update(
            **{state: F(state) + difference for state, difference in move.items()}
        )


def _order(item: tuple[tuple[int, int | None], Any]) -> tuple[int, int]:
    (subject, cohort), _ = item
    return subject, cohort or 0
