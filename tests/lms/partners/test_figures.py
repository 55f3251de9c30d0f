"""How fast partners answer: median, share in time, reminders; what somebody leaves when they are erased."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from lms.notices.models import Notice
from lms.partners import privacy
from lms.partners.asking import ask, reminding
from lms.partners.asking.clock import WorkingTime
from lms.partners.asking.figures import count
from lms.partners.asking.promise import due_at, hours_words
from lms.partners.models import Letter, PartnerRequest
from lms.people.privacy import erase
from tests.factories import make_world
from tests.lms.partners.making import make_partner, make_request

CLOCK = WorkingTime(ZoneInfo("Europe/Paris"))
MONDAY = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Europe/Paris"))


def row(answered: int | None = None, promised: int = 8, **fields: object) -> PartnerRequest:
    return PartnerRequest(sent_at=MONDAY, answered_minutes=answered, promised_hours=promised, **fields)


def test_the_median_is_of_those_answered_and_the_share_of_those_due():
    figures = count([row(60), row(120), row(600), row(None), PartnerRequest()], CLOCK)
    assert (figures.sent, figures.answered, figures.median_minutes) == (4, 3, 120)
    assert (figures.in_time, figures.due, figures.percent_in_time) == (2, 4, 50)


def test_a_question_withdrawn_in_time_waited_for_nobody():
    figures = count([row(None, closed_at=MONDAY + timedelta(hours=1))], CLOCK)
    assert (figures.due, figures.percent_in_time, figures.median_minutes) == (0, None, None)


def test_no_question_gives_no_figure():
    assert count([], CLOCK).percent_in_time is None


def test_each_is_measured_by_what_was_promised_when_it_left():
    assert due_at(row(promised=8), CLOCK) == MONDAY + timedelta(hours=8)
    assert count([row(600, promised=16)], CLOCK).in_time == 1
    assert due_at(PartnerRequest(), CLOCK) is None


def test_time_is_said_in_hours(source_words):
    assert [hours_words(each) for each in (1, 59, 60, 120, 90)][::4] == ["1 working minute", "1 h 30 of working time"]


@pytest.mark.django_db
def test_who_does_not_answer_is_reminded_twice_and_the_team_told():
    world = make_world(blocks=1)
    waiting = make_request(make_partner(world.organisation), world.ana)
    assert reminding.remind() == 0
    PartnerRequest.objects.filter(pk=waiting.pk).update(sent_at=timezone.now() - timedelta(days=60))
    assert [reminding.remind() for _round in range(4)] == [1, 1, 0, 0]
    assert Letter.objects.filter(sort="reminder").count() == 2
    assert Notice.objects.filter(person=world.dora).count() == 2
    ask.answer(waiting, "Enfin.", "a")
    waiting.refresh_from_db()
    assert waiting.answered_minutes > 60 * waiting.promised_hours


@pytest.mark.django_db
def test_a_person_takes_their_questions_away_and_is_forgotten():
    world = make_world(blocks=1)
    partner = make_partner(world.organisation)
    asked = make_request(partner, world.ana, "Ma question")
    as_visitor = ask.ask(partner, ask.Said("En visiteuse", "v", "Ana", world.ana.email.upper()))
    ask.confirm(as_visitor)
    ask.answer(asked, "Réponse à Ana", "a")
    told = privacy.export(world.ana)["questions"]
    assert [each["question"] for each in told] == ["Ma question", "En visiteuse"]
    assert privacy.organisations(world.ana) == {world.organisation.pk}
    erase(world.ana)
    assert PartnerRequest.objects.filter(question="", name="", email="", asker=None).count() == 2
    assert PartnerRequest.objects.get(pk=asked.pk).answered_at is not None
    assert asked.messages.get().text == ""
