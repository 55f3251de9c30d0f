"""The kind contract: what an activity kind declares. Pure: no database, no clock, nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from lms.plugins.rules import Rule

Facts = dict[str, Any]
Settings = Mapping[str, Any]


class Verb(StrEnum):
    """What a learner can do with an activity; close to xAPI and cmi5. Stored, never renamed."""

    OPENED = "opened"
    PROGRESSED = "progressed"
    ANSWERED = "answered"
    SUBMITTED = "submitted"
    PASSED = "passed"
    FAILED = "failed"
    ATTENDED = "attended"
    POSTED = "posted"
    COMPLETED = "completed"


class Dated(StrEnum):
    """The dated meetings that lms.agenda keeps; a kind names the one that attends to its activities."""

    SESSION = "session"  # collective: a room or a virtual class, signed by half-day
    APPOINTMENT = "appointment"  # one to one, with a coach


class Refused(ValueError):
    """A message that cannot become evidence. Its text is for the person: what happened, what to do."""


@dataclass(frozen=True)
class Reading:
    """What a kind read in a message, before it is stored as evidence."""

    verb: Verb
    score: float | None = None  # 0-1
    detail: Mapping[str, Any] = field(default_factory=dict)  # what fold needs; never a person's own words
    raw: Mapping[str, Any] = field(default_factory=dict)  # as received; blanked when the person is erased
    key: str = ""  # the sender's own name for this message; the same key is stored once


@dataclass(frozen=True)
class Event:
    """One stored evidence, as fold sees it."""

    verb: Verb
    happened_at: datetime  # UTC
    score: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """One figure about one learner and one activity, for reports: a label and words."""

    label: str
    value: str


class Kind:
    """Base of every kind. A kind sets the attributes and overrides what it needs.

    name: stored in the database, never renamed.
    verbs: what a learner can do. rules: the completion rules an author may choose, first the default.
    trusted: scores are decided by the server or a person; otherwise a browser vouches for them.
    attested: verbs that a learner never says of themselves: somebody who was there says them, or a server that saw it:
    lms.agenda from a signed sheet, or the kind itself, of files that lie before it and of marks that a person gave.
    dated: which dated meeting says them (lms.agenda); nothing for what is done without one.
    """

    name: str
    label: str | Promise
    verbs: frozenset[Verb]
    rules: tuple[Rule, ...]
    trusted: bool = True
    attested: frozenset[Verb] = frozenset()
    dated: Dated | None = None

    def rule(self, name: str) -> Rule:
        """The rule of that name; KeyError when this kind does not offer it."""
        return {rule.name: rule for rule in self.rules}[name]

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        """Turn what arrived into a reading, or raise Refused with a sentence for the person."""
        raise NotImplementedError

    def fold(self, facts: Facts, event: Event) -> Facts:
        """Add one evidence to what is known. The same facts whatever the order; the input is not changed."""
        return fold_common(facts, event)

    def is_waiting(self, facts: Facts) -> bool:
        """Has the learner handed something in that now waits for somebody else?"""
        return False

    def is_production(self, facts: Facts) -> bool:
        """Does this hold something that the learner made or answered, more than read or ticked (domain.md B2, rule 1)?

        Once true, more evidence never makes it false. A kind that can hold one overrides this.
        """
        return False

    @property
    def may_produce(self) -> bool:
        """Could an activity of this kind ever hold a production?"""
        return type(self).is_production is not Kind.is_production

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        """Figures for reports. Facts may be empty: not started."""
        raise NotImplementedError


def fold_common(facts: Facts, event: Event) -> Facts:
    """Facts every kind knows: how often each verb came, first and last moment, best score (0-1)."""
    moment = event.happened_at.isoformat()
    counts = dict(facts.get("counts", {}))
    counts[event.verb.value] = counts.get(event.verb.value, 0) + 1
    folded = {
        **facts,
        "counts": counts,
        "first_at": min(facts.get("first_at", moment), moment),
        "last_at": max(facts.get("last_at", moment), moment),
    }
    if event.score is not None:
        folded["best_score"] = max(facts.get("best_score", 0.0), event.score)
    return folded
