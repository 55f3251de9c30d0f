"""Acts on lines of captions: rewrite, split, join, add, take out, move all. Called within `track.change`."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.media.captions.track import LAST_MS, LONGEST_TEXT, check_times, put_in_order
from courses.media.models import CaptionTrack, Cue
from lms.plugins.kind import Refused

_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]?\d)(?:[.,](\d{1,3}))?", re.ASCII)


@dataclass(frozen=True)
class Written:
    """What somebody wrote for one line."""

    start_ms: int
    end_ms: int
    text: str


def read_clock(text: str) -> int:
    """Milliseconds out of 1:02:03.456, 2:03 or 2:03,5; raises Refused."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise Refused(_("“%(text)s” is no time. Write it as 0:01:05.250.") % {"text": text[:20]})
    hours, minutes, seconds, rest = found.groups()
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int((rest or "0").ljust(3, "0"))


def clean_text(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\0", "").splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT]


def rewrite(track: CaptionTrack, written: dict[int, Written]) -> None:
    """Lines by primary key; those of another track are none of ours. A line without words is taken out."""
    rows = {cue.pk: cue for cue in track.cues.filter(pk__in=written)}
    for pk, cue in rows.items():
        told = written[pk]
        if not told.text:
            cue.delete()
            continue
        check_times(told.start_ms, told.end_ms)
        if (cue.start_ms, cue.end_ms, cue.text) != (told.start_ms, told.end_ms, told.text):
            cue.start_ms, cue.end_ms, cue.text = told.start_ms, told.end_ms, told.text
            cue.save()
    put_in_order(track)


def add(track: CaptionTrack, written: Written) -> None:
    if not written.text:
        raise Refused(_("Write what is said."))
    check_times(written.start_ms, written.end_ms)
    place = track.cues.filter(start_ms__lte=written.start_ms).count()
    Cue.objects.create(track=track, start_ms=written.start_ms, end_ms=written.end_ms, text=written.text, position=place)
    put_in_order(track)


def split(track: CaptionTrack, pk: int) -> None:
    """In two, between the words nearest to the middle; the time is shared as the letters are."""
    cue = _cue(track, pk)
    words = cue.text.split()
    if len(words) < 2 or cue.end_ms - cue.start_ms < 2:
        raise Refused(_("This line is too short to be split."))
    first, second = halves(words)
    share = len(first) / (len(first) + len(second))
    middle = cue.start_ms + max(1, min(cue.end_ms - cue.start_ms - 1, round((cue.end_ms - cue.start_ms) * share)))
    end, cue.end_ms, cue.text = cue.end_ms, middle, first
    cue.save()
    Cue.objects.create(track=track, start_ms=middle, end_ms=end, text=second, position=cue.position + 1)
    put_in_order(track)


def halves(words: list[str]) -> tuple[str, str]:
    """Where a sentence ends near the middle, else in the middle."""
    total = sum(map(len, words))

    def distance(place: int) -> float:
        before = sum(map(len, words[:place]))
        ends_a_sentence = words[place - 1][-1] in ".?!;:,"
        return abs(before - total / 2) - (total / 4 if ends_a_sentence else 0)

    place = min(range(1, len(words)), key=distance)
    return " ".join(words[:place]), " ".join(words[place:])


def join(track: CaptionTrack, pk: int) -> None:
    """With the line that follows."""
    cue = _cue(track, pk)
    following = track.cues.filter(position__gt=cue.position).order_by("position", "pk").first()
    if following is None:
        raise Refused(_("No line follows this one."))
    cue.end_ms, cue.text = max(cue.end_ms, following.end_ms), clean_text(f"{cue.text}\n{following.text}")
    following.delete()
    cue.save()
    put_in_order(track)


def shift(track: CaptionTrack, by_ms: int) -> None:
    """All lines, earlier (below 0) or later; raises Refused when one would begin before the film does."""
    rows = list(track.cues.all())
    if any(cue.start_ms + by_ms < 0 or cue.end_ms + by_ms > LAST_MS for cue in rows):
        raise Refused(_("The first line would begin before the film. Move them by less."))
    for cue in rows:
        cue.start_ms, cue.end_ms = cue.start_ms + by_ms, cue.end_ms + by_ms
    Cue.objects.bulk_update(rows, ["start_ms", "end_ms"], batch_size=300)


def _cue(track: CaptionTrack, pk: int) -> Cue:
    cue = track.cues.filter(pk=pk).first()
    if cue is None:
        raise Refused(_("This line is not here any more."))
    return cue
