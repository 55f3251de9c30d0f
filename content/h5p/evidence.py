"""What the player sends, read as evidence. Everything comes from a browser: sizes, numbers and words are checked."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lms.plugins.kind import Reading, Refused, Settings, Verb

MAX_LENGTH = 8_000
_KEY = re.compile(r"^[A-Za-z0-9._:-]{8,64}$")
_SUB = re.compile(r"[?&]subContentId=([A-Za-z0-9-]{1,50})")

# xAPI and H5P verbs to ours. What is not here is noise of the interface (pressed, copied, turned a page).
VERBS = {
    "attempted": Verb.PROGRESSED,
    "initialized": Verb.PROGRESSED,
    "launched": Verb.PROGRESSED,
    "resumed": Verb.PROGRESSED,
    "interacted": Verb.PROGRESSED,
    "progressed": Verb.PROGRESSED,
    "experienced": Verb.PROGRESSED,
    "consume": Verb.PROGRESSED,
    "consumed": Verb.PROGRESSED,
    "answered": Verb.ANSWERED,
    "responded": Verb.ANSWERED,
    "scored": Verb.ANSWERED,
    "completed": Verb.COMPLETED,
    "passed": Verb.PASSED,
    "mastered": Verb.PASSED,
    "failed": Verb.FAILED,
}
STARTED = frozenset({"attempted", "initialized", "launched", "resumed"})


def read_statement(payload: Mapping[str, Any], settings: Settings) -> Reading:
    """One xAPI statement of the player; raises Refused. Only a statement without a parent scores."""
    statement, key = payload.get("statement"), payload.get("id")
    if not isinstance(statement, Mapping) or not isinstance(key, str) or not _KEY.match(key):
        raise _malformed()
    try:
        if len(json.dumps(payload, allow_nan=False)) > MAX_LENGTH:
            raise Refused(_("This answer is too long to be kept. What you did before is kept."))
    except (TypeError, ValueError, RecursionError):
        raise _malformed() from None
    name = _verb_name(statement)
    if name not in VERBS:
        raise Refused(_("This content said something that we do not keep."))
    if part := _part(statement):
        return _read_part(name, part, settings)
    verb = VERBS[name]
    if verb is Verb.PROGRESSED:
        return Reading(verb, key=_once("started" if name in STARTED else "progressed", settings))
    return Reading(verb, score=_score(statement), detail=_detail(statement), raw=_raw(statement), key=key)


def read_viewed(settings: Settings) -> Reading:
    """The content was on the screen long enough to be looked at: the page says so once."""
    return Reading(Verb.PROGRESSED, detail={"viewed": True}, key=_once("viewed", settings))


def _read_part(name: str, part: str, settings: Settings) -> Reading:
    """A question inside a larger content: a step forward, told once, without a score of its own."""
    if VERBS[name] is Verb.PROGRESSED:
        return Reading(Verb.PROGRESSED, key=_once("progressed", settings))
    return Reading(Verb.PROGRESSED, detail={"part": part}, key=_once(part, settings))


def _once(what: str, settings: Settings) -> str:
    """The name of what counts once in one activity, however often it comes."""
    return f"{settings.get('place', '')}:{what}"


def _malformed() -> Refused:
    return Refused(_("This content sent something that could not be read. What you did before is kept."))


def _verb_name(statement: Mapping[str, Any]) -> str:
    verb = statement.get("verb")
    address = verb.get("id") if isinstance(verb, Mapping) else None
    if not isinstance(address, str) or len(address) > 200:
        raise _malformed()
    return address.rstrip("/").rsplit("/", 1)[-1]


def _part(statement: Mapping[str, Any]) -> str:
    """The sub-content that speaks, empty for the whole. H5P names it in the object's address, or by a parent."""
    target = statement.get("object")
    address = target.get("id") if isinstance(target, Mapping) else ""
    if isinstance(address, str) and (match := _SUB.search(address)):
        return match[1]
    context = statement.get("context")
    activities = context.get("contextActivities") if isinstance(context, Mapping) else None
    parents = activities.get("parent") if isinstance(activities, Mapping) else None
    return "child" if parents else ""


def _score(statement: Mapping[str, Any]) -> float | None:
    """0-1, or None if the statement gives no score."""
    result = statement.get("result")
    score = result.get("score") if isinstance(result, Mapping) else None
    if score is None:
        return None
    if not isinstance(score, Mapping):
        raise _out_of_range()
    raw, most, least = (_number(score.get(name)) for name in ("raw", "max", "min"))
    if raw is None or most is None:
        scaled = _number(score.get("scaled"))
        if scaled is None or not 0 <= scaled <= 1:
            raise _out_of_range()
        return scaled
    least = least or 0.0
    if raw == most == least:
        # A content without questions says 0 out of 0: finished, and no score.
        return None
    if not least <= raw <= most or most <= least or least < 0:
        raise _out_of_range()
    return (raw - least) / (most - least)


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e9 or math.isnan(value):
        raise _out_of_range()
    return float(value)


def _out_of_range() -> Refused:
    return Refused(_("This content sent a score that is out of range. It was not kept."))


def _detail(statement: Mapping[str, Any]) -> dict[str, Any]:
    result = statement.get("result")
    score = result.get("score") if isinstance(result, Mapping) else None
    if not isinstance(score, Mapping):
        return {}
    return {name: score[name] for name in ("raw", "max") if isinstance(score.get(name), int | float)}


def _raw(statement: Mapping[str, Any]) -> dict[str, Any]:
    """What the learner answered may be their own words: it stands in `raw` alone, which erasure blanks."""
    return {name: statement[name] for name in ("verb", "object", "result", "context") if name in statement}
