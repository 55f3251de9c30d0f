"""Builds the world in a database of its own, measures it small and large, and gives the report."""

import os
import platform
import random
import sys
import time
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.progress import rebuild, recount, tally
from tests.scale import budgets, calendar, cloning, desk, marking, quiz, reminders, signing, world
from tests.scale.measuring import Cost, measure_all

SAMPLE = 20  # learners whose totals are derived again from their evidence


def run(small: int, large: int) -> dict[str, Any]:
    """Needs an empty database, which is left full. Progress goes to stderr."""
    started = time.monotonic()
    say("Tables and the journey")
    call_command("migrate", verbosity=0, interactive=False)
    journey = world.build()
    models = len(world.DONE)
    costs: list[dict[str, Cost]] = []
    reached, seconds, wrong = 0, [], []
    for size in (small, large):
        say(f"{size} learners")
        before = time.monotonic()
        copies = max(1, size // models) - 1  # the model learners count among them
        if copies > reached:
            cloning.grow(journey, reached + 1, copies, say)
            reached = copies
        seconds.append(round(time.monotonic() - before, 1))
        if size == small:
            say("  counting the shared totals again")
            wrong = recount.shared_differences(journey, repair=False)
        say("  measuring")
        costs.append(measure_all(journey))
        tally.move_all()
    say("  deriving a sample again from its evidence")
    wrong += check_sample(journey)
    measured = budgets.report(*costs)
    return {
        "learners": {"small": small, "large": Enrolment.objects.filter(journey=journey).count()},
        "rows": rows(),
        "seconds_to_build": {"small": seconds[0], "large": seconds[1]},
        "machine": machine(),
        "measured": measured,
        "differs_from_evidence": wrong,
        "budgets_hold": budgets.holds(measured) and not wrong,
        "seconds": round(time.monotonic() - started, 1),
    }


def run_agenda() -> dict[str, Any]:
    """The figures of time, in an empty database that is left full: day, calendar, reminders, a room that signs."""
    started = time.monotonic()
    say("Tables")
    call_command("migrate", verbosity=0, interactive=False)
    found: dict[str, Any] = {}
    for words, name, measure in (
        ("The coordinator's day, 500 sessions a year", "coordinators_day", desk.measure),
        ("A learner's calendar, 500 sessions a year", "learners_calendar", calendar.measure),
        ("Reminders for 10,000 enrolments", "reminders", reminders.measure),
        ("200 people sign within a minute, on two processes", "signing", signing.measure),
    ):
        say(words)
        found[name] = measure()
    return {**found, "machine": machine(), "seconds": round(time.monotonic() - started, 1)}


def run_assessed() -> dict[str, Any]:
    """The figures of assessed work, in an empty database that is left full."""
    started = time.monotonic()
    say("Tables")
    call_command("migrate", verbosity=0, interactive=False)
    found: dict[str, Any] = {}
    for words, name, measure in (
        ("200 learners in one quiz at once, on two processes", "quiz", quiz.measure),
        ("A bank of 10,000 questions", "question_bank", quiz.measure_bank),
        ("5,000 pieces of work to mark", "marking", marking.measure),
    ):
        say(words)
        found[name] = measure()
    return {**found, "machine": machine(), "seconds": round(time.monotonic() - started, 1)}


def check_sample(journey: Journey) -> list[str]:
    """Differences between what is stored and what the evidence says, for some learners."""
    ids = list(Enrolment.objects.filter(journey=journey).order_by("pk").values_list("pk", flat=True))
    chosen = random.Random(1).sample(ids, min(SAMPLE, len(ids)))
    rows = Enrolment.objects.filter(pk__in=chosen)
    return [line for enrolment in rows for line in rebuild._compare(enrolment, repair=False)]


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_live_tup FROM pg_stat_user_tables WHERE n_live_tup > 1000 ORDER BY n_live_tup DESC"
        )
        return dict(cursor.fetchall())


def machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return {
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": version,
    }


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
