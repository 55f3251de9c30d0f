"""Each learner's own weeks and due dates."""

from datetime import date, timedelta

import pytest

from lms.catalogue.outline import outline_of
from lms.enrolment.calendar import due_dates, week_of
from lms.enrolment.models import DateException, Enrolment
from tests.factories import make_world

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(("days", "week"), [(-1, 0), (0, 1), (6, 1), (7, 2), (20, 3), (70, 11)])
def test_weeks_count_from_the_day_one_started(days, week):
    assert week_of(Enrolment(starts_on=MONDAY), MONDAY + timedelta(days=days)) == week


def test_days_of_pause_do_not_count():
    day = MONDAY + timedelta(days=21)
    assert week_of(Enrolment(starts_on=MONDAY, days_paused=14), day) == 2
    assert week_of(Enrolment(starts_on=MONDAY, paused_on=MONDAY + timedelta(days=8)), day) == 2
    assert week_of(Enrolment(starts_on=MONDAY, days_paused=90), day) == 1


def test_an_exit_stops_the_count():
    assert week_of(Enrolment(starts_on=MONDAY, ends_on=MONDAY + timedelta(days=8)), MONDAY + timedelta(days=90)) == 2


@pytest.mark.django_db
def test_a_sequence_is_due_at_the_end_of_its_week_or_as_agreed(django_assert_num_queries):
    world = make_world()
    enrolment, outline = world.enrolment, outline_of(world.journey)
    first, second, third, _ = outline.sequences
    DateException.objects.create(enrolment=enrolment, sequence_id=second.id, due_on=date(2030, 1, 1), reason="Ill")
    with django_assert_num_queries(1):
        dates = due_dates(enrolment, outline)
    assert dates[first.id] == enrolment.starts_on + timedelta(days=6)
    assert dates[second.id] == date(2030, 1, 1)
    assert dates[third.id] == enrolment.starts_on + timedelta(days=13)
    enrolment.days_paused = 10
    assert due_dates(enrolment, outline)[first.id] == enrolment.starts_on + timedelta(days=16)
