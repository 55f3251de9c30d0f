"""Many in one quiz at once, small: each answer saved once, on two processes; the bank answers."""

from pathlib import Path

import pytest
from django.test import TransactionTestCase

from tests.lms.progress.apart import copied_database
from tests.scale.quiz import measure, measure_bank


class TestTheQuiz(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path):
        with django_db_blocker.unblock(), copied_database(tmp_path):
            yield

    def test_a_small_group_takes_a_quiz_on_two_processes(self) -> None:
        report = measure(people=4, processes=2, questions=4)
        assert (report["saved"], report["answers_sent"], report["wrong"], report["doubled"]) == (16, 16, 0, 0)
        assert (report["evidence"], report["full_scores"], report["refused"]) == (4, 4, 0)

    def test_a_bank_is_searched_and_drawn_from(self) -> None:
        report = measure_bank(200)
        assert report["questions"] == 200 and set(report["small"]) == set(report["large"])
