"""A learner takes a quiz through the site's own forms."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.quiz.closing import close_all
from content.quiz.models import Accommodation, Attempt, Line
from content.quiz.writing import change
from lms.enrolment.enrol import end
from lms.enrolment.models import Enrolment
from lms.progress.models import Completion, Evidence, IndicatorStanding
from lms.progress.rebuild import differences
from tests.content.quiz.setting import activity_of, address_of, answer_all, bank, begin, quiz_in, right_for, sent
from tests.courses.walk import make_walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return make_walk(blocks=1)


@pytest.fixture
def ana(walk) -> Client:
    client = Client()
    client.force_login(walk.world.ana)
    return client


def evidence_of(page):
    return Evidence.objects.filter(activity__key=page.translation_key, verb="submitted", voided_by=None)


def test_an_attempt_that_is_handed_in_is_one_evidence_with_its_score(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation), feeds=[walk.world.indicator()])
    attempt = begin(ana, page)
    answer_all(ana, attempt, wrong=(2,))
    row = evidence_of(page).get()
    # The number is worth two points of four, the other two one each.
    assert (row.score, row.key, row.trust) == (0.75, f"attend:{attempt.public_id.hex}", "server")
    standing = IndicatorStanding.objects.get(enrolment=walk.enrolment)
    assert (standing.value, standing.is_met, standing.is_autonomous) == (Decimal(75), True, False)
    assert Completion.objects.get(activity=activity_of(page)).state == "done"
    assert differences(walk.world.journey) == []


def test_a_second_click_begins_no_second_attempt_and_hands_nothing_in_twice(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation))
    first, again = begin(ana, page), begin(ana, page)
    assert first == again
    answer_all(ana, first)
    ana.post(address_of(first), sent(first, {}, go="submit"))
    assert evidence_of(page).count() == 1 and Attempt.objects.count() == 1


def test_a_question_changed_under_a_running_attempt_changes_nothing_there(walk, ana):
    questions = bank(walk.world.organisation)
    page = quiz_in(walk, questions)
    attempt = begin(ana, page)
    document = questions[0].current.document
    assert change(questions[0], {**document, "answer": True, "text": "<p>Autre chose</p>"})
    assert "Autre chose" not in ana.get(address_of(attempt)).content.decode()
    answer_all(ana, attempt)
    assert evidence_of(page).get().score == 1
    assert "Autre chose" in ana.get(address_of(begin(ana, page))).content.decode()


def test_only_the_questions_of_the_page_are_drawn_each_once(walk, ana):
    organisation = walk.world.organisation
    competency = walk.world.indicator().competency
    chosen = bank(organisation, "true_false", competencies=(competency.pk,))
    for _number in range(5):
        bank(organisation, "single", competencies=(competency.pk,))
    bank(walk.world.other_organisation, "numerical")
    bank(organisation, "short")
    page = quiz_in(walk, chosen, Line(competency=competency, count=3, sort_order=9))
    versions = [answer.version for answer in begin(ana, page).answers.select_related("version__question")]
    assert [version.question.type for version in versions] == ["true_false", "single", "single", "single"]
    assert len({version.question_id for version in versions}) == 4


def test_one_question_a_page_goes_on_and_back_and_keeps_every_answer(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation), is_one_a_page=True)
    attempt = begin(ana, page)
    answer = ana.post(address_of(attempt), {"seen-1": "", "page": "1", "go": "2", **right_for(attempt, 1)})
    assert answer["Location"].endswith("?page=2")
    ana.post(address_of(attempt), {"seen-2": "", "page": "2", "go": "end", **right_for(attempt, 2)})
    assert [bool(row.response) for row in attempt.answers.all()] == [True, True, False]
    assert "1 question" in ana.get(f"{address_of(attempt)}?page=end").content.decode()


def test_of_two_tabs_the_newest_answer_wins_and_nothing_is_lost(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation))
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, {"q1": "true"}, tab="tab-a"))
    # The second tab was opened before: it shows nothing answered, and answers the first and the third question.
    answer = ana.post(address_of(attempt), sent(attempt, {"q1": "false", "q3": "0,9"}, tab="tab-b"), follow=True)
    rows = {row.position: row for row in attempt.answers.all()}
    assert rows[1].response == {"choice": "false"} and rows[1].replaced[0]["response"] == {"choice": "true"}
    assert rows[3].response == {"text": "0,9"}
    assert "un autre onglet" in answer.content.decode() or "another tab" in answer.content.decode()


def test_a_stale_tab_that_left_a_question_alone_takes_no_answer_away(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation))
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, {"q1": "true"}, tab="tab-a"))
    ana.post(address_of(attempt), sent(attempt, {"q3": "0,9"}, tab="tab-b"))
    assert [bool(row.response) for row in attempt.answers.all()] == [True, False, True]


def test_the_script_that_sends_the_same_again_is_told_nothing_of_another_tab(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation))
    attempt = begin(ana, page)
    keep = reverse("quiz:keep", args=[attempt.public_id])
    first = ana.post(keep, sent(attempt, {"q3": "0"})).json()
    # The reply was lost: the page still says that it saw nothing.
    again = ana.post(keep, sent(attempt, {"q3": "0,9"})).json()
    assert (first["stale"], again["stale"], again["words"]) == (False, False, "")
    assert first["seen"]["3"] != again["seen"]["3"] and attempt.answers.get(position=3).replaced == []


def test_an_answer_may_be_taken_back(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation))
    attempt = begin(ana, page)
    keep = reverse("quiz:keep", args=[attempt.public_id])
    seen = ana.post(keep, sent(attempt, {"q3": "0,9"})).json()["seen"]
    ana.post(keep, sent(attempt, {"q3": ""}, seen={3: seen["3"]}))
    assert attempt.answers.get(position=3).response is None


def test_saving_costs_few_queries(walk, ana, django_assert_max_num_queries):
    page = quiz_in(walk, bank(walk.world.organisation, *["true_false"] * 40))
    attempt = begin(ana, page)
    keep = reverse("quiz:keep", args=[attempt.public_id])
    ana.post(keep, sent(attempt, {"q1": "true"}))
    data = sent(attempt, {"q2": "true", "q9": "false"})
    with django_assert_max_num_queries(8):  # BEGIN and COMMIT stand among them as savepoints
        assert ana.post(keep, data).status_code == 200


@pytest.mark.parametrize("count", [2, 40])
def test_pages_of_an_attempt_cost_the_same_whatever_the_number_of_questions(
    walk, ana, count, django_assert_max_num_queries
):
    page = quiz_in(walk, bank(walk.world.organisation, *["true_false"] * count), attempts_allowed=2, minutes_allowed=9)
    attempt = begin(ana, page)
    for address in (page.get_url(), address_of(attempt), f"{address_of(attempt)}?page=end"):
        ana.get(address)
        with django_assert_max_num_queries(10):
            assert ana.get(address).status_code == 200
    answer_all(ana, attempt)
    review = reverse("quiz:review", args=[attempt.public_id])
    with django_assert_max_num_queries(10):
        assert ana.get(review).status_code == 200
    with django_assert_max_num_queries(10):
        assert ana.get(page.get_url()).status_code == 200


def test_attempts_are_counted_and_the_last_one_is_refused_in_words(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation), attempts_allowed=1)
    answer_all(ana, begin(ana, page))
    answer = ana.post(reverse("quiz:start", args=[page.translation_key]), follow=True)
    assert Attempt.objects.count() == 1 and "message-error" in answer.content.decode()
    Accommodation.objects.create(enrolment=walk.enrolment, extra_attempts=1, reason="Panne")
    assert begin(ana, page).number == 2


@pytest.mark.parametrize(("way", "grades"), [("best", [0.5, 0.5]), ("last", [0.5, 0.25]), ("average", [0.5, 0.375])])
def test_the_grade_follows_the_way_the_author_chose(walk, ana, way, grades):
    page = quiz_in(walk, bank(walk.world.organisation), grade=way, feeds=[walk.world.indicator()])
    answer_all(ana, begin(ana, page), wrong=(3,))
    answer_all(ana, begin(ana, page), wrong=(2, 3))
    assert list(evidence_of(page).order_by("pk").values_list("score", flat=True)) == grades
    assert IndicatorStanding.objects.get().value == Decimal(str(100 * grades[-1]))
    assert differences(walk.world.journey) == []


def test_extra_time_is_part_of_the_limit(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation), minutes_allowed=30)
    Accommodation.objects.create(enrolment=walk.enrolment, extra_time=10, reason="Avant")
    Accommodation.objects.create(enrolment=walk.enrolment, extra_time=100, reason="Tiers temps")
    attempt = begin(ana, page)
    assert attempt.due_at - attempt.started_at == timedelta(minutes=60)


def move_back(attempt: Attempt, **by: int) -> None:
    """As if the attempt had begun that much earlier."""
    moved = timedelta(**by)
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=attempt.started_at - moved, due_at=attempt.due_at - moved if attempt.due_at else None
    )


def test_an_answer_after_time_is_kept_beside_and_does_not_count(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation), minutes_allowed=10)
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, right_for(attempt, 1)))
    move_back(attempt, minutes=11)
    answer = ana.post(address_of(attempt), sent(attempt, {"q3": "0,9"}, go="submit"), follow=True)
    attempt.refresh_from_db()
    row = attempt.answers.get(position=3)
    assert (row.response, row.late["response"]) == (None, {"text": "0,9"})
    assert (attempt.ended, attempt.score, attempt.submitted_at) == ("time", 0.25, attempt.due_at)
    page_text = answer.content.decode()
    assert "message-warning" in page_text and "0,9" in page_text
    assert evidence_of(page).get().happened_at == attempt.due_at


def test_a_few_seconds_of_grace_are_given_to_what_is_on_its_way(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation), minutes_allowed=10)
    attempt = begin(ana, page)
    move_back(attempt, minutes=10, seconds=3)
    ana.post(address_of(attempt), sent(attempt, right_for(attempt, 3)))
    attempt.refresh_from_db()
    assert (attempt.ended, attempt.score) == ("time", 0.5)


def test_what_was_left_open_is_closed_by_periodic_work_and_by_the_next_visit(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation), minutes_allowed=10)
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, right_for(attempt, 3)))
    assert close_all() == 0
    move_back(attempt, hours=1)
    assert close_all() == 1 and close_all() == 0
    assert evidence_of(page).get().score == 0.5
    second = begin(ana, page)
    move_back(second, hours=1)
    assert "Handed in" not in ana.get(page.get_url()).content.decode()
    second.refresh_from_db()
    assert second.state == "marked"


def test_an_attempt_without_limit_is_closed_when_the_journey_ends(walk, ana):
    page, other = quiz_in(walk, bank(walk.world.organisation)), quiz_in(walk, bank(walk.world.organisation))
    attempt = begin(ana, page)
    begin(ana, other)
    ana.post(address_of(attempt), sent(attempt, right_for(attempt, 3)))
    end(walk.enrolment, on=timezone.localdate())
    close_all()
    assert [(row.ended, row.score) for row in Attempt.objects.all()] == [("exit", 0.5)]
    assert evidence_of(page).get().score == 0.5


def test_who_was_signed_out_meanwhile_loses_nothing(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation))
    attempt = begin(ana, page)
    data = sent(attempt, right_for(attempt, 3))
    ana.logout()
    assert ana.post(address_of(attempt), data)["Location"].startswith("/account/login/")
    assert attempt.answers.get(position=3).response is None
    session = dict(ana.session)
    ana.force_login(walk.world.ana)
    saved = ana.session
    saved.update({"pending_quiz": session["pending_quiz"]})
    saved.save()
    assert ana.get(address_of(attempt)).status_code == 200
    assert attempt.answers.get(position=3).response == {"text": "0,9"}


def test_an_attempt_does_not_exist_for_anybody_else(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation))
    attempt = begin(ana, page)
    for person in (walk.world.otto, walk.world.bo, walk.world.chloe):
        client = Client()
        client.force_login(person)
        for name in ("attempt", "keep", "review"):
            address = reverse(f"quiz:{name}", args=[attempt.public_id])
            assert client.post(address, sent(attempt, {"q3": "7"})).status_code in (404, 405)
            assert client.get(address).status_code in (404, 405)
    assert attempt.answers.get(position=3).response is None


def test_the_team_looks_and_leaves_no_trace(walk):
    page = quiz_in(walk, bank(walk.world.organisation))
    client = Client()
    client.force_login(walk.world.bo)
    assert client.get(page.get_url()).status_code == 200
    assert client.post(reverse("quiz:start", args=[page.translation_key])).status_code == 302
    assert not Attempt.objects.exists()


def test_who_pauses_begins_nothing(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation))
    Enrolment.objects.filter(pk=walk.enrolment.pk).update(state=Enrolment.State.PAUSED)
    assert ana.post(reverse("quiz:start", args=[page.translation_key])).status_code == 302
    assert not Attempt.objects.exists()


def test_a_learner_s_own_form_never_says_a_score(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation))
    act = ana.get(page.get_url())
    assert act.context["done_url"] == ""
    from courses.acts import make_act

    key = make_act(walk.enrolment.pk)
    told = {"verb": "submitted", "attempt": "mine", "number": "1", "score": "1", "own": "1", "key": key}
    for name in ("send", "done"):
        ana.post(reverse(f"courses:{name}", args=[page.translation_key]), told)
    assert not evidence_of(page).exists()
    assert not Completion.objects.filter(activity=activity_of(page), state="done").exists()


def test_a_quiz_without_questions_is_said_to_be_done(walk, ana):
    page = quiz_in(walk, [])
    answer = ana.get(page.get_url())
    assert answer.context["done_url"]
    ana.post(answer.context["done_url"], {"key": answer.context["done_key"]})
    assert Completion.objects.get(activity=activity_of(page)).state == "done"
    client = Client()
    client.force_login(walk.world.bo)
    assert "no question yet" in client.get(page.get_url()).content.decode()


def test_every_question_answered_is_a_rule_of_its_own(walk, ana):
    page = quiz_in(walk, bank(walk.world.organisation), rule="answered")
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, {"q1": "true"}, go="submit"))
    assert Completion.objects.get(activity=activity_of(page)).state == "doing"
    answer_all(ana, begin(ana, page), wrong=())
    assert Completion.objects.get(activity=activity_of(page)).state == "done"
