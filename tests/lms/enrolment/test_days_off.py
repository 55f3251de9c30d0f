"""Calendars skip the organisation's days off, whatever they are; learners keep the weekday they began on."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalogue.models import Journey
from lms.catalogue.outline import outline_of
from lms.enrolment import enrol as enrolling
from lms.enrolment.agreed import agreed_with, agreed_with_each, extend, set_due_date
from lms.enrolment.calendar import due_dates, due_on, first_last_day, last_day, next_entries, starts_of, week_of
from lms.enrolment.days_off import NONE, DaysOff
from lms.enrolment.models import Closure, Enrolment, Extension, GateOpening
from tests.factories import enrol_learner, make_person, make_world

MONDAY = date(2026, 11, 30)
CHRISTMAS = DaysOff(((date(2026, 12, 19), date(2027, 1, 3)),))
DAY = timedelta(days=1)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
weeks = st.integers(1, 60)
spans = st.builds(lambda first, length: (first, first + timedelta(days=length)), days, st.integers(0, 40))
closed = st.builds(lambda some: DaysOff(tuple(some)), st.lists(spans, max_size=8))


def starting(day: date, **fields: object) -> Enrolment:
    return Enrolment(starts_on=day, **fields)


def test_two_weeks_of_christmas_push_what_follows_by_two_weeks():
    row = starting(MONDAY)
    assert starts_of(row, 3, CHRISTMAS) == date(2026, 12, 14)
    assert starts_of(row, 4, CHRISTMAS) == date(2027, 1, 4)
    assert week_of(row, date(2026, 12, 25), CHRISTMAS) == 3
    assert week_of(row, date(2027, 1, 4), CHRISTMAS) == 4


def test_a_bank_holiday_only_moves_the_date_that_falls_on_it():
    off = DaysOff(((date(2026, 12, 6), date(2026, 12, 7)),))
    assert due_on(starting(MONDAY), 1, off) == date(2026, 12, 8)
    assert due_on(starting(MONDAY), 2, off) == date(2026, 12, 13)


def test_closures_that_touch_are_one():
    off = DaysOff(((date(2026, 12, 9), date(2026, 12, 11)), (date(2026, 12, 7), date(2026, 12, 8))))
    assert off.weeks_off == ((date(2026, 12, 7), date(2026, 12, 13)),)


@given(days, closed, weeks)
def test_weeks_follow_each_other_and_keep_the_weekday(start, off, week):
    row = starting(start)
    assert starts_of(row, week + 1, off) >= starts_of(row, week, off) + timedelta(days=7)
    assert due_on(row, week, off) >= starts_of(row, week, off)
    assert not off.holds(due_on(row, week, off))
    if not any(first <= start <= last for first, last in off.weeks_off):
        assert (starts_of(row, week, off) - start).days % 7 == 0


@given(days, weeks, st.integers(1, 20))
def test_without_days_off_a_week_later_is_a_week_later(start, week, later):
    first, second = starting(start), starting(start + timedelta(weeks=later))
    assert due_on(second, week) - due_on(first, week) == timedelta(weeks=later)


@given(days, closed, weeks)
def test_who_enters_later_is_due_later(start, off, week):
    assert due_on(starting(start + timedelta(days=7)), week, off) >= due_on(starting(start), week, off)


@given(days, weeks, st.integers(0, 90))
def test_a_pause_moves_every_date_by_its_days(start, week, paused):
    moved = due_on(starting(start, days_paused=paused), week) - due_on(starting(start), week)
    assert moved == timedelta(days=paused)


@given(days, closed, weeks, st.integers(0, 60))
def test_the_first_day_of_a_week_is_in_that_week(start, off, week, paused):
    row = starting(start, days_paused=paused)
    assert week_of(row, starts_of(row, week, off), off) == week


@given(days, closed, st.integers(0, 400))
def test_counting_forwards_and_back_agree(start, off, number):
    day = off.after(start, number)
    assert off.between(start, day) == number
    assert not any(first <= day <= last for first, last in off.weeks_off)


@given(days, closed, st.integers(1, 60))
def test_entry_days_are_open_and_in_rhythm(today, off, every):
    found = next_entries(Journey(entry_every_days=every), today, off, 4)
    assert found == sorted(set(found)) and all(day >= today and not off.holds(day) for day in found)
    assert all((later - day).days % every == 0 for day, later in pairwise(found))


def test_entries_count_from_the_journey_s_own_first_day_or_from_a_monday():
    told = {"parcours": {"regles_entree_sortie": {"premiere_entree": "2026-11-25"}}}
    assert next_entries(Journey(extras=told), date(2026, 11, 26), count=1) == [date(2026, 12, 9)]
    assert next_entries(Journey(), date(2026, 11, 26), count=2) == [date(2026, 11, 30), date(2026, 12, 14)]
    assert next_entries(Journey(extras={"parcours": {"regles_entree_sortie": {"premiere_entree": "soon"}}}), MONDAY)


@pytest.mark.django_db
class TestWhatWasAgreed:
    @pytest.fixture
    def world(self):
        return make_world()

    def test_two_learners_who_entered_on_different_days_see_different_dates(self, world):
        """domain.md A09, AC2."""
        later = enrol_learner(world, make_person("Nour"), weeks_ago=1)
        outline = outline_of(world.journey)
        first, second = due_dates(world.enrolment, outline), due_dates(later, outline)
        assert all(second[key] - first[key] == timedelta(weeks=2) for key in first)

    def test_all_of_it_is_read_in_one_query_for_many(self, world, django_assert_num_queries):
        step = world.journey.sequences.get(code="S12")
        others = [enrol_learner(world, make_person(f"P{number}")) for number in range(5)]
        Closure.objects.create(organisation=world.organisation, first_on=MONDAY, last_on=MONDAY)
        set_due_date(others[0], step, MONDAY, "Ill", world.bo)
        GateOpening.objects.create(enrolment=others[1], sequence=step, reason="Knows it")
        with django_assert_num_queries(1):
            found = agreed_with_each(others)
        assert found[others[0].pk].due_on == {step.pk: MONDAY} and not found[others[1].pk].due_on
        assert found[others[1].pk].opened == {step.pk} and not found[others[2].pk].opened
        assert all(one.days_off.holds(MONDAY) for one in found.values())

    def test_another_organisation_s_days_off_change_nothing(self, world):
        Closure.objects.create(organisation=world.other_organisation, first_on=MONDAY, last_on=MONDAY + 30 * DAY)
        assert agreed_with(world.enrolment).days_off == NONE

    def test_the_last_day_is_the_longest_duration_or_the_last_extension(self, world):
        """domain.md A25, AC5: the first one stays readable."""
        row = world.enrolment
        first = row.starts_on + timedelta(weeks=world.journey.max_weeks) - DAY
        assert last_day(row) == first_last_day(row) == first
        extend(row, first + 10 * DAY, "Ill", world.dora)
        extend(row, first + 10 * DAY, "Ill", world.dora)
        extend(row, first + 5 * DAY, "Better", world.dora)
        assert last_day(row) == first + 5 * DAY and first_last_day(row) == first
        befores = list(Extension.objects.order_by("pk").values_list("before", flat=True))
        assert befores == [first, first + 10 * DAY]

    def test_a_pause_over_christmas_waits_once_not_twice(self, world):
        row = world.enrolment
        Enrolment.objects.filter(pk=row.pk).update(starts_on=MONDAY)
        row.starts_on = MONDAY
        Closure.objects.create(organisation=world.organisation, first_on=date(2026, 12, 19), last_on=date(2027, 1, 3))
        enrolling.pause(row, date(2026, 12, 14))
        enrolling.resume(row, date(2027, 1, 11))
        assert row.days_paused == 14
        assert starts_of(row, 3, agreed_with(row).days_off) == date(2027, 1, 11)
