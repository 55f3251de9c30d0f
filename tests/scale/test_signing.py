"""The burst of signatures, small: nothing lost, nothing doubled, on two processes."""

from pathlib import Path

import pytest
from django.test import TransactionTestCase

from tests.lms.progress.apart import copied_database
from tests.scale.signing import measure


class TestTheBurst(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path):
        with django_db_blocker.unblock(), copied_database(tmp_path):
            yield

    def test_a_small_room_signs_on_two_processes(self) -> None:
        report = measure(people=6, processes=2)
        assert (report["signed"], report["lost"], report["doubled"], report["refused"]) == (6, 0, 0, 0)
        assert report["taps"] == 6 + 2 and report["unverified"] == 0
