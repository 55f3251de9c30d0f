"""Hours of real enrolments: what the tables hold becomes what is counted, in few queries."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from lms.agenda.hours import hours_of, hours_of_many
from lms.agenda.hours.facts import Proof, Short, Status
from lms.agenda.models import AgendaRules, SignOff
from lms.catalogue.outline import outline_of
from lms.catalogue.publish import publish
from lms.enrolment import enrol as enrolling
from lms.progress.models import Evidence
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_session, make_sign_off
from tests.lms.agenda.hours.rows import days_ago, finish, hold, see, sign, signed_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Ana's journey: S11 and S21 together in a room, S12 and S22 alone at a distance; an hour each."""
    return make_world()


def of(world: World, code: str):
    world.enrolment.refresh_from_db()
    return next(one for one in hours_of(world.enrolment).sequences if one.unit.code == code)


def test_nothing_done_is_planned_alone(world):
    hours = hours_of(world.enrolment)
    assert (hours.planned, hours.performed, hours.connected) == (240, 0, 0)
    assert {one.status for one in hours.sequences} == {Status.NOT_BEGUN}


def test_a_signed_half_day_counts_up_to_what_the_sequence_announces(world):
    signed_session(world, world.enrolment)
    found = of(world, "S11")
    assert found.performed == 60 and found.is_capped
    assert found.lines[0].minutes == 210
    assert found.lines[0].key == str(SignOff.objects.get().public_id)


def test_what_is_not_closed_or_was_cancelled_counts_for_nothing(world):
    signed_session(world, world.enrolment, is_closed=False)
    assert of(world, "S11").lines[0].short is Short.NOT_CLOSED
    SignOff.objects.update(cancelled_at=timezone.now())
    assert of(world, "S11").lines == ()


def test_a_signature_replaced_by_another_counts_once(world):
    session = signed_session(world, world.enrolment, minutes=40)
    old = SignOff.objects.get()
    SignOff.objects.update(cancelled_at=timezone.now())
    sign(session.half_days.get(), world.enrolment, "late", replaces=old)
    assert of(world, "S11").performed == 40


def test_a_trainer_s_own_signature_is_nobody_s_hours(world):
    session = make_session(world, days_ago(3))
    half_day = session.half_days.first()
    make_sign_off(half_day, person=world.bo)
    assert hours_of(world.enrolment).performed == 0


def test_a_virtual_class_counts_by_its_signature_or_by_the_server_s_word(world):
    remote(world)
    session = make_session(world, days_ago(4), minutes=60)
    see(session, world.enrolment, 47)
    found = of(world, "S11")
    assert (found.performed, found.connected) == (0, 47)
    see(make_session(world, days_ago(3), minutes=60), world.enrolment, 48)
    found = of(world, "S11")
    assert (found.performed, found.connected) == (60, 95)
    assert [line.proof for line in found.lines if line.counted] == [Proof.CONNECTION]


def test_the_share_that_counts_is_the_organisation_s(world):
    remote(world)
    see(make_session(world, days_ago(4), minutes=60), world.enrolment, 30)
    AgendaRules.objects.create(organisation=world.organisation, presence_share=50)
    assert of(world, "S11").performed == 60


def remote(world: World) -> None:
    blocks = tuple(
        replace(block, sequences=tuple(replace(item, place="remote") for item in block.sequences))
        for block in world.plan.blocks
    )
    world.journey = publish(replace(world.plan, blocks=blocks))
    world.enrolment.journey = world.journey


def test_held_appointments_count_for_their_sequence_and_others_stand_beside(world):
    hold(world, world.enrolment, 45)
    hold(world, world.enrolment, 90, sequence=None)
    hours = hours_of(world.enrolment)
    assert hours.performed == 45
    assert [(line.minutes, line.proof) for line in hours.beside] == [(90, Proof.APPOINTMENT)]


def test_texts_are_counted_and_only_declared(world):
    signed_session(world, world.enrolment)
    finish(world, world.enrolment, "S11", 1)
    finish(world, world.enrolment, "S11", 2)
    finish(world, world.enrolment, "S12", 1)
    assert (of(world, "S12").performed, of(world, "S12").status) == (30, Status.UNDER_WAY)
    finish(world, world.enrolment, "S12", 2)
    assert (of(world, "S12").performed, of(world, "S12").status) == (60, Status.DECLARED)
    assert of(world, "S11").performed == 60  # by the signature; texts read in a room prove no presence


def attended(world: World, days: int, minutes: int, key: str = "old") -> Evidence:
    """As an import of another system's history stores it."""
    activity = world.activity("S11")
    return Evidence.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        activity=activity,
        activity_version=activity.version,
        sequence_id=activity.sequence_id,
        verb="attended",
        key=key,
        happened_at=days_ago(days),
        detail={"minutes": minutes},
    )


def test_a_history_brought_from_elsewhere_is_not_lost_and_never_doubled(world):
    own = attended(world, 9, 20)
    assert of(world, "S11").performed == 20
    session = signed_session(world, world.enrolment, days=6, minutes=30)
    assert of(world, "S11").performed == 50
    told = attended(world, 5, 30, key="of the signature")  # entered a day late, yet told by that signature
    SignOff.objects.filter(half_day__session=session).update(evidence=[str(told.public_id)])
    assert of(world, "S11").performed == 50
    Evidence.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        verb="voided",
        key="void",
        happened_at=timezone.now(),
        voids=own,
    )
    assert of(world, "S11").performed == 30


def test_what_was_done_in_a_sequence_that_was_withdrawn_stays(world):
    signed_session(world, world.enrolment, minutes=50)
    blocks = tuple(replace(block, sequences=block.sequences[1:]) for block in world.plan.blocks)
    world.journey = publish(replace(world.plan, blocks=blocks))
    world.enrolment.journey = world.journey
    hours = hours_of(world.enrolment)
    assert (hours.planned, hours.performed) == (180, 50)


def test_by_place_and_timing_add_up_to_the_whole(world):
    signed_session(world, world.enrolment)
    hours = hours_of(world.enrolment)
    assert hours.by_place()["in_person"].performed == 60
    assert hours.by_timing()["asynchronous"].planned == 120
    for parts in (hours.by_place(), hours.by_timing()):
        assert sum(part.planned for part in parts.values()) == hours.planned


def test_who_left_keeps_their_hours(world):
    signed_session(world, world.enrolment)
    enrolling.end(world.enrolment)
    assert hours_of(world.enrolment).performed == 60


def test_one_learner_takes_eight_queries_at_most(world, django_assert_max_num_queries):
    for days in range(2, 10):
        session = signed_session(world, world.enrolment, days)
        see(session, world.enrolment, 100)
        hold(world, world.enrolment, days=days)
    enrolment = type(world.enrolment).objects.select_related("journey", "organisation").get(pk=world.enrolment.pk)
    with django_assert_max_num_queries(8):
        hours_of(enrolment)


def test_fifty_learners_take_no_more(world, django_assert_max_num_queries):
    people = [make_person(f"P{n}", world.organisation, email=f"p{n}@example.org") for n in range(50)]
    enrolments = [enrol_learner(world, person) for person in people]
    session = make_session(world, days_ago(3), minutes=60)
    half_day = session.half_days.first()
    for enrolment in enrolments:
        sign(half_day, enrolment)
    session.half_days.update(closed_at=timezone.now() - timedelta(days=2))
    outline, rules = outline_of(world.journey), AgendaRules(organisation=world.organisation)
    assert enrolments[0].organisation == world.organisation  # it comes with the page's own query
    with django_assert_max_num_queries(2):
        found = hours_of_many(enrolments, outline, rules)
    assert {one.performed for one in found.values()} == {60}
