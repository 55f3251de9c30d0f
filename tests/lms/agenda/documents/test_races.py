"""Many issue at once: numbers follow each other without a gap, and one document is issued once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase

from lms.agenda.documents.issue import issue
from lms.agenda.models import EndDocument
from lms.enrolment.models import Enrolment
from lms.notices.models import Notice
from tests.factories import enrol_learner, make_person
from tests.lms.agenda.documents.conftest import make_signed_world
from tests.lms.agenda.factories import make_session
from tests.lms.agenda.hours.rows import close, days_ago, sign
from tests.lms.progress.apart import copied_database


class TestManyIssueAtOnce(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path) -> Iterator[None]:
        with django_db_blocker.unblock(), copied_database(tmp_path):
            self.world = make_signed_world()
            yield

    def issue_all(self, enrolments: list[int]) -> None:
        author = self.world.dora

        def work(pk: int) -> None:
            try:
                issue(Enrolment.objects.get(pk=pk), EndDocument.Sort.CERTIFICATE, author=author)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, enrolments))

    def test_numbers_have_no_gap_and_a_double_click_is_one_document(self) -> None:
        session = make_session(self.world, days_ago(4))
        half_day, enrolments = session.half_days.first(), []
        for number in range(6):
            person = make_person(f"P{number}", self.world.organisation, email=f"p{number}@example.org")
            enrolments.append(enrol_learner(self.world, person))
            sign(half_day, enrolments[-1])
        close(session)
        keys = [row.pk for row in enrolments]
        self.issue_all([*keys, *keys, *keys])
        numbers = sorted(EndDocument.objects.values_list("number", flat=True))
        assert numbers == [1, 2, 3, 4, 5, 6]
        assert sorted(EndDocument.objects.values_list("enrolment", flat=True)) == sorted(keys)
        assert Notice.objects.filter(topic="document").count() == 6
