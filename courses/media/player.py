"""What a page needs to show a video: its versions with their weight, captions, transcript, and where to tell what was
watched. Any page includes `media/player.html` with what `player` gives."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.media.access import sign_for
from courses.media.external import External, read_external
from courses.media.models import CaptionTrack, Rendition, Video
from courses.media.showing import Place, may_show

# The lightest picture that is still easy to follow plays first; the others are asked for.
ORDER = ("360p", "240p", "source")


@dataclass(frozen=True)
class Watch:
    """Where a player tells the stretches that were really played: it posts JSON {token, video, segments} there, again
    until it is taken; segments are [from, to] in milliseconds. `owner` names who watches, in this browser alone."""

    address: str
    token: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Source:
    name: str  # "source", "360p", "240p" or "audio"
    label: str
    url: str
    type: str
    bytes: int


@dataclass(frozen=True)
class Track:
    language: str
    label: str
    url: str
    is_default: bool


@dataclass(frozen=True)
class Line:
    """A line of the transcript, from where it is said."""

    start_ms: int
    end_ms: int
    text: str

    @property
    def seconds(self) -> int:
        return self.start_ms // 1000

    @property
    def clock(self) -> str:
        hours, rest = divmod(self.seconds, 3600)
        return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


@dataclass(frozen=True)
class Player:
    """For `media/player.html`. `is_shown` is False when a consent forbids it: the page shows words in its place."""

    video: Video
    is_shown: bool
    sources: list[Source] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    lines_language: str = ""
    is_draft: bool = False
    poster_url: str = ""
    external: External | None = None
    watch: Watch | None = None
    start: int = 0  # seconds

    @property
    def pictures(self) -> list[Source]:
        return [one for one in self.sources if one.name != "audio"]

    @property
    def key(self) -> str:
        return self.video.key.hex

    @property
    def first(self) -> Source | None:
        return self.sources[0] if self.sources else None


def player(
    video: Video,
    place: Place,
    *,
    track: str = "",
    watch: Watch | None = None,
    start: int = 0,
    is_desk: bool = False,
    has_text: bool = True,
    is_agreed: bool = False,
    versions: dict[str, int] | None = None,
) -> Player:
    """`track` is the language of the transcript, the video's own if empty. Three queries. `is_desk`: a screen of those
    who keep the library, where also what is not agreed yet is seen. `is_agreed`: the caller has asked `showing` for
    this very request, and saves a query; so does who has read `versions`, bytes by name."""
    if not is_desk and not is_agreed and not may_show(video, place):
        return Player(video, is_shown=False)
    signature = "" if is_desk else sign_for(video, place)
    told = _told(video, has_text)
    tracks = list(told)
    chosen = _chosen(tracks, track or video.language)
    cues = told[chosen] if chosen else []
    return Player(
        video,
        is_shown=True,
        sources=_sources(video, signature, versions),
        tracks=[_track(video, one, signature, one is chosen) for one in tracks],
        lines=[Line(*one) for one in cues],
        lines_language=chosen.language if chosen else "",
        is_draft=chosen is not None and not chosen.is_reviewed,
        poster_url=file_url(video, "poster", signature) if video.poster else "",
        external=read_external(video.external_url) if video.external_url else None,
        watch=watch,
        start=start,
    )


def start_of(request: HttpRequest) -> int:
    """Seconds, out of an address that ends in ?t=90; 0 for anything else."""
    told = request.GET.get("t", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 7 else 0


def file_url(video: Video, name: str, signature: str) -> str:
    address = reverse("media:file", args=[video.key, name])
    return f"{address}?{urlencode({'s': signature})}" if signature else address


def _chosen(tracks: list[CaptionTrack], language: str) -> CaptionTrack | None:
    return next((one for one in tracks if one.language == language), tracks[0] if tracks else None)


def _told(video: Video, has_text: bool) -> dict[CaptionTrack, list[tuple[int, int, str]]]:
    """Each track with its lines, by language: one query."""
    names = ["pk", "language", "state"]
    lines = ["cues__start_ms", "cues__end_ms", "cues__text"] if has_text else []
    order = ["language", "cues__position", "cues__pk"] if has_text else ["language"]
    found: dict[CaptionTrack, list[tuple[int, int, str]]] = {}
    for row in CaptionTrack.objects.filter(video=video).order_by(*order).values_list(*names, *lines):
        track = CaptionTrack(**dict(zip(names, row, strict=False)))  # equal by its key
        said = found.setdefault(track, [])
        if len(row) > 3 and row[3] is not None:
            said.append((row[3], row[4], row[5]))
    return found


def _track(video: Video, track: CaptionTrack, signature: str, is_default: bool) -> Track:
    label = track.get_language_display()
    if not track.is_reviewed:
        label = _("%(language)s, draft") % {"language": label}
    return Track(track.language, label, file_url(video, f"{track.language}.vtt", signature), is_default)


def _sources(video: Video, signature: str, versions: dict[str, int] | None) -> list[Source]:
    """The one that plays first is the first."""
    if versions is None:
        versions = dict(Rendition.objects.filter(video=video).values_list("quality", "bytes"))
    found = {name: _rendition(video, name, size, signature) for name, size in versions.items()}
    if video.file:
        found["source"] = Source(
            "source",
            _("As it came"),
            file_url(video, "source", signature),
            video.file_type or "video/mp4",
            video.file_bytes,
        )
    return [found[name] for name in (*ORDER, "audio") if name in found]


def _rendition(video: Video, name: str, size: int, signature: str) -> Source:
    kind = "audio/mp4" if name == Rendition.Quality.AUDIO else "video/mp4"
    label = str(Rendition.Quality(name).label)
    return Source(name, label, file_url(video, name, signature), kind, size)
