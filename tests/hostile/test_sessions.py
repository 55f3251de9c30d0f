"""A session that ends while somebody works: nothing is stored, the person is told, and their words come back."""

import json
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from content.h5p.example import statement
from courses.acts import make_act
from lms.progress import intake
from lms.progress.models import Evidence, Measure
from lms.progress.tokens import LIFETIME, make_token
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client: Client, person: object) -> None:
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})  # type: ignore[attr-defined]


def test_what_a_coach_wrote_waits_until_she_has_signed_in_again(site):
    world, client = site.walk.world, Client()
    address = reverse("courses:judge", args=[site.seat.public_id, world.indicator().pk])
    body = {"value": "70", "comment": "Elle explique bien ses choix.", "key": make_act(site.seat.pk)}
    response = client.post(address, body)
    assert response["Location"] == f"{reverse('account_login')}?next={address}"
    assert [str(message) for message in get_messages(response.wsgi_request)]
    assert Measure.objects.count() == 0
    sign_in(client, world.bo)
    form = client.get(address).context["form"]
    assert (form["comment"].value(), form["value"].value()) == (body["comment"], "70")
    assert client.post(address, {**body, "key": form["key"].value()}).status_code == 302
    assert Measure.objects.get().evidence.comment == body["comment"]
    assert client.get(address).context["form"]["comment"].value() is None


def test_the_reason_of_a_withdrawal_waits_too(site):
    world, client = site.walk.world, Client()
    said = intake.judge(site.seat, world.indicator(), Decimal(70), author=world.bo)
    evidence = Evidence.objects.get(pk=said.evidence_id)
    address = reverse("courses:withdraw", args=[site.seat.public_id, evidence.public_id])
    body = {"reason": "Saisi pour une autre personne.", "key": make_act(site.seat.pk)}
    assert client.post(address, body)["Location"] == f"{reverse('account_login')}?next={address}"
    assert not evidence.voided_by.exists()
    sign_in(client, world.bo)
    form = client.get(address).context["form"]
    assert form["reason"].value() == body["reason"]
    client.post(address, {"reason": form["reason"].value(), "key": form["key"].value()})
    assert evidence.voided_by.get().comment == body["reason"]


def test_a_stranger_who_was_never_given_the_form_leaves_nothing_in_a_session(site):
    client = Client()
    address = reverse("courses:judge", args=[site.seat.public_id, site.walk.world.indicator().pk])
    client.post(address, {"value": "70", "comment": "x" * 100_000, "key": "false"})
    assert "sessionid" not in client.cookies


def test_words_that_wait_show_nothing_to_whoever_may_not_see_the_learner(site):
    world, client = site.walk.world, Client()
    address = reverse("courses:judge", args=[site.seat.public_id, world.indicator().pk])
    client.post(address, {"value": "70", "comment": "Secret", "key": make_act(site.seat.pk)})
    sign_in(client, world.otto)
    response = client.get(address)
    assert response.status_code == 404
    assert b"Secret" not in response.content


def test_a_token_that_is_too_old_is_renewed_for_its_own_learner_alone(site, monkeypatch):
    import time

    token, now = make_token(site.seat.pk, site.activity.pk), time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + LIFETIME + 60)
    done = statement("completed", number=1, result={"score": {"raw": 1, "max": 2}})
    assert site.send(token, statements=[done]).status_code == 401
    renewed = {}
    for who in ("otto", "olga", "bo", "ana"):
        client = Client()
        client.force_login(site.walk.world.people[who])
        answer = client.post(reverse("h5p:renew"), json.dumps({"token": token}), content_type="application/json")
        renewed[who] = answer.status_code
    assert renewed == {"otto": 401, "olga": 401, "bo": 401, "ana": 200}
    assert site.send(answer.json()["token"], statements=[done]).json()["done"] is True
