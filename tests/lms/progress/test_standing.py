"""What screens read of one learner: states, levels, what freezes, what is behind a figure, and what it costs."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from lms.catalogue.models import Activity, Competency, Indicator
from lms.catalogue.outline import outline_of
from lms.catalogue.plan import ActivityPlan
from lms.catalogue.publish import publish
from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.progress import intake
from lms.progress.models import Evidence, Trust
from lms.progress.rebuild import differences
from lms.progress.standing import percent, view_of, why
from tests.factories import enrol_learner, make_person, make_world
from tests.lms.progress.scores import feed, install_scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def standing_of(world):
    world.journey.refresh_from_db()
    enrolment = Enrolment.objects.get(pk=world.enrolment.pk)
    return view_of(enrolment, outline_of(world.journey))


def complete(world, *places, verb="completed"):
    for place in places:
        intake.receive(world.enrolment, world.activity(*place), {"verb": verb})


def judge(world, *judgements):
    for code, value in judgements:
        intake.judge(world.enrolment, world.indicator(code), Decimal(value), author=world.bo)


def publish_with(world, change):
    """The same journey with its first sequence changed."""
    first, *others = world.plan.blocks
    blocks = (replace(first, sequences=(change(first.sequences[0]), *first.sequences[1:])), *others)
    world.plan = replace(world.plan, blocks=blocks)
    publish(world.plan)


def test_nothing_is_begun_at_the_start(world):
    standing = standing_of(world)
    assert standing.state_of(world.activity().pk) == "todo"
    assert (standing.progress, standing.gain, standing.attendance, standing.minutes) == (0, 0, 0, 0)
    assert standing.level_of(world.indicator().competency_id) == 0
    assert standing.done_sequences == set()


def test_three_queries_whatever_the_size(world, django_assert_num_queries):
    complete(world, ("S11", 1), ("S11", 2), ("S12", 1))
    judge(world, ("I1.1a", 70), ("I1.1b", 90), ("I2.1a", 10))
    outline = outline_of(world.journey)
    enrolment = Enrolment.objects.get(pk=world.enrolment.pk)
    with django_assert_num_queries(3):
        standing = view_of(enrolment, outline)
        assert standing.progress == 25 and standing.attendance and standing.gain == 1
        assert standing.done_sequences and standing.indicators
    enrolment = Enrolment.objects.select_related("total").get(pk=world.enrolment.pk)
    with django_assert_num_queries(2):
        view_of(enrolment, outline)


def test_somebody_enrolled_by_hand_stands_at_zero(world):
    EnrolmentTotal.objects.filter(pk=world.enrolment.pk).delete()
    assert standing_of(world).minutes == 0


def test_a_sequence_is_done_with_its_last_required_activity(world):
    sequence = world.activity().sequence_id
    complete(world, ("S11", 1))
    assert not standing_of(world).is_sequence_done(sequence)
    assert standing_of(world).minutes_of(sequence) == 30
    complete(world, ("S11", 2))
    assert standing_of(world).is_sequence_done(sequence)
    assert standing_of(world).minutes_of(sequence) == 60


def test_an_activity_added_later_takes_nothing_away(world):
    complete(world, ("S11", 1), ("S11", 2))
    late = ActivityPlan(uuid4(), "text", {"fr": "Ajoutée"}, "marked_done", minutes=30)
    publish_with(world, lambda sequence: replace(sequence, activities=(*sequence.activities, late)))
    standing = standing_of(world)
    assert standing.is_sequence_done(world.activity().sequence_id)
    assert standing.minutes == 60
    newcomer = enrol_learner(world, make_person("Nour", world.organisation))
    for number in (1, 2):
        intake.receive(newcomer, world.activity("S11", number), {"verb": "completed"})
    newcomer = Enrolment.objects.get(pk=newcomer.pk)
    assert not view_of(newcomer, outline_of(world.journey)).is_sequence_done(world.activity().sequence_id)


def test_optional_activities_are_not_asked(world):
    publish_with(
        world,
        lambda sequence: replace(
            sequence, activities=(sequence.activities[0], replace(sequence.activities[1], is_required=False))
        ),
    )
    complete(world, ("S11", 1))
    assert standing_of(world).is_sequence_done(world.activity().sequence_id)


def test_levels_climb_from_one_to_three(world):
    competency = world.indicator().competency_id
    for judgement, level in [
        (("I1.1a", 10), 1),
        (("I1.1a", 60), 1),
        (("I1.1b", 60), 2),
        (("I1.1a", 80), 2),
        (("I1.1b", 95), 3),
        (("I1.1b", 20), 1),
    ]:
        judge(world, judgement)
        assert standing_of(world).level_of(competency) == level, judgement


def test_a_declared_level_is_retained_until_something_is_measured_and_validates_nothing(world):
    competency = world.indicator().competency_id
    intake.declare(world.enrolment, dict.fromkeys([item.id for item in outline_of(world.journey).competencies], 3))
    standing = standing_of(world)
    assert (standing.level_of(competency), standing.retained_level_of(competency), standing.gain) == (0, 3, 0)
    assert standing.blocks_validated == [] and standing.declared_levels[competency] == 3
    judge(world, ("I1.1a", 10))
    assert (standing_of(world).retained_level_of(competency), standing_of(world).gain) == (1, -1)


def test_a_block_is_validated_by_measures_of_all_its_competencies(world):
    block = outline_of(world.journey).blocks[0]
    judge(world, ("I1.1a", 60), ("I1.1b", 60), ("I1.2a", 60))
    assert not standing_of(world).is_block_validated(block.id)
    judge(world, ("I1.2b", 60))
    assert standing_of(world).is_block_validated(block.id)
    judge(world, ("I1.2b", 59))
    assert not standing_of(world).is_block_validated(block.id)


def test_editing_the_framework_takes_nothing_away(world):
    judge(world, ("I1.1a", 70), ("I1.1b", 70), ("I1.2a", 70), ("I1.2b", 70))
    competency = world.indicator().competency
    Indicator.objects.update(threshold=90, autonomy_threshold=95)
    Indicator.objects.create(
        competency=competency, code="I1.1z", title="New", threshold=1, autonomy_threshold=2,
        evidence_type="quiz", assessor="trainer",
    )  # fmt: skip
    publish(world.plan)
    judge(world, ("I1.1a", 71))
    standing = standing_of(world)
    assert standing.is_met(world.indicator("I1.1a").pk)
    assert standing.indicators[world.indicator("I1.1a").pk].threshold == 60
    assert standing.level_of(competency.pk) == 2
    assert standing.is_block_validated(competency.competency_block_id)
    assert differences(world.journey) == []
    newcomer = enrol_learner(world, make_person("Nour", world.organisation))
    intake.judge(newcomer, world.indicator("I1.1a"), Decimal(70), author=world.bo)
    newcomer = Enrolment.objects.get(pk=newcomer.pk)
    assert not view_of(newcomer, outline_of(world.journey)).is_met(world.indicator("I1.1a").pk)


def test_an_indicator_deleted_later_asks_nothing_of_anybody(world):
    judge(world, ("I1.1a", 70))
    Indicator.objects.filter(code="I1.1b").delete()
    with pytest.raises(ProtectedError):
        Indicator.objects.filter(code="I1.1a").delete()
    publish(world.plan)
    judge(world, ("I1.1a", 71))
    assert standing_of(world).level_of(world.indicator().competency_id) == 2
    assert differences(world.journey) == []


def test_a_competency_deleted_later_asks_nothing_of_anybody_but_an_empty_one_does(world):
    block = world.indicator().competency.competency_block
    empty = Competency.objects.create(competency_block=block, code="C1.9", title="Nobody measures it")
    publish(world.plan)
    judge(world, ("I1.1a", 70), ("I1.1b", 70))
    Competency.objects.filter(code="C1.2").delete()
    judge(world, ("I1.1a", 71))
    assert not standing_of(world).is_block_validated(block.pk)
    empty.delete()
    judge(world, ("I1.1a", 72))
    assert standing_of(world).is_block_validated(block.pk)
    assert differences(world.journey) == []


def test_attendance_counts_what_is_open(world):
    # Open at first: S11 and S21, an hour each; S12 opens with S11.
    complete(world, ("S11", 1))
    assert standing_of(world).attendance == 25
    complete(world, ("S11", 2))
    assert standing_of(world).attendance == 33


def test_every_measure_answers_why_newest_first(world, monkeypatch, django_assert_num_queries):
    install_scores(monkeypatch)
    indicator = world.indicator()
    feed(world, world.activity(), "claimed", indicator)
    first = intake.judge(world.enrolment, indicator, Decimal(65), author=world.bo, comment="With help")
    intake.receive(world.enrolment, world.activity(), {"score": 0.9})
    last = intake.judge(world.enrolment, indicator, Decimal(99), author=world.bo)
    intake.void(Evidence.objects.get(pk=last.evidence_id), author=world.bo, reason="Wrong learner")
    with django_assert_num_queries(2):
        lines = why(world.enrolment, indicator)
    assert [int(line.value) for line in lines] == [99, 90, 65]
    voided, claimed, kept = lines
    assert (voided.is_voided, voided.why_voided, voided.is_retained) == (True, "Wrong learner", False)
    assert (claimed.is_validated, claimed.trust, claimed.activity) == (False, Trust.BROWSER, world.activity())
    assert (kept.is_retained, kept.author, kept.comment) == (True, world.bo, "With help")
    assert kept.evidence_id == first.evidence_id


def test_a_claimed_score_is_marked_wherever_it_shows(world, monkeypatch):
    install_scores(monkeypatch)
    feed(world, world.activity(), "claimed", world.indicator())
    intake.receive(world.enrolment, world.activity(), {"score": 0.9})
    standing = standing_of(world)
    assert standing.activities[world.activity().pk].is_self_reported
    assert standing.indicators[world.indicator().pk].is_self_reported
    assert standing.indicators[world.indicator().pk].value is None


def test_a_withdrawn_activity_keeps_its_minutes(world):
    complete(world, ("S11", 1))
    Activity.objects.update(is_live=False)
    assert standing_of(world).minutes == 30


def test_a_hundred_percent_is_only_said_when_nothing_is_missing():
    assert (percent(29, 30), percent(30, 30), percent(31, 30), percent(1, 0)) == (96, 100, 100, 0)


def test_completed_at_is_shown_as_it_happened(world):
    moment = timezone.now() - timedelta(hours=3)
    intake.receive(world.enrolment, world.activity(), {"verb": "completed"}, happened_at=moment)
    assert standing_of(world).completed_at(world.activity().pk) == moment
