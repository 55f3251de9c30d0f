"""What the page sends for a learner: kept once, for this learner alone, or refused in words."""

import json
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from content.h5p import privacy
from content.h5p.example import installed, statement
from content.h5p.models import H5PPage, UserState
from content.h5p.player import player_context, saved_state
from lms.enrolment.enrol import enrol
from lms.enrolment.models import Enrolment
from lms.progress import tokens
from lms.progress.models import Completion, Evidence, Trust
from lms.progress.tokens import make_token
from tests.factories import make_world
from tests.pages import add_activity, journey_of, make_journey_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world(blocks=1)
    page = make_journey_page(world.organisation, world.framework)
    world.page = H5PPage(title="Cartes", package=installed("cards"))
    world.activity_row = add_activity(page, world.page)
    world.seat = enrol(world.ana, journey_of(page), world.enrolment.starts_on)
    return world


def send(world, client: Client | None = None, **body):
    told = {
        "token": make_token(world.seat.pk, world.activity_row.pk),
        "content": str(world.page.package.public_id),
        **body,
    }
    return (client or Client()).post(reverse("h5p:send"), json.dumps(told), content_type="application/json")


def evidence(world):
    return Evidence.objects.filter(enrolment=world.seat).order_by("pk")


def finished(number: int = 1, raw: float = 8) -> dict:
    return statement("completed", number=number, result={"score": {"raw": raw, "max": 10}})


def state(data: str | None = '{"at": 2}', **more: str) -> dict:
    return {"type": "state", "part": "0", "data": data, **more}


def test_a_finished_content_becomes_evidence_that_only_a_browser_vouches_for(world):
    response = send(world, statements=[finished()])
    assert response.json() == {"refused": [], "done": True}
    row = evidence(world).get()
    assert (row.score, row.trust) == (0.8, Trust.BROWSER)
    assert Completion.objects.get(enrolment=world.seat).score == 0.8


def test_the_same_message_twice_is_stored_once(world):
    send(world, statements=[finished()])
    assert send(world, statements=[finished(), finished()]).json()["refused"] == []
    assert evidence(world).count() == 1


def test_attempted_three_times_is_one_evidence(world):
    send(world, statements=[statement("attempted", number=number) for number in range(3)])
    send(world, statements=[statement("attempted", number=9)])
    assert evidence(world).count() == 1


def test_viewed_is_told_once(world):
    send(world, statements=[{"id": "12345678", "verb": "viewed"}])
    send(world, statements=[{"id": "12345679", "verb": "viewed"}])
    assert evidence(world).count() == 1


@pytest.mark.parametrize("verb", ["completed", "opened", "passed"])
def test_a_browser_cannot_say_more_than_viewed_without_a_statement(world, verb):
    assert send(world, statements=[{"id": "12345678", "verb": verb}]).json()["refused"]
    assert not evidence(world).exists()


def test_what_waited_without_network_happened_when_it_happened(world):
    send(world, statements=[{**finished(), "waited": 3600}])
    row = evidence(world).get()
    assert timedelta(minutes=59) < row.received_at - row.happened_at < timedelta(minutes=61)


def test_one_refused_message_does_not_hold_up_the_others(world):
    response = send(world, statements=[finished(1, raw=99), finished(2)], states=[state()])
    assert len(response.json()["refused"]) == 1
    assert evidence(world).count() == 1 and UserState.objects.count() == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"token": 5}',
        b'{"token": "x", "statements": 5}',
        b'{"token": "x", "states": [5]}',
        b"[" * 50_000,
    ],
)
def test_a_malformed_request_is_refused_and_nothing_is_stored(world, raw):
    response = Client().post(reverse("h5p:send"), raw, content_type="application/json")
    assert response.status_code in (400, 401) and len(response.json()["error"]) > 20
    assert not evidence(world).exists()


def test_a_huge_request_is_refused(world):
    response = send(world, states=[state("x" * 700_000)])
    assert response.status_code == 413 and not UserState.objects.exists()


def test_a_huge_state_is_refused_and_the_former_stays(world):
    send(world, states=[state("small")])
    assert send(world, states=[state("x" * 300_000)]).json()["refused"]
    assert UserState.objects.get().data == "small"


def test_too_many_parts_are_refused(world):
    for start in (0, 30, 60):
        told = send(world, states=[state(part=f"p{start + number}") for number in range(30)])
    assert told.json()["refused"] and UserState.objects.count() == 60


@pytest.mark.parametrize("kind", ["", "a b", "x" * 90, "../x", None, 5])
def test_a_state_needs_a_plain_name(world, kind):
    assert send(world, states=[{"type": kind, "part": "0", "data": "x"}]).json()["refused"]
    assert not UserState.objects.exists()


def test_a_learner_resumes_where_they_left(world):
    send(world, states=[state('{"at": 1}')])
    send(world, states=[state('{"at": 2}')])
    assert saved_state(world.seat.pk, world.activity_row.pk, world.page.package) == {"0": {"state": '{"at": 2}'}}


def test_a_state_that_is_forgotten_is_gone(world):
    send(world, states=[state()])
    send(world, states=[state(None)])
    assert not UserState.objects.exists()


def test_nobody_else_gets_the_state(world):
    send(world, states=[state("Ana's own words")])
    bo_seat = enrol(world.bo, world.seat.journey, world.seat.starts_on)
    for seat in (bo_seat,):
        context = player_context(world.page, {"enrolment": seat, "activity": world.activity_row})
        assert context["h5p"]["player"]["state"] == {}
    assert player_context(world.page, {})["h5p"]["player"] == {
        "content": str(world.page.package.public_id), "state": {}, "token": "",
    }  # fmt: skip


def test_otto_gets_no_page_and_no_token(world, client):
    send(world, states=[state("Ana's own words")])
    client.force_login(world.otto)
    response = client.get(world.activity_row.addresses["fr"])
    assert response.status_code == 404 and b"own words" not in response.content


def test_otto_cannot_renew_anas_token(world, client):
    token = make_token(world.seat.pk, world.activity_row.pk)

    def renew():
        return client.post(reverse("h5p:renew"), json.dumps({"token": token}), content_type="application/json")

    assert renew().status_code == 401
    client.force_login(world.otto)
    assert renew().status_code == 401
    client.force_login(world.ana)
    assert tokens.read_token(renew().json()["token"]) == (world.seat.pk, world.activity_row.pk)


@pytest.mark.parametrize(
    "token",
    ["", "x", "WzEsMV0:1:2", signing.dumps([1, 1], salt="other")],
    ids=["nothing", "one letter", "badly signed", "signed for something else"],
)
def test_a_false_token_speaks_for_nobody(world, token):
    response = send(world, token=token, statements=[finished()])
    assert response.status_code == 401 and not evidence(world).exists()


def test_a_session_that_ended_is_told_and_the_page_may_renew(world, client, monkeypatch):
    monkeypatch.setattr(signing.time, "time", lambda: 1_900_000_000)
    old = make_token(world.seat.pk, world.activity_row.pk)
    monkeypatch.undo()
    monkeypatch.setattr(signing.time, "time", lambda: 1_900_000_000 + tokens.LIFETIME + 60)
    response = send(world, token=old, statements=[finished()])
    assert response.status_code == 401 and len(response.json()["error"]) > 20
    assert not evidence(world).exists()


def test_a_token_of_another_journey_is_refused(world):
    other = enrol(world.bo, world.journey, world.seat.starts_on)
    response = send(world, token=make_token(other.pk, world.activity_row.pk), statements=[finished()], states=[state()])
    assert len(response.json()["refused"]) >= 1
    assert not Evidence.objects.filter(enrolment=other).exists() and not UserState.objects.exists()


def test_an_ended_enrolment_keeps_nothing_more(world):
    Enrolment.objects.filter(pk=world.seat.pk).update(state=Enrolment.State.ENDED)
    response = send(world, statements=[finished()], states=[state()])
    assert response.json()["refused"]
    assert not evidence(world).exists() and not UserState.objects.exists()


def test_a_withdrawn_page_keeps_nothing_more(world):
    world.page.unpublish()
    response = send(world, statements=[finished()], states=[state()])
    assert response.json()["refused"] and not evidence(world).exists() and not UserState.objects.exists()


def test_a_changed_content_starts_over_and_says_so(world):
    send(world, states=[state("of the cards")])
    world.page.package = installed("bakery")
    world.page.save_revision().publish()
    context = player_context(world.page, {"enrolment": world.seat, "activity": world.activity_row})
    assert context["h5p"]["player"]["state"] == {"0": {"state": "RESET"}}
    told = send(world, content=str(installed("cards").public_id), states=[state("late, of the cards")])
    assert told.json()["refused"]
    world.activity_row.refresh_from_db()
    send(world, states=[state("of the bakery")])
    assert UserState.objects.get().data == "of the bakery"


def test_too_much_at_once_waits_a_minute(world):
    answers = [send(world).status_code for _ in range(130)]
    assert answers[0] == 200 and answers[-1] == 429


def test_only_posts_are_taken(client):
    assert client.get(reverse("h5p:send")).status_code == 405
    assert client.get(reverse("h5p:renew")).status_code == 405


def test_own_states_are_handed_over_and_erased(world):
    send(world, states=[state("my notes")])
    assert "my notes" in json.dumps(privacy.export(world.ana))
    assert "my notes" not in json.dumps(privacy.export(world.otto))
    privacy.erase(world.ana)
    assert not UserState.objects.exists()


def test_a_silent_content_is_done_when_the_learner_says_so(world):
    world.page.package = installed("lifeline")
    assert world.page.rule_in_force() == "marked_done"
    world.page.package = installed("cards")
    assert H5PPage(package=installed("cards")).rule_in_force() == "finished"
