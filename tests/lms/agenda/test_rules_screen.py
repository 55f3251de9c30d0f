"""An administrator sets how time is counted; the secret of a server is taken and never given back."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.agenda.models import AgendaRules
from lms.agenda.rules import rules_of
from lms.agenda.rules_form import RulesForm
from tests.factories import World, make_world
from tests.lms.agenda.classes.server import SECRET, BigBlueButton

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(world: World) -> str:
    return reverse("agenda:rules_of", args=[world.organisation.code])


def filled(world: World, **changes: object) -> dict[str, object]:
    form = RulesForm(instance=rules_of(world.organisation))
    values = {name: form[name].value() for name in form.fields} | {"bigbluebutton_secret": ""}
    return {**{name: "" if value is None else value for name, value in values.items()}, **changes}


def send(world: World, **changes: object):
    return client_of(world.admin).post(address(world), filled(world, **changes), follow=True)


def test_what_an_administrator_writes_holds_for_their_organisation_alone(world):
    assert client_of(world.admin).get(reverse("agenda:rules")).url == address(world)
    send(world, late_after=20, presence_share=75)
    assert rules_of(world.organisation).late_after == 20
    assert AgendaRules.objects.count() == 1


def test_numbers_without_sense_are_refused_and_nothing_is_kept(world):
    for name, value in {
        "presence_share": 0,
        "half_day_minutes": 0,
        "remind_before_hours": "x",
        "midday": "25:00",
    }.items():
        response = send(world, **{name: value})
        assert response.status_code == 200 and response.context["form"].errors[name]
    assert AgendaRules.objects.count() == 0


def test_the_secret_is_kept_when_nothing_is_written_and_never_shown(world):
    with BigBlueButton() as server:
        page = send(world, bigbluebutton_url=server.url, bigbluebutton_secret=SECRET).content.decode()
        page += send(world, late_after=5).content.decode()
        assert SECRET not in page and "BigBlueButton répond" in page
    assert rules_of(world.organisation).bigbluebutton_secret == SECRET
    page = send(world, presence_share=999, bigbluebutton_secret="typed again").content.decode()
    assert "typed again" not in page and SECRET not in page


def test_another_server_asks_for_its_own_secret_and_no_server_keeps_none(world):
    AgendaRules.objects.create(
        organisation=world.organisation, bigbluebutton_url="http://127.0.0.1:9/", bigbluebutton_secret=SECRET
    )
    response = send(world, bigbluebutton_url="https://elsewhere.example/")
    assert response.context["form"].errors["bigbluebutton_secret"]
    send(world, bigbluebutton_url="")
    assert rules_of(world.organisation).bigbluebutton_secret == ""
    response = send(world, bigbluebutton_url="http://127.0.0.1:9/")
    assert response.context["form"].errors["bigbluebutton_secret"]


def test_a_server_that_does_not_answer_is_said_at_once_and_the_settings_are_kept(world):
    with BigBlueButton() as server:
        words = send(world, bigbluebutton_url=server.url, bigbluebutton_secret="wrong").content.decode()
    assert "checksumError" in words and "message-warning" in words
    assert rules_of(world.organisation).bigbluebutton_url == server.url


@pytest.mark.parametrize("typed", ["ftp://x.example/", "javascript:alert(1)", "nothing at all"])
def test_only_addresses_of_the_web_are_taken(world, typed):
    assert send(world, jitsi_url=typed).context["form"].errors["jitsi_url"]


def test_every_field_stands_in_a_group(world):
    groups = list(RulesForm(instance=rules_of(world.organisation)).groups())
    assert [field.name for group in groups for field in group.fields] and len(groups) == 4


def test_others_of_the_organisation_are_refused_and_otto_finds_nothing(world):
    assert client_of(world.dora).get(address(world)).status_code == 403
    assert client_of(world.otto).get(address(world)).status_code == 404
    assert client_of(world.dora).get(reverse("agenda:rules")).status_code == 403
