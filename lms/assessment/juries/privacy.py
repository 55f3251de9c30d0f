"""What juries know of a person, as candidate, as juror and as president; lms/assessment/privacy.py calls it."""

from typing import Any

from lms.assessment.filling import without_words
from lms.assessment.juries.decide import decision_in_force
from lms.assessment.juries.models import Candidate, Juror, JuryDecision, JuryScore, JurySession
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """What was said of this person once deliberation was open, and what they gave others, nameless."""
    own = Candidate.objects.filter(enrolment__person=person).select_related("session", "category")
    given = JuryScore.objects.filter(juror__person=person).select_related("candidate__session")
    return {
        "before_juries": [_candidate(row) for row in own.order_by("starts_at", "pk")],
        "scores_given": [
            {
                "jury": row.candidate.session.title,
                "saved_at": row.saved_at,
                "given_at": row.given_at,
                "score": row.score,
                "seconds": row.seconds,
                "comment": row.comment,
            }
            for row in given.order_by("pk")
        ],
        "sits_on": [row.session.title for row in Juror.objects.filter(person=person).select_related("session")],
    }


def erase(person: Person) -> None:
    """Words about a candidate go, with what was never given; marks stay, nameless, as the measures they gave do.

    A juror's given scores stay, nameless; their drafts go.
    """
    JuryScore.objects.filter(juror__person=person, given_at=None).delete()
    for row in JuryScore.objects.filter(candidate__enrolment__person=person):
        before = [{**was, "lines": without_words(was["lines"]), "comment": "", "reason": ""} for was in row.before]
        kept = {"lines": without_words(row.lines), "comment": "", "before": before}
        JuryScore.objects.filter(pk=row.pk).update(**kept)
    JuryDecision.objects.filter(candidate__enrolment__person=person).update(reasons="", withdrawn_for="", words=[])
    Candidate.objects.filter(enrolment__person=person).update(active_since=None)
    Juror.objects.filter(person=person).update(person=None)
    JurySession.objects.filter(president=person).update(president=None)
    JuryDecision.objects.filter(author=person).update(author=None)
    JuryDecision.objects.filter(withdrawn_by=person).update(withdrawn_by=None)


def _candidate(row: Candidate) -> dict[str, Any]:
    told: dict[str, Any] = {
        "jury": row.session.title,
        "starts_at": row.starts_at,
        "category": str(row.category or ""),
        "active_since": row.active_since,
        "decisions": [],
        "scores": [],
    }
    if row.session.opened_at is None:
        # Blind until deliberation, for everybody: a score that can still change is its juror's draft.
        return told
    decision = decision_in_force(row)
    if decision is not None:
        told["decisions"] = [
            {
                "decision": decision.outcome.title,
                "distinctions": [one.title for one in decision.distinctions.all()],
                "reasons": decision.reasons,
                "appraisal": decision.appraisal,
                "made_at": decision.made_at,
            }
        ]
    told["scores"] = [
        {"score": one.score, "seconds": one.seconds, "comment": one.comment}
        for one in row.scores.filter(given_at__isnull=False).order_by("pk")
    ]
    return told
