"""An attempt that time closed goes on when the team gives more time; one that was handed in never does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.quiz.models import Attempt
from lms.enrolment.enrol import end
from lms.progress.models import Completion, Evidence
from lms.progress.rebuild import differences
from tests.content.quiz.setting import address_of, bank, begin, quiz_in, right_for, sent
from tests.courses.walk import make_walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]


@pytest.fixture
def walk():
    return make_walk(blocks=1)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def cut_short(walk) -> Attempt:
    """Ana answered one question of three, and her connection was lost."""
    ana = signed_in(walk.world.ana)
    page = quiz_in(walk, bank(walk.world.organisation), minutes_allowed=10, attempts_allowed=1)
    attempt = begin(ana, page)
    ana.post(address_of(attempt), sent(attempt, right_for(attempt, 1)))
    Attempt.objects.filter(pk=attempt.pk).update(due_at=timezone.now() - timedelta(minutes=2))
    assert ana.get(page.get_url()).status_code == 200
    attempt.refresh_from_db()
    assert (attempt.ended, attempt.score) == ("time", 0.25)
    return attempt


def reopen(walk, attempt, who=None, **fields):
    address = reverse("quiz:reopen", args=[attempt.public_id])
    return signed_in(who or walk.world.chloe).post(address, {"minutes": "20", "reason": "Coupure", **fields})


def test_it_goes_on_with_what_was_answered_and_counts_once_at_the_end(walk, cut_short):
    assert reopen(walk, cut_short).status_code == 302
    assert reopen(walk, cut_short).status_code == 302
    cut_short.refresh_from_db()
    assert cut_short.is_open and timedelta(minutes=19) < cut_short.due_at - timezone.now() <= timedelta(minutes=20)
    assert Completion.objects.get(activity=cut_short.activity).completed_at is None
    ana = signed_in(walk.world.ana)
    fields = {**right_for(cut_short, 2), **right_for(cut_short, 3)}
    ana.post(address_of(cut_short), sent(cut_short, fields, go="submit"))
    cut_short.refresh_from_db()
    assert (cut_short.ended, cut_short.score) == ("learner", 1.0)
    told = Evidence.objects.filter(activity=cut_short.activity, verb="submitted").order_by("pk")
    assert [one.score for one in told] == [0.25, 1.0]
    assert Evidence.objects.get(verb="voided").author == walk.world.chloe
    assert differences(walk.world.journey) == []


def test_the_learners_page_leads_there_and_each_says_why(walk, cut_short):
    chloe = signed_in(walk.world.chloe)
    extra = reverse("quiz:accommodate", args=[walk.enrolment.public_id])
    assert extra in chloe.get(reverse("courses:learner", args=[walk.enrolment.public_id])).content.decode()
    there = reverse("quiz:reopen", args=[cut_short.public_id])
    assert there in chloe.get(extra).content.decode()
    assert reopen(walk, cut_short, reason="").status_code == 200
    assert reopen(walk, cut_short, minutes="0").status_code == 200
    cut_short.refresh_from_db()
    assert not cut_short.is_open


def test_what_was_handed_in_or_has_ended_stays(walk, cut_short):
    Attempt.objects.filter(pk=cut_short.pk).update(ended=Attempt.Ended.BY_LEARNER)
    assert "Grant an extra attempt" in reopen(walk, cut_short).content.decode()
    Attempt.objects.filter(pk=cut_short.pk).update(ended=Attempt.Ended.BY_TIME)
    end(walk.enrolment)
    assert "has ended" in reopen(walk, cut_short).content.decode()
    cut_short.refresh_from_db()
    assert not cut_short.is_open and Evidence.objects.filter(verb="voided").count() == 0


def test_after_another_attempt_it_stays(walk, cut_short):
    Attempt.objects.create(
        organisation=walk.world.organisation,
        enrolment=walk.enrolment,
        activity=cut_short.activity,
        number=2,
        state=Attempt.State.MARKED,
        submitted_at=timezone.now(),
    )
    assert "Another attempt" in reopen(walk, cut_short).content.decode()


@pytest.mark.parametrize("who", ["ana", "otto", "eva", "emile"])
def test_only_who_looks_after_the_learner_opens_it_again(walk, cut_short, who):
    assert reopen(walk, cut_short, getattr(walk.world, who)).status_code == 404
    cut_short.refresh_from_db()
    assert not cut_short.is_open
