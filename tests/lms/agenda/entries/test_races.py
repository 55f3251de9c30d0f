"""Two clicks on the same table, or on the same address to make, at the same moment: each thing happens once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import TransactionTestCase

from lms.agenda.calendar.feed import make_feed
from lms.agenda.entries.apply import apply_plan
from lms.agenda.entries.plan import plan_table
from lms.agenda.entries.table import read_table
from lms.agenda.models import CalendarFeed, EntryPlan
from lms.enrolment.agreed import extend, open_gate
from lms.enrolment.models import Cohort, Enrolment, Extension, GateOpening
from lms.notices.models import Notice
from tests.factories import World, make_world
from tests.hostile.test_races import at_once
from tests.lms.progress.apart import copied_database


class TestAtTheSameMoment(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path) -> Iterator[None]:
        with django_db_blocker.unblock(), copied_database(tmp_path):
            self.world: World = make_world()
            yield

    def test_a_table_confirmed_by_several_clicks_is_written_once(self) -> None:
        table = read_table(b"Courriel;Nom;Promotion\nnour@example.org;Nour;Hiver\nlou@example.org;Lou;Hiver\n")
        lines, _ignored = plan_table(table, self.world.organisation)
        plan = EntryPlan.objects.create(
            organisation=self.world.organisation, author=self.world.dora, lines=[one.as_json() for one in lines]
        )
        found = at_once(lambda: apply_plan(EntryPlan.objects.get(pk=plan.pk), only_right=False))
        assert all(outcome == {"enter": 2} for outcome in found)
        assert Enrolment.objects.filter(person__email__in=["nour@example.org", "lou@example.org"]).count() == 2
        assert Cohort.objects.count() == 1
        assert Notice.objects.filter(key__startswith="entry:").count() == 2

    def test_one_address_one_opening_and_one_extension_come_of_several_clicks(self) -> None:
        world, row = self.world, self.world.enrolment
        step = world.journey.sequences.get(code="S12")
        day = row.starts_on.replace(year=row.starts_on.year + 2)
        at_once(
            lambda: make_feed(world.ana).pk,
            lambda: open_gate(row, step, "Knows it", world.chloe).pk,
            lambda: extend(row, day, "Ill", world.dora),
            times=3,
        )
        counts = [model.objects.count() for model in (CalendarFeed, GateOpening, Extension)]
        assert counts == [1, 1, 1]
