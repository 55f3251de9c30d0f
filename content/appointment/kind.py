"""An appointment with somebody of the team: done when it was held, for as long as the author asks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.plugins import rules
from lms.plugins.kind import Cell, Dated, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common

LONGEST = 24 * 60


def _was_held(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    # An author who asks for no minutes asks for one appointment, of any length.
    if not rules.count(facts, "attended"):
        return False
    return sum(facts.get("appointments", {}).values()) >= (settings.get("minutes_asked") or 0)


HELD = rules.Rule("attended", _("The appointment took place"), _was_held)


class Appointment(Kind):
    name = "appointment"
    label = _("Appointment")
    verbs = frozenset({Verb.OPENED, Verb.ATTENDED})
    rules = (HELD,)
    dated = Dated.APPOINTMENT
    attested = frozenset({Verb.ATTENDED})

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        match payload.get("verb"):
            case "opened":
                return Reading(Verb.OPENED)
            case "attended":
                return Reading(Verb.ATTENDED, detail=_held(payload))
        raise Refused(gettext("An appointment can be opened or held, nothing else."))

    def fold(self, facts: Facts, event: Event) -> Facts:
        folded = fold_common(facts, event)
        if "appointment" in event.detail:
            known = dict(facts.get("appointments", {}))
            name, minutes = event.detail["appointment"], event.detail["minutes"]
            # Said twice, it was held once: the longest counts, whichever came first.
            known[name] = max(known.get(name, 0), minutes)
            folded["appointments"] = known
        return folded

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        held = facts.get("appointments", {})
        return [
            Cell(gettext("Appointments held"), str(len(held))),
            Cell(gettext("Minutes of appointments"), str(sum(held.values()))),
        ]


def _held(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Which appointment, and how long."""
    name, minutes = payload.get("appointment"), payload.get("minutes")
    if not isinstance(name, str) or not 0 < len(name) <= 60 or not name.isprintable():
        raise Refused(gettext("Say which appointment was held. Nothing was recorded."))
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 < minutes <= LONGEST:
        raise Refused(gettext("Say how many minutes the appointment lasted. Nothing was recorded."))
    return {"appointment": name, "minutes": minutes}


KIND = Appointment()
