"""Held, missed, logged: minutes count once, enter the record as evidence, and are taken back with a reason only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from content.appointment.models import AppointmentPage
from lms.agenda.appointments.book import book
from lms.agenda.appointments.held import hold, log, miss, take_back
from lms.agenda.models import Appointment
from lms.catalogue.models import Activity
from lms.notices.models import Notice, Topic
from lms.plugins.kind import Refused
from lms.progress.models import Completion, Evidence
from lms.progress.rebuild import differences
from tests.courses.walk import make_walk
from tests.factories import make_world
from tests.lms.agenda.appointments.setting import make_appointment
from tests.lms.agenda.factories import make_appointment_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def walk():
    walk = make_walk(blocks=1)
    page = AppointmentPage(title="Faire le point", minutes=45, minutes_asked=60)
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    walk.point = Activity.objects.get(key=page.translation_key)
    return walk


def hours_ago(hours):
    return timezone.now().replace(microsecond=0) - timedelta(hours=hours)


def test_what_was_held_completes_its_activity_once_it_lasted_long_enough(walk):
    type = make_appointment_type(walk.world)
    first = make_appointment(walk.enrolment, type, hours_ago(30), activity=walk.point)
    held = hold(first, 40, walk.world.chloe)
    assert hold(first, 40, walk.world.chloe).evidence == held.evidence
    told = Evidence.objects.get(verb="attended")
    assert [str(told.public_id)] == held.evidence and told.author == walk.world.chloe
    assert told.happened_at == first.starts_at + timedelta(minutes=40)
    assert Completion.objects.get().state == Completion.State.DOING
    logged = log(walk.enrolment, type, walk.world.chloe, hours_ago(3), 20, walk.world.chloe, activity=walk.point)
    assert len(logged.evidence) == 1 and Completion.objects.get().state == Completion.State.DONE
    assert differences(walk.world.journey) == []


def test_other_minutes_replace_the_first_and_a_mistake_is_taken_back(walk):
    type = make_appointment_type(walk.world)
    row = make_appointment(walk.enrolment, type, hours_ago(5), activity=walk.point)
    hold(row, 90, walk.world.chloe)
    assert Completion.objects.get().state == Completion.State.DONE
    held = hold(row, 45, walk.world.chloe)
    assert (held.minutes_held, len(held.evidence)) == (45, 2)
    assert Completion.objects.get().state == Completion.State.DOING
    with pytest.raises(Refused):
        take_back(row, walk.world.chloe, " ")
    assert take_back(row, walk.world.chloe, "Ce n'était pas Ana").state == "booked"
    assert Completion.objects.get().state == Completion.State.VOIDED
    again = hold(row, 60, walk.world.chloe)
    assert len(again.evidence) == 3 and Completion.objects.get().state == Completion.State.DONE
    assert Evidence.objects.filter(verb="voided").count() == 2
    assert differences(walk.world.journey) == []


def test_missed_says_nothing_to_the_record_and_nothing_is_lost(walk):
    row = make_appointment(walk.enrolment, make_appointment_type(walk.world), hours_ago(5), activity=walk.point)
    assert miss(row, walk.world.chloe).revision == miss(row, walk.world.chloe).revision == 1
    assert not Evidence.objects.exists()
    assert Notice.objects.get().topic == Topic.ABSENCE
    assert hold(row, 30, walk.world.chloe).state == "held"


def test_what_has_not_begun_or_was_cancelled_is_not_held(world):
    type = make_appointment_type(world)
    coming = make_appointment(world.enrolment, type, hours_ago(-5))
    gone = make_appointment(world.enrolment, type, hours_ago(5), state="cancelled")
    for work in (
        lambda: hold(coming, 60, world.chloe),
        lambda: miss(coming, world.chloe),
        lambda: hold(gone, 60, world.chloe),
        lambda: hold(make_appointment(world.enrolment, type, hours_ago(9)), 0, world.chloe),
        lambda: hold(make_appointment(world.enrolment, type, hours_ago(9)), 1000, world.chloe),
    ):
        with pytest.raises(Refused):
            work()


def test_nobody_says_it_of_themselves_and_otto_says_nothing(world):
    row = make_appointment(world.enrolment, make_appointment_type(world), hours_ago(5))
    for somebody in (world.ana, world.otto, world.eva, world.emile):
        with pytest.raises(Refused):
            hold(row, 60, somebody)


def test_hours_are_logged_once_and_only_when_they_are_over(world):
    type = make_appointment_type(world)
    moment = hours_ago(30)
    logged = log(world.enrolment, type, world.chloe, moment, 50, world.chloe)
    assert log(world.enrolment, type, world.chloe, moment, 50, world.chloe) == logged
    assert (logged.is_logged, logged.state, logged.minutes_held) == (True, "held", 50)
    for start, minutes in ((hours_ago(0.5), 60), (moment + timedelta(minutes=20), 30), (hours_ago(24 * 60), 60)):
        with pytest.raises(Refused):
            log(world.enrolment, type, world.chloe, start, minutes, world.chloe)
    assert take_back(logged, world.chloe, "Erreur").state == "cancelled"


def test_the_adviser_is_warned_at_nine_hours_and_nothing_is_blocked(world):
    """domain.md A05, AC1: hours done against 5 to 10."""
    type = make_appointment_type(world, code="file", range_min=300, range_max=600, alert_at=540)
    for number in range(8):
        log(world.enrolment, type, world.chloe, hours_ago(24 * (number + 1)), 60, world.chloe)
    assert not Notice.objects.exists()
    log(world.enrolment, type, world.chloe, hours_ago(24 * 9), 60, world.chloe)
    assert Notice.objects.get().person == world.chloe and "9 h" in Notice.objects.get().subject
    for number in (10, 11, 12):
        log(world.enrolment, type, world.chloe, hours_ago(24 * number), 60, world.chloe)
    assert Notice.objects.count() == 1 and Appointment.objects.filter(state="held").count() == 12


def test_a_meeting_that_ran_over_is_recorded_as_it_was(world):
    type = make_appointment_type(world, allowance_minutes=60)
    row = make_appointment(world.enrolment, type, hours_ago(5))
    assert hold(row, 75, world.chloe).minutes_held == 75
    with pytest.raises(Refused):
        book(world.enrolment, type, world.chloe, hours_ago(-48), world.chloe)
