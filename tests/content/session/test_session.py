"""A session in a sequence: half-days attended on whatever dates complete it; its page is where a learner books."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from content.session.importer import build_page, export_page
from content.session.kind import ATTENDED, KIND
from content.session.models import SessionPage
from lms.agenda.models import Booking
from lms.catalogue.models import Activity
from lms.plugins.kind import Event, Verb
from lms.progress import intake
from lms.progress.models import Completion
from tests.courses.walk import Walk, make_walk
from tests.lms.agenda.factories import make_booking, make_session, make_venue

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def attended(slot: str, part: int, parts: int, minutes: int = 210) -> dict[str, Any]:
    return {"verb": "attended", "slot": slot, "part": part, "parts": parts, "minutes": minutes}


def facts_of(messages: list[dict[str, Any]]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for number, message in enumerate(messages):
        reading = KIND.read(message, {})
        event = Event(reading.verb, NOW + timedelta(minutes=number), None, reading.detail)
        facts = json.loads(json.dumps(KIND.fold(facts, event)))
    return facts


def test_a_morning_on_one_date_and_the_afternoon_on_another_complete_it():
    morning, afternoon = attended("march-1", 1, 2), attended("april-2", 2, 2)
    assert not ATTENDED.holds(facts_of([morning, attended("april-1", 1, 2)]), {})
    assert ATTENDED.holds(facts_of([afternoon, morning]), {})


def test_parts_of_sessions_that_were_cut_otherwise_do_not_add_up():
    assert not ATTENDED.holds(facts_of([attended("a", 1, 2), attended("b", 2, 3), attended("c", 3, 3)]), {})


@pytest.mark.parametrize(("share", "asked"), [(100, 10), (80, 8), (75, 8), (50, 5), (1, 1)])
def test_the_share_asked_is_enough(share, asked):
    messages = [attended(str(part), part, 10) for part in range(1, 11)]
    assert not ATTENDED.holds(facts_of(messages[: asked - 1]), {"share": share})
    assert ATTENDED.holds(facts_of(messages[:asked]), {"share": share})


def test_minutes_are_summed_once_a_half_day():
    facts = facts_of([attended("a", 1, 2), attended("a", 1, 2, 200), attended("b", 2, 2, 180)])
    assert [cell.value for cell in KIND.cells(facts, {})] == ["2", "390"]


MESSAGES = st.builds(
    lambda slot, parts, part, minutes: attended(f"slot-{slot}", min(part, parts), parts, minutes),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(1, 1440),
)


@given(st.lists(MESSAGES, max_size=8), st.randoms())
def test_any_order_gives_the_same_parts_and_minutes_and_more_never_undoes(messages, random):
    shuffled = random.sample(messages, len(messages))
    one, other = facts_of(messages), facts_of(shuffled)
    assert (one.get("parts"), one.get("slots")) == (other.get("parts"), other.get("slots"))
    done = [ATTENDED.holds(facts_of(messages[:count]), {}) for count in range(len(messages) + 1)]
    assert done == sorted(done)


@pytest.fixture
def walk(db, settings, tmp_path) -> Walk:
    settings.MEDIA_ROOT = tmp_path
    return make_walk(blocks=1)


@pytest.fixture
def page(walk) -> SessionPage:
    page = SessionPage(title="Atelier", minutes=420, bring="Un stylo\n\n  Votre idée ", body="<p>On parle.</p>")
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return page


def test_its_page_shows_dates_the_learner_s_own_and_what_to_bring_within_ten_queries(walk, page, client):
    client.force_login(walk.world.ana)
    venue = make_venue(walk.world)
    sessions = [make_session(walk.world, timezone.now() + timedelta(days=2 + n), venue=venue) for n in range(8)]
    shown = client.get(page.get_url()).content.decode()
    assert "Votre idée" in shown and shown.count("/take/") == 4
    make_booking(sessions[2], walk.enrolment)
    make_booking(sessions[5], walk.enrolment, Booking.State.WAITING)
    with CaptureQueriesContext(connection) as queries:
        shown = client.get(page.get_url()).content.decode()
    assert len(queries) <= 10
    assert shown.count("Maison SIEGE") == 2 and "/take/" not in shown


def test_an_author_s_preview_and_the_team_see_no_dates(walk, page, client):
    make_session(walk.world, timezone.now() + timedelta(days=2))
    client.force_login(walk.world.bo)
    assert "/take/" not in client.get(page.get_url()).content.decode()


def test_signed_half_days_complete_it_and_its_page_says_so(walk, page, client):
    activity = Activity.objects.select_related("version").get(key=page.translation_key)
    for part in (1, 2):
        moment = timezone.now() - timedelta(hours=3 - part)
        intake.attend(
            walk.enrolment,
            activity,
            attended(str(part), part, 2),
            happened_at=moment,
            key=str(part),
            author=walk.world.bo,
        )
    assert Completion.objects.get(activity=activity).state == "done"
    client.force_login(walk.world.ana)
    assert client.get(page.get_url()).status_code == 200


def test_a_journey_file_brings_workshops_and_takes_them_back():
    told = {"texte": "<p>Un jeu.</p>", "a_apporter": ["Un stylo", "Une idée"], "part_a_suivre": 50}
    assert export_page(build_page({"type": "jeu_serieux", **told})) == told
    assert export_page(build_page({"type": "atelier"})) == {}
    for share in (0, 101, "50", True):
        with pytest.raises(ValueError, match="part_a_suivre"):
            build_page({"part_a_suivre": share})


def test_only_opening_is_the_learner_s_own_word():
    assert KIND.attested == {Verb.ATTENDED} and KIND.verbs - KIND.attested == {Verb.OPENED}
