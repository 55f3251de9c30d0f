"""What a candidate reads of their jury: when and before whom, then the decision, and the words if they are shown."""

from typing import Any

from django.db.models import Prefetch

from lms.assessment.juries.decide import decision_in_force
from lms.assessment.juries.models import Candidate, JuryDecision
from lms.assessment.juries.shown import appraisal_lines
from lms.enrolment.models import Enrolment


def read_by_candidate(enrolment: Enrolment, activity_id: int) -> dict[str, Any]:
    """For the page of the activity: {"sittings": [...]}, the newest first. Three queries, one without a sitting."""
    decisions = JuryDecision.objects.select_related("outcome").prefetch_related("distinctions")
    rows = Candidate.objects.filter(enrolment=enrolment, session__activity=activity_id)
    rows = rows.select_related("session").prefetch_related(Prefetch("decisions", queryset=decisions))
    return {"sittings": [_sitting(row) for row in rows.order_by("-starts_at", "-pk")[:3]]}


def _sitting(row: Candidate) -> dict[str, Any]:
    decision = decision_in_force(row)
    told: dict[str, Any] = {"title": row.session.title, "starts_at": row.starts_at, "place": row.session.place}
    if decision is None:
        return {**told, "is_heard": row.heard_at is not None}
    return {
        **told,
        "decision": decision.outcome.title,
        "is_admitted": decision.outcome.verb == decision.outcome.Verb.PASSED,
        "distinctions": [one.title for one in decision.distinctions.all()],
        "reasons": decision.reasons,
        "lines": appraisal_lines(decision.appraisal, row.session.out_of),
        "words": decision.words if row.session.comments_shown else [],
    }
