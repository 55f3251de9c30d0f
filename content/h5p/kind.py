"""An interactive content (H5P): what it says of itself becomes evidence. Only a browser vouches for its scores."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.h5p.evidence import read_statement, read_viewed
from lms.plugins import rules
from lms.plugins.kind import Cell, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common


def _was_viewed(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    return bool(facts.get("viewed"))


VIEWED = rules.Rule("viewed", _("The learner looks at it for a while"), _was_viewed)


class H5P(Kind):
    name = "h5p"
    label = _("Interactive content (H5P)")
    verbs = frozenset({Verb.OPENED, Verb.PROGRESSED, Verb.ANSWERED, Verb.PASSED, Verb.FAILED, Verb.COMPLETED})
    rules = (rules.FINISHED, rules.SCORED, VIEWED, rules.MARKED_DONE, rules.OPENED)
    trusted = False

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        if "statement" in payload:
            return read_statement(payload, settings)
        match payload.get("verb"):
            case "opened":
                return Reading(Verb.OPENED)
            case "viewed":
                return read_viewed(settings)
            case "completed":
                return Reading(Verb.COMPLETED, detail={"marked": True})
        raise Refused(gettext("This content sent something that could not be read. What you did before is kept."))

    def fold(self, facts: Facts, event: Event) -> Facts:
        folded = fold_common(facts, event)
        if event.detail.get("viewed") or event.verb in (Verb.ANSWERED, Verb.COMPLETED, Verb.PASSED, Verb.FAILED):
            folded["viewed"] = True
        return folded

    def is_production(self, facts: Facts) -> bool:
        return facts.get("best_score") is not None

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        best = facts.get("best_score")
        score = gettext("none") if best is None else f"{number_format(best * 100, 0)} %"
        return [
            Cell(gettext("Best score (says the browser)"), score),
            Cell(gettext("Times finished"), str(rules.count(facts, "answered", "completed", "passed", "failed"))),
            Cell(gettext("Steps taken"), str(rules.count(facts, "progressed"))),
        ]


KIND = H5P()
