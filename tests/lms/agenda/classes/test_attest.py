"""Whom the server saw long enough is on the sheet after the half-day, unless a person has said something."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.agenda import reminders
from lms.agenda.classes.attest import attest
from lms.agenda.classes.presence import keep
from lms.agenda.half_days import Span
from lms.agenda.models import HalfDay, Session, SignOff
from lms.notices.models import Notice, Topic
from tests.factories import World, make_world
from tests.lms.agenda.classes.making import make_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


def over(world: World, minutes_seen: int = 60, ended_ago: int = 30) -> HalfDay:
    """An hour that ended a while ago, in one half-day."""
    session = make_class(world, began=60 + ended_ago, minutes=60)
    half_day = session.half_days.get(part=1)
    session.half_days.exclude(pk=half_day.pk).delete()
    half_day.starts_at, half_day.ends_at = session.starts_at, session.ends_at
    half_day.save()
    span = Span(session.starts_at, session.starts_at + timedelta(minutes=minutes_seen))
    keep(session, {str(world.enrolment.public_id): [span]})
    return half_day


def test_ana_was_connected_and_is_on_the_sheet_once(world, django_assert_num_queries):
    half_day = over(world)
    assert attest() == 1
    row = SignOff.objects.get(half_day=half_day)
    assert (row.method, row.state, row.enrolment) == ("online", "present", world.enrolment)
    with django_assert_num_queries(1):
        assert attest() == 0


@pytest.mark.parametrize(("seen", "ago"), [(40, 30), (60, 5), (60, 3 * 24 * 60)])
def test_neither_too_short_nor_too_early_nor_too_late(world, seen, ago):
    over(world, seen, ago)
    assert attest() == 0


def test_what_a_person_has_said_stands(world):
    half_day = over(world)
    row = SignOff.objects.create(
        half_day=half_day,
        role="learner",
        enrolment=world.enrolment,
        state="absent",
        method="paper",
        statement_hash="0",
        signer=world.ana.public_id,
    )
    assert attest() == 0
    SignOff.objects.filter(pk=row.pk).update(cancelled_at=timezone.now())
    assert attest() == 0


def test_nobody_is_noted_in_what_was_cancelled(world):
    over(world)
    Session.objects.update(state=Session.State.CANCELLED)
    assert attest() == 0


def test_who_was_connected_is_not_told_that_they_were_missed(world):
    half_day = over(world, ended_ago=5)
    HalfDay.objects.filter(pk=half_day.pk).update(closed_at=timezone.now())
    reminders.run()
    assert not Notice.objects.filter(topic=Topic.ABSENCE).exists()
