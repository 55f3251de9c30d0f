"""What a content may say to the site through the learner's browser: anything. None of it breaks or stays wrongly."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from content.h5p.example import statement
from content.h5p.models import UserState
from lms.enrolment.enrol import end
from lms.people import privacy
from lms.people.models import Person
from lms.progress.models import Evidence
from lms.progress.tokens import make_token
from tests.hostile.conftest import Site

pytestmark = pytest.mark.django_db
UNSTORABLE = ("a\x00b", "a\ud800b")  # a NUL, half of a character pair
SCORES: list[Any] = [
    {"raw": float("nan"), "max": 10},
    {"raw": float("inf"), "max": 10},
    {"raw": -1, "max": 10},
    {"raw": 11, "max": 10},
    {"raw": 10**400, "max": 10**400},
    {"raw": 1, "max": 0},
    {"raw": 5, "min": -5, "max": 10},
    {"raw": True, "max": True},
    {"raw": "8", "max": "10"},
    {"scaled": 2},
    {"scaled": -0.1},
    {"scaled": 1e308},
    [1, 2],
    "8/10",
]
NO_MESSAGES = [
    b"\xff\xfe\x00",
    b"\x80abc",
    b"",
    b"null",
    b"[]",
    b'"token"',
    b"[" * 200_000,
    b'{"token": ' + b"9" * 5000 + b"}",
    b'{"token": "x", "statements": {}}',
    b'{"token": "x", "statements": [1]}',
    b'{"token": "x", "statements": ' + json.dumps([{}] * 51).encode() + b"}",
]


def finished(number: int = 1, **result: Any) -> dict[str, Any]:
    return statement("completed", number=number, result={"score": {"raw": 8, "max": 10}, **result})


def state(data: object = "{}", **more: object) -> dict[str, Any]:
    return {"type": "state", "part": "0", "data": data, **more}


def evidence(site: Site) -> int:
    return Evidence.objects.filter(activity=site.activity).count()


def test_a_state_that_no_database_can_keep_is_refused_and_holds_up_no_result(site):
    for text in UNSTORABLE:
        assert site.send(states=[state(text)]).json()["refused"]
    assert site.send(states=[state(UNSTORABLE[1])], statements=[finished()]).json()["done"] is True
    assert (UserState.objects.count(), evidence(site)) == (0, 1)


def test_an_answer_that_no_database_can_keep_is_refused_in_words(site):
    for text in UNSTORABLE:
        assert site.send(statements=[finished(response=text)]).json()["refused"]
    assert evidence(site) == 0


def test_a_state_with_an_impossible_name_is_refused_in_words(site):
    for name in ("state\n", "s" * 60 + "\n", "s" * 61, "é", "", " ", "../x", "a\x00"):
        for odd in (state(type=name), state(part=name)):
            assert site.send(states=[odd]).json()["refused"], name
    assert UserState.objects.count() == 0


def test_an_impossible_score_is_refused_in_words_and_nothing_is_kept(site, caplog):
    for score in SCORES:
        told = site.send(statements=[finished(score=score)]).json()
        assert told.get("refused") or told.get("error"), score
    assert evidence(site) == 0
    assert "could not read" not in caplog.text  # a kind that stumbles is a fault of ours


def test_lists_within_lists_are_refused_and_break_nothing(site):
    one = finished()
    one["statement"]["object"]["definition"] = "DEEP"
    told = json.dumps({"token": make_token(site.seat.pk, site.activity.pk), "statements": [one]})
    for depth in (40, 400, *range(840, 960, 4), 3900):
        cache.clear()
        assert site.post(told.replace('"DEEP"', "[" * depth + "]" * depth)).status_code in (200, 400)
    assert evidence(site) == 0


def test_what_is_no_message_is_refused_in_words(site):
    for raw in NO_MESSAGES:
        response = site.post(raw)
        assert response.status_code in (400, 401)
        assert response.json()["error"]
    assert evidence(site) == 0


def test_a_clock_that_runs_ahead_or_behind_loses_nothing(site):
    for number, waited in enumerate([-3600, 1e12, float("nan"), "yesterday", True, 10**400], start=1):
        assert site.send(statements=[{**finished(number), "waited": waited}]).json()["refused"] == []
    now = timezone.now()
    assert all(row.happened_at <= now for row in Evidence.objects.all())


def test_an_erased_learner_s_open_page_writes_nothing_more(site):
    token = make_token(site.seat.pk, site.activity.pk)
    privacy.erase(Person.objects.get(pk=site.walk.world.ana.pk))
    response = site.send(token, statements=[finished()], states=[state("my own words")])
    assert (response.status_code, bool(response.json()["error"])) == (403, True)
    assert (evidence(site), UserState.objects.count()) == (0, 0)


def test_a_closed_account_s_open_page_writes_nothing_more(site):
    token = make_token(site.seat.pk, site.activity.pk)
    Person.objects.filter(pk=site.walk.world.ana.pk).update(is_active=False)
    assert site.send(token, statements=[finished()], states=[state()]).status_code == 403
    assert (evidence(site), UserState.objects.count()) == (0, 0)


def test_a_token_kept_from_before_the_end_writes_nothing_after_it(site):
    token = make_token(site.seat.pk, site.activity.pk)
    assert site.send(token, statements=[finished(1)]).json()["refused"] == []
    end(site.seat)
    assert site.send(token, statements=[finished(2)], states=[state()]).json()["refused"]
    assert (evidence(site), UserState.objects.count()) == (1, 0)


def test_a_token_names_one_activity_and_no_other(site):
    text = site.walk.world.journey.activities.get(key=site.walk.activities[0].translation_key)
    response = site.send(make_token(site.seat.pk, text.pk), statements=[finished()], states=[state()])
    assert len(response.json()["refused"]) == 2
    assert site.stored() == (0, 0, 0, 0)
