"""Writes captions as files: WebVTT for browsers, SubRip for other players, and a transcript to read."""

from collections.abc import Iterable

Told = tuple[int, int, str]  # from, to (milliseconds), text


def write_vtt(cues: Iterable[Told]) -> str:
    """A WebVTT file (W3C). Text is plain: signs that VTT would read as its own are escaped."""
    blocks = (f"{clock(start)} --> {clock(end)}\n{_escape(text)}\n" for start, end, text in cues)
    return "WEBVTT\n\n" + "\n".join(blocks)


def write_srt(cues: Iterable[Told]) -> str:
    blocks = (
        f"{number}\n{clock(start, ',')} --> {clock(end, ',')}\n{_no_empty_line(text)}\n"
        for number, (start, end, text) in enumerate(cues, start=1)
    )
    return "\n".join(blocks)


def write_text(cues: Iterable[Told]) -> str:
    """A timed transcript: the time each line is said, and the line."""
    return "".join(f"{clock(start)} {' '.join(text.split())}\n" for start, _end, text in cues)


def clock(ms: int, point: str = ".") -> str:
    """01:02:03.456"""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"


def _escape(text: str) -> str:
    return _no_empty_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _no_empty_line(text: str) -> str:
    """An empty line would end the cue."""
    return "\n".join(line for line in text.splitlines() if line.strip())
