"""Resources to open and use. The server sees which were opened, so no learner's own message says it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.plugins import rules
from lms.plugins.kind import Cell, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common


def _seen(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> set[str]:
    return set(facts.get("resources", [])) & set(settings.get("resources", []))


def _has_opened_all(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    wanted = set(settings.get("resources", []))
    return bool(wanted) and wanted <= _seen(facts, settings)


def _has_opened_needed(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    wanted = set(settings.get("needed_ones", []))
    return bool(wanted) and wanted <= _seen(facts, settings)


def _has_opened_some(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    return len(_seen(facts, settings)) >= max(1, settings.get("needed") or 1)


NEEDED = rules.Rule("opened_needed", _("The learner has opened the resources that must be opened"), _has_opened_needed)
ALL = rules.Rule("opened_all", _("The learner has opened all the resources"), _has_opened_all)
SOME = rules.Rule("opened_some", _("The learner has opened so many of the resources"), _has_opened_some)


class Toolbox(Kind):
    name = "toolbox"
    label = _("Toolbox")
    verbs = frozenset({Verb.OPENED, Verb.PROGRESSED, Verb.COMPLETED})
    rules = (NEEDED, ALL, SOME, rules.MARKED_DONE, rules.OPENED)
    attested = frozenset({Verb.PROGRESSED})

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        """{"verb": "opened" | "completed"}, and of the server {"verb": "progressed", "resource": public id}."""
        match payload.get("verb"):
            case "opened":
                return Reading(Verb.OPENED)
            case "completed":
                return Reading(Verb.COMPLETED)
            case "progressed":
                return Reading(Verb.PROGRESSED, detail={"resource": _resource(payload.get("resource"))})
        raise Refused(gettext("A toolbox can be opened, used, or marked as done, nothing else."))

    def fold(self, facts: Facts, event: Event) -> Facts:
        folded = fold_common(facts, event)
        if resource := event.detail.get("resource"):
            folded["resources"] = sorted({*facts.get("resources", []), resource})
        return folded

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        seen, there = len(_seen(facts, settings)), len(settings.get("resources", []))
        return [Cell(gettext("Resources opened"), f"{seen} / {there}")]


def _resource(told: Any) -> str:
    try:
        return str(UUID(str(told)))
    except ValueError:
        raise Refused(gettext("This resource is not known here. What you did before is kept.")) from None


KIND = Toolbox()
