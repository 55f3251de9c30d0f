"""An activity that is done by a score says which score, the learner's best, and that it may be tried again."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from content.h5p.example import installed
from content.h5p.models import H5PPage
from lms.enrolment.enrol import end, enrol
from lms.progress import intake
from tests.factories import make_world
from tests.pages import add_activity, journey_of, make_journey_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(settings, tmp_path, client) -> Any:
    """Ana before a quiz that asks for 60 %: her page, and what her player would send."""
    settings.MEDIA_ROOT = tmp_path
    world = make_world(blocks=1)
    journey = make_journey_page(world.organisation, world.framework)
    page = H5PPage(title="Quiz", package=installed("cards"), rule="scored", pass_score=Decimal("0.6"))
    activity = add_activity(journey, page)
    seat = enrol(world.ana, journey_of(journey), world.enrolment.starts_on)
    client.force_login(world.ana)

    class Quiz:
        enrolment = seat

        def play(self, correct: float) -> None:
            statement = {
                "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
                "result": {"score": {"scaled": correct, "raw": 10 * correct, "max": 10}, "completion": True},
            }
            intake.receive(seat, activity, {"statement": statement, "id": str(uuid4())})

        def said(self) -> str:
            return " ".join(client.get(page.get_url()).content.decode().replace("\u00a0", " ").split())

        def ask(self, score: str | None) -> None:
            page.pass_score = Decimal(score) if score else None
            page.save_revision().publish()

    return Quiz()


def test_before_the_first_try_it_says_what_is_asked(quiz):
    said = quiz.said()
    assert "Pour réussir : au moins 60 %." in said
    assert "meilleur résultat" not in said


def test_after_a_try_it_says_the_best_result_and_that_one_may_try_again(quiz):
    quiz.play(0.5)
    quiz.play(0.599)
    quiz.play(0.2)
    said = quiz.said()
    assert "Votre meilleur résultat : 59,9 %." in said
    assert "Vous pouvez recommencer" in said


def test_the_score_asked_is_the_one_in_force_when_the_learner_began(quiz):
    quiz.play(0.5)
    quiz.ask("0.9")
    assert "au moins 60 %" in quiz.said()


def test_once_reached_it_may_still_be_tried_again(quiz):
    quiz.play(0.8)
    said = quiz.said()
    assert "Votre meilleur résultat : 80 %." in said and "Vous pouvez recommencer" in said


def test_who_has_ended_reads_the_result_and_is_not_asked_to_try_again(quiz):
    quiz.play(0.5)
    end(quiz.enrolment, quiz.enrolment.starts_on)
    said = quiz.said()
    assert "Votre meilleur résultat : 50 %." in said and "recommencer" not in said


def test_without_a_pass_score_any_result_will_do(quiz):
    quiz.ask(None)
    assert "Tout résultat compte" in quiz.said()
