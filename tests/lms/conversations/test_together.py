"""Six who do the same at one moment: one message, one question, one e-mail taken. On a database of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase

from lms.conversations.models import Conversation, Exchange, Message
from lms.conversations.send import Written, send
from lms.notices.inbound.receive import receive
from lms.notices.models import InboundMail, Notice, Topic
from tests.factories import make_world
from tests.lms.conversations.writing import say
from tests.lms.notices.inbound.letters import SITE, answer
from tests.lms.progress.apart import copied_database

THREADS = 6


class TestAtOnce(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, settings, tmp_path: Path) -> Iterator[None]:
        settings.INBOUND_ADDRESS, settings.MEDIA_ROOT = SITE, tmp_path / "media"
        with django_db_blocker.unblock(), copied_database(tmp_path) as self.url:
            self.world = make_world(blocks=1)
            yield

    def at_once(self, work: object) -> list[object]:
        def do(number: int) -> object:
            try:
                return work(number)  # type: ignore[operator]
            finally:
                connections.close_all()

        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(do, range(THREADS)))

    def test_one_form_sent_six_times_at_once_is_one_message(self) -> None:
        row, ana = self.world.enrolment, self.world.ana
        self.at_once(lambda _number: send(row, ana, Written("Bonjour", "form:1")).pk)
        assert Message.objects.count() == Conversation.objects.count() == Exchange.objects.count() == 1
        assert Notice.objects.filter(topic=Topic.MESSAGE).count() == 1

    def test_six_messages_at_once_are_one_question_and_six_answers_answer_it_once(self) -> None:
        row, ana, chloe = self.world.enrolment, self.world.ana, self.world.chloe
        self.at_once(lambda number: send(row, ana, Written("Bonjour", f"form:{number}")).pk)
        assert (Message.objects.count(), Exchange.objects.count()) == (6, 1)
        self.at_once(lambda number: send(row, chloe, Written("Oui", f"form:a{number}")).pk)
        first = Message.objects.filter(role="coach").order_by("pk").first()
        assert Exchange.objects.get().answered_at == first.sent_at

    def test_one_e_mail_delivered_six_times_at_once_is_taken_once(self) -> None:
        say(self.world.enrolment, self.world.chloe, "Mardi ?")
        raw = answer(Notice.objects.get(person=self.world.ana))
        assert set(self.at_once(lambda _number: receive(raw))) == {"taken"}
        assert Message.objects.filter(role="learner").count() == InboundMail.objects.count() == 1
