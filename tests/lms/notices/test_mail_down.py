"""Real mail servers that misbehave, on a port of this machine: nothing is lost, and nobody waits long."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.utils import timezone

from lms.notices import deliver
from lms.notices.models import Notice, Topic
from lms.notices.tell import tell
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
Conversation = Callable[[socket.socket], None]


@pytest.fixture
def world() -> World:
    world = make_world(blocks=1)
    for person in (world.ana, world.bo, world.chloe):
        tell(person, world.organisation, Topic.BOOKING, "k", "Votre place est gardée")
    return world


@contextmanager
def server(settings, talk: Conversation) -> Iterator[None]:
    """A mail server that does to each connection what `talk` says."""
    door = socket.create_server(("127.0.0.1", 0))
    door.settimeout(0.1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", door.getsockname()[1], 0.5
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            try:
                caller, _address = door.accept()
            except TimeoutError:
                continue
            with caller:
                caller.settimeout(3)
                with suppress(OSError):
                    talk(caller)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
        door.close()


def smtp(letters: list[str], dies_after: int = 99, says_to_rcpt: str = "250 ok") -> Conversation:
    """Speaks SMTP, keeps what it takes, and hangs up in the middle of the letter after so many."""

    def talk(caller: socket.socket) -> None:
        reader = caller.makefile("rb")

        def say(words: str) -> None:
            caller.sendall(words.encode() + b"\r\n")

        say("220 ready")
        for line in reader:
            word = line[:4].upper().strip()
            if word == b"DATA":
                say("354 go on")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += reader.readline()
                if len(letters) >= dies_after:
                    return
                letters.append(body.decode())
                say("250 taken")
            elif word == b"QUIT":
                say("221 bye")
                return
            else:
                say(says_to_rcpt if word == b"RCPT" else "250 ok")

    return talk


def states() -> list[str]:
    return sorted(Notice.objects.values_list("mail", flat=True))


def again() -> int:
    Notice.objects.filter(mail=Notice.Mail.DUE).update(mail_after=timezone.now())
    return deliver.send_all_due()


def test_a_server_that_refuses_everybody_loses_nothing(world, settings):
    with server(settings, lambda caller: caller.sendall(b"554 no service here\r\n")):
        assert deliver.send_all_due() == 0
    assert states() == ["due"] * 3
    assert set(Notice.objects.values_list("fault", flat=True)) == {"SMTPConnectError 554"}
    letters: list[str] = []
    with server(settings, smtp(letters)):
        assert again() == 3
    assert states() == ["sent"] * 3 and len(letters) == 3


def test_a_server_that_never_answers_is_given_up_in_time(world, settings):
    with server(settings, lambda caller: time.sleep(1.5)):
        start = time.monotonic()
        assert deliver.send_all_due() == 0
        assert time.monotonic() - start < 2  # once for the connection, not once a letter
    assert states() == ["due"] * 3


def test_a_server_that_dies_half_way_keeps_what_was_sent_sent_and_the_rest_leaves_later(world, settings):
    letters: list[str] = []
    with server(settings, smtp(letters, dies_after=1)):
        assert deliver.send_all_due() == 1
    assert states() == ["due", "due", "sent"]
    with server(settings, smtp(letters)):
        assert again() == 2
    names = [letter.split("Message-ID: ")[1].split()[0] for letter in letters]
    assert states() == ["sent"] * 3 and len(set(names)) == 3


def test_an_address_that_is_refused_at_once_is_tried_later_and_holds_nobody_up(world, settings):
    with server(settings, smtp([], says_to_rcpt="450 mailbox busy")):
        assert deliver.send_all_due() == 0
    assert states() == ["due"] * 3
    assert set(Notice.objects.values_list("fault", flat=True)) == {"SMTPRecipientsRefused 450"}
