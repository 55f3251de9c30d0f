"""A questionnaire to fill in: done when the answers are sent. What was said stands in this kind's own tables."""

from collections.abc import Mapping
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.plugins import rules
from lms.plugins.kind import Cell, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common

MOST_QUESTIONS = 1000

SUBMITTED = rules.Rule(
    "submitted", _("The learner sends the answers"), lambda facts, settings: rules.count(facts, "submitted") > 0
)


def message_of(answered: int | None = None, asked: int | None = None) -> dict[str, Any]:
    """What the record is told once answers are stored; no figures where nobody may know more than that they were."""
    message: dict[str, Any] = {"verb": Verb.SUBMITTED.value, "receipt": _receipt(answered, asked)}
    return message if answered is None else {**message, "answered": answered, "asked": asked}


def _receipt(answered: Any, asked: Any) -> str:
    """Only our own server can write it: nobody is done with a questionnaire by saying so."""
    return salted_hmac("content.survey.sent", f"{answered}:{asked}", algorithm="sha256").hexdigest()


class Survey(Kind):
    name = "survey"
    label = _("Survey")
    verbs = frozenset({Verb.OPENED, Verb.SUBMITTED})
    rules = (SUBMITTED,)

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        """{"verb": "opened"}, or what `message_of` wrote."""
        match payload.get("verb"):
            case "opened":
                return Reading(Verb.OPENED)
            case "submitted":
                return Reading(Verb.SUBMITTED, detail=_figures(payload))
        raise Refused(gettext("A survey can be opened or sent, nothing else."))

    def fold(self, facts: Facts, event: Event) -> Facts:
        """Adds `answered` and `asked`, the most questions of one sending; nothing where answers are anonymous."""
        folded = fold_common(facts, event)
        for name in ("answered", "asked"):
            if name in event.detail:
                folded[name] = max(facts.get(name, 0), event.detail[name])
        return folded

    def is_production(self, facts: Facts) -> bool:
        # What is anonymous backs no hours: it cannot be shown to anybody.
        return bool(facts.get("answered"))

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        sent = gettext("yes") if rules.count(facts, "submitted") else gettext("no")
        answered = f"{facts['answered']} / {facts['asked']}" if "asked" in facts else ""
        return [Cell(gettext("Sent"), sent), Cell(gettext("Questions answered"), answered)]


def _figures(payload: Mapping[str, Any]) -> dict[str, int]:
    answered, asked = payload.get("answered"), payload.get("asked")
    receipt = payload.get("receipt")
    if not isinstance(receipt, str) or not constant_time_compare(receipt, _receipt(answered, asked)):
        raise Refused(gettext("Nothing was sent. Fill in the survey on its own page."))
    if answered is None:
        return {}
    if not (_is_count(answered) and _is_count(asked) and answered <= asked):
        raise Refused(gettext("The number of answers cannot be right. Nothing was recorded."))
    return {"answered": answered, "asked": asked}


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_QUESTIONS


KIND = Survey()
