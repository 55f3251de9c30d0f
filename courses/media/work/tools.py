"""Calls ffmpeg and ffprobe on one local file, shut in: no network, no playlist, a time limit, one core."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lms.plugins.kind import Refused

# What a container may be. Playlists and scripts of ffmpeg's, which name other files, are none of these.
FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,ogg"
LONGEST_MS = 6 * 3600 * 1000
MOST_PIXELS = 7680 * 4320
PROBE_SECONDS = 60
SHUT_IN = ["-protocol_whitelist", "file", "-format_whitelist", FORMATS]


@dataclass(frozen=True)
class Probed:
    """What a film is, as its content says."""

    duration_ms: int
    width: int
    height: int
    has_sound: bool


def has_tools() -> bool:
    """Are ffmpeg and ffprobe here? Without them a video plays as it came."""
    return bool(tool("ffmpeg") and tool("ffprobe"))


def tool(name: str) -> str | None:
    return shutil.which(name, path=settings.MEDIA_TOOLS or None)


def probe(path: Path) -> Probed:
    """Raises Refused when it is no film, or more than we take."""
    told = _ask(path)
    streams = told.get("streams", [])
    # A picture of a cover is a stream of one frame: no film.
    films = [
        one
        for one in streams
        if one.get("codec_type") == "video" and not one.get("disposition", {}).get("attached_pic")
    ]
    has_sound = any(one.get("codec_type") == "audio" for one in streams)
    duration = round(float(told.get("format", {}).get("duration") or 0) * 1000)
    if not films or duration <= 0:
        raise Refused(_("This file holds no film that can be played. Nothing was changed: send another file."))
    width, height = int(films[0].get("width") or 0), int(films[0].get("height") or 0)
    if duration > LONGEST_MS or width * height > MOST_PIXELS:
        raise Refused(_("This film is too long or too large (6 hours, 8K at most). Cut it, then send it again."))
    return Probed(duration, width, height, has_sound)


def _ask(path: Path) -> dict[str, Any]:
    command = [str(tool("ffprobe")), "-v", "error", *SHUT_IN, "-of", "json", "-show_format", "-show_streams", str(path)]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_SECONDS, check=False
        )
        found: dict[str, Any] = json.loads(done.stdout or b"{}") if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        found = {}
    return found


def convert(path: Path, options: list[str], target: Path, told: Callable[[int], bool], seconds: int) -> None:
    """Write `target`; `told` hears how far it is, in milliseconds, every second or so, and says whether to go on.

    Raises Refused when ffmpeg could not, or took longer than `seconds`; Stopped when `told` said no.
    """
    command = [
        *(str(tool("ffmpeg")), "-nostdin", "-v", "error", "-y", "-threads", "1", *SHUT_IN, "-i", str(path)),
        *("-map_metadata", "-1", *options, "-progress", "pipe:1", str(target)),
    ]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        _watch(process, told, time.monotonic() + seconds)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    if process.returncode != 0 or not target.exists() or not target.stat().st_size:
        raise Refused(_("A version of this film could not be made. The film itself is kept as it came."))


class Stopped(Exception):
    """The video is gone, was withdrawn, or is prepared by another worker."""


def _watch(process: "subprocess.Popen[bytes]", told: Callable[[int], bool], deadline: float) -> None:
    assert process.stdout is not None
    for line in process.stdout:  # ffmpeg says where it is twice a second
        if line.startswith(b"out_time_us=") and line[12:].strip().isdigit() and not told(int(line[12:]) // 1000):
            raise Stopped
        if time.monotonic() > deadline:
            raise Refused(_("This film takes too long to prepare. It plays as it came."))
    process.wait(timeout=60)
