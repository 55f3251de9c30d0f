"""Who meets which door before a page of a journey."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.people.models import Role
from lms.progress.models import Evidence
from tests.courses.walk import Walk, make_walk
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(settings, tmp_path) -> Walk:
    settings.MEDIA_ROOT = tmp_path
    return make_walk()


@pytest.fixture
def inside(walk) -> list[str]:
    """Addresses of a block, an open sequence and an open activity."""
    return [page.get_url() for page in (walk.blocks[0], walk.sequences[0], walk.activities[0])]


def test_anybody_may_read_home_catalogue_and_a_journey_s_public_page(walk, client):
    for page in (walk.page.get_parent().get_parent(), walk.page.get_parent(), walk.page):
        assert client.get(page.get_url()).status_code == 200


def test_a_stranger_signs_in_and_comes_back(walk, inside, client):
    for address in inside:
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('account_login')}?next={address}"


def test_ana_sees_the_pages_of_her_journey(walk, inside, client):
    client.force_login(walk.world.ana)
    for address in inside:
        assert client.get(address).status_code == 200


def test_for_otto_they_do_not_exist(walk, inside, client):
    client.force_login(walk.world.otto)
    for address in inside:
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["bo", "chloe", "dora", "emile", "eva", "admin"])
def test_the_team_looks_as_a_learner_would_and_leaves_no_trace(walk, inside, client, who):
    client.force_login(walk.world.people[who])
    for address in inside:
        response = client.get(address)
        assert response.status_code == 200
    assert "as a learner would" in response.content.decode() or "comme une personne" in response.content.decode()
    assert 'name="key"' not in response.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("role", [Role.LEARNER, Role.GUEST])
def test_a_member_who_does_not_follow_the_journey_is_told_so(walk, inside, client, role):
    person = make_person("Nino", walk.world.organisation, role)
    client.force_login(person)
    for address in inside:
        response = client.get(address)
        assert response.status_code == 403
        assert walk.page.get_url() in response.content.decode()


def test_a_sequence_that_waits_for_another_says_what_opens_it(walk, client):
    client.force_login(walk.world.ana)
    for page in (walk.sequences[1], walk.activities[2]):
        response = client.get(page.get_url())
        assert response.status_code == 403
        assert walk.sequences[0].title in response.content.decode()
        assert walk.sequences[0].get_url() in response.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("state", [Enrolment.State.ENDED, Enrolment.State.PAUSED])
def test_whoever_ended_or_paused_reads_but_cannot_send(walk, inside, client, state):
    Enrolment.objects.filter(pk=walk.enrolment.pk).update(state=state, ends_on=timezone.localdate())
    client.force_login(walk.world.ana)
    for address in inside:
        response = client.get(address)
        assert response.status_code == 200
    assert 'name="key"' not in response.content.decode()
    assert not Evidence.objects.exists()


def test_before_the_first_day_the_door_names_the_day(walk, inside, client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    Enrolment.objects.filter(pk=walk.enrolment.pk).update(starts_on=tomorrow)
    client.force_login(walk.world.ana)
    response = client.get(inside[2])
    assert response.status_code == 403
    assert str(tomorrow.year) in response.content.decode()


def test_a_withdrawn_page_says_that_nothing_is_lost(walk, client):
    walk.activities[0].unpublish()
    client.force_login(walk.world.ana)
    response = client.get(walk.activities[0].get_url())
    assert response.status_code == 404
    assert walk.activities[0].title in response.content.decode()
    client.force_login(walk.world.otto)
    assert walk.activities[0].title not in client.get(walk.activities[0].get_url()).content.decode()


def test_each_closed_page_says_what_it_is_and_nothing_else(walk, client):
    """Withdrawn is not "not open yet", and neither is a journey that somebody does not follow."""
    not_yet, withdrawn = "Pas encore ouvert", "Votre équipe a retiré cette page"
    client.force_login(walk.world.ana)
    waiting = client.get(walk.sequences[1].get_url()).content.decode()
    assert not_yet in waiting and withdrawn not in waiting
    walk.activities[0].unpublish()
    gone = client.get(walk.activities[0].get_url()).content.decode()
    assert f"<h1>{walk.activities[0].title}</h1>" in gone
    assert withdrawn in gone and not_yet not in gone and "<span>N’est plus là" in gone
    client.force_login(make_person("Nino", walk.world.organisation, Role.LEARNER))
    assert not_yet not in client.get(walk.sequences[0].get_url()).content.decode()


def test_a_withdrawn_journey_withdraws_its_pages(walk, inside, client):
    Journey.objects.filter(pk=walk.world.journey.pk).update(is_live=False)
    client.force_login(walk.world.ana)
    assert [client.get(address).status_code for address in inside] == [404, 404, 404]
