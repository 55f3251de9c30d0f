"""BigBlueButton by its signed API (docs.bigbluebutton.org/development/api), version 2.4 or later.

A call is signed with the SHA-256, on old servers the SHA-1, of its name, its query and the secret. The secret leaves
this module in no address, exception or log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha1, sha256
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from lms.agenda.classes.door import Meeting
from lms.agenda.classes.provider import Guest, Unavailable, checked
from lms.agenda.classes.wire import fetch, read_xml
from lms.agenda.models import AgendaRules

HASHES = {"sha256": sha256, "sha1": sha1}
LONGEST_NAME = 64  # since 2.4; at least two characters


@dataclass(frozen=True)
class Server:
    address: str
    secret: str
    algorithm: str = "sha256"

    def url(self, call: str, values: Mapping[str, str]) -> str:
        query = urlencode(values)
        signed = HASHES[self.algorithm](f"{call}{query}{self.secret}".encode()).hexdigest()
        return f"{api_of(self.address)}/{call}?{query}{'&' if query else ''}checksum={signed}"

    def ask(self, call: str, values: Mapping[str, str]) -> Element:
        """Its answer, whatever it says. Raises Unavailable when there is none that can be read."""
        return read_xml(fetch(self.url(call, values), settings.CLASS_SERVER_SECONDS))

    def __repr__(self) -> str:
        return f"Server({self.address})"


@dataclass(frozen=True)
class Attendee:
    """Who the server says is connected now."""

    key: str
    name: str


def server_of(rules: AgendaRules) -> Server:
    if not (rules.bigbluebutton_url and rules.bigbluebutton_secret):
        raise Unavailable("the organisation has no BigBlueButton address or secret")
    return Server(checked(rules.bigbluebutton_url), rules.bigbluebutton_secret)


def way_in(meeting: Meeting, rules: AgendaRules, guest: Guest) -> str:
    """Creates the meeting, which changes nothing when it is there; the address is good for this meeting alone."""
    server, created = create(server_of(rules), meeting, guest.leads_back_to)
    values = {
        "fullName": guest.name[:LONGEST_NAME] or "-",
        "meetingID": meeting_id(meeting),
        "role": "MODERATOR" if guest.is_moderator else "VIEWER",
        "userID": str(guest.key),
        "redirect": "true",
    }
    if created:
        values["createTime"] = created
    return server.url("join", values)


def create(server: Server, meeting: Meeting, leads_back_to: str) -> tuple[Server, str]:
    """The server as it wants to be signed to, and the moment of creation in its own words."""
    values = {
        "name": name_of(meeting),
        "meetingID": meeting_id(meeting),
        "record": "false",
        "meetingKeepEvents": "true",  # without it, it does not report who was there
        "meta_analytics-callback-url": callback_url(meeting),
        "logoutURL": leads_back_to,
    }
    server, answer = _ask_either(server, "create", values)
    _check(answer)
    return server, _said(answer, "createTime")


def is_running(rules: AgendaRules, meeting_id: str) -> bool:
    """Also tells whether address and secret are right. Raises Unavailable when they are not."""
    answer = _ask_either(server_of(rules), "isMeetingRunning", {"meetingID": meeting_id})[1]
    _check(answer)
    return _said(answer, "running") == "true"


def attendees(rules: AgendaRules, meeting: Meeting) -> list[Attendee]:
    """Who is connected now; nobody when the meeting is not there. Raises Unavailable."""
    answer = _ask_either(server_of(rules), "getMeetingInfo", {"meetingID": meeting_id(meeting)})[1]
    if _said(answer, "returncode") != "SUCCESS" and _said(answer, "messageKey") == "notFound":
        return []
    _check(answer)
    found = answer.findall("./attendees/attendee")
    return [Attendee(_said(one, "userID"), _said(one, "fullName")) for one in found]


def end(rules: AgendaRules, meeting: Meeting) -> None:
    """Send everybody out. A meeting that is not there has ended already. Raises Unavailable."""
    answer = _ask_either(server_of(rules), "end", {"meetingID": meeting_id(meeting)})[1]
    if _said(answer, "messageKey") != "notFound":
        _check(answer)


def api_of(address: str) -> str:
    """`bbb-conf --secret` prints the address with or without its last part; people copy either."""
    base = address.rstrip("/")
    return (
        base
        if base.endswith("/api")
        else f"{base}/api"
        if base.endswith("/bigbluebutton")
        else f"{base}/bigbluebutton/api"
    )


def meeting_id(meeting: Meeting) -> str:
    return f"cordee-{meeting.public_id}"


def name_of(meeting: Meeting) -> str:
    title = meeting.title if hasattr(meeting, "title") else meeting.type.title
    return "".join(sign for sign in title if sign.isprintable())[:LONGEST_NAME].ljust(2, ".")


def callback_url(meeting: Meeting) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_ORIGIN}{reverse('agenda:presence', args=[meeting.public_id])}"


def _ask_either(server: Server, call: str, values: Mapping[str, str]) -> tuple[Server, Element]:
    """Old servers know SHA-1 alone: they are asked once more, in their way, and are kept to it."""
    answer = server.ask(call, values)
    if _said(answer, "messageKey") == "checksumError":
        server = replace(server, algorithm="sha1")
        answer = server.ask(call, values)
    return server, answer


def _check(answer: Element) -> None:
    if answer.tag != "response" or _said(answer, "returncode") != "SUCCESS":
        # The key is a word of the API; the message may hold what was sent.
        key = _said(answer, "messageKey")
        raise Unavailable(f"the server said no: {key if key.isalnum() else 'unknown reason'}"[:100])


def _said(answer: Element, name: str) -> str:
    return (answer.findtext(name) or "").strip()
