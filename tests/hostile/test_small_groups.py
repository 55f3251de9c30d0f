"""Eva reads without names. No way round of hers shows a group of fewer than five people, nor lets her work one out."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lms.enrolment import enrol as enrolling
from lms.enrolment.models import Enrolment
from lms.progress import tally
from tests.lms.reports.conftest import Crowd, make_crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd() -> Crowd:
    """Eight in autumn, five in winter, everybody under way."""
    cache.clear()
    crowd = make_crowd()
    Enrolment.objects.update(state=Enrolment.State.ACTIVE, ends_on=None, paused_on=None)
    enrolling.move(Enrolment.objects.get(pk=crowd.learners[0].pk), crowd.cohorts["Automne"])
    tally.move_all()
    return crowd


@pytest.fixture
def eva(crowd) -> Client:
    client = Client()
    client.force_login(crowd.world.eva)
    return client


def lines(eva: Client, crowd: Crowd, **asked: object) -> int:
    response = eva.get(reverse("reports:matrix", args=[crowd.world.journey.key]), asked)
    written = eva.get(reverse("reports:matrix_csv", args=[crowd.world.journey.key]), asked)
    in_file = b"".join(written.streaming_content).decode().count("\n") - 1
    measured = eva.get(reverse("reports:journey_measures_csv", args=[crowd.world.journey.key]), asked)
    people = {line.split(",")[0] for line in b"".join(measured.streaming_content).decode().splitlines()[1:]}
    shown = len(response.context["rows"])
    assert shown == in_file and len(people) <= shown
    return shown


def test_a_group_that_has_just_become_small_is_hidden_at_once(eva, crowd):
    winter = crowd.cohorts["Hiver"]
    assert lines(eva, crowd, cohort=winter.pk) == 5
    enrolling.move(Enrolment.objects.filter(cohort=winter).first(), crowd.cohorts["Automne"])
    tally.move_all()
    assert lines(eva, crowd, cohort=winter.pk) == 0


def test_a_state_that_has_just_become_small_is_hidden_at_once(eva, crowd):
    assert lines(eva, crowd, state="active") == 13
    for row in Enrolment.objects.all()[:2]:
        enrolling.end(row)
    tally.move_all()
    assert lines(eva, crowd, state="ended") == 0
    assert lines(eva, crowd, state="active") == 0  # all less these would name the two


def test_no_pair_of_lists_differs_by_fewer_than_five(eva, crowd):
    for row in Enrolment.objects.filter(cohort=crowd.cohorts["Automne"])[:2]:
        enrolling.end(row)
    tally.move_all()
    cache.clear()
    cohorts = ["", "none", *(row.pk for row in crowd.cohorts.values())]
    states = ["", "active", "ended", "paused"]
    found = {lines(eva, crowd, cohort=cohort, state=state) for cohort in cohorts for state in states} - {0}
    assert all(one >= 5 for one in found)
    whole = max(found)
    assert all(whole - one == 0 or whole - one >= 5 for one in found), found


def test_what_she_asks_for_beside_the_list_names_nobody(eva, crowd):
    for asked in ({"sort": "name"}, {"sort": "-start"}, {"sort": "c1&name"}, {"sort": "enrolment__person__name"}):
        response = eva.get(reverse("reports:matrix", args=[crowd.world.journey.key]), asked)
        assert "Nom" not in response.content.decode()
        assert response.context["query"] == ""
    for row in crowd.learners[:3]:
        for name in ("learner", "judge", "withdraw", "my_progress", "my_journey"):
            more = {"judge": [1], "withdraw": [row.public_id]}.get(name, [])
            response = eva.get(reverse(f"courses:{name}", args=[row.public_id, *more]))
            assert response.status_code == 404, name
        for address in (reverse("reports:learner", args=[row.public_id]),):
            assert str(row.person) not in eva.get(address).content.decode()
