"""Whatever arrives, however often and in whatever order: what is stored is what the evidence says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lms.catalogue.models import ActivityVersion, IndicatorVersion
from lms.enrolment import enrol as enrolling
from lms.enrolment.models import Cohort, EnrolmentTotal
from lms.progress import intake, tally
from lms.progress.models import ActivityTotal, Completion, Evidence, IndicatorStanding, JourneyTotal
from lms.progress.rebuild import TOTAL, differences
from lms.progress.sums import SHARED
from tests.factories import enrol_learner, make_person, make_world
from tests.lms.progress.scores import feed, install_scores

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SCORES = st.sampled_from([None, 0.0, 0.4, 0.6, 0.85, 1.0])
ACTIVITIES, INDICATORS, LEARNERS = 4, 3, 2


@dataclass(frozen=True)
class Send:
    learner: int
    activity: int
    verb: str
    score: float | None
    minute: int
    key: str

    def do(self, stage: Any) -> None:
        payload = {"verb": self.verb, "score": self.score} if self.activity < 3 else {"verb": "completed"}
        moment = NOON + timedelta(minutes=self.minute)
        enrolment, activity = stage.enrolments[self.learner], stage.activities[self.activity]
        activity.refresh_from_db()
        intake.receive(enrolment, activity, payload, key=self.key, happened_at=moment)


@dataclass(frozen=True)
class Judge:
    learner: int
    indicator: int
    value: int
    minute: int
    key: str

    def do(self, stage: Any) -> None:
        moment = NOON + timedelta(minutes=self.minute)
        enrolment, indicator = stage.enrolments[self.learner], stage.indicators[self.indicator]
        intake.judge(enrolment, indicator, Decimal(self.value), author=stage.bo, key=self.key, happened_at=moment)


@dataclass(frozen=True)
class Declare:
    learner: int
    level: int
    minute: int

    def do(self, stage: Any) -> None:
        levels = {stage.indicators[0].competency_id: self.level}
        intake.declare(stage.enrolments[self.learner], levels, happened_at=NOON + timedelta(minutes=self.minute))


@dataclass(frozen=True)
class Void:
    place: int

    def do(self, stage: Any) -> None:
        rows = list(Evidence.objects.exclude(verb="voided").order_by("pk"))
        if rows:
            intake.void(rows[self.place % len(rows)], author=stage.bo, reason="A slip")


@dataclass(frozen=True)
class Republish:
    """An author changes a rule, minutes and thresholds while learners are at work."""

    activity: int
    minutes: int
    rule: str
    threshold: int

    def do(self, stage: Any) -> None:
        activity, indicator = stage.activities[self.activity], stage.indicators[0]
        old = activity.version
        activity.version = ActivityVersion.objects.create(
            activity=activity,
            rule=self.rule if self.activity < 3 else old.rule,
            settings=old.settings,
            minutes=self.minutes,
            place=old.place,
            timing=old.timing,
            feeds=old.feeds,
        )
        activity.save()
        indicator.version = IndicatorVersion.objects.create(
            indicator=indicator,
            operator=">=",
            threshold=self.threshold,
            autonomy_threshold=self.threshold + 10,
            siblings=[indicator.pk],
            block_competencies=[indicator.competency_id],
        )
        indicator.save()


@dataclass(frozen=True)
class Move:
    learner: int
    cohort: int

    def do(self, stage: Any) -> None:
        enrolling.move(stage.enrolments[self.learner], [None, *stage.cohorts][self.cohort])


@dataclass(frozen=True)
class Tally:
    def do(self, stage: Any) -> None:
        tally.move_all()


learners, minutes = st.integers(0, LEARNERS - 1), st.integers(0, 30)
keys = st.sampled_from(["", "a", "b", "c", "d"])
sends = st.builds(
    Send,
    learners,
    st.integers(0, ACTIVITIES - 1),
    st.sampled_from(["opened", "answered", "completed"]),
    SCORES,
    minutes,
    keys,
)
judgements = st.builds(
    Judge, learners, st.integers(0, INDICATORS - 1), st.sampled_from([10, 60, 75, 95]), minutes, keys
)
anything = st.one_of(
    sends,
    sends,
    judgements,
    st.builds(Declare, learners, st.integers(0, 3), minutes),
    st.builds(Void, st.integers(0, 40)),
    st.builds(
        Republish,
        st.integers(0, 3),
        st.integers(0, 90),
        st.sampled_from(["finished", "scored"]),
        st.integers(0, 100),
    ),
    st.builds(Move, learners, st.integers(0, 2)),
    st.just(Tally()),
)
often = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


class TestWhateverArrives(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        world = make_world()
        cls.world, cls.bo = world, world.bo
        cls.enrolments = [world.enrolment, enrol_learner(world, make_person("Nour", world.organisation))]
        cls.cohorts = [
            Cohort.objects.create(organisation=world.organisation, journey=world.journey, name=name) for name in "AB"
        ]
        cls.activities = [world.activity(*place) for place in (("S11", 1), ("S11", 2), ("S12", 1), ("S12", 2))]
        cls.indicators = [world.indicator(code) for code in ("I1.1a", "I1.1b", "I1.2a")]
        feed(world, cls.activities[0], "scored", *cls.indicators[:2])
        feed(world, cls.activities[1], "claimed", cls.indicators[0], rule="scored")
        feed(world, cls.activities[2], "scored", cls.indicators[2], rule="scored")

    def setUp(self) -> None:
        patch = pytest.MonkeyPatch()
        self.addCleanup(patch.undo)
        install_scores(patch)

    @given(st.lists(anything, max_size=15))
    @often
    def test_incremental_equals_rebuilt(self, actions: list[Any]) -> None:
        for action in actions:
            action.do(self)
        assert differences(self.world.journey) == []
        tally.move_all()
        assert differences(self.world.journey) == []
        self.check_shared_totals()

    @given(st.lists(st.one_of(sends, judgements), max_size=8, unique_by=lambda one: one.minute), st.randoms())
    @often
    def test_any_order_and_any_repetition_come_to_the_same(self, actions: list[Any], random: Any) -> None:
        named = [type(one)(**{**one.__dict__, "key": str(one.minute)}) for one in actions]
        for action in named:
            action.do(self)
        expected = self.picture()
        shuffled = [*named, *named]
        random.shuffle(shuffled)
        self.others = [enrol_learner(self.world, make_person(f"P{n}", self.world.organisation)) for n in range(2)]
        stage = type("Stage", (), {**self.__class__.__dict__, "enrolments": self.others, "bo": self.bo})
        stage.activities, stage.indicators = self.activities, self.indicators
        for action in shuffled:
            action.do(stage)
        assert self.picture(self.others) == expected
        assert differences(self.world.journey) == []

    def picture(self, enrolments: list[Any] | None = None) -> list[Any]:
        """Everything derived, without row numbers and without when we learned of it."""
        found = []
        for enrolment in enrolments or self.enrolments:
            completions = Completion.objects.filter(enrolment=enrolment).order_by("activity")
            standings = IndicatorStanding.objects.filter(enrolment=enrolment).order_by("indicator")
            total = EnrolmentTotal.objects.values(*TOTAL).get(pk=enrolment.pk)
            total["sequences"] = {key: (sorted(one["done"]), one["minutes"]) for key, one in total["sequences"].items()}
            found.append(
                [
                    list(
                        completions.values(
                            "activity", "state", "facts", "score", "trust", "started_at", "last_at", "completed_at"
                        )
                    ),
                    list(standings.values("indicator", "value", "measured_at", "is_met", "is_autonomous")),
                    total,
                ]
            )
        return found

    def check_shared_totals(self) -> None:
        for cohort in [None, *self.cohorts]:
            totals = [
                row for row in EnrolmentTotal.objects.select_related("enrolment")
                if cohort is None or row.enrolment.cohort_id == cohort.pk
            ]  # fmt: skip
            row = JourneyTotal.objects.filter(cohort=cohort).first()
            assert (row.enrolments if row else 0) == len(totals)
            for name in SHARED:
                assert (getattr(row, name) if row else 0) == sum(getattr(one, name) for one in totals), name
            assert sum(row.progress_counts.values() if row else ()) == len(totals)
            counted = ActivityTotal.objects.filter(cohort=cohort).values_list("activity", "doing", "waiting", "done")
            rows = Completion.objects.filter(enrolment__in=[one.pk for one in totals])
            for activity, doing, waiting, done in counted:
                states = list(rows.filter(activity=activity).values_list("state", flat=True))
                assert (doing, waiting, done) == tuple(states.count(name) for name in ("doing", "waiting", "done"))
        assert not Completion.objects.filter(state="voided").exists()
