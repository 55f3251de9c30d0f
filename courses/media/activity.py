"""An activity made of videos: what its page shows one learner. Kinds call `settings_of` and `Screen`.

A video that may not be shown leaves a placeholder. The server tells the record that it was not there, so that it asks
nothing of this learner any more; who watched it before keeps what they watched.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from courses import acts
from courses.media import evidence
from courses.media.models import Rendition, Video
from courses.media.player import Watch, player
from courses.media.showing import PLATFORM, visible
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Completion
from lms.progress.tokens import make_token

SHARE = "WATCHED_SHARE"  # the setting: 0-1 of each video
TODO, DOING, DONE, CLOSED = "todo", "doing", "done", "closed"


@dataclass(frozen=True)
class Chosen:
    """One video of an activity, with the author's words about it. `is_visible`: asked of `showing` for this request."""

    video: Video | None
    is_visible: bool = False
    words: str = ""
    title: str = ""
    more: Any = None  # the kind's own row
    versions: dict[str, int] | None = None  # bytes of lighter ones by their name, when asked with the lines


def settings_of(chosen: Iterable[Chosen]) -> dict[str, Any]:
    """What rules and reading need, copied at publish. Also videos that cannot be shown today: they may be later."""
    videos = {one.video.key.hex: one.video.duration_ms for one in chosen if one.video is not None}
    return {"videos": videos, "share": getattr(settings, SHARE, evidence.USUAL_SHARE)}


def is_shown_there(path: str) -> Exists:
    """To annotate a queryset with: may the video at this path be shown to people who have signed in, today?"""
    return Exists(visible(Video.objects.filter(pk=OuterRef(path)), PLATFORM))


def bytes_of_versions(path: str) -> dict[str, Subquery]:
    """To annotate a queryset with: the lighter versions of the video at this path. See `versions_of`."""
    rows = Rendition.objects.filter(video=OuterRef(path))
    return {
        f"bytes_{name}": Subquery(rows.filter(quality=name).values("bytes")[:1]) for name in Rendition.Quality.values
    }


def versions_of(row: Any) -> dict[str, int]:
    """Bytes by the version's name, out of a row that was annotated so."""
    found = {name: getattr(row, f"bytes_{name}") for name in Rendition.Quality.values}
    return {name: size for name, size in found.items() if size is not None}


class Screen:
    """The videos of one activity for whoever looks, one of them open."""

    def __init__(self, chosen: Iterable[Chosen], state: dict[str, Any], app: str) -> None:
        """`app`: the namespace where the kind mounts `watch` and `said` of inbox.py. Of the state, besides what an
        activity's page gives: "wanted", the number of the video asked for, and "start"."""
        self.chosen, self.wanted = list(chosen), state.get("wanted", "")
        self.send_url, self.said_name = reverse(f"{app}:watch"), f"{app}:said"
        self.enrolment: Enrolment | None = state.get("enrolment")  # while something can be sent
        self.learner: Enrolment | None = state.get("learner")
        self.activity: Activity | None = state.get("activity")
        self.state: str = state.get("state", "")
        self.completion: Completion | None = state.get("completion")
        self.start: int = state.get("start", 0)  # seconds, of the open video

    def context(self) -> dict[str, Any]:
        """See templates media/activity.html: steps, the open one with its player, and the way to the next."""
        self._tell_what_is_gone()
        steps = [self._step(number, one) for number, one in enumerate(self.chosen, start=1)]
        place = self._open_place(steps)
        opened = steps[place] if steps else None
        following = next((one for one in steps[place + 1 :] if one["is_there"]), None)
        return {
            "steps": steps,
            "step": opened,
            "next_step": following,
            "player": self._player(self.chosen[place]) if opened and opened["is_there"] else None,
            "state": self.state,
            **self._said(opened),
            **({} if steps else self._done()),
        }

    def is_there(self, one: Chosen) -> bool:
        return one.video is not None and one.is_visible

    def _read_again(self) -> None:
        rows = Completion.objects.filter(
            enrolment=self.learner, activity_id=self.activity.pk if self.activity else None
        )
        self.completion = rows.exclude(state=Completion.State.VOIDED).select_related("version").first()

    def _tell_what_is_gone(self) -> None:
        """Videos that this learner was asked to watch and that cannot be shown: once each, by the server alone."""
        row = self.completion
        if row is None or self.enrolment is None or self.activity is None or self.state == DONE:
            return
        there = {one.video.key.hex for one in self.chosen if one.video is not None and self.is_there(one)}
        gone = sorted(set(evidence.asked_of(row.facts, row.version.settings)) - there)
        if not gone:
            return
        activity = Activity.objects.select_related("version", "sequence").get(pk=self.activity.pk)
        try:
            message = evidence.gone_message(gone)
            outcome = intake.receive(self.enrolment, activity, message, key=f"gone:{message['receipt'][:40]}")
        except Refused:
            return
        self.state = outcome.state
        self._read_again()

    def _facts(self) -> dict[str, Any]:
        return self.completion.facts if self.completion else {}

    def _step(self, number: int, one: Chosen) -> dict[str, Any]:
        is_there = self.is_there(one)
        share = evidence.watched_of(self._facts(), one.video.key.hex, one.video.duration_ms) if one.video else 0.0
        return {
            "number": number,
            "title": (one.title or (one.video.title if one.video else "")) if is_there else "",
            "words": one.words if is_there else "",
            "is_there": is_there,
            "share": int(100 * share),
            "state": _state(share) if is_there else CLOSED,
            "seconds": one.video.duration_ms // 1000 if one.video else 0,
            "key": one.video.key.hex if one.video else "",
            "video": one.video if is_there else None,
            "more": one.more if is_there else None,
            "url": f"?v={number}#video",
        }

    def _open_place(self, steps: list[dict[str, Any]]) -> int:
        """The one asked for; else the first that is there and not watched to the end; else the first."""
        if self.wanted.isdecimal() and 0 < int(self.wanted[:4]) <= len(steps):
            return int(self.wanted[:4]) - 1
        left = [place for place, one in enumerate(steps) if one["is_there"] and one["state"] != DONE]
        there = [place for place, one in enumerate(steps) if one["is_there"]]
        return (left or there or [0])[0]

    def _player(self, one: Chosen) -> Any:
        assert one.video is not None
        watch = None
        if self.enrolment is not None and self.activity is not None:
            owner = f"{self.enrolment.pk}.{self.activity.pk}"
            watch = Watch(self.send_url, make_token(self.enrolment.pk, self.activity.pk), owner)
        return player(one.video, PLATFORM, watch=watch, start=self.start, is_agreed=True, versions=one.versions)

    def _done(self) -> dict[str, str]:
        """Where there is nothing to watch yet, it is done when the learner says so."""
        if self.enrolment is None or self.activity is None or self.state == DONE:
            return {}
        return {
            "done_url": reverse("courses:done", args=[self.activity.key]),
            "done_key": acts.make_act(self.enrolment.pk),
        }

    def _said(self, step: dict[str, Any] | None) -> dict[str, str]:
        """Where a learner says that they read the text, or watched it at another host."""
        if self.enrolment is None or self.activity is None or step is None or not step["is_there"]:
            return {}
        if step["state"] == DONE:
            return {}
        return {
            "said_url": reverse(self.said_name, args=[self.activity.key]),
            "said_key": acts.make_act(self.enrolment.pk),
        }


def _state(share: float) -> str:
    enough = float(getattr(settings, SHARE, evidence.USUAL_SHARE)) - 1e-6
    return DONE if share >= enough else DOING if share > 0 else TODO
