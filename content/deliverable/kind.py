"""Work that learners hand in and people mark. Handing in is seen by the server, marks are given by a person: neither
is ever taken from a learner's own message."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.plugins import rules
from lms.plugins.kind import Cell, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common

MOST_VERSIONS = 1000
ANSWERS = frozenset({Verb.PASSED, Verb.FAILED, Verb.COMPLETED})

MARKED = rules.Rule("marked", _("Somebody has marked it"), lambda facts, settings: bool(facts.get("marked")))


class Deliverable(Kind):
    name = "deliverable"
    label = _("Deliverable")
    verbs = frozenset({Verb.OPENED, Verb.SUBMITTED, *ANSWERS})
    rules = (rules.SUBMITTED, MARKED, rules.SCORED)
    attested = frozenset({Verb.SUBMITTED, *ANSWERS})

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        """{"verb": "opened"}, {"verb": "submitted", "version": 1, "late": False}, and of whoever marks it
        {"verb": "passed" | "failed" | "completed", "version": 1, "score": 0.8}, or "returned": True without a score."""
        verb = payload.get("verb")
        if verb == Verb.OPENED.value:
            return Reading(Verb.OPENED)
        if verb == Verb.SUBMITTED.value:
            late = payload.get("late", False)
            if not isinstance(late, bool):
                raise _unreadable()
            return Reading(Verb.SUBMITTED, detail={"version": _version(payload), "late": late})
        if not isinstance(verb, str) or verb not in ANSWERS:
            raise Refused(gettext("A deliverable can be opened, handed in or marked, nothing else."))
        returned, score = payload.get("returned", False), payload.get("score")
        if not isinstance(returned, bool) or (returned and (score is not None or verb != Verb.FAILED)):
            raise _unreadable()
        if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
            raise Refused(gettext("A mark is a number. Nothing was recorded."))
        return Reading(Verb(verb), score=score, detail={"version": _version(payload), "returned": returned})

    def fold(self, facts: Facts, event: Event) -> Facts:
        """Adds the numbers of the versions that were handed in, late, marked, and sent back."""
        folded, told = fold_common(facts, event), event.detail
        if "version" not in told:
            return folded
        names = []
        if event.verb == Verb.SUBMITTED:
            names = ["handed", *(["late"] if told.get("late") else [])]
        elif event.verb in ANSWERS:
            names = ["returned" if told.get("returned") else "marked"]
        for name in names:
            folded[name] = sorted({*facts.get(name, []), told["version"]})
        return folded

    def is_waiting(self, facts: Facts) -> bool:
        answered = [*facts.get("marked", []), *facts.get("returned", [])]
        return max(facts.get("handed", []), default=0) > max(answered, default=0)

    def is_production(self, facts: Facts) -> bool:
        return bool(facts.get("handed"))

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        best = facts.get("best_score")
        return [
            Cell(gettext("Times handed in"), str(len(facts.get("handed", [])))),
            Cell(gettext("Best mark"), "" if best is None else f"{round(best * 100)} %"),
        ]


def _version(payload: Mapping[str, Any]) -> int:
    number = payload.get("version")
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST_VERSIONS:
        raise _unreadable()
    return number


def _unreadable() -> Refused:
    return Refused(gettext("It is not said which version this is about. Nothing was recorded."))


KIND = Deliverable()
