"""Videos at somebody else's: which host, and the address of its player. Nothing here asks them anything."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

_YOUTUBE = re.compile(r"[\w-]{6,20}", re.ASCII)
_YOUTUBE_PATHS = ("embed", "shorts", "live", "v")


@dataclass(frozen=True)
class External:
    """A film at another host: `embed` is its player, and only a click of the reader's calls it."""

    name: str
    host: str
    embed: str


def read_external(url: str) -> External | None:
    """None for an address that we know no player for."""
    parts = urlsplit(url)
    host, path = (parts.hostname or "").removeprefix("www."), [one for one in parts.path.split("/") if one]
    if parts.scheme not in ("http", "https"):
        return None
    if host in ("youtube.com", "m.youtube.com", "youtube-nocookie.com", "youtu.be"):
        return _youtube(host, path, parse_qs(parts.query))
    if host in ("vimeo.com", "player.vimeo.com"):
        return _vimeo(path)
    return _peertube(host, path)


def _youtube(host: str, path: list[str], query: dict[str, list[str]]) -> External | None:
    found = path[0] if host == "youtu.be" and path else query.get("v", [""])[0]
    if len(path) > 1 and path[0] in _YOUTUBE_PATHS:
        found = path[1]
    if not _YOUTUBE.fullmatch(found):
        return None
    return External("YouTube", "www.youtube-nocookie.com", f"https://www.youtube-nocookie.com/embed/{found}?rel=0")


def _vimeo(path: list[str]) -> External | None:
    number = next((one for one in path if one.isdecimal() and one.isascii()), "")
    embed = f"https://player.vimeo.com/video/{number}?dnt=1"
    return External("Vimeo", "player.vimeo.com", embed) if number else None


def _peertube(host: str, path: list[str]) -> External | None:
    """PeerTube has many hosts: those that the settings name."""
    known = {urlsplit(one).hostname for one in settings.VIDEO_HOSTS}
    if host not in known or len(path) < 2 or path[-2] not in ("w", "watch", "embed"):
        return None
    if not re.fullmatch(r"[\w-]{6,40}", path[-1], re.ASCII):
        return None
    return External("PeerTube", host, f"https://{host}/videos/embed/{path[-1]}?p2p=0&warningTitle=0")
