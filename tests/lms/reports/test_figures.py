"""The large figures against plain sums, the expected path against the calendar, and how each is explained."""

import statistics

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.catalogue.outline import outline_of
from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.progress import intake, tally
from lms.reports.path import median_of, path_of
from tests.lms.reports.test_matrix import url

WORDS = ["People", "Median progress", "Attendance", "In person / at a distance"]


@pytest.fixture
def busy(crowd):
    """Six learners finish what they may of the first sequence, in person."""
    for enrolment in [one for one in crowd.learners if Enrolment.objects.get(pk=one.pk).state == "active"][:6]:
        for number in (1, 2):
            intake.receive(enrolment, crowd.world.activity("S11", number), {"verb": "completed"})
    tally.move_all()
    return crowd


def figures(client, crowd, **asked):
    response = client.get(url(crowd, **asked).replace("/fr/", "/en/"))
    return {figure.label: figure for figure in response.context["figures"]}


def test_the_figures_are_people_progress_attendance_and_places(eva, busy):
    assert list(figures(eva, busy)) == WORDS


def test_people_counts_everybody_of_the_group(eva, busy):
    assert figures(eva, busy)["People"].value == "13"
    assert figures(eva, busy, cohort=str(busy.cohorts["Hiver"].pk))["People"].value == "5"
    assert figures(eva, busy, cohort="none")["People"].value == "1"


def test_the_median_is_that_of_the_people(eva, busy):
    median = statistics.median(busy.met(one) for one in busy.learners)
    assert figures(eva, busy)["Median progress"].value == f"{int(100 * median // 8)}\u00a0%"
    winter = [one for one in busy.learners if one.cohort_id == busy.cohorts["Hiver"].pk]
    median = statistics.median(busy.met(one) for one in winter)
    shown = figures(eva, busy, cohort=str(busy.cohorts["Hiver"].pk))["Median progress"].value
    assert shown == f"{int(100 * median // 8)}\u00a0%"


def test_attendance_is_minutes_done_of_minutes_announced_so_far(eva, busy):
    path, today = path_of(outline_of(busy.world.journey)), timezone.localdate()
    done = planned = 0
    for total in EnrolmentTotal.objects.select_related("enrolment"):
        weeks = (today - total.enrolment.starts_on).days // 7 + 1
        planned += 120 * min(2, weeks)  # each block is a week of two sequences of an hour
        done += total.minutes
    assert path.minutes_open == (0, 120, 240, 240, 240, 240, 240, 240, 240)
    figure = figures(eva, busy)["Attendance"]
    assert done == 6 * 60
    assert figure.value == f"{100 * done // planned}\u00a0%"
    assert "6\u00a0h" in figure.how and f"{planned // 60}\u00a0h" in figure.how


def test_what_was_done_in_person_is_told_from_the_rest(eva, busy):
    assert figures(eva, busy)["In person / at a distance"].value == "100 / 0 %"


def test_every_figure_says_how_it_is_computed_and_from_what(eva, busy):
    found = figures(eva, busy)
    assert all("Source:" in figure.how for figure in found.values())
    page = eva.get(url(busy)).content.decode()
    assert page.count("<details") >= 4


def test_the_expected_path_waits_until_the_week_is_over(busy):
    path = path_of(outline_of(busy.world.journey))
    # Four indicators are measured in S11 (week 1), four in S21 (week 2).
    assert [path.due_in(week) for week in (0, 1, 2, 3, 9, 40)] == [0, 0, 4, 8, 8, 8]
    assert [path.share_due(week) for week in (1, 2, 3)] == [0, 50, 100]


def test_somebody_who_left_is_expected_where_they_left(eva, busy):
    row = Enrolment.objects.filter(state="ended").order_by("starts_on").first()
    Enrolment.objects.filter(pk=row.pk).update(ends_on=row.starts_on)
    shown = {one["name"]: one["expected"] for one in eva.get(url(busy)).context["rows"]}
    assert shown[str(row.person)] == 0
    assert shown["Ana Ferreira"] == 100


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), min_size=1))
def test_the_median_of_counts_is_the_median_of_the_people(counts):
    people = [value for value, many in counts for _ in range(many)]
    assert median_of(counts) == statistics.median(people)


def test_the_median_of_nobody_is_nothing():
    assert median_of([]) == 0


def test_a_journey_without_anybody_shows_zero_and_no_error(eva, crowd):
    EnrolmentTotal.objects.all().delete()
    crowd.world.journey.totals.all().delete()
    response = eva.get(reverse("reports:matrix", args=[crowd.world.journey.key]))
    assert response.status_code == 200
    assert response.context["rows"] == []
