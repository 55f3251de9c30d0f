"""BigBlueButton's signed API: as documented, and whatever its server does."""

import logging
import socket
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from lms.agenda.classes import bigbluebutton, wire
from lms.agenda.classes.bigbluebutton import Server
from lms.agenda.classes.provider import Unavailable
from lms.agenda.models import AgendaRules, Session
from tests.lms.agenda.classes.server import SECRET, BigBlueButton, said

MEETING = Session(title="Atelier « Parler de son projet » & plus")


@pytest.fixture
def bbb(settings):
    settings.CLASS_SERVER_SECONDS = 1.0
    with BigBlueButton() as server:
        yield server


def rules(server: BigBlueButton, secret: str = SECRET) -> AgendaRules:
    return AgendaRules(bigbluebutton_url=server.url, bigbluebutton_secret=secret)


def test_the_checksum_is_the_one_of_the_documentation():
    """Its worked example, "Usage", step 5."""
    values = {"name": "Test Meeting", "meetingID": "abc123", "attendeePW": "111222", "moderatorPW": "333444"}
    url = Server("http://bbb.example/bigbluebutton", SECRET, "sha1").url("create", values)
    assert url.endswith(
        "/api/create?name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
        "&checksum=1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"
    )


@pytest.mark.parametrize(
    "typed", ["https://b.example", "https://b.example/bigbluebutton/", "https://b.example/bigbluebutton/api/"]
)
def test_the_address_may_be_typed_as_people_copy_it(typed):
    assert bigbluebutton.api_of(typed) == "https://b.example/bigbluebutton/api"


@pytest.mark.parametrize("algorithms", [("sha1",), ("sha256",), ("sha1", "sha256", "sha512")])
def test_a_meeting_is_created_run_looked_into_and_ended_with_old_and_new_servers(algorithms):
    with BigBlueButton(algorithms) as server:
        use = rules(server)
        signed, created = bigbluebutton.create(bigbluebutton.server_of(use), MEETING, "http://localhost/back")
        key = bigbluebutton.meeting_id(MEETING)
        assert created == str(server.meetings[key].created)
        assert server.meetings[key].name == MEETING.title
        assert not bigbluebutton.is_running(use, key)
        server.enter(
            signed.url(
                "join",
                {"fullName": "Ana É", "meetingID": key, "role": "VIEWER", "userID": "u1", "createTime": created},
            )
        )
        assert bigbluebutton.is_running(use, key)
        assert [(one.key, one.name) for one in bigbluebutton.attendees(use, MEETING)] == [("u1", "Ana É")]
        bigbluebutton.end(use, MEETING)
        assert bigbluebutton.attendees(use, MEETING) == []
        bigbluebutton.end(use, MEETING)


def test_it_is_asked_to_keep_events_and_to_report_to_us(bbb, settings):
    settings.SITE_ORIGIN = "https://cordee.example"
    bigbluebutton.create(bigbluebutton.server_of(rules(bbb)), MEETING, "https://cordee.example/back")
    (_call, values) = bbb.calls[0]
    assert values["meetingKeepEvents"] == "true" and values["record"] == "false"
    assert values["meta_analytics-callback-url"] == (
        f"https://cordee.example/fr/agenda/class/{MEETING.public_id}/presence/"
    )


def test_a_wrong_secret_is_refused_and_never_said(bbb, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(Unavailable) as refused:
        bigbluebutton.is_running(rules(bbb, "not the secret"), "x")
    assert str(refused.value) == "the server said no: checksumError"
    assert "not the secret" not in caplog.text + str(refused.value) + repr(Server(bbb.url, "not the secret"))


NONSENSE = {
    "nothing": b"",
    "a web page": b"<!doctype html><html><body>Welcome!<br></body></html>",
    "text": b"\x00\xff\xfe not xml",
    "another document": b"<feed><returncode>SUCCESS</returncode></feed>",
    "half a document": b"<response><returncode>SUCC",
    "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?><response/>',
    "entities that explode": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><response>&b;</response>',
    "a file of ours": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><response>&a;</response>',
    "without end": b"<response>" + b"<a/>" * 400_000 + b"</response>",
    "a no with our words in it": said("").replace("SUCCESS", "FAILED <b>").encode(),
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_no_meeting(bbb, answer):
    bbb.answer = answer
    for ask in (
        lambda: bigbluebutton.is_running(rules(bbb), "x"),
        lambda: bigbluebutton.attendees(rules(bbb), MEETING),
        lambda: bigbluebutton.create(bigbluebutton.server_of(rules(bbb)), MEETING, ""),
    ):
        with pytest.raises(Unavailable):
            ask()


@pytest.mark.parametrize("status", [301, 302, 307, 404, 500, 503])
def test_other_answers_are_no_meeting_and_nobody_is_followed_elsewhere(bbb, status):
    with BigBlueButton() as elsewhere:
        bbb.status, bbb.headers = status, {"Location": f"{elsewhere.url}api/create"}
        with pytest.raises(Unavailable, match=str(status)):
            bigbluebutton.is_running(rules(bbb), "x")
        assert elsewhere.calls == []


@pytest.mark.parametrize(("delay", "drip"), [(3.0, 0.0), (0.0, 0.05)])
def test_a_slow_server_is_left_after_the_time_that_was_set(bbb, settings, delay, drip):
    settings.CLASS_SERVER_SECONDS = 0.4
    bbb.delay, bbb.drip = delay, drip
    began = time.monotonic()
    with pytest.raises(Unavailable):
        bigbluebutton.is_running(rules(bbb), "x")
    assert time.monotonic() - began < 2.5


def test_a_server_that_is_down_is_unavailable_and_its_address_stays_out_of_the_words():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    use = AgendaRules(bigbluebutton_url=f"http://127.0.0.1:{port}/", bigbluebutton_secret=SECRET)
    with pytest.raises(Unavailable) as why:
        bigbluebutton.is_running(use, "x")
    assert "127.0.0.1" not in str(why.value) and "checksum" not in str(why.value)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/", "//x", "http://", "http://me@x/", "http://[", ""],
)
def test_only_the_web_is_called(address):
    with pytest.raises(Unavailable):
        wire.fetch(address, 1)


def test_a_join_address_carries_the_role_and_the_key_of_the_guest():
    url = Server("https://b.example", SECRET).url("join", {"role": "VIEWER", "userID": "u"})
    assert parse_qs(urlsplit(url).query)["userID"] == ["u"] and SECRET not in url
