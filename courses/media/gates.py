"""The four gates of a video before it is published: the file, captions read over, transcript, consents."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.media.models import CaptionTrack, Consent, Video

TODO, DOING, DONE, CLOSED = "todo", "doing", "done", "closed"  # the knots, see components/knot.html


@dataclass(frozen=True)
class Gate:
    """One gate: its knot, the words beside it, and whether it holds publication up."""

    state: str
    words: str

    @property
    def is_open(self) -> bool:
        return self.state == DONE


@dataclass(frozen=True)
class Gates:
    video: Gate
    captions: Gate
    transcript: Gate
    consent: Gate

    @property
    def may_be_published(self) -> bool:
        return all(gate.is_open for gate in (self.video, self.captions, self.transcript, self.consent))

    @property
    def next(self) -> str:
        """The first gate that is not open: "video", "captions", "transcript" or "consent"; empty when all are."""
        names = ("video", "captions", "transcript", "consent")
        return next((name for name in names if not getattr(self, name).is_open), "")


def gates(videos: Iterable[Video], today: date | None = None) -> dict[int, Gates]:
    """By the video's primary key. Two queries, however many videos."""
    rows, day = list(videos), today or timezone.localdate()
    tracks: dict[int, list[CaptionTrack]] = defaultdict(list)
    for track in CaptionTrack.objects.filter(video__in=[row.pk for row in rows]):
        tracks[track.video_id].append(track)
    consents: dict[int | None, list[Consent]] = defaultdict(list)
    for consent in Consent.objects.filter(video__in=[row.pk for row in rows]):
        consents[consent.video_id].append(consent)
    return {row.pk: _gates(row, tracks[row.pk], consents[row.pk], day) for row in rows}


def _gates(video: Video, tracks: list[CaptionTrack], consents: list[Consent], day: date) -> Gates:
    spoken = [track for track in tracks if track.language == video.language]
    return Gates(_video(video), _captions(spoken), _transcript(tracks, spoken), _consent(video, consents, day))


def _video(video: Video) -> Gate:
    if video.external_url:
        return Gate(DONE, _("At another host")) if video.poster else Gate(DOING, _("Its picture is missing"))
    if not video.file:
        return Gate(TODO, _("No file yet"))
    if video.work in (Video.Work.WAITING, Video.Work.RUNNING):
        return Gate(DOING, _("Being prepared, %(share)d%%") % {"share": video.work_share})
    if video.work == Video.Work.FAILED:
        return Gate(DOING, _("It could not be prepared"))
    return Gate(DONE, _("Ready"))


def _captions(spoken: list[CaptionTrack]) -> Gate:
    if not spoken:
        return Gate(TODO, _("No captions yet"))
    if spoken[0].is_reviewed:
        return Gate(DONE, _("Read over"))
    return Gate(DOING, _("A draft, to be read over"))


def _transcript(tracks: list[CaptionTrack], spoken: list[CaptionTrack]) -> Gate:
    # The transcript is made of the captions: who can neither see nor hear reads it.
    if any(track.is_reviewed for track in tracks):
        return Gate(DONE, _("Ready"))
    return Gate(DOING, _("A draft")) if tracks else Gate(TODO, _("None yet"))


def _consent(video: Video, consents: list[Consent], day: date) -> Gate:
    states = [one.state_on(day) for one in consents]
    if not states:
        return Gate(TODO, _("Nobody was asked")) if video.is_testimonial else Gate(DONE, _("Nobody to ask"))
    if Consent.State.WITHDRAWN in states:
        return Gate(CLOSED, _("Withdrawn: the video is hidden"))
    if Consent.State.EXPIRED in states:
        return Gate(CLOSED, _("Expired: the video is hidden"))
    awaited = states.count(Consent.State.PENDING)
    if awaited:
        return Gate(DOING, ngettext("%(count)d awaited", "%(count)d awaited", awaited) % {"count": awaited})
    return Gate(DONE, ngettext("%(count)d given", "%(count)d given", len(states)) % {"count": len(states)})
