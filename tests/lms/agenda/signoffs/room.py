"""A half-day that runs now, with Ana in the room; and a kind, of tests alone, that a session attends to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from lms.agenda.models import HalfDay, SignOff
from lms.agenda.signoffs import codes
from lms.agenda.signoffs.words import Tap
from lms.catalogue.models import Activity, ActivityVersion
from lms.plugins import registry
from lms.plugins.kind import Cell, Dated, Facts, Kind, Reading, Settings, Verb
from lms.plugins.rules import Rule, count
from tests.factories import World
from tests.lms.agenda.factories import make_booking, make_session

State = SignOff.State


def make_half_day(world: World, minutes_ago: int = 5, minutes: int = 180, parts: int = 1, **fields: object) -> HalfDay:
    """The first of so many parts, all of them at once; Ana has a seat. It began some minutes ago."""
    start = timezone.now() - timedelta(minutes=minutes_ago)
    session = make_session(world, start, minutes, **fields)
    session.half_days.all().delete()  # wherever the day is cut while the tests run
    for part in range(1, parts + 1):
        HalfDay.objects.create(session=session, part=part, starts_at=start, ends_at=start + timedelta(minutes=minutes))
    assert world.enrolment is not None
    make_booking(session, world.enrolment)
    return session.half_days.get(part=1)


def code_of(half_day: HalfDay, moment: datetime | None = None) -> str:
    return codes.code_at(half_day.secret, moment or timezone.now())


def tap(half_day: HalfDay) -> Tap:
    """The code that the wall shows now."""
    return Tap(code=code_of(half_day), address_hash="a" * 64, device="A phone")


class Meeting(Kind):
    name = "meeting"
    label = "Meeting"
    verbs = frozenset({Verb.OPENED, Verb.ATTENDED})
    attested = frozenset({Verb.ATTENDED})
    dated = Dated.SESSION
    rules = (Rule("attended", "The learner was there", lambda facts, settings: count(facts, "attended") > 0),)

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        detail = {name: payload[name] for name in ("slot", "part", "parts", "minutes") if name in payload}
        return Reading(Verb(payload["verb"]), detail=detail)

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        return []


def install_meetings(monkeypatch: pytest.MonkeyPatch, world: World, sequence: str = "S11") -> Activity:
    """The kind beside the installed ones until the test ends, and the first activity of a sequence made one."""
    found = {**registry.kinds(), "meeting": Meeting()}
    for module in ("lms.progress.admission", "lms.progress.rebuild", "lms.agenda.signoffs.telling"):
        monkeypatch.setattr(f"{module}.kinds", lambda: found)
    monkeypatch.setattr("lms.progress.record.kind_of", found.__getitem__)
    return make_meeting(world, sequence)


def make_meeting(world: World, sequence: str = "S11") -> Activity:
    activity = world.activity(sequence)
    assert isinstance(activity, Activity) and activity.version is not None
    old = activity.version
    activity.kind = "meeting"
    activity.version = ActivityVersion.objects.create(
        activity=activity, rule="attended", minutes=old.minutes, place=old.place, timing=old.timing
    )
    activity.save()
    return activity
