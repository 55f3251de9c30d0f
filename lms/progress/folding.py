"""Evidence of one activity -> one Completion. Pure: no database, no clock; record.py and rebuild.py call it."""

from collections.abc import Iterable

from lms.catalogue.models import ActivityVersion
from lms.plugins.kind import Event, Facts, Kind, Verb
from lms.progress.models import Completion, Evidence, EvidenceVerb, Trust

LEARNER_VERBS = frozenset(verb.value for verb in Verb)
WAIVED = "waived"  # of the facts: somebody of the team waived the activity
_STRENGTH = {Trust.BROWSER: 0, Trust.SERVER: 1, Trust.PERSON: 2}


def begin(first: Evidence, version: ActivityVersion) -> Completion:
    """A completion that knows nothing yet, with the rules and place of its first stored evidence."""
    return Completion(
        organisation_id=first.organisation_id,
        enrolment_id=first.enrolment_id,
        activity_id=first.activity_id,
        version=version,
        sequence_id=first.sequence_id,
        state=Completion.State.DOING,
        trust=first.trust,
        started_at=first.happened_at,
        last_at=first.happened_at,
    )


def fold_in(completion: Completion, evidence: Evidence, kind: Kind) -> None:
    """Add one evidence that is not late. Completed at the first moment the rule holds; it never un-completes."""
    completion.facts = _fold(completion.facts, evidence, kind)
    completion.started_at = min(completion.started_at, evidence.happened_at)
    completion.last_at = max(completion.last_at, evidence.happened_at)
    _vouch(completion, evidence)
    if completion.completed_at is None and _is_done(completion, kind):
        completion.completed_at, completion.recorded_at = evidence.happened_at, evidence.received_at
    completion.state = _state(completion, kind)


def _fold(facts: Facts, evidence: Evidence, kind: Kind) -> Facts:
    """What a kind makes of it; a waiver says the same of every kind, and no kind hears of it."""
    if evidence.verb == EvidenceVerb.WAIVED:
        return {**facts, WAIVED: True}
    return kind.fold(facts, Event(Verb(evidence.verb), evidence.happened_at, evidence.score, evidence.detail))


def _is_done(completion: Completion, kind: Kind) -> bool:
    rule = kind.rule(completion.version.rule)
    return WAIVED in completion.facts or rule.holds(completion.facts, completion.version.settings)


def fold_all(evidence: Iterable[Evidence], kind: Kind) -> Completion | None:
    """The completion of these evidences from nothing, in the order they happened; None without any.

    Each evidence comes with its activity_version loaded.
    """
    rows = list(evidence)
    if not rows:
        return None
    first = min(rows, key=lambda row: row.pk)
    assert first.activity_version is not None
    completion = begin(first, first.activity_version)
    for row in sorted(rows, key=lambda row: (row.happened_at, row.pk)):
        fold_in(completion, row, kind)
    return completion


def is_late(completion: Completion, evidence: Evidence) -> bool:
    """Did it happen before something already folded? Then only folding everything again knows when it was done."""
    return evidence.happened_at < completion.last_at


def _vouch(completion: Completion, evidence: Evidence) -> None:
    """The best score and who vouches for it; without a score, the strongest voice. The same in any order."""
    trust = Trust(evidence.trust)
    strength, known = _STRENGTH[trust], _STRENGTH[Trust(completion.trust)]
    if evidence.score is None:
        if completion.score is None and strength > known:
            completion.trust = trust
    elif completion.score is None or (evidence.score, strength) > (completion.score, known):
        completion.score, completion.trust = evidence.score, trust


def _state(completion: Completion, kind: Kind) -> Completion.State:
    if completion.completed_at is not None:
        return Completion.State.DONE
    return Completion.State.WAITING if kind.is_waiting(completion.facts) else Completion.State.DOING
