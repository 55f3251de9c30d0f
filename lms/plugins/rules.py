"""Completion rules that any kind may offer. A rule is monotone: more evidence never undoes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Rule:
    """name: stored, never renamed. label: for authors. holds(facts, settings): is the activity complete?"""

    name: str
    label: str | Promise
    holds: Callable[[Mapping[str, Any], Mapping[str, Any]], bool]


def count(facts: Mapping[str, Any], *verbs: str) -> int:
    """How many evidences of these verbs the facts know."""
    return sum(facts.get("counts", {}).get(verb, 0) for verb in verbs)


def _scored_enough(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    # An author who sets no pass score asks for any score at all.
    return "best_score" in facts and facts["best_score"] >= (settings.get("pass_score") or 0)


OPENED = Rule("opened", _("The learner opens it"), lambda facts, settings: count(facts, "opened") > 0)
MARKED_DONE = Rule(
    "marked_done", _("The learner says it is done"), lambda facts, settings: count(facts, "completed") > 0
)
FINISHED = Rule(
    "finished",
    _("The learner finishes it, or says it is done"),
    lambda facts, settings: count(facts, "completed", "passed", "failed", "answered", "submitted") > 0,
)
SCORED = Rule("scored", _("The learner reaches the pass score"), _scored_enough)
SUBMITTED = Rule("submitted", _("The learner hands work in"), lambda facts, settings: count(facts, "submitted") > 0)
