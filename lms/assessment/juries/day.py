"""The order of the day of a jury, as one person may read it. Before deliberation it holds no score but their own."""

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from lms.assessment.juries import marks, plan
from lms.assessment.juries.access import juror_of, may_organise, may_preside, may_read_scores
from lms.assessment.juries.decide import decision_in_force
from lms.assessment.juries.models import Candidate, Juror, JuryDecision, JuryScore, JurySession
from lms.assessment.juries.shown import mark
from lms.people.models import Person


def day_of(session: JurySession, person: Person) -> dict[str, Any]:
    """For templates/assessment/juries/jury.html. Nine queries, however many come before the jury."""
    own = juror_of(person, session)
    sees = may_read_scores(person, session)
    jurors = list(session.jurors.select_related("person"))
    rows = list(_candidates(session))
    lines = [_line(session, row, own, len(jurors), sees) for row in rows]
    admitted, people = plan.selection(session)
    return {
        "session": session,
        "lines": lines,
        "jurors": [{"row": one, "name": str(one), "is_president": _presides(one, session)} for one in jurors],
        "sits": own is not None,
        "organises": may_organise(person, session),
        "presides": may_preside(person, session),
        "sees": sees,
        "missing": sum(len(jurors) - line["given"] for line in lines),
        "selection": _selected(admitted, people) if any(line["decision"] for line in lines) else None,
        "has_categories": session.categories.exists(),
    }


def _candidates(session: JurySession) -> Any:
    decisions = (
        JuryDecision.objects.filter(withdrawn_at=None).select_related("outcome").prefetch_related("distinctions")
    )
    return session.candidates.select_related("enrolment__person", "category").prefetch_related(
        Prefetch("scores", queryset=JuryScore.objects.defer("before", "comment")),
        Prefetch("decisions", queryset=decisions),
    )


def _line(session: JurySession, row: Candidate, own: Juror | None, jurors: int, sees: bool) -> dict[str, Any]:
    scores = list(row.scores.all())
    mine = next((one for one in scores if own is not None and one.juror_id == own.pk), None)
    decision = decision_in_force(row)
    mean = marks.mean([one.score for one in scores if one.given_at and one.score is not None]) if sees else None
    return {
        "row": row,
        "name": str(row.enrolment.person or _("Somebody who has left")),
        "is_erased": row.enrolment.person_id is None,
        "given": sum(one.given_at is not None for one in scores),
        "jurors": jurors,
        "state": _state(mine),
        "mine": mark(mine.score, session.out_of) if mine and mine.given_at else "",
        "mean": mark(mean, session.out_of) if mean is not None else "",
        "decision": decision.outcome.title if decision else "",
        "distinctions": [one.title for one in decision.distinctions.all()] if decision else [],
    }


def _state(mine: JuryScore | None) -> str:
    """Of one's own score, as a knot."""
    if mine is None:
        return "todo"
    return "done" if mine.given_at else "doing"


def _presides(juror: Juror, session: JurySession) -> bool:
    return juror.person_id is not None and juror.person_id == session.president_id


def _selected(admitted: int, people: int) -> dict[str, int]:
    return {"admitted": admitted, "people": people, "percent": round(100 * admitted / people) if people else 0}
