"""A text to read: done when opened, or when the learner says so."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.plugins import rules
from lms.plugins.kind import Cell, Facts, Kind, Reading, Refused, Settings, Verb


class Text(Kind):
    name = "text"
    label = _("Text")
    verbs = frozenset({Verb.OPENED, Verb.COMPLETED})
    rules = (rules.MARKED_DONE, rules.OPENED)

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        verb = payload.get("verb")
        if not isinstance(verb, str) or verb not in self.verbs:
            raise Refused(gettext("A text can be opened or marked as done, nothing else."))
        return Reading(Verb(verb))

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        return [Cell(gettext("Times opened"), str(facts.get("counts", {}).get("opened", 0)))]


KIND = Text()
