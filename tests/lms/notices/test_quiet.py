"""Hours without e-mail: it waits, and leaves after them. What must be known before leaves all the same."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from lms.notices import deliver
from lms.notices.models import Notice, Rhythm, Topic
from lms.notices.quiet import ends_at
from lms.notices.tell import tell
from tests.factories import World, make_world

PARIS = ZoneInfo("Europe/Paris")
NIGHT = {"quiet_from": time(20), "quiet_to": time(8)}


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("rhythm", "now", "end"),
    [
        (NIGHT, paris(10, 19, 59), None),
        (NIGHT, paris(10, 20), paris(11, 8)),
        (NIGHT, paris(11, 7, 59), paris(11, 8)),
        (NIGHT, paris(11, 8), None),
        ({"quiet_from": time(12), "quiet_to": time(14)}, paris(10, 13), paris(10, 14)),
        ({"is_quiet_at_weekends": True}, paris(14, 10), paris(16, 0)),  # Saturday
        ({"is_quiet_at_weekends": True, **NIGHT}, paris(13, 21), paris(16, 8)),  # Friday night to Monday morning
        ({"is_quiet_at_weekends": True, **NIGHT}, paris(15, 12), paris(16, 8)),
        ({}, paris(14, 3), None),
        ({"quiet_from": time(9), "quiet_to": time(9)}, paris(10, 9), None),
        (NIGHT, paris(28, 23), paris(29, 8)),  # the night in which the clocks change
    ],
)
def test_quiet_ends_when_somebody_said(rhythm, now, end):
    assert ends_at(Rhythm(**rhythm), now.astimezone(UTC), PARIS) == end


@pytest.fixture
def world(db) -> World:
    return make_world(blocks=1)


@pytest.fixture
def at(monkeypatch):
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(UTC))


def told(world: World, key: str = "k", **more: object) -> None:
    tell(world.ana, world.organisation, Topic.REMINDER, key, f"Avis {key}", **more)


def test_an_e_mail_waits_for_the_morning_and_is_no_try_that_failed(world, at):
    Rhythm.objects.create(person=world.ana, **NIGHT)
    at(paris(10, 22))
    told(world)
    assert deliver.send_all_due() == 0
    row = Notice.objects.get()
    assert (row.tries, row.mail_after) == (0, paris(11, 8)) and row.mail == Notice.Mail.DUE
    at(paris(11, 8))
    assert deliver.send_all_due() == 1


def test_what_is_of_no_use_after_the_quiet_leaves_all_the_same(world, at):
    Rhythm.objects.create(person=world.ana, **NIGHT)
    at(paris(11, 7))
    told(world, "ce matin", useful_until=paris(11, 7, 45))
    told(world, "ce soir", useful_until=paris(11, 18))
    assert deliver.send_all_due() == 1 and mail.outbox[0].subject == "Avis ce matin"


def test_many_who_sleep_hold_nobody_up_who_is_awake(world, at):
    Rhythm.objects.create(person=world.ana, **NIGHT)
    at(paris(10, 21))
    now = paris(10, 20, 30)
    rows = [
        Notice(person=world.ana, organisation=world.organisation, topic=Topic.PACE, key=f"n{n}", subject="N")
        for n in range(3 * deliver.BATCH)
    ]
    for row in rows:
        row.created_at = row.mail_after = now
    Notice.objects.bulk_create(rows)
    tell(world.bo, world.organisation, Topic.PACE, "b", "Bonsoir")
    assert deliver.send_all_due() == 1 and mail.outbox[0].to == ["bo@example.org"]


def test_the_clock_is_the_one_of_the_organisation(world, at):
    world.organisation.zone_name = "Indian/Reunion"
    world.organisation.save()
    Rhythm.objects.create(person=world.ana, **NIGHT)
    at(paris(10, 18))  # 21:00 on the island
    told(world)
    assert deliver.send_all_due() == 0
    assert Notice.objects.get().mail_after - paris(10, 18) == timedelta(hours=11)
