"""Captions of a video are kept, read over, changed line by line; who edits an older state is told, nothing is lost."""

from collections.abc import Callable, Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.media.captions.lines import Line
from courses.media.captions.words import fold
from courses.media.models import CaptionTrack, Cue, Video
from lms.people.models import Person
from lms.plugins.kind import Refused

LONGEST_TEXT = 2000
LAST_MS = 48 * 3600 * 1000


class Overtaken(Refused):
    """Somebody else changed the captions meanwhile: nothing was written."""


class AlreadyHere(Refused):
    """There are captions in this language, and nobody said to replace them."""


@transaction.atomic
def put(video: Video, language: str, lines: Iterable[Line], source: str, *, replace: bool) -> CaptionTrack:
    """Captions of a whole file; whatever came in is a draft. Raises Refused where some are here."""
    track = CaptionTrack.objects.select_for_update().filter(video=video, language=language).first()
    if track is not None and not replace and Cue.objects.filter(track=track).exists():
        raise AlreadyHere(_("There are captions in this language already. Tick the box to replace them, or keep them."))
    if track is None:
        try:
            with transaction.atomic():
                track = CaptionTrack.objects.create(video=video, language=language, source=source)
        except IntegrityError:
            raise Overtaken(_("Somebody has just brought captions in this language. Look at them first.")) from None
    track.source = source
    track.cues.all().delete()
    _write(track, lines)
    _touch(track)
    return track


@transaction.atomic
def change(track: CaptionTrack, version: int, act: Callable[[CaptionTrack], None]) -> CaptionTrack:
    """Do `act` on the captions as `version` stood. Raises Overtaken when they have changed since, and Refused."""
    row = CaptionTrack.objects.select_for_update().get(pk=track.pk)
    if row.version != version:
        raise Overtaken(
            _("Somebody else has changed these captions since you opened them. What you wrote is still in the form.")
        )
    act(row)
    _touch(row)
    return row


def review(track: CaptionTrack, version: int, person: Person) -> CaptionTrack:
    """Read over by this person, as they stand. A later change makes a draft of it again."""
    with transaction.atomic():
        row = CaptionTrack.objects.select_for_update().get(pk=track.pk)
        if row.version != version:
            raise Overtaken(_("Somebody else has changed these captions since you opened them. Read them again first."))
        if not row.cues.exists():
            raise Refused(_("There is nothing to read over yet."))
        row.state, row.reviewed_by, row.reviewed_at = row.State.REVIEWED, person, timezone.now()
        row.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    return row


def check_times(start_ms: int, end_ms: int) -> None:
    if not 0 <= start_ms < end_ms <= LAST_MS:
        raise Refused(_("A line must begin before it ends."))


def put_in_order(track: CaptionTrack) -> None:
    """Positions follow the beginnings, after lines were moved, added or split."""
    rows = sorted(track.cues.all(), key=lambda cue: (cue.start_ms, cue.position, cue.pk))
    moved = [cue for place, cue in enumerate(rows) if cue.position != place]
    for place, cue in enumerate(rows):
        cue.position = place
    Cue.objects.bulk_update(moved, ["position"], batch_size=300)


def _touch(track: CaptionTrack) -> None:
    """What was changed is a draft until it is read over again."""
    track.version += 1
    track.changed_at, track.state, track.reviewed_by, track.reviewed_at = timezone.now(), track.State.DRAFT, None, None
    track.save()


def _write(track: CaptionTrack, lines: Iterable[Line]) -> None:
    cues = [
        Cue(
            track=track,
            start_ms=line.start_ms,
            end_ms=line.end_ms,
            text=line.text,
            words=fold(line.text),
            position=place,
        )
        for place, line in enumerate(lines)
    ]
    Cue.objects.bulk_create(cues, batch_size=500)
