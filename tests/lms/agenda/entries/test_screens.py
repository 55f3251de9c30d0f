"""The coordinator's screens of entries and exits: who may, what changes, what stays readable."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.agenda.entries.lists import ending_soon
from lms.enrolment import enrol as enrolling
from lms.enrolment.models import (
    Closure,
    Cohort,
    DateException,
    Enrolment,
    ExitCategory,
    Extension,
    GateOpening,
)
from lms.notices.models import Notice
from lms.people.models import Person, Role
from tests.factories import World, enrol_learner, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def dora(world, client):
    client.force_login(world.dora)
    return client


def address(name: str, *values: object) -> str:
    return reverse(f"agenda:{name}", args=values)


def card(world: World, name: str = "enrolment", *values: object) -> str:
    return address(name, world.enrolment.public_id, *values)


def step(world: World, code: str = "S12"):
    return world.journey.sequences.get(code=code)


def told(world: World, **changes: object) -> dict[str, object]:
    values = {"name": "Nour Ali", "email": "Nour@Example.org", "journey": world.journey.pk, "starts_on": "2026-11-30"}
    return {**values, **changes}


# -- entering


def test_somebody_is_entered_and_told_once_whoever_clicks_twice(world, dora):
    cohort = Cohort.objects.create(organisation=world.organisation, journey=world.journey, name="Automne")
    form = told(world, cohort=cohort.pk, coach=world.chloe.pk, trainee_type="F1c", prescriber="France Travail")
    for _click in range(2):
        assert dora.post(address("enter", "club"), form).status_code == 302
    nour = Person.objects.get(email="nour@example.org")
    row = Enrolment.objects.get(person=nour)
    assert (row.cohort, row.coach, row.trainee_type, row.starts_on) == (cohort, world.chloe, "F1c", date(2026, 11, 30))
    assert row.intake == {"prescripteur": "France Travail"}
    notice = Notice.objects.get(person=nour)
    assert "code" in notice.body


def test_the_next_entry_day_is_proposed(world, dora):
    form = dora.get(address("enter", "club")).context["form"]
    day = form["starts_on"].initial
    assert day.weekday() == 0 and 0 <= (day - timezone.localdate()).days < 14


def test_a_cohort_of_another_journey_and_rows_of_another_organisation_are_refused_in_words(world, dora):
    foreign = Cohort.objects.create(
        organisation=world.other_organisation, journey=make_other_journey(world), name="Ailleurs"
    )
    for wrong in ({"cohort": foreign.pk}, {"coach": world.otto.pk}, {"starts_on": "1026-11-30"}, {"email": "no"}):
        answer = dora.post(address("enter", "club"), told(world, **wrong))
        assert answer.status_code == 200 and answer.context["form"].errors
    assert not Person.objects.filter(email="nour@example.org").exists()


def make_other_journey(world: World):
    from lms.catalogue.models import Journey

    return Journey.objects.create(organisation=world.other_organisation, code="J9")


# -- the list


def test_the_list_names_the_next_entries_and_those_whose_time_runs_out(world, dora):
    world.journey.max_weeks = 4
    world.journey.save()
    text = dora.get(address("entries", "club")).content.decode()
    assert "Ana Ferreira" in text and "Next entries" in text and "last day" in text
    assert [row for row, _day in ending_soon(world.organisation, timezone.localdate())] == [world.enrolment]


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ({"state": "active"}, True),
        ({"state": "ended"}, False),
        ({"state": "entering"}, False),
        ({"q": "ferr"}, True),
        ({"q": "zzz"}, False),
        ({"journey": "999999999999999999999999"}, True),
        ({"cohort": "0"}, False),
    ],
)
def test_it_is_narrowed_by_state_journey_cohort_and_name(world, dora, asked, is_there):
    rows = dora.get(address("entries", "club"), asked).context["rows"]
    assert bool(rows) is is_there


def test_the_list_costs_the_same_for_one_and_for_forty(world, dora, django_assert_max_num_queries):
    for number in range(45):
        enrol_learner(world, make_person(f"P{number}"), coach=world.chloe)
    with django_assert_max_num_queries(14):
        assert len(dora.get(address("entries", "club")).context["rows"]) == 40


def test_entries_belong_to_those_who_plan(world, client):
    for person, status in ((world.chloe, 403), (world.ana, 403), (world.eva, 403), (world.otto, 404)):
        client.force_login(person)
        assert client.get(address("entries", "club")).status_code == status
        assert client.post(address("enter", "club"), told(world)).status_code == status
    assert not Person.objects.filter(email="nour@example.org").exists()


# -- one enrolment


def test_the_card_says_each_date_and_costs_few_queries(world, dora, django_assert_max_num_queries):
    dora.get(card(world))
    with django_assert_max_num_queries(14):
        text = dora.get(card(world)).content.decode()
    assert "Move this date" in text and "Open this step" in text


def test_the_team_that_knows_a_learner_sees_the_card_and_strangers_find_nothing(world, client):
    expected = {"dora": 200, "admin": 200, "chloe": 200, "bo": 200, "eva": 404, "emile": 404, "ana": 404, "otto": 404}
    for name, status in expected.items():
        client.force_login(world.people[name])
        assert client.get(card(world)).status_code == status, name


def test_a_coach_moves_a_date_of_their_own_learner(world, client):
    client.force_login(world.chloe)
    form = {"due_on": "2027-02-01", "reason": "Childcare"}
    assert client.post(card(world, "move_date", step(world).pk), form).status_code == 302
    kept = DateException.objects.get(enrolment=world.enrolment)
    assert (kept.due_on, kept.reason, kept.author) == (date(2027, 2, 1), "Childcare", world.chloe)
    client.post(card(world, "move_date", step(world).pk), {"due_on": "", "reason": ""})
    assert not DateException.objects.exists()


def test_a_gate_is_opened_with_a_reason_and_the_first_opening_stays(world, client):
    client.force_login(world.chloe)
    gate = card(world, "open_gate", step(world).pk)
    assert client.post(gate, {"reason": ""}).status_code == 200
    client.post(gate, {"reason": "Knows it"})
    client.force_login(world.dora)
    client.post(gate, {"reason": "Again"})
    opening = GateOpening.objects.get()
    assert (opening.reason, opening.author) == ("Knows it", world.chloe)


def test_trainers_and_other_coaches_open_no_gate_and_move_no_date(world, client):
    other = make_person("Carl", world.organisation, Role.COACH)
    for person, status in ((world.bo, 403), (other, 404), (world.otto, 404), (world.ana, 404)):
        client.force_login(person)
        for name in ("move_date", "open_gate"):
            assert client.post(card(world, name, step(world).pk), {"reason": "x"}).status_code == status
    assert not GateOpening.objects.exists() and not DateException.objects.exists()


def test_a_step_of_another_journey_is_not_found(world, dora):
    from lms.catalogue.models import Sequence

    foreign = Sequence.objects.create(
        journey=make_other_journey(world), code="X", timing="synchronous", grouping="individual", place="remote"
    )
    assert dora.post(card(world, "open_gate", foreign.pk), {"reason": "x"}).status_code == 404


def test_an_extension_keeps_the_date_before(world, dora):
    form = {"until": "2027-12-24", "reason": "Illness"}
    for _click in range(2):
        assert dora.post(card(world, "extend"), form).status_code == 302
    kept = Extension.objects.get()
    assert kept.before == world.enrolment.starts_on + timedelta(weeks=world.journey.max_weeks, days=-1)
    text = dora.get(card(world)).content.decode()
    assert "24 December 2027" in text and "Illness" in text and "at first" in text


def test_pause_and_resume_are_said_once_each(world, dora):
    for name, state in (("pause", "paused"), ("pause", "paused"), ("resume", "active"), ("resume", "active")):
        dora.post(card(world, name))
        world.enrolment.refresh_from_db()
        assert world.enrolment.state == state


def test_an_early_exit_is_a_good_choice_and_can_be_taken_back(world, dora):
    category = ExitCategory.objects.create(journey=world.journey, code="pause", title="Project put aside")
    text = dora.get(card(world, "leave")).content.decode()
    assert "good choices" in text and "fail" not in text.lower() and "drop" not in text.lower()
    form = {"ends_on": timezone.localdate().isoformat(), "category": category.pk, "reason": "A job"}
    for _click in range(2):
        assert dora.post(card(world, "leave"), form).status_code == 302
    world.enrolment.refresh_from_db()
    assert (world.enrolment.state, world.enrolment.exit_category, world.enrolment.exit_reason) == (
        "ended",
        category,
        "A job",
    )
    dora.post(card(world, "reopen"))
    world.enrolment.refresh_from_db()
    assert (world.enrolment.state, world.enrolment.ends_on, world.enrolment.exit_reason) == ("active", None, "")


def test_an_exit_before_the_entry_is_refused(world, dora):
    form = {"ends_on": (world.enrolment.starts_on - timedelta(days=1)).isoformat()}
    assert dora.post(card(world, "leave"), form).context["form"].errors["ends_on"]


def test_an_exit_is_not_taken_back_when_the_person_has_entered_again(world, dora):
    enrolling.end(world.enrolment)
    enrolling.enrol(world.ana, world.journey)
    dora.post(card(world, "reopen"))
    world.enrolment.refresh_from_db()
    assert world.enrolment.state == "ended"


# -- several at once


def test_several_change_cohort_after_a_screen_that_says_it_for_each(world, dora):
    cohort = Cohort.objects.create(organisation=world.organisation, journey=world.journey, name="Hiver")
    other = enrol_learner(world, make_person("Nour"), cohort=cohort)
    form = {"act": "cohort", "enrolment": [world.enrolment.pk, other.pk]}
    text = dora.post(address("together", "club"), form).content.decode()
    assert "Ana Ferreira" in text and "in no cohort now" in text
    world.enrolment.refresh_from_db()
    assert world.enrolment.cohort is None, "a screen first"
    dora.post(address("together", "club"), {**form, "target": cohort.pk, "confirmed": "yes"})
    world.enrolment.refresh_from_db()
    assert world.enrolment.cohort == cohort


def test_several_are_paused_and_another_organisation_s_are_left_alone(world, dora):
    foreign = Enrolment.objects.create(
        organisation=world.other_organisation,
        journey=make_other_journey(world),
        person=world.otto,
        starts_on=date(2026, 1, 5),
    )
    form = {"act": "pause", "enrolment": [world.enrolment.pk, foreign.pk, "x"], "confirmed": "yes"}
    for _click in range(2):
        dora.post(address("together", "club"), form)
    world.enrolment.refresh_from_db()
    foreign.refresh_from_db()
    assert (world.enrolment.state, foreign.state) == ("paused", "active")


# -- days off


def test_days_off_are_noted_once_and_taken_out(world, dora):
    form = {"title": "Noël", "first_on": "2026-12-21", "last_on": "2027-01-03"}
    for _click in range(2):
        dora.post(address("days_off", "club"), form)
    row = Closure.objects.get()
    assert "Noël" in dora.get(address("days_off", "club")).content.decode()
    for _click in range(2):
        assert dora.post(address("remove_day_off", "club", row.pk)).status_code == 302
    assert not Closure.objects.exists()
    assert dora.post(address("days_off", "club"), {**form, "last_on": "2026-12-01"}).context["form"].errors
