"""A quiz: what an attempt is worth is decided by the server, or by who marks it; never by the learner's own form."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.quiz.grades import BEST, grade_of
from lms.plugins import rules
from lms.plugins.kind import Cell, Event, Facts, Kind, Reading, Refused, Settings, Verb, fold_common

MOST_QUESTIONS = 1000


def _tried_all(facts: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    return bool(facts.get("tried_all"))


SUBMITTED = rules.Rule("submitted", _("The learner hands in an attempt"), rules.SUBMITTED.holds)
ANSWERED = rules.Rule("answered", _("The learner answers every question in one attempt"), _tried_all)


class Quiz(Kind):
    """A page that has no question yet is said to be done (rule "finished"); no author chooses that rule."""

    name = "quiz"
    label = _("Quiz")
    verbs = frozenset({Verb.OPENED, Verb.SUBMITTED, Verb.COMPLETED})
    rules = (SUBMITTED, rules.SCORED, ANSWERED, rules.FINISHED)
    attested = frozenset({Verb.SUBMITTED})

    def read(self, payload: Mapping[str, Any], settings: Settings) -> Reading:
        match payload.get("verb"):
            case "opened":
                return Reading(Verb.OPENED)
            case "submitted":
                return _attempt(payload)
            case "completed" if not settings.get("questions"):
                return Reading(Verb.COMPLETED)
            case "completed":
                raise Refused(gettext("This quiz is done by answering its questions. Nothing was recorded."))
        raise Refused(gettext("A quiz can be opened or handed in, nothing else."))

    def fold(self, facts: Facts, event: Event) -> Facts:
        folded = fold_common(facts, event)
        if "attempt" in event.detail:
            detail = event.detail
            known = dict(facts.get("attempts", {}))
            now = [detail["number"], detail.get("own")]
            # Said twice, as when it was marked again: the higher is kept, whichever came first.
            known[detail["attempt"]] = max(known.get(detail["attempt"], now), now, key=_weight)
            folded["attempts"] = known
            if detail["tried"] >= detail["questions"]:
                folded["tried_all"] = True
        return folded

    def is_waiting(self, facts: Facts) -> bool:
        return any(own is None for _number, own in facts.get("attempts", {}).values())

    def is_production(self, facts: Facts) -> bool:
        return bool(facts.get("attempts"))

    def cells(self, facts: Facts, settings: Settings) -> list[Cell]:
        attempts = sorted(facts.get("attempts", {}).values(), key=_weight)
        grade = grade_of([own for _number, own in attempts if own is not None], settings.get("grade", BEST))
        return [
            Cell(gettext("Grade"), gettext("none") if grade is None else f"{number_format(grade * 100, 0)} %"),
            Cell(gettext("Attempts handed in"), str(len(attempts))),
            Cell(gettext("Attempts to mark"), str(sum(own is None for _number, own in attempts))),
        ]


def _weight(attempt: list[Any]) -> tuple[int, float]:
    number, own = attempt
    return number, -1.0 if own is None else own


def _attempt(payload: Mapping[str, Any]) -> Reading:
    """One attempt as submit.py tells it: score is the grade after it, own its own score; none while it waits."""
    name, number = payload.get("attempt"), payload.get("number")
    tried, questions = payload.get("tried"), payload.get("questions")
    if not isinstance(name, str) or not 0 < len(name) <= 60 or not name.isprintable():
        raise _unreadable()
    if not (_is_count(number, 1) and _is_count(questions, 1) and _is_count(tried, 0)):
        raise _unreadable()
    score, own = payload.get("score"), payload.get("own")
    if not (_is_share(score) and _is_share(own)) or (score is None) != (own is None):
        raise _unreadable()
    detail = {"attempt": name, "number": number, "tried": tried, "questions": questions, "own": own}
    return Reading(Verb.SUBMITTED, score=score, detail=detail)


def _is_count(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST_QUESTIONS


def _is_share(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1)


def _unreadable() -> Refused:
    return Refused(gettext("This attempt could not be read. Nothing was recorded; your answers are kept."))


KIND = Quiz()
