"""Several workers and a process that is killed: every notice leaves, and none twice. On databases of their own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connections
from django.test import TransactionTestCase
from django.utils import timezone

from lms.notices import deliver, digest
from lms.notices.models import Notice, Topic
from lms.notices.tell import Telling, tell_many
from lms.people.models import Person
from tests.factories import make_organisation, make_person
from tests.lms.progress.apart import ROOT, copied_database

THREADS = 6


class TestSeveralWorkers(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, settings, tmp_path: Path) -> Iterator[None]:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        self.configured, self.folder = settings, tmp_path
        with django_db_blocker.unblock(), copied_database(tmp_path) as self.url:
            self.organisation = make_organisation()
            self.people = [make_person(f"P{number}") for number in range(30)]
            yield

    def write(self, mail_state: str = Notice.Mail.DUE, each: int = 3) -> None:
        now = timezone.now() - timedelta(days=2)
        Notice.objects.bulk_create(
            Notice(
                person=person,
                organisation=self.organisation,
                topic=Topic.PACE,
                key=f"k{number}",
                subject=f"N{number}",
                mail=mail_state,
                created_at=now,
                mail_after=now,
            )
            for person in self.people
            for number in range(each)
        )

    def at_once(self, work: object) -> list[object]:
        def do(_number: int) -> object:
            try:
                return work()  # type: ignore[operator]
            finally:
                connections.close_all()

        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(do, range(THREADS)))

    def test_six_workers_send_each_notice_once(self) -> None:
        self.write()
        assert sum(self.at_once(deliver.send_all_due)) == len(mail.outbox) == 90  # type: ignore[arg-type]
        sent = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
        assert len(set(sent)) == 90

    def test_six_workers_send_each_person_one_digest(self) -> None:
        self.write(Notice.Mail.DIGEST)
        assert sum(self.at_once(digest.send_digests)) == len(mail.outbox) == 30  # type: ignore[arg-type]
        assert Notice.objects.filter(mail=Notice.Mail.SENT).count() == 90

    def test_six_who_tell_the_same_tell_it_once(self) -> None:
        def work() -> int:
            people = Person.objects.order_by("-pk")
            return tell_many(Telling(each, self.organisation.pk, Topic.PACE, "same", "Bonjour") for each in people)

        told = self.at_once(work)
        assert Notice.objects.count() == Person.objects.count()
        assert sum(told) == Person.objects.count()  # type: ignore[arg-type]

    def test_a_process_killed_while_it_sends_loses_nothing(self) -> None:
        self.write(each=1)
        folder = self.folder / "mail"
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.lms.notices.slow_sender", self.url, str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for _letter in range(3):
            assert process.stdout.readline().strip() == "sent"
        process.send_signal(signal.SIGKILL)
        process.wait()
        claimed = Notice.objects.filter(mail=Notice.Mail.DUE, tries=1)
        assert claimed.exists()
        # Ten minutes later the claim has run out.
        claimed.update(mail_after=timezone.now())
        deliver.send_all_due()
        assert Notice.objects.filter(mail=Notice.Mail.SENT).count() == 30
        before = [path.read_text().split("Message-ID: ")[1].split()[0] for path in folder.iterdir()]
        after = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
        # At least once; what was sent twice, at most the one letter of the moment, is recognised by its name.
        assert len({*before, *after}) == 30 and len(before) + len(after) <= 31
