"""A room signs at once: many people within a minute, through the real page, on several processes and one database.

`measure` writes to the database it is called on and leaves it full; `python3 -m lms scale` calls it.
"""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from lms.agenda.models import Booking, HalfDay, Session, SignOff
from lms.agenda.signoffs import statement
from lms.catalogue.models import Journey
from lms.enrolment.enrol import enrol
from lms.people.models import Membership, Organisation, Person, Role

ROOT = Path(__file__).resolve().parents[2]
AGAIN = 5  # every fifth person taps once more, on another process
BUDGET_SECONDS = 60


def measure(people: int = 200, processes: int = 2) -> dict[str, Any]:
    """Everybody signs one half-day as quickly as the processes can. p50 and p95 are milliseconds of one tap."""
    half_day = build(people)
    ids = list(half_day.session.bookings.order_by("pk").values_list("enrolment__person_id", flat=True))
    shares = [ids[number::processes] for number in range(processes)]
    doubles = [shares[number - 1][::AGAIN] for number in range(processes)]
    seconds, told = _run(half_day, [one + two for one, two in zip(shares, doubles, strict=True)])
    milliseconds = sorted(each for process in told for each in process["milliseconds"])
    rows = SignOff.objects.filter(half_day=half_day).select_related("half_day__session", "enrolment")
    signed = [row.person_id for row in rows]
    report = {
        "people": people,
        "processes": processes,
        "database": connection.vendor,
        "taps": len(milliseconds),
        "refused": sum(process["refused"] for process in told),
        "signed": len(signed),
        "lost": len(set(ids) - set(signed)),
        "doubled": len(signed) - len(set(signed)),
        "unverified": sum(not statement.verify(row) for row in rows),
        "seconds": round(seconds, 2),
        "p50_ms": round(milliseconds[len(milliseconds) // 2], 1),
        "p95_ms": round(milliseconds[int(len(milliseconds) * 0.95)], 1),
    }
    whole = report["lost"] == report["doubled"] == report["refused"] == report["unverified"] == 0
    return {**report, "holds": whole and seconds <= BUDGET_SECONDS}


def build(people: int) -> HalfDay:
    """An organisation of its own, a journey without a page, and a session that began five minutes ago."""
    mark = f"{time.time_ns():x}"
    organisation = Organisation.objects.create(code=f"signing-{mark}", name="Signing")
    journey = Journey.objects.create(organisation=organisation, code="SIGN", titles={"fr": "Signer"})
    trainer = Person.objects.create(email=f"trainer-{mark}@scale.invalid", name="Trainer")
    Membership.objects.create(person=trainer, organisation=organisation, role=Role.TRAINER)
    start = timezone.now() - timedelta(minutes=5)
    end = start + timedelta(minutes=210)
    session = Session.objects.create(
        organisation=organisation,
        journey=journey,
        title="Signing",
        trainer=trainer,
        starts_at=start,
        ends_at=end,
        capacity_max=people,
    )
    for number in range(people):
        person = Person.objects.create(email=f"p{number}-{mark}@scale.invalid", name=f"Person {number}")
        seat = enrol(person, journey, timezone.localdate(start))
        Booking.objects.create(session=session, enrolment=seat, state=Booking.State.BOOKED)
    return HalfDay.objects.create(session=session, part=1, starts_at=start, ends_at=end)


def _run(half_day: HalfDay, shares: list[list[int]]) -> tuple[float, list[dict[str, Any]]]:
    """All processes are ready before the first tap; seconds from then until the last has answered."""
    connections.close_all()
    running = [_start() for _ in shares]
    for process, share in zip(running, shares, strict=True):
        _say(process, json.dumps({"half_day": half_day.pk, "people": share}))
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
    started = time.perf_counter()
    for process in running:
        _say(process, "go")
    answers = [process.communicate()[0] for process in running]
    seconds = time.perf_counter() - started
    assert all(process.returncode == 0 for process in running), answers
    return seconds, [json.loads(answer) for answer in answers]


def _start() -> "subprocess.Popen[str]":
    environment = {**os.environ, "DATABASE_URL": _address(), "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.scale.signing_process"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _say(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _address() -> str:
    """DATABASE_URL of the database of this process."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    host, user, word = (quote(str(own[name] or ""), safe="") for name in ("HOST", "USER", "PASSWORD"))
    return f"postgres://{user}:{word}@{host or 'localhost'}:{own['PORT'] or 5432}/{own['NAME']}"
