"""An oral presentation before a jury: the jury alone says what came of it, never the learner."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.plugins import rules
from lms.plugins.kind import Cell, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common

SAID = frozenset({Verb.PASSED, Verb.FAILED, Verb.COMPLETED})
DECISION = re.compile(r"[\w-]{1,60}", re.ASCII)  # a decision's name: its key, as text

HEARD = rules.Rule(
    "heard",
    _("The jury has decided, whatever it decided"),
    lambda facts, settings: rules.count(facts, "passed", "failed", "completed") > 0,
)
ADMITTED = rules.Rule(
    "admitted", _("The jury has admitted the learner"), lambda facts, settings: rules.count(facts, "passed") > 0
)


class Jury(Kind):
    name = "jury"
    label = _("Jury")
    verbs = frozenset({Verb.OPENED, *SAID})
    rules = (HEARD, ADMITTED)
    attested = SAID

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        """{"verb": "opened"}, or {"verb": "passed" | "failed" | "completed", "decision": "...", "score": 0.7}."""
        verb = payload.get("verb")
        if verb == Verb.OPENED.value:
            return Reading(Verb.OPENED)
        if not isinstance(verb, str) or verb not in SAID:
            raise Refused(gettext("A jury hears and decides: nothing else is recorded here."))
        decision, score = payload.get("decision"), payload.get("score")
        if not isinstance(decision, str) or not DECISION.fullmatch(decision):
            raise Refused(gettext("It is not said which decision this is. Nothing was recorded."))
        if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
            raise Refused(gettext("A mark is a number. Nothing was recorded."))
        return Reading(Verb(verb), score=score, detail={"decision": decision})

    def fold(self, facts: Facts, event: Event) -> Facts:
        """Adds `decisions`: what each decision that stands said."""
        folded = fold_common(facts, event)
        if "decision" in event.detail:
            said = {**facts.get("decisions", {}), event.detail["decision"]: event.verb.value}
            folded["decisions"] = dict(sorted(said.items()))
        return folded

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        words = {"passed": gettext("admitted"), "failed": gettext("not admitted"), "completed": gettext("heard")}
        best, out_of = facts.get("best_score"), int((settings.get("jury") or {}).get("out_of", 20))
        return [
            Cell(gettext("Decision"), ", ".join(words[verb] for verb in facts.get("decisions", {}).values())),
            Cell(gettext("Mark of the jury"), "" if best is None else f"{round(best * out_of, 2):g} / {out_of}"),
        ]


KIND = Jury()
