"""From one place only so many e-mails an hour leave at once; nothing is lost, and the day's e-mail says so."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lms.notices import deliver, digest
from lms.notices.models import Notice, Topic, Way
from lms.notices.tell import Telling, tell, tell_many
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
FORUM = "forum:1"


@pytest.fixture
def world(settings) -> World:
    settings.MAIL_PER_HOUR = 3
    return make_world(blocks=1)


def storm(world: World, count: int, place: str = FORUM, start: int = 0, **more: object) -> None:
    tell_many(
        Telling(world.ana, world.organisation.pk, Topic.FORUM, f"{place}:{n}", f"Message {n}", place=place, **more)
        for n in range(start, start + count)
    )


def held() -> int:
    return Notice.objects.filter(is_held=True, mail=Notice.Mail.DIGEST).count()


def test_what_goes_beyond_waits_for_the_day_s_e_mail_which_says_so(world):
    storm(world, 10)
    assert deliver.send_all_due() == 3 and held() == 7
    assert Notice.objects.filter(read_at=None).count() == 10
    past = timezone.now() - timedelta(days=2)
    Notice.objects.filter(is_held=True).update(created_at=past, mail_after=past)
    mail.outbox.clear()
    assert digest.send_digests() == 1
    assert "après 3 e-mails en une heure" in mail.outbox[0].body
    assert mail.outbox[0].subject == "Cordée : 7 avis"


def test_one_by_one_counts_as_much_as_all_at_once(world):
    for number in range(5):
        storm(world, 1, start=number)
        deliver.send_all_due()
    assert len(mail.outbox) == 3 and held() == 2


def test_another_place_and_another_hour_have_their_own(world):
    storm(world, 4)
    storm(world, 3, "conversation:2")
    assert held() == 1
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=1, seconds=1))
    storm(world, 3, start=20)
    assert held() == 1


def test_what_must_be_known_before_a_moment_is_never_held(world):
    storm(world, 9, useful_until=timezone.now() + timedelta(hours=2))
    assert held() == 0


def test_who_wants_no_e_mail_gets_none_by_this(world):
    world.ana.notice_preferences.create(topic=Topic.FORUM, way=Way.NONE)
    storm(world, 9)
    assert not Notice.objects.exclude(mail=Notice.Mail.NONE).exists()


def test_without_a_place_it_is_the_topic(world):
    for number in range(4):
        tell(world.ana, world.organisation, Topic.BOOKING, f"b{number}", "Votre place")
    assert held() == 1
