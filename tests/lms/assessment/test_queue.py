"""One queue for everybody who marks: what waits, for whom, who has it open, and the way to the next piece."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from lms.assessment import queue
from lms.assessment.models import Hold, Waiting
from lms.assessment.queue import Wanted
from lms.people import privacy
from lms.people.models import Role
from tests.factories import enrol_learner, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world(blocks=1)


@pytest.fixture
def client(client):
    cache.clear()
    return client


def hand_in(world, number=1, enrolment=None, sequence="S11", **fields):
    days = fields.pop("days", 0)
    row = queue.ask(
        enrolment or world.enrolment,
        world.activity(sequence),
        f"test:{number}",
        f"content/test/mark/{number}/",
        **fields,
    )
    if days:
        Waiting.objects.filter(pk=row.pk).update(asked_at=timezone.now() - timedelta(days=days))
    return row


def other_learner(world, name="Léo", **fields):
    return enrol_learner(world, make_person(name, world.organisation, Role.LEARNER), **fields)


def names(person, **wanted):
    return [row.subject for row in queue.waiting_for(person, Wanted(**wanted))]


def test_trainers_see_all_of_their_organisation_coaches_their_own_learners_the_oldest_first(world):
    hand_in(world, 1)
    hand_in(world, 2, other_learner(world), days=3)
    assert names(world.bo) == ["test:2", "test:1"]
    assert names(world.chloe) == ["test:1"]
    for nobody in ("dora", "eva", "ana", "otto", "admin"):
        assert names(world.people[nobody]) == []


def test_nobody_marks_their_own_work(world):
    enrolment = enrol_learner(world, world.bo)
    hand_in(world, 1, enrolment)
    assert names(world.bo) == []


def test_what_was_marked_leaves_the_queue_and_handed_in_again_waits_again(world):
    hand_in(world)
    queue.settle("test:1")
    queue.settle("test:1")
    assert names(world.bo) == []
    hand_in(world)
    assert names(world.bo) == ["test:1"] and Waiting.objects.count() == 1


def test_filters_keep_what_is_asked_for(world):
    late = timezone.now() - timedelta(days=1)
    hand_in(world, 1, due_at=late)
    hand_in(world, 2, other_learner(world), sequence="S12")
    assert names(world.bo, which="late") == ["test:1"]
    assert names(world.bo, who="lé") == ["test:2"]
    assert names(world.bo, activity=str(world.activity("S12").key)) == ["test:2"]
    assert names(world.bo, sequence=str(world.activity("S11").sequence.key)) == ["test:1"]
    assert names(world.bo, journey=str(world.journey.key)) == ["test:1", "test:2"]
    assert names(world.bo, which="mine") == []
    queue.hold("test:2", world.bo)
    assert names(world.bo, which="mine") == ["test:2"]
    assert names(world.chloe, which="mine") == ["test:1"]


def test_two_markers_are_told_of_each_other(world):
    hand_in(world)
    assert queue.hold("test:1", world.bo) == []
    assert [row.person for row in queue.hold("test:1", world.chloe)] == [world.bo]
    assert [row.person for row in queue.hold("test:1", world.bo)] == [world.chloe]
    queue.let_go("test:1", world.chloe)
    assert queue.hold("test:1", world.bo) == []


def test_who_left_a_piece_open_for_long_holds_it_no_more(world):
    hand_in(world)
    queue.hold("test:1", world.bo)
    Hold.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert queue.hold("test:1", world.chloe) == []


def test_next_passes_by_what_somebody_else_has_open(world):
    hand_in(world, 1, days=2)
    hand_in(world, 2, days=1)
    assert queue.take_next(world.chloe, Wanted()).subject == "test:1"
    assert queue.take_next(world.bo, Wanted()).subject == "test:2"
    assert queue.take_next(world.bo, Wanted(), passing="test:2") is None


def test_the_screen_shows_what_waits_and_who_has_it_open(world, client):
    hand_in(world, 1, due_at=timezone.now() - timedelta(days=1))
    queue.hold("test:1", world.chloe)
    client.force_login(world.bo)
    page = client.get("/en/assessment/to-mark/").content.decode()
    assert "Ana Ferreira" in page and "Chloé Costa has it open." in page and ">late<" in page
    assert 'href="/content/test/mark/1/"' in page
    assert "Nothing like that waits" in client.get("/en/assessment/to-mark/?who=zoe").content.decode()


@pytest.mark.parametrize("query", ["journey=x", "activity=%27", "who=%25", "which=all", "page=0", "page=x"])
def test_a_strange_filter_breaks_nothing(world, client, query):
    hand_in(world)
    client.force_login(world.bo)
    assert client.get(f"/en/assessment/to-mark/?{query}").status_code == 200


def test_the_next_button_leads_to_the_piece_with_the_filters(world, client):
    hand_in(world)
    client.force_login(world.bo)
    answer = client.post("/en/assessment/to-mark/next/", {"who": "Ana"})
    assert answer["Location"] == "/content/test/mark/1/?who=Ana"
    answer = client.post("/en/assessment/to-mark/next/", {"passing": "test:1"})
    assert answer["Location"] == "/en/assessment/to-mark/?"


def test_the_screen_stays_within_its_queries(world, client, django_assert_max_num_queries):
    for number in range(60):
        hand_in(world, number, other_learner(world, f"L{number}"))
        queue.hold(f"test:{number}", world.chloe)
    client.force_login(world.bo)
    client.get("/en/assessment/to-mark/")
    cache.clear()
    with django_assert_max_num_queries(10):
        page = client.get("/en/assessment/to-mark/?who=L")
    assert page.context["page"].paginator.count == 60 and len(page.context["lines"]) == 50


def test_the_menu_counts_what_waits(world, client):
    hand_in(world)
    client.force_login(world.bo)
    assert 'To mark <span class="count">1</span>' in client.get("/en/assessment/to-mark/").content.decode()
    client.force_login(world.dora)
    assert "To mark" not in client.get("/en/reports/").content.decode()


def test_export_names_what_waits_and_erasure_takes_it_out(world):
    hand_in(world)
    queue.hold("test:1", world.bo)
    assert privacy.export(world.ana)["assessment"]["waiting"][0]["activity"] == world.activity().title
    privacy.erase(world.ana)
    assert not Waiting.objects.exists()
