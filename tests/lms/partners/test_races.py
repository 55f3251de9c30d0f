"""Several clicks, tabs and workers at the same moment: each question, answer, letter and table once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.test import TransactionTestCase

from lms.incidents import report as reporting
from lms.incidents.models import IncidentReport, Procedure
from lms.notices.models import Notice
from lms.partners.asking import ask
from lms.partners.asking.letters import send_all_due
from lms.partners.models import Letter, Partner, PartnerPlan, PartnerRequest, RequestMessage
from lms.partners.table.apply import apply_plan
from lms.partners.table.plan import plan_table
from lms.tables import read_table
from tests.factories import World, make_world
from tests.hostile.test_races import at_once
from tests.lms.incidents.making import make_procedure, make_report
from tests.lms.partners.making import make_partner, make_request
from tests.lms.progress.apart import copied_database


class TestAtTheSameMoment(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path) -> Iterator[None]:
        with django_db_blocker.unblock(), copied_database(tmp_path):
            self.world: World = make_world(blocks=1)
            yield

    def test_a_question_is_asked_answered_and_sent_once(self) -> None:
        partner = make_partner(self.world.organisation)
        said = ask.Said("Où ?", "k", "Vic", "vic@visitor.example")
        at_once(lambda: ask.ask(partner, said).pk)
        row = PartnerRequest.objects.get()
        at_once(lambda: ask.confirm(row).pk)
        row.refresh_from_db()
        at_once(lambda: ask.answer(row, "Ici.", "a").pk, lambda: ask.go_on(row, "Merci.", "b").pk, times=3)
        assert RequestMessage.objects.count() == 2
        assert sorted(Letter.objects.values_list("sort", flat=True)) == ["answer", "confirm", "more", "question"]
        mail.outbox.clear()
        at_once(send_all_due)
        assert Letter.objects.filter(mail=Letter.Mail.SENT).count() == 4
        assert len(mail.outbox) <= 4

    def test_what_comes_back_is_told_once(self) -> None:
        row = make_request(make_partner(self.world.organisation), self.world.ana)
        at_once(lambda: ask.bounce(row))
        assert Notice.objects.filter(person=self.world.dora).count() == 1

    def test_a_table_is_written_once(self) -> None:
        lines, _ignored = plan_table(
            read_table(b"identifier;name;steps\na;A;idea\nb;B;plan\n"), self.world.organisation
        )
        told = [one.as_json() for one in lines]
        plan = PartnerPlan.objects.create(organisation=self.world.organisation, author=self.world.dora, lines=told)
        found = at_once(lambda: apply_plan(PartnerPlan.objects.get(pk=plan.pk), only_right=False))
        assert all(outcome == {"new": 2} for outcome in found) and Partner.objects.count() == 2

    def test_reports_have_each_a_number_and_the_same_form_one(self) -> None:
        make_procedure(self.world)
        told = reporting.Told("same", "violence", "x")
        codes = at_once(lambda: reporting.receive(self.world.organisation, told, None)[1])
        assert len(set(codes)) == 1 and IncidentReport.objects.count() == 1
        keys = iter(f"k{number}" for number in range(99))
        at_once(lambda: make_report(self.world, None, key=next(keys))[0].pk)
        numbers = list(IncidentReport.objects.values_list("number", flat=True))
        assert len(numbers) == len(set(numbers)) > 2

    def test_a_procedure_has_one_version_a_number(self) -> None:
        at_once(lambda: make_procedure(self.world).pk)
        versions = sorted(Procedure.objects.values_list("version", flat=True))
        assert versions == list(range(1, len(versions) + 1))
