"""Kinds with scores, for tests of the engine: one decided by the server, one that only a browser claims."""

from collections.abc import Mapping
from typing import Any

import pytest

from lms.catalogue.models import Activity, ActivityVersion, Indicator
from lms.plugins import registry, rules
from lms.plugins.kind import Cell, Facts, Kind, Reading, Settings, Verb
from tests.factories import World


class Scored(Kind):
    name = "scored"
    label = "Scored"
    verbs = frozenset({Verb.OPENED, Verb.ANSWERED, Verb.COMPLETED})
    rules = (rules.FINISHED, rules.SCORED)

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        verb = Verb(payload.get("verb", "answered"))
        return Reading(verb, payload.get("score"), detail={"said": payload.get("detail", "")})

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        return []


class Claimed(Scored):
    name = "claimed"
    trusted = False


def install_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both kinds beside the installed ones, until the test ends."""
    found = {**registry.kinds(), "scored": Scored(), "claimed": Claimed()}
    for module in ("lms.progress.admission.kinds", "lms.progress.rebuild.kinds"):
        monkeypatch.setattr(module, lambda: found)
    monkeypatch.setattr("lms.progress.record.kind_of", found.__getitem__)


def feed(world: World, activity: Activity, kind: str, *indicators: Indicator, rule: str = "finished") -> None:
    """Make it an activity of that kind whose score, out of 100, measures these indicators."""
    assert activity.version is not None
    old = activity.version
    activity.kind = kind
    activity.version = ActivityVersion.objects.create(
        activity=activity,
        rule=rule,
        settings={"pass_score": 0.5},
        minutes=old.minutes,
        place=old.place,
        timing=old.timing,
        feeds=[{"indicator": indicator.pk, "scale": "100"} for indicator in indicators],
    )
    activity.save()
