"""Two clicks, two tabs, two people at the same moment: each thing happens once. On a database of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client, TransactionTestCase
from django.urls import reverse
from django.utils import timezone

from courses.acts import make_act
from courses.publish import publish_journey
from lms.enrolment.enrol import end, enrol
from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.people import privacy
from lms.people.members import invite
from lms.people.models import Membership, Person, Role
from lms.plugins.kind import Refused
from lms.progress import intake, tally
from lms.progress.models import Completion, Evidence, EvidenceVerb, Measure
from lms.progress.rebuild import differences
from tests.courses.walk import Walk, make_walk
from tests.factories import make_person
from tests.lms.progress.apart import copied_database

THREADS = 8


def at_once(*works: Any, times: int = THREADS) -> list[Any]:
    """Each work as many times, all at the same moment, each with a connection of its own; what came of each."""

    def do(work: Any) -> Any:
        try:
            return work()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times * len(works)) as pool:
        return list(pool.map(do, [work for _number in range(times) for work in works]))


class TestTheSameThingTwiceAtOnce(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, settings, tmp_path: Path) -> Iterator[None]:
        settings.MEDIA_ROOT = tmp_path / "media"
        with django_db_blocker.unblock(), copied_database(tmp_path):
            self.walk: Walk = make_walk(blocks=1)
            yield

    @property
    def seat(self) -> Enrolment:
        return self.walk.enrolment

    def check(self) -> None:
        tally.move_all()
        assert differences(self.walk.world.journey) == []

    def test_somebody_enrolled_by_two_clicks_is_enrolled_once(self) -> None:
        world = self.walk.world
        ada = make_person("Ada", world.organisation)
        today = timezone.localdate()
        found = at_once(lambda: enrol(ada, world.journey, today).pk)
        assert len(set(found)) == 1
        assert (
            Enrolment.objects.filter(person=ada).count()
            == EnrolmentTotal.objects.filter(enrolment__person=ada).count()
            == 1
        )
        assert Membership.objects.filter(person=ada, role=Role.LEARNER).count() == 1
        self.check()

    def test_one_judgement_sent_twice_is_one_measure(self) -> None:
        world, key = self.walk.world, make_act(self.seat.pk)
        address = reverse("courses:judge", args=[self.seat.public_id, world.indicator().pk])

        def judge() -> int:
            client = Client()
            client.force_login(Person.objects.get(pk=world.bo.pk))
            return client.post(address, {"value": "70", "comment": "", "key": key}).status_code

        assert set(at_once(judge, times=4)) == {302}
        assert Measure.objects.count() == 1
        self.check()

    def test_two_tabs_and_a_double_click_complete_once(self) -> None:
        page = self.walk.activities[0]
        address = reverse("courses:done", args=[page.translation_key])
        keys = [make_act(self.seat.pk) for _tab in range(2)]

        def done(key: str) -> int:
            client = Client()
            client.force_login(Person.objects.get(pk=self.walk.world.ana.pk))
            return client.post(address, {"key": key}).status_code

        assert set(at_once(lambda: done(keys[0]), lambda: done(keys[1]), times=2)) == {302}
        assert Completion.objects.count() == 1
        assert Evidence.objects.filter(verb=EvidenceVerb.COMPLETED).count() == 1  # said twice, it is one thing
        self.check()

    def test_one_evidence_withdrawn_by_two_people_is_withdrawn_once(self) -> None:
        world = self.walk.world
        outcome = intake.judge(self.seat, world.indicator(), Decimal(70), author=world.bo)
        evidence = Evidence.objects.get(pk=outcome.evidence_id)
        at_once(
            lambda: intake.void(evidence, author=world.bo, reason="x"),
            lambda: intake.void(evidence, author=world.dora, reason="y"),
            times=3,
        )
        assert Evidence.objects.filter(verb=EvidenceVerb.VOIDED).count() == 1
        self.check()

    def test_a_journey_published_while_learners_record_loses_nothing(self) -> None:
        world = self.walk.world
        activity = world.journey.activities.get(key=self.walk.activities[0].translation_key)
        numbers = iter(range(100))

        def record() -> bool:
            return intake.receive(self.seat, activity, {"verb": "completed"}, key=f"k{next(numbers)}").is_new

        found = at_once(record, lambda: publish_journey(self.walk.page.translation_key) is not None, times=4)
        assert all(one is True for one in found), found
        assert Evidence.objects.count() == 4
        self.check()

    def test_what_is_recorded_while_a_journey_ends_is_kept_whole_or_refused(self) -> None:
        world = self.walk.world
        activity = world.journey.activities.get(key=self.walk.activities[0].translation_key)
        numbers = iter(range(100))

        def record() -> object:
            return intake.receive(self.seat, activity, {"verb": "completed"}, key=f"k{next(numbers)}")

        found = at_once(record, lambda: end(Enrolment.objects.get(pk=self.seat.pk)), times=3)
        kept = [one for one in found if isinstance(one, intake.Outcome)]
        assert Evidence.objects.count() == len(kept)
        self.check()

    def test_somebody_erased_while_they_work_leaves_no_words(self) -> None:
        world = self.walk.world
        at_once(
            lambda: intake.judge(self.seat, world.indicator(), Decimal(70), author=world.bo, comment="Ana parle bien"),
            lambda: privacy.erase(world.ana) if Person.objects.filter(pk=world.ana.pk).exists() else None,
            times=1,
        )
        assert not Person.objects.filter(pk=world.ana.pk).exists()
        assert not Evidence.objects.exclude(comment="").exists()
        self.check()

    def test_somebody_invited_by_two_clicks_is_one_person(self) -> None:
        world = self.walk.world
        found = at_once(lambda: invite(world.organisation, "New@example.org", "Nadia", Role.LEARNER)[0].pk, times=4)
        assert len(set(found)) == 1
        assert Membership.objects.filter(person_id=found[0]).count() == 1
