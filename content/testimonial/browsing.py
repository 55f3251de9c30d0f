"""Testimonials by theme, step, territory and words: which ones, how many a choice gives, and where a word is said."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.testimonial.models import Testimonial
from courses.media.captions.words import fold
from courses.media.models import CaptionTrack, Cue

AXES = (("theme", _("Theme")), ("step", _("Step")), ("territory", _("Territory")))
MOST_WORDS = 6
LONGEST = 100


@dataclass(frozen=True)
class Found:
    """Where the words are said in a video."""

    seconds: int
    text: str

    @property
    def clock(self) -> str:
        hours, rest = divmod(self.seconds, 3600)
        return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


class Browse:
    """What was asked of the list, out of an address."""

    def __init__(self, rows: QuerySet[Testimonial], asked: QueryDict) -> None:
        self.rows = rows
        self.q = " ".join(asked.get("q", "").replace("\0", "").split())[:LONGEST]
        told = {name: asked.get(name, "").replace("\0", "").strip()[:LONGEST] for name, _label in AXES}
        self.chosen = {name: value for name, value in told.items() if value}

    @cached_property
    def terms(self) -> list[str]:
        return fold(self.q).split()[:MOST_WORDS]

    def found(self) -> QuerySet[Testimonial]:
        return self._filtered(except_for="").select_related("video", "organisation")

    def facets(self) -> list[dict[str, Any]]:
        """One query an axis: counts answer "how many if I choose this", the other choices kept."""
        return [{"name": name, "label": label, "chips": self._chips(name)} for name, label in AXES]

    def query(self, **changed: str) -> str:
        """The address of this search with something chosen otherwise; always its first page."""
        told = {**({"q": self.q} if self.q else {}), **self.chosen, **changed}
        return urlencode({name: value for name, value in told.items() if value})

    def said_at(self, rows: list[Testimonial]) -> dict[int, Found]:
        """By the video's primary key: the first line that holds one of the words. One query, none without words."""
        if not self.terms:
            return {}
        wanted = Q()
        for term in self.terms:
            wanted |= Q(words__contains=term)
        keys = [row.video_id for row in rows]
        lines = _spoken().filter(wanted, track__video__in=keys).order_by("-start_ms")
        told = lines.values_list("track__video_id", "start_ms", "text")
        return {video: Found(start // 1000, text) for video, start, text in told}

    def _filtered(self, except_for: str) -> QuerySet[Testimonial]:
        rows = self.rows.filter(**{name: value for name, value in self.chosen.items() if name != except_for})
        for term in self.terms:
            said = Exists(_spoken().filter(track__video=OuterRef("video"), words__contains=term))
            rows = rows.filter(Q(words__contains=term) | Q(said))
        return rows

    def _chips(self, name: str) -> list[dict[str, Any]]:
        rows = self._filtered(except_for=name).exclude(**{name: ""}).order_by(name)
        counted = list(rows.values_list(name).annotate(count=Count("pk")))
        chosen = self.chosen.get(name, "")
        if chosen and chosen not in [value for value, _count in counted]:
            counted.append((chosen, 0))
        return [
            {
                "label": value,
                "count": count,
                "current": value == chosen,
                # Chosen once more, it is chosen no longer.
                "url": f"?{self.query(**{name: '' if value == chosen else value})}",
            }
            for value, count in counted
        ]


def _spoken() -> QuerySet[Cue]:
    """Lines that somebody has read over."""
    return Cue.objects.filter(track__state=CaptionTrack.State.REVIEWED)
