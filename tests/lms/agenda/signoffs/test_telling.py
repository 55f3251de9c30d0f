"""What the learners' record hears of a half-day: after the trainer signed, once, and withdrawn when it was wrong."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.agenda.models import HalfDay, SignOff
from lms.agenda.signoffs import sign, telling
from lms.agenda.signoffs.words import Tap, Word
from lms.people.models import Membership, Role
from lms.plugins.kind import Refused
from lms.progress.models import Completion, Evidence, Trust
from lms.progress.rebuild import differences
from tests.factories import enrol_learner, make_person
from tests.lms.agenda.factories import make_booking
from tests.lms.agenda.signoffs.room import State, install_meetings, make_half_day, tap


@pytest.fixture
def activity(world, monkeypatch):
    return install_meetings(monkeypatch, world)


def attended() -> list[Evidence]:
    """Not withdrawn."""
    return list(Evidence.objects.filter(verb="attended", voided_by=None).order_by("pk"))


def is_done(world, activity) -> bool:
    return Completion.objects.filter(enrolment=world.enrolment, activity=activity, state="done").exists()


def test_nothing_is_told_before_the_trainer_signs(world, half_day, activity):
    sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    assert attended() == []
    sign.close(half_day, world.bo, Tap())
    [evidence] = attended()
    row = SignOff.objects.get(role="learner")
    assert row.evidence == [str(evidence.public_id)]
    assert (evidence.author, evidence.trust, evidence.activity_id) == (world.bo, Trust.PERSON, activity.pk)
    assert evidence.key == f"attend:signoff:{row.pk}"
    expected = {"slot": str(half_day.pk), "part": 1, "parts": 1, "minutes": 180}
    assert evidence.detail == expected
    assert is_done(world, activity) and differences(world.journey) == []


def test_it_happened_at_the_end_of_the_half_day_and_never_in_the_future(world, half_day, activity):
    sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    sign.close(half_day, world.bo, Tap())
    assert attended()[0].happened_at <= timezone.now()
    over = make_half_day(world, minutes_ago=200)
    sign.sign(over, world.enrolment, world.ana, tap(over))
    sign.close(over, world.bo, Tap())
    assert attended()[1].happened_at == over.ends_at


def test_closing_twice_tells_once(world, half_day, activity):
    sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    sign.close(half_day, world.bo, Tap())
    sign.close(half_day, world.bo, Tap())
    assert len(attended()) == 1


def test_the_absent_tell_nothing_and_the_late_count(world, half_day, activity):
    nour = enrol_learner(world, make_person("Nour", world.organisation, Role.LEARNER))
    make_booking(half_day.session, nour)
    sign.mark(half_day, world.enrolment, Word(State.ABSENT, "Malade"), world.bo)
    sign.mark(half_day, nour, Word(State.LATE, "Bus", 30), world.bo)
    sign.close(half_day, world.bo, Tap())
    assert [row.enrolment for row in attended()] == [nour]


def test_what_is_added_after_closing_is_told_at_once_by_who_entered_it(world, half_day, activity):
    sign.close(half_day, world.bo, Tap())
    sign.enter_paper(half_day, [(world.enrolment, Word(State.PRESENT))], world.dora)
    [evidence] = attended()
    assert evidence.author == world.dora


def test_what_a_server_saw_after_closing_is_told_without_an_author(world, half_day, activity):
    sign.close(half_day, world.bo, Tap())
    sign.seen_online(half_day, world.enrolment)
    [evidence] = attended()
    assert (evidence.author, evidence.trust) == (None, Trust.SERVER)


def test_striking_a_line_withdraws_what_it_told(world, half_day, activity):
    row = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    sign.close(half_day, world.bo, Tap())
    sign.cancel_and_replace(row, world.bo, "Ce n'était pas elle", Word(State.ABSENT, "Malade"), Tap())
    assert attended() == [] and not is_done(world, activity)
    assert Evidence.objects.get(verb="voided").comment == "Ce n'était pas elle"
    assert differences(world.journey) == []


def test_a_replacement_that_was_there_counts_again(world, half_day, activity):
    row = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    sign.close(half_day, world.bo, Tap())
    new = sign.cancel_and_replace(row, world.bo, "En retard", Word(State.LATE, "Bus", 30), Tap()).sign_off
    [evidence] = attended()
    assert evidence.key == f"attend:signoff:{new.pk}" and is_done(world, activity)
    back = sign.cancel_and_replace(new, world.bo, "Non", None, Tap()).sign_off
    assert attended() == [] and back.pk == new.pk


def test_who_may_not_withdraw_evidence_strikes_nothing(world, activity):
    half_day = make_half_day(world, trainer=world.chloe)  # a coach leads it
    nour = enrol_learner(world, make_person("Nour", world.organisation, Role.LEARNER))  # whom she does not coach
    make_booking(half_day.session, nour)
    row = sign.sign_on_device(half_day, nour, world.chloe, Tap()).sign_off
    sign.close(half_day, world.chloe, Tap())
    with pytest.raises(Refused):
        sign.cancel_and_replace(row, world.chloe, "Erreur", None, Tap())
    row.refresh_from_db()
    assert row.cancelled_at is None and len(attended()) == 1


def test_what_the_record_refuses_is_said_and_loses_no_signature(world, half_day, activity):
    tomorrow = timezone.localdate() + timedelta(days=2)
    type(world.enrolment).objects.filter(pk=world.enrolment.pk).update(starts_on=tomorrow)
    nour = enrol_learner(world, make_person("Nour", world.organisation, Role.LEARNER))
    make_booking(half_day.session, nour)
    for enrolment in (world.enrolment, nour):
        sign.sign_on_device(half_day, enrolment, world.bo, Tap())
    done = sign.close(half_day, world.bo, Tap())
    assert done.is_new and len(done.untold) == 1
    assert "Ana Ferreira" in done.untold[0] and "not on the journey that day" in done.untold[0]
    assert SignOff.objects.filter(cancelled_at=None).count() == 3 and len(attended()) == 1
    # Put right, and told again.
    type(world.enrolment).objects.filter(pk=world.enrolment.pk).update(starts_on=timezone.localdate())
    half_day.refresh_from_db()
    assert [row.enrolment for row in telling.untold(half_day)] == [world.enrolment]
    assert sign.close(half_day, world.bo, Tap()).untold == ()
    assert len(attended()) == 2


def test_each_part_of_a_session_tells_its_own(world, activity):
    first = make_half_day(world, parts=2)
    for half_day in first.session.half_days.all():
        sign.sign_on_device(half_day, world.enrolment, world.bo, Tap())
        sign.close(half_day, world.bo, Tap())
    assert [(row.detail["part"], row.detail["parts"]) for row in attended()] == [(1, 2), (2, 2)]


def test_a_session_beside_the_journey_or_without_such_an_activity_tells_nothing(world, activity):
    for half_day in (make_half_day(world, sequence=None), make_half_day(world, sequence="S21")):
        sign.sign_on_device(half_day, world.enrolment, world.bo, Tap())
        assert sign.close(half_day, world.bo, Tap()).untold == ()
    assert attended() == []


def test_a_withdrawn_activity_is_not_told(world, half_day, activity):
    type(activity).objects.filter(pk=activity.pk).update(is_live=False)
    sign.sign_on_device(half_day, world.enrolment, world.bo, Tap())
    assert sign.close(half_day, world.bo, Tap()).untold == () and attended() == []


def test_a_trainer_who_left_the_team_closes_nothing_and_their_lines_stay(world, half_day, activity):
    sign.sign_on_device(half_day, world.enrolment, world.bo, Tap())
    Membership.objects.filter(person=world.bo).delete()
    bo = type(world.bo).objects.get(pk=world.bo.pk)
    with pytest.raises(Refused):
        sign.close(half_day, bo, Tap())
    assert sign.close(half_day, world.dora, Tap()).is_new
    assert attended()[0].author == world.dora


def test_closing_twelve_takes_few_queries_each(world, half_day, activity, django_assert_max_num_queries):
    for number in range(11):
        enrolment = enrol_learner(world, make_person(f"P{number}", world.organisation, Role.LEARNER))
        make_booking(half_day.session, enrolment)
        sign.sign_on_device(half_day, enrolment, world.bo, Tap())
    sign.sign_on_device(half_day, world.enrolment, world.bo, Tap())
    half_day = HalfDay.objects.select_related("session__organisation").get()
    with django_assert_max_num_queries(12 * 16 + 12):
        sign.close(half_day, world.bo, Tap())
    assert len(attended()) == 12
