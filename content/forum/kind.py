"""What a forum asks of a learner: posts, replies to others, a question that was answered, posts found useful.

The server saw the posts and a moderator found them useful: none of it is ever taken from a learner's own message.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.plugins import rules
from lms.plugins.kind import Cell, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common

LONGEST_MARK = 40
MOST_OTHERS = 50  # people one replied to that are told apart; no activity asks for more


def asked_times(settings: Settings) -> int:
    """How many of what its rule counts an activity asks for: one, unless the author says more."""
    return max(1, int(settings.get("times") or 1))


def done_times(rule: str, facts: Mapping[str, Any]) -> int:
    """How many of what that rule counts there are."""
    if rule in ("replied", "exchanged"):
        return len(facts.get("others" if rule == "replied" else "guests", []))
    if rule == "started":
        return int(facts.get("started", 0))
    return rules.count(facts, {"answered": "answered", "useful": "passed"}.get(rule, "posted"))


def _rule(name: str, label: Any) -> rules.Rule:
    return rules.Rule(name, label, lambda facts, settings: done_times(name, facts) >= asked_times(settings))


POSTED = _rule("posted", _("The learner posts so many messages"))
STARTED = _rule("started", _("The learner opens so many threads"))
REPLIED = _rule("replied", _("The learner replies to so many other people"))
EXCHANGED = _rule("exchanged", _("The learner replies to so many invited guests"))
ANSWERED = _rule("answered", _("The learner asks so many questions and accepts an answer"))
USEFUL = _rule("useful", _("So many of the learner's messages are recognised as useful"))


class Forum(Kind):
    name = "forum"
    label = _("Forum")
    verbs = frozenset({Verb.OPENED, Verb.POSTED, Verb.ANSWERED, Verb.PASSED})
    rules = (POSTED, STARTED, REPLIED, EXCHANGED, ANSWERED, USEFUL)
    attested = frozenset({Verb.POSTED, Verb.ANSWERED, Verb.PASSED})

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        """{"verb": "opened"}; of the server {"verb": "posted", "starts": bool, "to": mark, "guest": bool} and
        {"verb": "answered"}; of a moderator {"verb": "passed"}: found useful. `to` marks a person without naming them.
        """
        match payload.get("verb"):
            case "opened":
                return Reading(Verb.OPENED)
            case "answered":
                return Reading(Verb.ANSWERED)
            case "passed":
                return Reading(Verb.PASSED)
            case "posted":
                return Reading(Verb.POSTED, detail=_posted(payload))
        raise Refused(gettext("In a forum one reads and posts, nothing else. Nothing was recorded."))

    def fold(self, facts: Facts, event: Event) -> Facts:
        """Adds how many threads were opened, and the marks of those replied to: of anybody, and of guests."""
        folded, told = fold_common(facts, event), event.detail
        if told.get("starts"):
            folded["started"] = folded.get("started", 0) + 1
        if mark := told.get("to"):
            for name in ("others", *(["guests"] if told.get("guest") else [])):
                folded[name] = sorted({*facts.get(name, []), mark})[:MOST_OTHERS]
        return folded

    def is_production(self, facts: Facts) -> bool:
        return rules.count(facts, "posted") > 0

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        return [
            Cell(gettext("Messages posted"), str(rules.count(facts, "posted"))),
            Cell(gettext("People replied to"), str(len(facts.get("others", [])))),
            Cell(gettext("Messages recognised as useful"), str(rules.count(facts, "passed"))),
        ]


def _posted(payload: Mapping[str, Any]) -> dict[str, Any]:
    starts, to, guest = payload.get("starts", False), payload.get("to", ""), payload.get("guest", False)
    if not (isinstance(starts, bool) and isinstance(guest, bool) and isinstance(to, str) and len(to) <= LONGEST_MARK):
        raise Refused(gettext("This message cannot be read as a post. Nothing was recorded."))
    return {"starts": starts, "to": to, "guest": guest and bool(to)}


KIND = Forum()
