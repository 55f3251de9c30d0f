"""A BigBlueButton on 127.0.0.1 for tests: checks signatures the way its documentation describes, and can misbehave.

docs.bigbluebutton.org/development/api, "Usage": the checksum is the hash of the call's name, the query string without
the checksum, and the secret. It also reports as post_events_analytics_callback.rb does.
"""

import contextlib
import hashlib
import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"


@dataclass
class Meeting:
    name: str
    created: int
    metadata: dict[str, str]
    guests: dict[str, str] = field(default_factory=dict)  # userID: fullName
    roles: dict[str, str] = field(default_factory=dict)
    is_ended: bool = False


class BigBlueButton:
    """Use as a context; `url` is what an administrator types."""

    def __init__(self, algorithms: tuple[str, ...] = ("sha1", "sha256", "sha384", "sha512")) -> None:
        self.algorithms = algorithms
        self.meetings: dict[str, Meeting] = {}
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.answer: bytes | None = None  # instead of its own
        self.status = 200
        self.headers: dict[str, str] = {}
        self.delay = 0.0
        self.drip = 0.0  # seconds between two bytes

    def __enter__(self) -> "BigBlueButton":
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner._serve(self)

            def log_message(self, *_words: object) -> None:
                """In silence."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/bigbluebutton/"
        return self

    def __exit__(self, *_why: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def is_signed(self, call: str, query: str) -> bool:
        bare = "&".join(part for part in query.split("&") if not part.startswith("checksum="))
        given = parse_qs(query).get("checksum", [""])[0]
        text = f"{call}{bare}{SECRET}".encode()
        return any(hmac.compare_digest(hashlib.new(name, text).hexdigest(), given) for name in self.algorithms)

    def enter(self, address: str) -> Meeting:
        """Follow a join address as a browser would; the meeting it leads into. Fails as the server would."""
        parts = urlsplit(address)
        values = {name: held[0] for name, held in parse_qs(parts.query).items()}
        assert parts.path.endswith("/api/join") and self.is_signed("join", parts.query), "checksumError"
        meeting = self.meetings[values["meetingID"]]
        assert values.get("createTime") == str(meeting.created), "mismatchCreateTime"
        meeting.guests[values["userID"]] = values["fullName"]
        meeting.roles[values["userID"]] = values["role"]
        return meeting

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        time.sleep(self.delay)
        parts = urlsplit(request.path)
        call, values = parts.path.rpartition("/")[2], {k: v[0] for k, v in parse_qs(parts.query).items()}
        self.calls.append((call, values))
        body = self.answer if self.answer is not None else self._answer(call, parts.query, values).encode()
        with contextlib.suppress(OSError):  # who asked may have left
            request.send_response(self.status)
            for name, value in self.headers.items():
                request.send_header(name, value)
            request.send_header("Content-Type", "text/xml")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            for start in range(0, len(body), 1 if self.drip else len(body) or 1):
                request.wfile.write(body[start : start + (1 if self.drip else len(body))])
                request.wfile.flush()
                time.sleep(self.drip)

    def _answer(self, call: str, query: str, values: dict[str, str]) -> str:
        if not self.is_signed(call, query):
            return failed("checksumError")
        key = values.get("meetingID", "")
        meeting = self.meetings.get(key)
        if call == "create":
            if meeting is None:
                meta = {name[5:]: value for name, value in values.items() if name.startswith("meta_")}
                meeting = self.meetings[key] = Meeting(values["name"], 1531155809613 + len(self.meetings), meta)
            return said(f"<meetingID>{key}</meetingID><createTime>{meeting.created}</createTime>")
        if call == "isMeetingRunning":
            return said(f"<running>{str(meeting is not None and bool(meeting.guests)).lower()}</running>")
        if meeting is None or meeting.is_ended:
            return failed("notFound")
        if call == "end":
            meeting.is_ended = True
            return said("<messageKey>sentEndMeetingRequest</messageKey>")
        guests = "".join(
            f"<attendee><userID>{escape(key)}</userID><fullName>{escape(name)}</fullName></attendee>"
            for key, name in meeting.guests.items()
        )
        return said(f"<running>true</running><attendees>{guests}</attendees>")


def said(inside: str) -> str:
    return f"<response><returncode>SUCCESS</returncode>{inside}</response>"


def failed(key: str) -> str:
    return f"<response><returncode>FAILED</returncode><messageKey>{key}</messageKey><message>No</message></response>"


def token(expires: float, secret: str = SECRET, algorithm: str = "HS512") -> str:
    """The bearer token of a report, as JWT.encode makes it in Ruby."""
    header, claims = ({"typ": "JWT", "alg": algorithm}, {"exp": int(expires)})
    signed = ".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
    signature = hmac.new(secret.encode(), signed.encode(), hashlib.sha512).digest()
    return f"{signed}.{_encoded(signature)}"


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()
