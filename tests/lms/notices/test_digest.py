"""Who wants one e-mail a day gets one, at their organisation's hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from lms.notices import digest
from lms.notices.models import Notice, Preference, Topic, Way
from lms.notices.tell import tell
from tests.factories import World, make_organisation, make_world

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def world() -> World:
    world = make_world(blocks=1)
    Preference.objects.create(person=world.ana, topic=Topic.BOOKING, way=Way.DIGEST)
    return world


def told(world: World, key: str, at: datetime) -> None:
    tell(world.ana, world.organisation, Topic.BOOKING, key, f"Avis {key}")
    Notice.objects.filter(key=key).update(created_at=at, mail_after=at)


@pytest.fixture
def clock(monkeypatch):
    """clock(moment): it is that moment."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def test_all_of_a_day_comes_in_one_e_mail_at_five_o_clock_in_the_afternoon(world, clock):
    for number, hour in enumerate((9, 11, 16)):
        told(world, f"n{number}", paris(10, hour))
    clock(paris(10, 16, 59))
    assert digest.send_digests() == 0
    clock(paris(10, 17, 5))
    assert digest.send_digests() == 1
    assert mail.outbox[0].subject == "Cordée : 3 avis"
    assert all(f"* Avis n{number}" in mail.outbox[0].body for number in range(3))


def test_one_e_mail_a_day_what_comes_later_waits_for_the_next(world, clock):
    told(world, "n1", paris(10, 9))
    clock(paris(10, 17, 5))
    assert digest.send_digests() == 1
    told(world, "n2", paris(10, 17, 6))
    for hour in (18, 23):
        clock(paris(10, hour))
        assert digest.send_digests() == 0
    clock(paris(11, 8))
    assert digest.send_digests() == 0
    clock(paris(11, 17))
    assert digest.send_digests() == 1
    assert len(mail.outbox) == 2


def test_the_hour_is_the_one_of_the_organisation(world, clock):
    world.organisation.zone_name = "Indian/Reunion"
    world.organisation.save()
    told(world, "n1", paris(10, 9))
    clock(paris(10, 14, 5))  # 17:05 on the island
    assert digest.send_digests() == 1


def test_somebody_of_two_organisations_still_gets_one_e_mail_with_both_to_ask(world, clock):
    island = make_organisation("ile")
    island.zone_name, island.help_phone = "Indian/Reunion", "02 62"
    island.save()
    told(world, "n1", paris(10, 9))
    tell(world.ana, island, Topic.BOOKING, "n2", "Avis n2")
    Notice.objects.filter(key="n2").update(created_at=paris(10, 9), mail_after=paris(10, 9))
    clock(paris(10, 15))
    assert digest.send_digests() == 0
    clock(paris(10, 17))
    assert digest.send_digests() == 1
    assert "05 00" in mail.outbox[0].body and "02 62" in mail.outbox[0].body


def test_a_day_when_the_clocks_change_has_one_hour_of_five(world, clock):
    """On 29 March 2026 Paris skips from two to three."""
    told(world, "n1", paris(28, 20))
    clock(paris(29, 16, 59))
    assert digest.send_digests() == 0
    clock(paris(29, 17))
    assert digest.send_digests() == 1
    assert digest.last_hour(PARIS, paris(29, 17)) - digest.last_hour(PARIS, paris(28, 17)) == timedelta(days=1)


def test_an_hour_missed_because_the_machine_was_off_is_made_up_for(world, clock):
    told(world, "n1", paris(10, 9))
    clock(paris(12, 3))
    assert digest.send_digests() == 1


def test_many_people_are_each_written_to(world, clock):
    from tests.factories import make_person

    people = [make_person(f"P{n}", world.organisation) for n in range(45)]
    rows = [
        Notice(
            person=person,
            organisation=world.organisation,
            topic=Topic.PACE,
            key="k",
            subject="Bonjour",
            mail=Notice.Mail.DIGEST,
            created_at=paris(10, 9),
            mail_after=paris(10, 9),
        )
        for person in people
    ]
    Notice.objects.bulk_create(rows)
    clock(paris(10, 18))
    assert digest.send_digests() == 45
