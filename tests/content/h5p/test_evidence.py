"""What the player says, read as evidence: only what is clear and in range."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.h5p.evidence import VERBS
from content.h5p.example import statement
from content.h5p.kind import KIND, VIEWED
from lms.plugins import rules
from lms.plugins.kind import Event, Refused, Verb

SETTINGS = {"content": "c", "place": "abc"}
CHILD = {"object": {"id": "https://content.example/1?subContentId=7e1f"}}
PARENT = {"context": {"contextActivities": {"parent": [{"id": "https://content.example/1"}]}}}


def scored(verb: str = "completed", **score: object) -> dict:
    return statement(verb, result={"score": score})


def test_the_statement_without_a_parent_scores():
    reading = KIND.read(scored(raw=8, min=0, max=10), SETTINGS)
    assert (reading.verb, reading.score) == (Verb.COMPLETED, 0.8)


@pytest.mark.parametrize("child", [CHILD, PARENT, {**CHILD, **PARENT}])
def test_a_statement_of_a_part_never_scores(child):
    told = statement("answered", result={"score": {"raw": 1, "max": 1}}, **child)
    reading = KIND.read(told, SETTINGS)
    assert (reading.verb, reading.score) == (Verb.PROGRESSED, None)


def test_attempted_counts_once_however_often_it_comes():
    keys = {KIND.read(statement("attempted", number=number), SETTINGS).key for number in range(5)}
    assert len(keys) == 1


def test_the_same_content_at_another_place_counts_again():
    here = KIND.read(statement("attempted"), SETTINGS).key
    there = KIND.read(statement("attempted"), {**SETTINGS, "place": "def"}).key
    assert here != there


def test_a_content_without_questions_finishes_without_a_score():
    assert KIND.read(scored(raw=0, min=0, max=0, scaled=None), SETTINGS).score is None


@pytest.mark.parametrize(
    "score",
    [
        {"raw": 11, "max": 10},
        {"raw": -1, "max": 10},
        {"raw": 1, "max": 0},
        {"raw": 1, "max": -5},
        {"raw": "8", "max": "10"},
        {"raw": True, "max": 1},
        {"raw": [8], "max": 10},
        {"raw": 8},
        {"scaled": 1.5},
        {"scaled": -0.5},
        {"raw": 1e300, "max": 1e301},
        {"raw": 5, "max": 10, "min": -5},
        {"raw": 5, "max": 10, "min": 10},
    ],
)
def test_a_score_out_of_range_is_refused(score):
    with pytest.raises(Refused):
        KIND.read(scored(**score), SETTINGS)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"verb": "opened "},
        {"verb": None},
        {"statement": "no", "id": "12345678"},
        {"statement": {"verb": {"id": 5}}, "id": "12345678"},
        {"statement": {"verb": {"id": "x" * 900}}, "id": "12345678"},
        {"statement": {"verb": {"id": "http://x/completed"}}},
        {"statement": {"verb": {"id": "http://x/completed"}}, "id": "a'; drop"},
        {"statement": {"verb": {"id": "http://x/completed"}, "result": {"score": 5}}, "id": "12345678"},
        {"statement": {"verb": {"id": "http://x/completed"}, "result": {"response": "y" * 9000}}, "id": "12345678"},
    ],
)
def test_what_is_malformed_is_refused_with_a_sentence(payload):
    with pytest.raises(Refused) as refusal:
        KIND.read(payload, SETTINGS)
    assert len(str(refusal.value)) > 25


def test_every_verb_we_map_is_one_we_declare():
    assert set(VERBS.values()) <= KIND.verbs


def test_the_detail_holds_no_words_of_the_learner():
    told = statement("answered", result={"response": "my own words", "score": {"raw": 1, "max": 2}})
    reading = KIND.read(told, SETTINGS)
    assert "words" not in json.dumps(dict(reading.detail)) and "words" in json.dumps(dict(reading.raw))


def test_an_own_actor_is_not_kept():
    reading = KIND.read(statement("completed", actor={"mbox": "mailto:ana@example.org"}), SETTINGS)
    assert "ana@" not in json.dumps(dict(reading.raw))


def test_viewing_is_a_rule_of_its_own():
    now = datetime(2026, 3, 2, tzinfo=UTC)
    opened = KIND.fold({}, Event(Verb.OPENED, now))
    assert not VIEWED.holds(opened, {})
    reading = KIND.read({"verb": "viewed"}, SETTINGS)
    assert VIEWED.holds(KIND.fold(opened, Event(reading.verb, now, None, reading.detail)), {})


def test_answering_counts_as_finishing():
    facts = KIND.fold({}, Event(Verb.ANSWERED, datetime(2026, 3, 2, tzinfo=UTC), 0.5))
    assert rules.FINISHED.holds(facts, {})


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(KIND.verbs)),
            st.one_of(st.none(), st.floats(0, 1)),
            st.sampled_from([{}, {"viewed": True}, {"part": "a"}, {"marked": True}]),
        ),
        max_size=5,
    )
)
def test_facts_are_the_same_in_any_order(told):
    now = datetime(2026, 3, 2, tzinfo=UTC)
    events = [
        Event(Verb(verb), now + timedelta(minutes=n), score, detail) for n, (verb, score, detail) in enumerate(told)
    ]

    def fold(order) -> str:
        facts: dict = {}
        for event in order:
            facts = KIND.fold(facts, event)
        return json.dumps(facts, sort_keys=True)

    assert len({fold(order) for order in itertools.permutations(events)}) <= 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_no_message_breaks_the_reading(anything):
    whole = {"verb": {"id": "a/completed"}, "result": anything, "object": anything, "context": anything}
    key = {"id": "12345678"}
    for payload in ({"statement": anything, **key}, {"verb": anything}, {"statement": whole, **key}):
        try:
            reading = KIND.read(payload, SETTINGS)
        except Refused:
            continue
        assert reading.verb in KIND.verbs and (reading.score is None or 0 <= reading.score <= 1)
