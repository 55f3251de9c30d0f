"""Who may sign what, when and how; what is written of it, and that it is never edited."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.agenda.models import Booking, HalfDay, Session, SignOff
from lms.agenda.signoffs import guesses, room, sign, statement
from lms.agenda.signoffs.refusals import is_signed, refuse_move
from lms.agenda.signoffs.words import Tap, Word
from lms.people.models import Person, Role
from lms.plugins.kind import Refused
from tests.factories import enrol_learner, make_person
from tests.lms.agenda.factories import make_booking
from tests.lms.agenda.signoffs.room import State, code_of, make_half_day, tap


def of_ana(half_day: HalfDay) -> list[SignOff]:
    return list(SignOff.objects.filter(half_day=half_day, role="learner").order_by("pk"))


# On one's own phone


def test_ana_signs_with_the_code_of_the_room(world, half_day):
    done = sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    row = SignOff.objects.get()
    assert done.is_new and row == done.sign_off
    assert (row.person, row.entered_by, row.state, row.method) == (world.ana, None, State.PRESENT, "code")
    assert (row.address_hash, row.device) == ("a" * 64, "A phone")
    assert statement.verify(row)


def test_two_tabs_and_a_second_code_answer_as_the_first(world, half_day):
    first = sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    again = sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    stale = sign.sign(half_day, world.enrolment, world.ana, Tap(code="000000"))
    assert first.sign_off == again.sign_off == stale.sign_off
    assert not again.is_new and len(of_ana(half_day)) == 1


def test_who_comes_late_signs_with_the_minutes(world):
    half_day = make_half_day(world, minutes_ago=22)
    row = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    assert (row.state, row.minutes_late) == (State.LATE, 22)


def test_a_replayed_code_does_not_sign(world, half_day):
    old = code_of(half_day, timezone.now() - timedelta(minutes=3))
    with pytest.raises(Refused, match="changes every half minute"):
        sign.sign(half_day, world.enrolment, world.ana, Tap(code=old))
    assert of_ana(half_day) == []


def test_the_code_of_another_half_day_does_not_sign(world, half_day):
    other = make_half_day(world)
    with pytest.raises(Refused):
        sign.sign(half_day, world.enrolment, world.ana, tap(other))


def test_nobody_signs_for_another(world, half_day):
    nour = make_person("Nour", world.organisation, Role.LEARNER)
    for person in (nour, world.bo, world.otto):
        with pytest.raises(Refused, match="signs for themselves"):
            sign.sign(half_day, world.enrolment, person, tap(half_day))
    assert of_ana(half_day) == []


def test_who_is_not_on_the_list_is_added_by_the_trainer_first(world, half_day):
    nour = make_person("Nour", world.organisation, Role.LEARNER)
    enrolment = enrol_learner(world, nour)
    with pytest.raises(Refused, match="trainer can add"):
        sign.sign(half_day, enrolment, nour, tap(half_day))
    room.add(half_day.session, enrolment, world.bo)
    assert sign.sign(half_day, enrolment, nour, tap(half_day)).is_new


@pytest.mark.parametrize("state", [Booking.State.WAITING, Booking.State.CANCELLED])
def test_a_seat_that_waits_or_was_given_back_does_not_sign(world, half_day, state):
    Booking.objects.update(state=state)
    with pytest.raises(Refused):
        sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    room.add(half_day.session, world.enrolment, world.dora)
    assert sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).is_new


@pytest.mark.parametrize(("minutes_ago", "words"), [(-60, "opens on"), (180 + 25 * 60, "signed on paper")])
def test_outside_its_time_nothing_is_signed_and_the_words_say_what_to_do(world, minutes_ago, words):
    half_day = make_half_day(world, minutes_ago=minutes_ago)
    with pytest.raises(Refused, match=words):
        sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    with pytest.raises(Refused, match=words):
        sign.sign_on_device(half_day, world.enrolment, world.bo, Tap())


def test_a_cancelled_session_is_not_signed(world, half_day):
    Session.objects.update(state=Session.State.CANCELLED)
    half_day = HalfDay.objects.get()
    for act in (
        lambda: sign.sign(half_day, world.enrolment, world.ana, tap(half_day)),
        lambda: sign.sign_on_device(half_day, world.enrolment, world.bo, Tap()),
        lambda: sign.close(half_day, world.bo, Tap()),
        lambda: room.add(half_day.session, world.enrolment, world.bo),
    ):
        with pytest.raises(Refused, match="cancelled"):
            act()
    assert not SignOff.objects.exists()


# Guessing


def test_guessing_ends_after_five_codes_even_with_the_right_one(world, half_day):
    for number in range(guesses.TRIES):
        with pytest.raises(Refused, match="half minute"):
            sign.sign(half_day, world.enrolment, world.ana, Tap(code=f"{number:06d}"))
    with pytest.raises(Refused, match="5 codes in ten minutes"):
        sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    assert sign.sign_on_device(half_day, world.enrolment, world.bo, Tap()).is_new


def test_one_persons_guesses_do_not_stop_another(world, half_day):
    nour = make_person("Nour", world.organisation, Role.LEARNER)
    enrolment = enrol_learner(world, nour)
    make_booking(half_day.session, enrolment)
    for _ in range(guesses.TRIES + 1):
        with pytest.raises(Refused):
            sign.sign(half_day, enrolment, nour, Tap(code="000000"))
    assert sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).is_new


def test_the_right_code_begins_the_count_anew(world):
    for _ in range(3):
        half_day = make_half_day(world)
        for _ in range(guesses.TRIES - 1):
            with pytest.raises(Refused, match="half minute"):
                sign.sign(half_day, world.enrolment, world.ana, Tap(code="nothing"))
        assert sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).is_new


# On the trainer's device, by word, on paper


def test_on_the_trainers_device_it_says_whose(world, half_day):
    row = sign.sign_on_device(half_day, world.enrolment, world.bo, Tap(device="Bo's phone")).sign_off
    assert (row.person, row.entered_by, row.method, row.device) == (world.ana, world.bo, "device", "Bo's phone")


@pytest.mark.parametrize("name", ["ana", "chloe", "emile", "eva", "gaelle", "otto"])
def test_only_who_leads_or_plans_writes_for_others(world, half_day, name):
    person = world.people[name]
    word = Word(State.ABSENT, "Malade")
    row = sign.sign_on_device(half_day, world.enrolment, world.bo, Tap()).sign_off
    for act in (
        lambda: sign.sign_on_device(half_day, world.enrolment, person, Tap()),
        lambda: sign.mark(half_day, world.enrolment, word, person),
        lambda: sign.enter_paper(half_day, [(world.enrolment, word)], person),
        lambda: sign.close(half_day, person, Tap()),
        lambda: sign.cancel_and_replace(row, person, "Parce que", None, Tap()),
        lambda: room.add(half_day.session, world.enrolment, person),
    ):
        with pytest.raises(Refused):
            act()
    assert SignOff.objects.count() == 1


def test_another_trainer_of_the_organisation_does_not_lead_this_session(world, half_day):
    other = make_person("Basile", world.organisation, Role.TRAINER)
    with pytest.raises(Refused, match="trainer of this session"):
        sign.close(half_day, other, Tap())


def test_a_trainer_who_learns_here_too_does_not_vouch_for_themselves(world, half_day):
    enrolment = enrol_learner(world, world.bo)
    make_booking(half_day.session, enrolment)
    with pytest.raises(Refused, match="vouches for themselves"):
        sign.sign_on_device(half_day, enrolment, world.bo, Tap())
    assert sign.sign(half_day, enrolment, world.bo, tap(half_day)).is_new


def test_absence_and_lateness_come_with_a_reason(world, half_day):
    with pytest.raises(Refused, match="Say why"):
        sign.mark(half_day, world.enrolment, Word(State.ABSENT, "  "), world.bo)
    row = sign.mark(half_day, world.enrolment, Word(State.ABSENT, "Garde d'enfant"), world.bo).sign_off
    assert (row.state, row.reason, row.entered_by) == (State.ABSENT, "Garde d'enfant", world.bo)
    assert not sign.mark(half_day, world.enrolment, Word(State.ABSENT, "Encore"), world.bo).is_new
    with pytest.raises(Refused, match="noted as absent"):
        sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    with pytest.raises(Refused, match="Correct it"):
        sign.mark(half_day, world.enrolment, Word(State.LATE, "Train", 20), world.bo)


def test_paper_is_marked_as_paper_and_changes_no_line_that_is_there(world, half_day):
    nour = make_person("Nour", world.organisation, Role.LEARNER)
    enrolment = enrol_learner(world, nour)
    make_booking(half_day.session, enrolment)
    sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    lines = [(world.enrolment, Word(State.ABSENT, "x")), (enrolment, Word(State.LATE, "Bus", 40))]
    for expected in ([False, True], [False, False]):
        assert [each.is_new for each in sign.enter_paper(half_day, lines, world.dora)] == expected
    row = SignOff.objects.get(enrolment=enrolment)
    assert (row.method, row.entered_by, row.state, row.minutes_late) == ("paper", world.dora, State.LATE, 40)
    assert of_ana(half_day)[0].state == State.PRESENT


def test_a_sheet_is_not_signed_before(world):
    half_day = make_half_day(world, minutes_ago=-10)
    with pytest.raises(Refused, match="not begun"):
        sign.close(half_day, world.bo, Tap())
    with pytest.raises(Refused, match="not begun"):
        sign.enter_paper(half_day, [(world.enrolment, Word(State.PRESENT))], world.dora)
    early = make_half_day(world, minutes_ago=-60)
    with pytest.raises(Refused, match="not begun"):
        sign.mark(early, world.enrolment, Word(State.ABSENT, "x"), world.bo)


def test_a_virtual_class_that_saw_her_long_enough_signs_nothing_over(world, half_day):
    assert sign.seen_online(half_day, world.enrolment).is_new
    assert not sign.seen_online(half_day, world.enrolment).is_new
    assert of_ana(half_day)[0].method == "online"


# Closing


def test_the_trainers_signature_closes_once(world, half_day):
    first, again = (sign.close(half_day, by, Tap()) for by in (world.bo, world.dora))
    assert first.is_new and not again.is_new and again.sign_off == first.sign_off
    half_day.refresh_from_db()
    assert half_day.closed_at == first.sign_off.signed_at
    assert (first.sign_off.role, first.sign_off.person, first.sign_off.enrolment) == ("trainer", world.bo, None)
    assert statement.verify(first.sign_off)


def test_after_closing_the_code_is_dead_and_the_team_still_adds(world, half_day):
    sign.close(half_day, world.bo, Tap())
    half_day.refresh_from_db()
    with pytest.raises(Refused, match="closed this half-day"):
        sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    assert sign.enter_paper(half_day, [(world.enrolment, Word(State.PRESENT))], world.dora)[0].is_new


# Correcting


def test_a_line_is_struck_with_a_reason_and_replaced(world, half_day):
    old = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    hashed = old.statement_hash
    with pytest.raises(Refused, match="Say why"):
        sign.cancel_and_replace(old, world.bo, " ", None, Tap())
    new = sign.cancel_and_replace(old, world.bo, "Partie à 10 h", Word(State.ABSENT, "Malade"), Tap()).sign_off
    old.refresh_from_db()
    assert (old.cancelled_by, old.cancel_reason, old.state) == (world.bo, "Partie à 10 h", State.PRESENT)
    assert old.statement_hash == hashed and statement.verify(old)
    assert (new.replaces, new.state, new.entered_by) == (old, State.ABSENT, world.bo)


def test_a_second_click_on_a_correction_changes_nothing(world, half_day):
    old = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    word = Word(State.ABSENT, "Malade")
    first, again = (sign.cancel_and_replace(old, world.bo, "Erreur", word, Tap()) for _ in range(2))
    assert first.sign_off == again.sign_off and not again.is_new
    with pytest.raises(Refused, match="in the meantime"):
        sign.cancel_and_replace(old, world.bo, "Erreur", None, Tap())
    assert len(of_ana(half_day)) == 2


def test_struck_and_not_replaced_she_signs_again(world, half_day):
    old = sign.mark(half_day, world.enrolment, Word(State.ABSENT, "x"), world.bo).sign_off
    sign.cancel_and_replace(old, world.bo, "Elle est là", None, Tap())
    assert sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).is_new


def test_the_trainers_line_is_only_replaced_and_the_half_day_stays_closed(world, half_day):
    own = sign.close(half_day, world.dora, Tap()).sign_off
    with pytest.raises(Refused, match="stays closed"):
        sign.cancel_and_replace(own, world.bo, "C'était ma séance", None, Tap())
    new = sign.cancel_and_replace(own, world.bo, "C'était ma séance", Word(State.PRESENT), Tap()).sign_off
    half_day.refresh_from_db()
    assert new.person == world.bo and half_day.closed_at is not None


# Moved, proved, kept once


def test_hours_that_changed_between_reading_and_signing_are_read_again(world, half_day):
    read = statement.terms_of(half_day)
    HalfDay.objects.update(ends_at=half_day.ends_at + timedelta(minutes=30))
    half_day.refresh_from_db()
    with pytest.raises(Refused, match="hours have changed"):
        sign.sign(half_day, world.enrolment, world.ana, Tap(code=code_of(half_day), terms=read))
    with pytest.raises(Refused, match="hours have changed"):
        sign.sign_on_device(half_day, world.enrolment, world.bo, Tap(terms=read))
    assert of_ana(half_day) == []


def test_a_half_day_that_somebody_signed_is_not_moved(world, half_day):
    refuse_move(half_day.session)
    row = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    with pytest.raises(Refused, match="cannot be moved"):
        refuse_move(half_day.session)
    # Moved all the same, behind our back: the proof says so.
    HalfDay.objects.update(starts_at=half_day.starts_at - timedelta(minutes=30))
    assert not statement.verify(SignOff.objects.get(pk=row.pk))
    sign.cancel_and_replace(row, world.bo, "Autre horaire", None, Tap())
    assert not is_signed(half_day.session)


@pytest.mark.parametrize("field", ["state", "minutes_late", "method", "signed_at", "signer"])
def test_a_line_changed_behind_our_back_is_found_out(world, half_day, field):
    row = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    changed = {
        "state": State.LATE,
        "minutes_late": 9,
        "method": "paper",
        "signed_at": row.signed_at - timedelta(seconds=1),
        "signer": world.bo.public_id,
    }
    SignOff.objects.filter(pk=row.pk).update(**{field: changed[field]})
    assert not statement.verify(SignOff.objects.get(pk=row.pk))


def test_the_database_itself_keeps_one_line_a_person(world, half_day):
    row = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    row.pk, row.public_id = None, Person().public_id
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_signing_takes_few_queries(world, half_day, django_assert_max_num_queries):
    half_day = HalfDay.objects.select_related("session__organisation").get()
    with django_assert_max_num_queries(12):
        sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
