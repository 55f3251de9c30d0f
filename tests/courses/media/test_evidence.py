"""What was played becomes evidence: merged in any order, never more than there is to see. Without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.media.evidence import WATCHED, WATCHED_TOGETHER, Watched, complete_messages, gone_message
from lms.plugins.kind import Event, Refused

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SETTINGS = {"videos": {"a" * 32: 100_000, "b" * 32: 50_000}, "share": 0.9}
A, B = SETTINGS["videos"]
KIND = Watched()


def played(key, *segments):
    return {"verb": "progressed", "video": key, "segments": [list(one) for one in segments]}


def told(*messages, settings=SETTINGS):
    facts = {}
    for number, message in enumerate(messages):
        reading = KIND.read(message, settings)
        facts = KIND.fold(facts, Event(reading.verb, NOW + timedelta(seconds=number), None, reading.detail))
    return facts


segments = st.tuples(st.integers(0, 120_000), st.integers(1, 30_000)).map(lambda one: (one[0], one[0] + one[1]))
messages = st.builds(
    lambda key, rows: played(key, *rows), st.sampled_from([A, B]), st.lists(segments, min_size=1, max_size=4)
).filter(lambda one: any(start < SETTINGS["videos"][one["video"]] for start, _end in one["segments"]))


@given(st.lists(messages, max_size=8), st.randoms())
def test_messages_in_any_order_and_repeated_give_the_same_of_what_was_watched(rows, chance):
    mixed = rows + rows
    chance.shuffle(mixed)
    assert told(*rows).get("watched") == told(*mixed).get("watched")
    for key, duration in SETTINGS["videos"].items():
        stretches = told(*rows).get("watched", {}).get(key, [])
        assert all(0 <= start < end <= duration for start, end in stretches)


def test_skipping_to_the_end_is_not_watching_and_repeats_count_once():
    facts = told(played(A, (0, 5000)), played(A, (0, 5000)), played(A, (95_000, 100_000)), played(B, (0, 50_000)))
    assert not WATCHED.holds(facts, SETTINGS) and not WATCHED_TOGETHER.holds(facts, SETTINGS)
    assert WATCHED.holds(told(played(A, (0, 91_000)), played(B, (3000, 49_000))), SETTINGS)


def test_enough_of_all_together_is_another_rule():
    facts = told(played(A, (0, 100_000)), played(B, (0, 35_000)))
    assert WATCHED_TOGETHER.holds(facts, SETTINGS) and not WATCHED.holds(facts, SETTINGS)


def test_what_lies_beyond_the_end_is_cut_or_refused():
    assert told(played(B, (40_000, 90_000)))["watched"][B] == [[40_000, 50_000]]
    with pytest.raises(Refused):
        KIND.read(played(B, (60_000, 90_000)), SETTINGS)


def test_a_text_that_was_read_counts_as_its_video():
    facts = told({"verb": "progressed", "video": A, "said": True}, played(B, (0, 50_000)))
    assert WATCHED.holds(facts, SETTINGS)


def test_only_the_server_says_that_a_video_is_gone_and_then_it_asks_nothing():
    with pytest.raises(Refused):
        KIND.read({**gone_message([A]), "gone": [A, B]}, SETTINGS)
    facts = told({"verb": "opened"}, gone_message([A]), played(B, (0, 50_000)))
    assert WATCHED.holds(facts, SETTINGS)
    assert WATCHED.holds(told({"verb": "opened"}, gone_message([A, B])), SETTINGS)


def test_nothing_to_watch_is_not_done_by_opening_it():
    nothing = {"videos": {}}
    assert not WATCHED.holds(told({"verb": "opened"}, settings=nothing), nothing)
    assert WATCHED.holds(told(*complete_messages(nothing), settings=nothing), nothing)


def test_a_report_says_how_much_and_who_vouches_for_it():
    facts = told(played(A, (0, 100_000)), gone_message([B]))
    assert [cell.value for cell in KIND.cells(facts, SETTINGS)] == ["100 %", "1 / 1", "1"]
    assert KIND.trusted is False and not KIND.is_production(facts)
