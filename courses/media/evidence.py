"""What kinds that show videos share: messages of what was played become evidence, rules ask how much of it. Pure.

Kinds do not know each other, so what `content/` kinds have in common about videos stands here. A browser says what was
played; the server alone says that a video is no longer there, and such a video asks nothing of anybody.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.media.watching import merge, share_watched, watched_ms
from lms.plugins import rules
from lms.plugins.kind import Cell, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common

MOST_SEGMENTS = 500  # of one message
USUAL_SHARE = 0.9
Segments = list[tuple[int, int]]


def asked_of(facts: Mapping[str, Any], settings: Settings) -> dict[str, int]:
    """Milliseconds of each video that this learner is asked to watch: those that are there, by key."""
    gone = set(facts.get("gone", []))
    return {key: int(ms) for key, ms in (settings.get("videos") or {}).items() if key not in gone}


def watched_of(facts: Mapping[str, Any], key: str, duration_ms: int) -> float:
    """The share, 0-1, of one video that was played once, or read, or watched elsewhere as the learner says."""
    if key in facts.get("said", []):
        return 1.0
    return share_watched(_played(facts, key), duration_ms)


def watched_in_all(facts: Mapping[str, Any], settings: Settings) -> float:
    """The share, 0-1, of all that is asked together; 1 when nothing of it is there any more."""
    asked = asked_of(facts, settings)
    total = sum(asked.values())
    if not total:
        return 1.0 if all(key in facts.get("said", []) for key in asked) else 0.0
    return sum(ms * watched_of(facts, key, ms) for key, ms in asked.items()) / total


def played_ms(facts: Mapping[str, Any]) -> int:
    """Milliseconds played so far, each moment of each video once."""
    return sum(length(segments) for segments in facts.get("watched", {}).values())


def length(*several: Iterable[Iterable[int]]) -> int:
    """Milliseconds of these segments together, each moment once."""
    return watched_ms([(start, end) for each in several for start, end in each])


def gone_message(keys: Iterable[str]) -> dict[str, Any]:
    """What the server tells the record of videos that cannot be shown any more, or not yet."""
    told = sorted(keys)
    return {"verb": Verb.PROGRESSED.value, "gone": told, "receipt": _receipt(told)}


def complete_messages(settings: Settings) -> list[dict[str, Any]]:
    """The messages of somebody who watches all that an activity of these settings asks."""
    videos = settings.get("videos") or {}
    watched = [
        {"verb": "progressed", "video": key, **({"segments": [[0, ms]]} if ms else {"said": True})}
        for key, ms in videos.items()
    ]
    return [{"verb": "opened"}, *watched, *([] if videos else [{"verb": "completed"}])]


def _receipt(keys: list[str]) -> str:
    """Only our own server can write it: nobody gets round a video by saying that it is not there."""
    return salted_hmac("courses.media.gone", ",".join(keys), algorithm="sha256").hexdigest()


def _played(facts: Mapping[str, Any], key: str) -> Segments:
    return [(start, end) for start, end in facts.get("watched", {}).get(key, [])]


def _enough(settings: Settings) -> float:
    return float(settings.get("share") or USUAL_SHARE) - 1e-6


def _each_watched(facts: Mapping[str, Any], settings: Settings) -> bool:
    asked = asked_of(facts, settings)
    if not asked:
        return _nothing_left(facts, settings)
    return all(watched_of(facts, key, ms) >= _enough(settings) for key, ms in asked.items())


def _watched_together(facts: Mapping[str, Any], settings: Settings) -> bool:
    if not asked_of(facts, settings):
        return _nothing_left(facts, settings)
    return watched_in_all(facts, settings) >= _enough(settings)


def _nothing_left(facts: Mapping[str, Any], settings: Settings) -> bool:
    """All videos are gone: opening it is all that can be done. None was ever there: the learner says when."""
    return rules.count(facts, *(["opened"] if settings.get("videos") else []), "completed") > 0


WATCHED = rules.Rule("watched", _("The learner watches each video nearly to the end, or reads its text"), _each_watched)
WATCHED_TOGETHER = rules.Rule(
    "watched_together", _("The learner watches enough of all videos together"), _watched_together
)


class Watched(Kind):
    """Base of the kinds that show videos. Settings: videos {key: milliseconds} and share, 0-1, of each to be watched.

    Facts: watched {key: [[from_ms, to_ms], ...]} merged, said [keys read or watched elsewhere], gone [keys].
    """

    verbs = frozenset({Verb.OPENED, Verb.PROGRESSED, Verb.COMPLETED})
    rules = (WATCHED, WATCHED_TOGETHER, rules.MARKED_DONE, rules.OPENED)
    trusted = False

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        """{"verb": "opened" | "completed"}; {"verb": "progressed", "video": key} with "segments": [[from_ms, to_ms],
        ...] of what was really played, or "said": True; or what `gone_message` wrote."""
        verb = payload.get("verb")
        if verb in (Verb.OPENED.value, Verb.COMPLETED.value):
            return Reading(Verb(verb))
        if verb != Verb.PROGRESSED.value:
            raise Refused(gettext("A video can be opened, watched or read, nothing else."))
        if "gone" in payload:
            return Reading(Verb.PROGRESSED, detail={"gone": _gone(payload)})
        key = payload.get("video")
        if not isinstance(key, str) or key not in (settings.get("videos") or {}):
            raise Refused(gettext("This video is not part of this activity any more. What you did before is kept."))
        if payload.get("said") in (True, "1"):
            return Reading(Verb.PROGRESSED, detail={"video": key, "said": True})
        played = read_segments(payload.get("segments"), int(settings["videos"][key]))
        return Reading(Verb.PROGRESSED, detail={"video": key, "segments": [list(one) for one in played]})

    def fold(self, facts: Facts, event: Event) -> Facts:
        folded, told = fold_common(facts, event), event.detail
        if told.get("gone"):
            folded["gone"] = sorted({*facts.get("gone", []), *told["gone"]})
        if told.get("said"):
            folded["said"] = sorted({*facts.get("said", []), told["video"]})
        if told.get("segments"):
            played = merge([*_played(facts, told["video"]), *(tuple(one) for one in told["segments"])])
            # In one order, whatever came first: facts are compared as they are stored.
            kept = {**facts.get("watched", {}), told["video"]: [list(one) for one in played]}
            folded["watched"] = dict(sorted(kept.items()))
        return folded

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        asked = asked_of(facts, settings)
        seen = sum(watched_of(facts, key, ms) >= _enough(settings) for key, ms in asked.items())
        share = number_format(int(100 * watched_in_all(facts, settings) + 1e-6), 0) if asked else "0"
        cells = [
            Cell(gettext("Watched (says the browser)"), f"{share} %"),
            Cell(gettext("Videos watched"), f"{seen} / {len(asked)}"),
        ]
        if gone := len(set(facts.get("gone", [])) & set(settings.get("videos") or {})):
            cells.append(Cell(gettext("Videos that were not there"), str(gone)))
        return cells


def read_segments(told: Any, duration_ms: int) -> Segments:
    """Segments as a browser sends them, merged and cut at the video's end; raises Refused."""
    if not isinstance(told, list) or not 0 < len(told) <= MOST_SEGMENTS:
        raise _unreadable()
    found: Segments = []
    for one in told:
        if not isinstance(one, list | tuple) or len(one) != 2 or not all(_is_moment(each) for each in one):
            raise _unreadable()
        start, end = (min(int(each), duration_ms) for each in one)
        if one[0] >= one[1]:
            raise _unreadable()
        if start < end:
            found.append((start, end))
    if not found:
        raise Refused(gettext("What was played lies beyond the end of this video. Nothing was recorded."))
    return merge(found)


def _is_moment(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 86_400_000


def _gone(payload: Mapping[str, Any]) -> list[str]:
    keys, receipt = payload.get("gone"), payload.get("receipt")
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys) or not isinstance(receipt, str):
        raise _unreadable()
    if not constant_time_compare(receipt, _receipt(sorted(keys))):
        raise _unreadable()
    return sorted(keys)


def _unreadable() -> Refused:
    return Refused(gettext("The player sent something that could not be read. What you watched before is kept."))
