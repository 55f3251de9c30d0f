"""A workshop or a virtual class: done when those who were there have signed for it, half-day by half-day."""

import re
from collections.abc import Mapping
from math import ceil
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.plugins.kind import Cell, Dated, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common
from lms.plugins.rules import Rule

MOST_PARTS = 40
MOST_MINUTES = 1440
SLOT = re.compile(r"[\w:.-]{1,80}", re.ASCII)  # a half-day's name: its key or its number, as text


def _attended_enough(facts: Mapping[str, Any], settings: Settings) -> bool:
    """Enough parts of one way of dividing the session, on whatever dates: a morning here, an afternoon there."""
    share = min(100, max(1, int(settings.get("share", 100))))
    return any(len(parts) >= ceil(int(of) * share / 100) for of, parts in facts.get("parts", {}).items())


ATTENDED = Rule("attended", _("The learner was there: the half-days are signed"), _attended_enough)


class Session(Kind):
    name = "session"
    label = _("Session")
    verbs = frozenset({Verb.OPENED, Verb.ATTENDED})
    rules = (ATTENDED,)
    attested = frozenset({Verb.ATTENDED})
    dated = Dated.SESSION

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        """{"verb": "attended", "slot": "<half-day>", "part": 1, "parts": 2, "minutes": 210}, or {"verb": "opened"}."""
        verb = payload.get("verb")
        if verb == Verb.OPENED.value:
            return Reading(Verb.OPENED)
        if verb != Verb.ATTENDED.value:
            raise Refused(gettext("A session is attended: it is recorded when it is signed."))
        slot, parts = payload.get("slot"), _whole(payload.get("parts"), MOST_PARTS)
        if not isinstance(slot, str) or not SLOT.fullmatch(slot):
            raise Refused(gettext("It is not said which half-day was attended. Nothing was recorded."))
        detail = {
            "slot": slot,
            "part": _whole(payload.get("part"), parts),
            "parts": parts,
            "minutes": _whole(payload.get("minutes"), MOST_MINUTES),
        }
        return Reading(Verb.ATTENDED, detail=detail)

    def fold(self, facts: Facts, event: Event) -> Facts:
        """Adds `parts`, the parts attended by number of parts, and `slots`, the minutes of each half-day."""
        folded, told = fold_common(facts, event), event.detail
        if event.verb != Verb.ATTENDED or "slot" not in told:
            return folded
        parts = dict(facts.get("parts", {}))
        of = str(told["parts"])
        parts[of] = sorted({*parts.get(of, []), told["part"]})
        slots = dict(facts.get("slots", {}))
        slots[told["slot"]] = max(slots.get(told["slot"], 0), told["minutes"])
        return {**folded, "parts": dict(sorted(parts.items())), "slots": dict(sorted(slots.items()))}

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        slots = facts.get("slots", {})
        return [
            Cell(gettext("Half-days attended"), str(len(slots))),
            Cell(gettext("Minutes"), str(sum(slots.values()))),
        ]


def _whole(value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise Refused(gettext("The half-day or its minutes cannot be right. Nothing was recorded."))
    return value


KIND = Session()
