"""A message is kept once, asks or answers, and the other side is told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lms.conversations.exchanges import answered_within
from lms.conversations.models import Conversation, Exchange, Message, Party
from lms.conversations.send import LONGEST, Written, send, settle
from lms.enrolment.enrol import end
from lms.enrolment.models import Enrolment
from lms.notices.models import Notice, Topic
from lms.people.models import Person
from lms.plugins.kind import Refused
from tests.factories import World, make_person, make_world
from tests.lms.conversations.writing import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


def told(person: Person, topic: Topic = Topic.MESSAGE) -> list[str]:
    return list(Notice.objects.filter(person=person, topic=topic).values_list("subject", flat=True))


def test_the_same_form_sent_twice_is_one_message(world):
    written = Written("Bonjour", "form:1")
    assert send(world.enrolment, world.ana, written) == send(world.enrolment, world.ana, written)
    assert Message.objects.count() == Conversation.objects.count() == Exchange.objects.count() == 1
    assert len(told(world.chloe)) == 1


def test_two_questions_in_a_row_are_one_and_the_first_answer_answers(world):
    asked = say(world.enrolment, world.ana, "Une question").sent_at
    say(world.enrolment, world.ana, "Encore un mot")
    assert Exchange.objects.get().asked_at == asked
    say(world.enrolment, world.chloe, "Voici")
    say(world.enrolment, world.chloe, "Et aussi")
    row = Exchange.objects.get()
    assert row.answered_by == world.chloe and row.minutes is not None and row.answered_at <= row.due_at
    say(world.enrolment, world.ana, "Merci, et ceci ?")
    assert Exchange.objects.count() == 2


def test_a_coach_may_write_first_and_owes_nothing(world):
    say(world.enrolment, world.chloe, "Comment allez-vous ?")
    assert not Exchange.objects.exists() and told(world.ana) == ["Chloé Costa vous a écrit"]


def test_the_promise_is_the_journey_s_own(world):
    world.journey.extras = {"reply_delay_days": 5}
    world.journey.save()
    asked = say(world.enrolment, world.ana).sent_at
    assert Exchange.objects.get().due_at - asked >= timedelta(days=6)  # five working days hold a weekend
    for rubbish in ("deux", -1, None, 10**9, {}):
        world.journey.extras = {"reply_delay_days": rubbish}
        world.journey.save()
        settle(Conversation.objects.get())
        say(world.enrolment, world.ana)
        last = Exchange.objects.order_by("-pk").first()
        assert last.due_at - last.asked_at <= timedelta(days=6)


def test_without_a_coach_the_coordinators_are_told(world):
    Enrolment.objects.update(coach=None)
    say(world.enrolment, world.ana)
    assert told(world.dora) and not told(world.chloe) and not told(world.otto)


def test_a_coach_who_left_is_not_written_to_and_nobody_is_forgotten(world):
    Person.objects.filter(pk=world.chloe.pk).update(is_active=False)
    say(world.enrolment, world.ana)
    assert told(world.dora) and not told(world.chloe)


def test_another_adviser_takes_over_is_named_and_the_coach_knows(world):
    say(world.enrolment, world.ana)
    answer = say(world.enrolment, world.dora, "Je réponds pour Chloé")
    assert answer.role == "coordinator" and Exchange.objects.get().answered_by == world.dora
    assert told(world.chloe, Topic.TEAM) == ["Dora Diallo a répondu à Ana Ferreira"]


def test_who_was_brought_in_is_told_too_and_each_once(world):
    say(world.enrolment, world.chloe)
    Party.objects.create(conversation=Conversation.objects.get(), person=world.bo)
    say(world.enrolment, world.ana, "Pour vous deux")
    assert len(told(world.bo)) == len(told(world.chloe)) == 1


@pytest.mark.parametrize("who", ["bo", "emile", "eva", "gaelle", "otto"])
def test_nobody_else_can_write(world, who):
    with pytest.raises(Refused):
        say(world.enrolment, world.people[who])
    assert not Message.objects.exists()


def test_a_colleague_who_leaves_the_team_cannot_write_any_more(world):
    say(world.enrolment, world.chloe)
    Party.objects.create(conversation=Conversation.objects.get(), person=world.bo)
    say(world.enrolment, world.bo)
    world.bo.memberships.all().delete()
    world.bo.forget_roles()
    with pytest.raises(Refused):
        say(world.enrolment, world.bo)


def test_after_the_end_nobody_writes_and_both_are_told_whom_to_ask(world):
    say(world.enrolment, world.ana)
    end(world.enrolment, timezone.localdate())
    for person in (world.ana, world.chloe):
        with pytest.raises(Refused, match="05 00"):
            say(world.enrolment, person)
    assert Message.objects.count() == 1


def test_a_pause_keeps_the_way_to_the_coach_open(world):
    Enrolment.objects.update(state=Enrolment.State.PAUSED)
    assert say(world.enrolment, world.ana).pk


@pytest.mark.parametrize("text", ["", "   \n", "\x00", "a" * (LONGEST + 1)])
def test_nothing_and_too_much_are_refused_in_words(world, text):
    with pytest.raises(Refused):
        send(world.enrolment, world.ana, Written(text, uuid4().hex))
    assert not Message.objects.exists()


def test_signs_that_no_database_keeps_are_left_out(world):
    assert say(world.enrolment, world.ana, "a\x00b\r\nc").text == "ab\nc"


def test_a_thank_you_can_be_taken_off_the_list_and_counts_in_no_figure(world):
    say(world.enrolment, world.ana, "Merci !")
    settle(Conversation.objects.get())
    settle(Conversation.objects.get())
    row = Exchange.objects.get()
    assert row.settled_at and row.answered_at is None
    say(world.enrolment, world.chloe, "De rien")
    assert Exchange.objects.get().answered_at is None


def test_answered_questions_are_there_for_the_hours(world):
    now = timezone.now()
    say(world.enrolment, world.ana, at=now - timedelta(days=3))
    week = (now - timedelta(days=7), now + timedelta(days=1))
    assert not answered_within(world.enrolment, *week).exists()
    say(world.enrolment, world.chloe)
    assert answered_within(world.enrolment, *week).count() == 1
    assert not answered_within(world.enrolment, now, week[1]).exists()


def test_another_organisation_s_coordinator_is_never_told(world):
    from lms.people.models import Role

    make_person("Olga", world.other_organisation, Role.COORDINATOR, email="olga@example.org")
    Enrolment.objects.update(coach=None)
    say(world.enrolment, world.ana)
    assert set(Notice.objects.values_list("person__email", flat=True)) == {"dora@example.org"}
