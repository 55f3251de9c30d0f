"""What every provider of virtual classes can do, and which one a meeting uses. Each is a module beside this one."""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from lms.agenda.classes.door import Meeting
from lms.agenda.models import AgendaRules, Online


class Unavailable(Exception):
    """Nobody can be let in now. Says why for the log, without addresses, keys or names."""


@dataclass(frozen=True)
class Guest:
    """Who enters. `key` is what the server's records call them: a learner's enrolment, else the person."""

    key: UUID
    name: str
    is_moderator: bool
    leads_back_to: str  # absolute address of ours


class Provider(Protocol):
    def way_in(self, meeting: Meeting, rules: AgendaRules, guest: Guest) -> str:
        """The address that lets this guest in, http or https. Makes the meeting when needed. Raises Unavailable."""
        ...


MODULES = {
    Online.LINK: "lms.agenda.classes.link",
    Online.JITSI: "lms.agenda.classes.jitsi",
    Online.BIGBLUEBUTTON: "lms.agenda.classes.bigbluebutton",
}


def provider_of(meeting: Meeting) -> Provider:
    module: Provider = import_module(MODULES[Online(meeting.online)])
    return module


def checked(address: str) -> str:
    """An address that a browser may be sent to, or Unavailable."""
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_good = False
    if not is_good or not address.isprintable():
        raise Unavailable("the address of the class is not one of the web")
    return address
