"""What comes in, what is refused and in which words, and what it costs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.catalogue.models import Activity, ActivityVersion, Indicator
from lms.enrolment import enrol as enrolling
from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.people import access
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import AppendOnlyError, Completion, Evidence, IndicatorStanding, Measure, Trust
from lms.progress.rebuild import differences
from tests.factories import enrol_learner, make_framework, make_person, make_plan, make_world
from tests.lms.progress.scores import feed, install_scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def scored(world, monkeypatch):
    """A world whose first activity is scored by the server and feeds I1.1a."""
    install_scores(monkeypatch)
    feed(world, world.activity(), "scored", world.indicator())
    return world


def send(world, verb="completed", activity=None, **fields):
    return intake.receive(world.enrolment, activity or world.activity(), {"verb": verb}, **fields)


def total_of(world) -> EnrolmentTotal:
    return EnrolmentTotal.objects.get(pk=world.enrolment.pk)


def queries_of(captured: CaptureQueriesContext) -> list[str]:
    """What is asked of the database. What opens and closes a transaction is not: it stands outside the budget."""
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
    return [one["sql"] for one in captured if not one["sql"].startswith(control)]


# What is stored


def test_a_message_becomes_evidence_and_completes(world):
    opened, done = send(world, "opened"), send(world)
    assert (opened.is_new, opened.state, opened.completed_now) == (True, "doing", False)
    assert (done.is_new, done.state, done.completed_now) == (True, "done", True)
    assert total_of(world).minutes == total_of(world).minutes_in_person == 30
    assert not send(world).completed_now


def test_evidence_says_who_where_and_by_which_rules(world):
    send(world, key="first")
    evidence = Evidence.objects.get()
    activity = world.activity()
    assert (evidence.organisation, evidence.enrolment, evidence.activity) == (
        world.organisation,
        world.enrolment,
        activity,
    )
    assert (evidence.activity_version, evidence.sequence_id) == (activity.version, activity.sequence_id)
    assert (evidence.verb, evidence.key, evidence.trust) == ("completed", "first", "server")


def test_evidence_is_only_ever_added(world):
    send(world)
    evidence = Evidence.objects.get()
    for change in (evidence.save, evidence.delete, Evidence.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(AppendOnlyError):
        Evidence.objects.update(score=1)


def test_a_repeated_key_changes_nothing(world):
    first = send(world, key="twice")
    before = EnrolmentTotal.objects.values().get(pk=world.enrolment.pk)
    again = send(world, key="twice")
    assert (again.evidence_id, again.is_new, again.state) == (first.evidence_id, False, "done")
    assert Evidence.objects.count() == 1
    assert EnrolmentTotal.objects.values().get(pk=world.enrolment.pk) == before


def test_two_activities_may_use_the_same_key(world):
    assert send(world, key="opened").is_new
    assert send(world, key="opened", activity=world.activity("S11", 2)).is_new


def test_messages_without_a_key_are_all_kept(world):
    assert send(world).is_new and send(world).is_new


def test_a_late_message_does_not_undo_completion(world):
    done = send(world, happened_at=timezone.now() - timedelta(hours=1))
    late = send(world, "opened", happened_at=timezone.now() - timedelta(hours=2))
    assert (done.state, late.state) == ("done", "done")
    assert differences(world.journey) == []


def test_completed_at_is_the_first_moment_the_rule_held_whatever_the_order(world):
    early, later = timezone.now() - timedelta(hours=2), timezone.now() - timedelta(hours=1)
    send(world, happened_at=later)
    send(world, happened_at=early)
    assert Completion.objects.get().completed_at == early
    assert differences(world.journey) == []


def test_the_future_happens_now(world):
    send(world, happened_at=timezone.now() + timedelta(days=400))
    assert Evidence.objects.get().happened_at <= timezone.now()


def test_somebody_enrolled_by_hand_gets_a_total(world):
    EnrolmentTotal.objects.filter(pk=world.enrolment.pk).delete()
    send(world)
    assert total_of(world).activities_done == 1


# What is refused


def refuse(call, *words: str) -> str:
    with pytest.raises(Refused) as refusal:
        call()
    sentence = str(refusal.value)
    assert sentence.endswith(".") and all(word in sentence for word in words), sentence
    assert not Evidence.objects.exists() and not Completion.objects.exists() and not Measure.objects.exists()
    return sentence


def test_rubbish_is_refused(world):
    for payload in ({}, {"verb": "flown"}, {"verb": []}, {"verb": {}}, [], None, "completed", 7):
        refuse(lambda payload=payload: intake.receive(world.enrolment, world.activity(), payload))


def test_an_activity_of_another_journey_is_refused(world):
    from lms.catalogue.publish import publish

    plan = make_plan(world.organisation, world.framework)
    other = publish(type(plan)(**{**plan.__dict__, "code": "J2"}))
    refuse(lambda: send(world, activity=other.activities.first()))


def test_an_activity_of_another_organisation_is_refused(world):
    from lms.catalogue.publish import publish

    other = publish(make_plan(world.other_organisation, make_framework(world.other_organisation)))
    refuse(lambda: send(world, activity=other.activities.first()))


def test_an_ended_paused_or_future_enrolment_is_refused(world):
    enrolling.pause(world.enrolment)
    refuse(lambda: send(world))
    enrolling.end(world.enrolment)
    refuse(lambda: send(world))
    Enrolment.objects.update(state="active", starts_on=timezone.localdate() + timedelta(days=3))
    refuse(lambda: send(world))


def test_an_enrolment_that_ended_in_another_tab_is_refused(world):
    stale = Enrolment.objects.get()
    enrolling.end(world.enrolment)
    refuse(lambda: intake.receive(stale, world.activity(), {"verb": "completed"}))


def test_a_withdrawn_activity_is_refused(world):
    stale = world.activity()
    Activity.objects.update(is_live=False)
    refuse(lambda: intake.receive(world.enrolment, stale, {"verb": "completed"}))


def test_a_kind_that_is_not_installed_any_more_is_refused(world):
    Activity.objects.update(kind="gone")
    refuse(lambda: send(world))


def test_impossible_keys_and_times_are_refused(world):
    for key in ("x" * 101, "a\x00b", "a\nb", "\ud800"):
        refuse(lambda key=key: send(world, key=key))
    for moment in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2026, 1, 1)):
        refuse(lambda moment=moment: send(world, happened_at=moment))


@pytest.mark.parametrize("score", [-0.1, 1.01, float("nan"), float("inf"), True, "1", [1]])
def test_impossible_scores_are_refused(scored, score):
    refuse(lambda: intake.receive(scored.enrolment, scored.activity(), {"score": score}))


@pytest.mark.parametrize("detail", ["a\x00b", "\ud800", float("nan"), "x" * 70_000, {1, 2}])
def test_what_no_database_can_keep_is_refused(scored, detail):
    refuse(lambda: intake.receive(scored.enrolment, scored.activity(), {"score": 1, "detail": detail}))


def test_otto_says_nothing_of_ana(world):
    refuse(lambda: send(world, author=world.otto))
    refuse(lambda: intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.otto))
    refuse(lambda: intake.declare(world.enrolment, {world.indicator().competency_id: 1}, author=world.otto))


def test_otto_withdraws_nothing_of_ana(world):
    send(world)
    with pytest.raises(Refused):
        intake.void(Evidence.objects.get(), author=world.otto, reason="Because")
    assert Evidence.objects.count() == 1


# Trust


def test_a_browsers_score_is_marked_and_does_not_count_by_itself(world, monkeypatch):
    install_scores(monkeypatch)
    feed(world, world.activity(), "claimed", world.indicator())
    outcome = intake.receive(world.enrolment, world.activity(), {"score": 0.9})
    assert outcome.state == "done"
    assert Completion.objects.get().trust == Evidence.objects.get().trust == Trust.BROWSER
    assert not Measure.objects.get().is_validated
    standing = IndicatorStanding.objects.get()
    assert (standing.value, standing.is_met) == (None, False)
    assert total_of(world).levels == {}
    assert differences(world.journey) == []


def test_a_browsers_score_counts_where_the_indicator_says_so(world, monkeypatch):
    install_scores(monkeypatch)
    Indicator.objects.update(accepts_self_reported=True)
    feed(world, world.activity(), "claimed", world.indicator())
    intake.receive(world.enrolment, world.activity(), {"score": 0.9})
    assert Measure.objects.get().is_validated
    assert Measure.objects.get().evidence.trust == Trust.BROWSER
    assert IndicatorStanding.objects.get().value == 90


def test_a_person_vouches(world):
    send(world, author=world.bo)
    assert Evidence.objects.get().trust == Completion.objects.get().trust == Trust.PERSON


def test_a_trainer_confirms_what_a_browser_claimed(world, monkeypatch):
    install_scores(monkeypatch)
    feed(world, world.activity(), "claimed", world.indicator())
    intake.receive(world.enrolment, world.activity(), {"score": 0.9})
    intake.judge(world.enrolment, world.indicator(), Decimal(85), author=world.bo)
    assert IndicatorStanding.objects.get().value == 85
    assert differences(world.journey) == []


# Judgement


def test_a_trainer_judges_with_a_comment(world):
    outcome = intake.judge(world.enrolment, world.indicator(), Decimal("72.5"), author=world.bo, comment=" Seen. ")
    evidence = Evidence.objects.get()
    assert outcome.state == "met"
    assert (evidence.author, evidence.comment, evidence.trust, evidence.verb) == (
        world.bo,
        "Seen.",
        "person",
        "assessed",
    )
    standing = IndicatorStanding.objects.get()
    assert (standing.value, standing.is_met, standing.is_autonomous) == (Decimal("72.5"), True, False)


def test_a_double_click_judges_once(world):
    for _ in range(2):
        outcome = intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.bo, key="form-1")
    assert not outcome.is_new
    assert Measure.objects.count() == 1


def test_ana_judges_herself_only_where_it_is_hers_to_say(world):
    refuse(lambda: intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.ana))
    Indicator.objects.filter(code="I1.1a").update(assessor="learner")
    assert intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.ana).state == "met"


def test_a_jury_speaks_after_the_end_but_the_learner_does_not(world):
    Indicator.objects.filter(code="I1.1a").update(assessor="learner")
    enrolling.end(world.enrolment)
    refuse(lambda: intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.ana))
    Indicator.objects.filter(code="I1.1a").update(assessor="jury")
    assert intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.bo).is_new


@pytest.mark.parametrize("value", [Decimal("nan"), Decimal("inf"), Decimal(10**9), 7, "7", None])
def test_an_impossible_value_is_refused(world, value):
    refuse(lambda: intake.judge(world.enrolment, world.indicator(), value, author=world.bo))


def test_an_indicator_of_another_framework_is_refused(world):
    framework = make_framework(world.other_organisation)
    other = Indicator.objects.filter(competency__competency_block__framework=framework).first()
    refuse(lambda: intake.judge(world.enrolment, other, Decimal(70), author=world.bo))


# Declaration


def test_declared_levels_are_kept_and_the_last_word_counts(world):
    competency = world.indicator().competency_id
    now = timezone.now()
    intake.declare(world.enrolment, {competency: 2}, happened_at=now)
    intake.declare(world.enrolment, {competency: 1}, happened_at=now - timedelta(days=1))
    assert total_of(world).declared_levels == {str(competency): 2}
    assert total_of(world).blocks_validated == [] and total_of(world).levels == {}
    assert differences(world.journey) == []


@pytest.mark.parametrize("levels", [{}, {0: 1}])
def test_unknown_competencies_are_refused(world, levels):
    refuse(lambda: intake.declare(world.enrolment, levels))


@pytest.mark.parametrize("level", [-1, 4, True, "2", 1.5])
def test_impossible_levels_are_refused(world, level):
    refuse(lambda: intake.declare(world.enrolment, {world.indicator().competency_id: level}))


# Withdrawal


def void(world, outcome, **fields):
    evidence = Evidence.objects.get(pk=outcome.evidence_id)
    return intake.void(evidence, author=world.bo, reason="Recorded for somebody else", **fields)


def test_a_withdrawn_completion_is_taken_back(world):
    opened, done = send(world, "opened"), send(world)
    void(world, done)
    assert Completion.objects.get().state == "doing"
    assert (total_of(world).minutes, total_of(world).sequences) == (0, {})
    void(world, opened)
    assert Completion.objects.exclude(state=Completion.State.VOIDED).count() == 0
    assert differences(world.journey) == []


def test_a_withdrawal_keeps_who_and_why_and_happens_once(world):
    done = send(world)
    first, again = void(world, done), void(world, done)
    assert (first.is_new, again.is_new) == (True, False)
    withdrawal = Evidence.objects.get(pk=first.evidence_id)
    assert (withdrawal.author, withdrawal.comment) == (world.bo, "Recorded for somebody else")
    assert withdrawal.voids_id == done.evidence_id


def test_a_withdrawal_says_why_and_cannot_be_withdrawn(world):
    outcome = void(world, send(world))
    with pytest.raises(Refused):
        void(world, outcome)
    with pytest.raises(Refused):
        intake.void(Evidence.objects.first(), author=world.bo, reason=" ")


def test_a_withdrawn_measure_counts_no_more(world):
    first = intake.judge(world.enrolment, world.indicator(), Decimal(90), author=world.bo)
    second = intake.judge(world.enrolment, world.indicator(), Decimal(40), author=world.bo)
    assert not IndicatorStanding.objects.get().is_met
    void(world, second)
    assert IndicatorStanding.objects.get().value == 90
    assert total_of(world).indicators_met == 1
    void(world, first)
    assert not IndicatorStanding.objects.exists()
    assert (total_of(world).indicators_met, total_of(world).levels) == (0, {})
    assert differences(world.journey) == []


def test_what_was_withdrawn_can_be_done_again(world):
    void(world, send(world))
    assert send(world).completed_now
    assert total_of(world).minutes == 30
    assert differences(world.journey) == []


# Versions freeze


def new_version(activity: Activity, **fields) -> None:
    old = activity.version
    values = {name: getattr(old, name) for name in ("rule", "settings", "minutes", "place", "timing", "feeds")}
    activity.version = ActivityVersion.objects.create(activity=activity, **{**values, **fields})
    activity.save()


def test_who_has_begun_keeps_rule_and_minutes(world):
    send(world, "opened")
    new_version(world.activity(), rule="opened", minutes=500)
    assert send(world, "opened").state == "doing"
    assert send(world).state == "done"
    assert total_of(world).minutes == 30
    newcomer = enrol_learner(world, make_person("Nour", world.organisation))
    assert intake.receive(newcomer, world.activity(), {"verb": "opened"}).state == "done"
    assert newcomer.total.__class__.objects.get(pk=newcomer.pk).minutes == 500
    assert differences(world.journey) == []


def test_messages_are_read_by_the_settings_one_began_with(scored):
    intake.receive(scored.enrolment, scored.activity(), {"score": 0.5})
    new_version(scored.activity(), settings={"halved": True})
    intake.receive(scored.enrolment, scored.activity(), {"score": 0.8})
    assert Completion.objects.get().score == 0.8


def test_a_moved_activity_leaves_the_record_clean(world):
    send(world)
    activity = world.activity()
    activity.sequence = world.journey.sequences.get(code="S22")
    activity.save()
    send(world, "opened", activity=activity)
    assert differences(world.journey) == []


# What it costs: design.md 10, at most eight queries whatever the size


def test_completing_and_measuring_takes_eight_queries(scored):
    activity = Activity.objects.select_related("version").get(pk=scored.activity().pk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        outcome = intake.receive(scored.enrolment, activity, {"score": 0.9}, key="k")
    assert outcome.completed_now and IndicatorStanding.objects.get().is_met
    assert len(queries_of(captured)) == 8, queries_of(captured)
    with CaptureQueriesContext(connection) as captured:
        intake.receive(scored.enrolment, activity, {"score": 0.5}, key="k2")
    assert len(queries_of(captured)) == 8
    with CaptureQueriesContext(connection) as captured:
        intake.receive(scored.enrolment, activity, {"score": 0.5}, key="k")
    assert len(queries_of(captured)) == 2


def test_an_ordinary_message_takes_five_queries(world):
    activity = Activity.objects.select_related("version").get(pk=world.activity().pk)
    for verb in ("opened", "opened", "completed"):
        with CaptureQueriesContext(connection) as captured:
            intake.receive(world.enrolment, activity, {"verb": verb})
        assert len(queries_of(captured)) == 5, queries_of(captured)


def test_a_late_message_takes_one_query_more(scored):
    activity = Activity.objects.select_related("version").get(pk=scored.activity().pk)
    for number in range(5):
        intake.receive(scored.enrolment, activity, {"score": 0.9}, key=str(number))
    with CaptureQueriesContext(connection) as captured:
        moment = timezone.now() - timedelta(hours=1)
        intake.receive(scored.enrolment, activity, {"score": 0.8}, happened_at=moment)
    assert len(queries_of(captured)) <= 9


def test_a_judgement_takes_eight_queries(world):
    indicator = world.indicator()
    assert world.bo.pk and access.may_judge(world.bo, world.organisation.pk)  # roles are read once a request
    with CaptureQueriesContext(connection) as captured:
        intake.judge(world.enrolment, indicator, Decimal(70), author=world.bo, key="once")
    assert len(queries_of(captured)) == 8, queries_of(captured)
