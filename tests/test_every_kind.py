"""The kind contract, run on every registered kind. A new kind needs no line here."""

import itertools
import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from django.utils import translation

from lms.catalogue.models import Activity
from lms.enrolment.enrol import enrol
from lms.enrolment.models import Enrolment
from lms.people import privacy
from lms.plugins.checks import faults
from lms.plugins.kind import Event, Kind, Refused
from lms.plugins.registry import companion, kinds, package_of
from lms.progress import intake
from lms.progress.models import ActivityTotal, Completion, EnrolmentTotal, Evidence
from lms.progress.rebuild import differences
from tests.factories import World, make_world
from tests.pages import add_activity, journey_of, make_journey_page

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(params=sorted(kinds()))
def kind(request) -> Kind:
    return kinds()[request.param]


@dataclass
class Stage:
    """One published example of the kind, and Ana enrolled on its journey."""

    world: World
    kind: Kind
    example: ModuleType
    activity: Activity
    enrolment: Enrolment

    def send(self, payload: Mapping[str, Any], number: int = 0, key: str = "") -> intake.Outcome:
        moment = self.enrolment.created_at - timedelta(hours=1) + timedelta(minutes=number)
        # What others attest comes by its own way; a learner's own form never says it.
        take = intake.attend if is_attested(self.kind, payload) else intake.receive
        return take(self.enrolment, self.activity, payload, key=key, happened_at=moment)

    def complete(self) -> None:
        for number, message in enumerate(self.example.MESSAGES):
            self.send(message, number, key=f"message-{number}")

    def read(self, payload: Mapping[str, Any]) -> Any:
        assert self.activity.version is not None
        return self.kind.read(payload, self.activity.version.settings)


@pytest.fixture
def stage(kind, settings, tmp_path) -> Stage:
    settings.MEDIA_ROOT = tmp_path
    world = make_world(blocks=1)
    page = make_journey_page(world.organisation, world.framework)
    example = companion(kind.name, "example")
    assert example is not None, "a kind brings example.py"
    activity = add_activity(page, example.build_page())
    enrolment = enrol(world.ana, journey_of(page), world.enrolment.starts_on)
    return Stage(world, kind, example, activity, enrolment)


def test_its_declaration_keeps_the_contract(kind):
    assert faults(kind) == []


def test_its_example_publishes(stage):
    assert stage.activity.is_live and stage.activity.kind == stage.kind.name
    assert stage.activity.version.rule in {rule.name for rule in stage.kind.rules}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_opens_for_ana_within_its_queries_and_is_refused_to_otto(
    stage, language, client, django_assert_max_num_queries
):
    client.force_login(stage.world.ana)
    address = stage.activity.addresses["fr"]
    assert client.get(address, headers={"accept-language": language}).status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get(address, headers={"accept-language": language}).status_code == 200
    client.force_login(stage.world.otto)
    assert client.get(address).status_code == 404


def test_its_messages_complete_it(stage):
    stage.complete()
    assert Completion.objects.get(enrolment=stage.enrolment).state == Completion.State.DONE


def test_it_reads_only_declared_verbs(stage):
    for message in stage.example.MESSAGES:
        assert stage.read(message).verb in stage.kind.verbs


def test_rubbish_is_refused_in_words_and_nothing_is_stored(stage):
    for payload in stage.example.RUBBISH:
        with pytest.raises(Refused) as refusal:
            stage.send(payload)
        assert len(str(refusal.value)) > 15
    assert not Evidence.objects.filter(enrolment=stage.enrolment).exists()
    assert not Completion.objects.filter(enrolment=stage.enrolment).exists()


def test_what_others_attest_is_not_taken_from_the_learner(stage):
    attested = [message for message in stage.example.MESSAGES if is_attested(stage.kind, message)]
    assert bool(attested) == bool(stage.kind.attested), "its example shows what is attested"
    for message in attested:
        with pytest.raises(Refused):
            intake.receive(stage.enrolment, stage.activity, message)
    assert not Evidence.objects.filter(enrolment=stage.enrolment).exists()


def test_the_same_key_is_stored_once(stage):
    first = stage.send(stage.example.MESSAGES[0], key="once")
    again = stage.send(stage.example.MESSAGES[0], key="once")
    assert (first.is_new, again.is_new) == (True, False)
    assert Evidence.objects.filter(enrolment=stage.enrolment).count() == 1


def test_any_order_gives_the_same_facts(stage):
    readings = [stage.read(message) for message in stage.example.MESSAGES] * 2
    events = [
        Event(reading.verb, NOW + timedelta(seconds=n), reading.score, reading.detail)
        for n, reading in enumerate(readings)
    ]
    expected = _fold(stage.kind, events)
    orders = itertools.permutations(events) if len(events) <= 5 else _shuffles(events, 200)
    assert all(_fold(stage.kind, order) == expected for order in orders)


def test_folding_does_not_change_what_it_was_given(stage):
    facts: dict[str, Any] = {}
    for message in stage.example.MESSAGES:
        reading = stage.read(message)
        before = json.dumps(facts)
        folded = stage.kind.fold(facts, Event(reading.verb, NOW, reading.score, reading.detail))
        assert json.dumps(facts) == before
        facts = json.loads(json.dumps(folded))


def test_replay_equals_live(stage):
    stage.complete()
    assert differences(stage.enrolment.journey) == []


def test_a_waiver_counts_as_done_whatever_came_before_or_comes_after_and_is_taken_back(stage):
    if stage.send(stage.example.MESSAGES[0], key="before").completed_now:
        pytest.skip("one message completes it: there is nothing left to waive")
    before = _totals(stage)
    intake.waive(stage.enrolment, stage.activity, author=stage.world.bo, reason="Vu ailleurs.", key="w")
    stage.complete()
    assert Completion.objects.get(enrolment=stage.enrolment).facts["waived"] is True
    assert differences(stage.enrolment.journey) == []
    for row in Evidence.objects.exclude(key__endswith="before").exclude(verb="voided").order_by("-pk"):
        intake.void(row, author=stage.world.bo, reason="Tout compte fait.")
    assert Completion.objects.get(enrolment=stage.enrolment).state != Completion.State.DONE
    assert _totals(stage)[2] == before[2] and differences(stage.enrolment.journey) == []


def test_every_rule_can_be_reached(stage):
    facts = _fold(
        stage.kind,
        [
            Event(reading.verb, NOW, reading.score, reading.detail)
            for reading in map(stage.read, stage.example.MESSAGES)
        ],
    )
    for verb in stage.kind.verbs:
        facts = stage.kind.fold(facts, Event(verb, NOW, 1.0, {}))
    for rule in stage.kind.rules:
        assert not rule.holds({}, stage.activity.version.settings), rule.name
        assert rule.holds(facts, stage.activity.version.settings), rule.name


def test_a_production_is_never_taken_back_and_its_example_shows_one(stage):
    """What makes hours at a distance more than declared: nothing is one at first, and more evidence undoes none."""
    readings = [stage.read(message) for message in stage.example.MESSAGES]
    facts, was_production = {}, False
    for number, reading in enumerate(readings * 2):
        assert was_production <= stage.kind.is_production(facts)
        was_production = stage.kind.is_production(facts)
        event = Event(reading.verb, NOW + timedelta(seconds=number), reading.score, reading.detail)
        facts = stage.kind.fold(facts, event)
    assert not stage.kind.is_production({})
    assert stage.kind.is_production(facts) == stage.kind.may_produce


def test_cells_render_empty_started_and_complete(stage):
    settings = stage.activity.version.settings
    facts: dict[str, Any] = {}
    for language in ("fr", "en"):
        with translation.override(language):
            for message in [None, *stage.example.MESSAGES]:
                if message is not None:
                    reading = stage.read(message)
                    facts = stage.kind.fold(facts, Event(reading.verb, NOW, reading.score, reading.detail))
                assert all(cell.label and isinstance(cell.value, str) for cell in stage.kind.cells(facts, settings))


def test_export_holds_what_was_done(stage):
    stage.complete()
    exported = json.dumps(privacy.export(stage.world.ana), default=str, ensure_ascii=False)
    assert stage.activity.title in exported


def test_erasure_leaves_no_row_of_the_person_and_the_totals_unchanged(stage, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        stage.complete()
    totals = _totals(stage)
    privacy.erase(stage.world.ana)
    assert _totals(stage) == totals
    stage.enrolment.refresh_from_db()
    assert stage.enrolment.person is None
    assert not Evidence.objects.filter(enrolment=stage.enrolment).exclude(raw={}).exists()
    assert differences(stage.enrolment.journey) == []


def test_its_importer_builds_a_page_that_publishes(stage):
    importer = companion(stage.kind.name, "importer")
    if importer is None:
        pytest.skip("this kind imports nothing")
    from courses.models import JourneyPage

    item = {"titre": "Importée", "type": importer.TYPES[0], "duree_minutes": 20}
    page = importer.build_page(item)
    page.title = item["titre"]
    activity = add_activity(JourneyPage.objects.get(), page)
    assert activity.kind == stage.kind.name


def test_its_name_is_quoted_nowhere_else(kind):
    """lms and courses know kinds through the registry alone; other kinds do not know it at all."""
    from tests.test_architecture import python_files

    own = package_of(kind.name).replace(".", "/")
    # Near the word "kind", or where kinds are looked up: "text" alone is also an everyday word.
    quoted = re.compile(rf"kinds?\w*\W{{1,6}}[\"']{kind.name}[\"']|[\"']{kind.name}[\"'] in kinds")
    guilty = [
        str(path)
        for path in python_files("lms", "courses", "content")
        if own not in str(path) and quoted.search(path.read_text())
    ]
    assert guilty == []


def is_attested(kind: Kind, payload: Mapping[str, Any]) -> bool:
    return payload.get("verb") in kind.attested


def _fold(kind: Kind, events: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for event in events:
        facts = json.loads(json.dumps(kind.fold(facts, event)))
    return facts


def _shuffles(events: list[Event], how_many: int) -> Any:
    order = random.Random(7)
    for _ in range(how_many):
        yield order.sample(events, len(events))


def _totals(stage: Stage) -> list[Any]:
    return [
        list(EnrolmentTotal.objects.filter(enrolment=stage.enrolment).values()),
        list(ActivityTotal.objects.order_by("pk").values()),
        list(Completion.objects.filter(enrolment=stage.enrolment).values("state", "facts", "score")),
    ]
