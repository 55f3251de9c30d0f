"""Presence is attested: by who was there, for whom was there, once; a learner's own form never says it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.catalogue.models import Activity
from lms.enrolment.enrol import end, enrol
from lms.enrolment.models import Enrolment
from lms.plugins.kind import Dated, Refused
from lms.plugins.registry import companion, kinds
from lms.progress import intake
from lms.progress.models import Completion, Evidence, Trust
from lms.progress.rebuild import differences
from tests.factories import World, make_world
from tests.pages import add_activity, journey_of, make_journey_page

pytestmark = pytest.mark.django_db
MESSAGE = {"verb": "attended", "slot": "7", "part": 1, "parts": 1, "minutes": 210}


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


@pytest.fixture
def activity(world) -> Activity:
    """Of whichever kind a session attends to."""
    name = next(name for name, kind in kinds().items() if kind.dated == Dated.SESSION)
    page = make_journey_page(world.organisation, world.framework)
    example = companion(name, "example")
    assert example is not None
    activity = add_activity(page, example.build_page())
    world.journey = journey_of(page)
    return activity


@pytest.fixture
def enrolment(world, activity) -> Enrolment:
    return enrol(world.ana, world.journey, timezone.localdate() - timedelta(weeks=3))


def attend(enrolment: Enrolment, activity: Activity, days_ago: int = 1, **fields: object) -> intake.Outcome:
    told = {"key": "k", "happened_at": timezone.now() - timedelta(days=days_ago), **fields}
    return intake.attend(enrolment, activity, MESSAGE, **told)


def test_a_trainer_s_word_completes_it_and_stands_with_their_name(world, enrolment, activity):
    outcome = attend(enrolment, activity, author=world.bo)
    row = Evidence.objects.get(pk=outcome.evidence_id)
    assert outcome.completed_now and (row.author, row.trust) == (world.bo, Trust.PERSON)


def test_a_server_that_saw_it_needs_no_author(enrolment, activity):
    assert Evidence.objects.get(pk=attend(enrolment, activity).evidence_id).trust == Trust.SERVER


def test_the_learner_cannot_say_it_by_any_door(world, enrolment, activity):
    with pytest.raises(Refused):
        intake.receive(enrolment, activity, MESSAGE)
    with pytest.raises(Refused):
        attend(enrolment, activity, author=world.ana)
    assert not Evidence.objects.filter(enrolment=enrolment).exists()


def test_neither_an_evaluator_nor_another_organisation_attests(world, enrolment, activity):
    for person in (world.eva, world.emile, world.otto):
        with pytest.raises(Refused):
            attend(enrolment, activity, author=person)


def test_the_same_key_is_stored_once_and_no_learner_s_key_stands_in_its_way(world, enrolment, activity):
    intake.receive(enrolment, activity, {"verb": "opened"}, key="k")
    first, again = attend(enrolment, activity), attend(enrolment, activity)
    assert (first.is_new, again.is_new) == (True, False)


def test_it_is_learned_of_after_the_exit_too_but_only_of_days_within_the_stay(world, enrolment, activity):
    end(enrolment, timezone.localdate() - timedelta(days=5))
    attend(enrolment, activity, days_ago=7, author=world.bo)
    with pytest.raises(Refused):
        attend(enrolment, activity, days_ago=2, author=world.bo, key="late")
    with pytest.raises(Refused):
        attend(enrolment, activity, days_ago=40, author=world.bo, key="early")


def test_what_was_attested_by_mistake_is_withdrawn_and_the_figures_follow(world, enrolment, activity):
    outcome = attend(enrolment, activity, author=world.bo)
    intake.void(Evidence.objects.get(pk=outcome.evidence_id), author=world.bo, reason="Une autre Ana")
    done = Completion.objects.filter(enrolment=enrolment, activity=activity, state=Completion.State.DONE)
    assert not done.exists()
    assert differences(world.journey) == []


def test_only_what_the_server_saw_handed_in_is_taken_back(world, enrolment, activity):
    outcome = attend(enrolment, activity)
    with pytest.raises(Refused):
        intake.take_back(Evidence.objects.get(pk=outcome.evidence_id), reason="Non")
    assert not Evidence.objects.filter(verb="voided").exists()
