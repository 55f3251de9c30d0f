"""One screen of names and levels: each learner is graded, all of them or none, once."""

import pytest
from django.urls import reverse
from django.utils import translation

from lms.assessment.models import Grading
from lms.people.models import Role
from lms.progress.models import Evidence, IndicatorStanding
from tests.factories import enrol_learner, make_person, make_world
from tests.lms.assessment.making import make_grid

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world(blocks=1)
    world.grid = make_grid(world)
    world.leo = enrol_learner(world, make_person("Léo", world.organisation, Role.LEARNER))
    return world


def url(world, *enrolments):
    with translation.override("en"):
        there = "&".join(f"e={one.public_id}" for one in enrolments)
        return f"{reverse('assessment:observe')}?grid={world.grid.public_id}&{there}"


def levels(world, enrolment, *places):
    criteria = list(world.grid.criteria.all())
    return {
        f"level_{enrolment.pk}_{one.pk}": one.levels.all()[place].pk
        for one, place in zip(criteria, places, strict=False)
    }


def test_a_group_is_observed_at_once_and_whom_nobody_saw_is_left_out(world, client):
    mia = enrol_learner(world, make_person("Mia", world.organisation, Role.LEARNER))
    client.force_login(world.bo)
    address = url(world, world.enrolment, world.leo, mia)
    sent = {**levels(world, world.enrolment, 2, 0), **levels(world, world.leo, 1, 1), "key": "k"}
    sent[f"words_{world.leo.pk}"] = "Parle plus fort."
    client.post(address, sent)
    client.post(address, sent)
    assert Grading.objects.count() == 2 and Evidence.objects.count() == 2
    assert {row.author for row in Evidence.objects.all()} == {world.bo}
    assert IndicatorStanding.objects.get(enrolment=world.enrolment).value == 100
    assert Grading.objects.get(enrolment=world.leo).comment == "Parle plus fort."


def test_a_learner_who_is_begun_is_finished_and_nothing_typed_is_lost(world, client):
    client.force_login(world.bo)
    sent = {**levels(world, world.enrolment, 2, 0), **levels(world, world.leo, 1), "key": "k"}
    page = client.post(url(world, world.enrolment, world.leo), sent).content.decode()
    assert "Choose a level for Léo here too." in page and page.count(" checked") == 3
    assert not Grading.objects.exists()
    assert "at least one learner" in client.post(url(world, world.leo), {"key": "k"}).content.decode()


def test_a_coach_observes_those_they_coach_and_nobody_else(world, client):
    client.force_login(world.chloe)
    page = client.get(url(world, world.enrolment, world.leo))
    assert [row.pk for row in page.context["learners"]] == [world.enrolment.pk]


def test_nobody_observes_themselves_or_another_organisation(world, client):
    own = enrol_learner(world, world.bo)
    client.force_login(world.bo)
    assert "Whom" in client.get(url(world, own)).content.decode()
    client.force_login(make_person("Olga", world.other_organisation, Role.TRAINER))
    assert client.get(url(world, world.enrolment)).context["learners"] == []


@pytest.mark.parametrize("query", ["?e=x", "?grid=%27&e=1", "?cohort=9", "?cohort=x"])
def test_strange_addresses_break_nothing(world, client, query):
    client.force_login(world.bo)
    with translation.override("en"):
        assert client.get(reverse("assessment:observe") + query).status_code == 200


def test_the_screen_keeps_within_its_queries(world, client, django_assert_max_num_queries):
    rows = [enrol_learner(world, make_person(f"L{n}", world.organisation, Role.LEARNER)) for n in range(15)]
    client.force_login(world.bo)
    client.get(url(world, *rows))
    with django_assert_max_num_queries(12):
        client.get(url(world, *rows))


def test_my_learners_lead_there(world, client):
    client.force_login(world.chloe)
    with translation.override("en"):
        page = client.get(reverse("courses:learner", args=[world.enrolment.public_id])).content.decode()
        assert f"{reverse('assessment:observe')}?e={world.enrolment.public_id}" in page
        assert reverse("assessment:juries") in client.get(reverse("courses:learners")).content.decode()


def test_a_trainer_observes_who_holds_a_seat_in_their_session(world, client):
    from tests.lms.agenda.factories import make_booking, make_session

    session = make_session(world, trainer=world.bo)
    make_booking(session, world.enrolment)
    with translation.override("en"):
        address = reverse("agenda:session", args=[session.public_id])
    for who, there in (("bo", True), ("dora", False)):
        client.force_login(world.people[who])
        assert (f"?e={world.enrolment.public_id}" in client.get(address).content.decode()) is there
