"""What a jury decides of a candidate, and what the record is told of it: all of it, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.assessment.filling import to_read
from lms.assessment.grading import LONGEST, worth
from lms.assessment.juries import marks, telling
from lms.assessment.juries.access import may_preside
from lms.assessment.juries.models import Candidate, JuryDecision, JuryOutcome
from lms.catalogue.models import Indicator
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress import intake, record
from lms.progress.models import Evidence


@dataclass(frozen=True)
class Decided:
    """What the president writes down."""

    outcome: JuryOutcome
    reasons: str = ""
    distinctions: Collection[JuryOutcome] = ()


def decide(
    candidate: Candidate,
    decided: Decided,
    *,
    author: Person,
    key: str,
    replaces: JuryDecision | None = None,
    reason: str = "",
) -> JuryDecision:
    """Write the decision, complete the candidate's activity and measure the indicators of the grid.

    The same key again changes nothing. Once given it is locked: `replaces` names the one in force, with a reason, and
    what that one told is withdrawn. Everything is told at the moment the candidate was heard, whoever decides when.
    Raises Refused, in words, and then nothing is stored.
    """
    with transaction.atomic():
        row = _locked(candidate)
        known = JuryDecision.objects.filter(candidate=row, key=key).first()
        if known is not None:
            return known
        _check(row, author)
        _check_words(row, decided)
        _replace(row, replaces, author, reason)
        if row.heard_at is None:
            row.heard_at = min(row.starts_at, timezone.now())
            row.save(update_fields=["heard_at"])
        appraisal = marks.appraise(row)
        if appraisal.jury is None:
            raise Refused(_("No juror has given a score to this candidate yet."))
        decision = JuryDecision.objects.create(
            candidate=row,
            outcome=decided.outcome,
            reasons=_words(decided.reasons),
            author=author,
            key=key,
            appraisal=appraisal.kept(),
            words=_said(row),
        )
        decision.distinctions.set(decided.distinctions)
        decision.evidence = _tell(row, decision, author)
        decision.save(update_fields=["evidence"])
        telling.decided(decision)
    return decision


def take_back(decision: JuryDecision, *, author: Person, reason: str) -> None:
    """The jury deliberates on this candidate again: nothing is decided, and scores may change. Raises Refused."""
    with transaction.atomic():
        row = _locked(decision.candidate)
        _check(row, author)
        _withdraw(JuryDecision.objects.get(pk=decision.pk), author, reason)


def decision_in_force(candidate: Candidate) -> JuryDecision | None:
    """With its outcome, distinctions and author; no query when decisions were fetched with the candidate."""
    return next((row for row in candidate.decisions.all() if row.withdrawn_at is None), None)


def _locked(candidate: Candidate) -> Candidate:
    # Jurors who change a score at this moment wait, and are refused then.
    rows = Candidate.objects.select_for_update(of=("self",))
    return rows.select_related("session__grid", "session__activity__version", "enrolment").get(pk=candidate.pk)


def _check(candidate: Candidate, author: Person) -> None:
    if not may_preside(author, candidate.session):
        raise Refused(_("The president of the jury writes down what it decides."))
    if candidate.session.opened_at is None:
        raise Refused(_("Deliberation is not open yet: jurors are still alone with their scores."))
    if candidate.enrolment.person_id is None:
        raise Refused(_("This person's data were erased: nothing can be said of them any more."))


def _check_words(candidate: Candidate, decided: Decided) -> None:
    ours = candidate.session.organisation_id
    of_ours = all(one.organisation_id == ours for one in (decided.outcome, *decided.distinctions))
    if not of_ours or decided.outcome.is_distinction or not all(one.is_distinction for one in decided.distinctions):
        raise Refused(_("Choose one decision, and distinctions among those of your organisation."))
    if not decided.reasons.strip():
        raise Refused(_("Write the reasons: the candidate reads them."))


def _replace(candidate: Candidate, replaces: JuryDecision | None, author: Person, reason: str) -> None:
    standing = JuryDecision.objects.filter(candidate=candidate, withdrawn_at=None).first()
    if (standing and standing.pk) != (replaces and replaces.pk):
        raise Refused(_("The jury has decided on this candidate meanwhile. Open the page again to read it."))
    if standing is not None:
        _withdraw(standing, author, reason)


def _withdraw(decision: JuryDecision, author: Person, reason: str) -> None:
    if decision.withdrawn_at is not None:
        return
    if not reason.strip():
        raise Refused(_("Say why the decision changes: the reason stays beside it."))
    for evidence in _told_by(decision):
        intake.void(evidence, author=author, reason=reason, is_mandated=True)
    decision.withdrawn_at, decision.withdrawn_by = timezone.now(), author
    decision.withdrawn_for = reason.strip()[:255]
    decision.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_for"])


def _told_by(decision: JuryDecision) -> list[Evidence]:
    enrolment_id = decision.candidate.enrolment_id
    rows = Evidence.objects.filter(public_id__in=decision.evidence, enrolment_id=enrolment_id)
    return list(rows.select_related("enrolment", "activity").order_by("pk"))


def _tell(candidate: Candidate, decision: JuryDecision, author: Person) -> list[str]:
    """The activity's verb with the jury's mean, and the mean of each criterion that has an indicator."""
    record.lock(candidate.enrolment_id)
    moment, name = candidate.heard_at, decision.public_id.hex
    assert moment is not None
    message: dict[str, Any] = {"verb": decision.outcome.verb, "decision": name, "score": decision.appraisal["jury"]}
    outcome = intake.attend(
        candidate.enrolment,
        candidate.session.activity,
        message,
        happened_at=moment,
        key=f"jury:{name}",
        author=author,
        comment=decision.reasons,
        is_mandated=True,
    )
    told = [outcome.evidence_id]
    for indicator, value in _values(candidate, decision):
        told.append(_judge(candidate, indicator, value, moment, author, f"jury:{name}:{indicator.pk}"))
    found = dict(Evidence.objects.filter(pk__in=told).values_list("pk", "public_id"))
    return [str(found[pk]) for pk in told]


def _said(candidate: Candidate) -> list[dict[str, Any]]:
    criteria = list(candidate.session.grid.criteria.prefetch_related("levels"))
    names = ("title", "level", "points", "of", "comment")
    found = []
    for score in marks.given_scores(candidate):
        lines = [{name: str(line[name]) for name in names} for line in to_read(score.lines, criteria)]
        found.append({"comment": score.comment, "lines": lines})
    return found


def _values(candidate: Candidate, decision: JuryDecision) -> list[tuple[Indicator, Decimal]]:
    """What the jury measured, of the indicators that this journey knows."""
    session = candidate.session
    found: dict[int, tuple[Indicator, Decimal]] = {}
    for criterion, share in marks.shares_by_criterion(session, marks.given_scores(candidate)):
        if criterion.indicator is not None:
            found[criterion.indicator.pk] = (criterion.indicator, worth(criterion, share))
    seconds = decision.appraisal["seconds"]
    if session.time_indicator is not None and seconds is not None:
        found[session.time_indicator.pk] = (session.time_indicator, Decimal(str(round(seconds, 4))))
    known = Indicator.objects.filter(
        pk__in=found,
        version__isnull=False,
        competency__competency_block__framework__journeys=candidate.enrolment.journey_id,
    )
    return [found[pk] for pk in sorted(known.values_list("pk", flat=True))]


def _judge(
    candidate: Candidate, indicator: Indicator, value: Decimal, moment: datetime, author: Person, key: str
) -> int:
    jurors = len(marks.given_scores(candidate))
    outcome = intake.judge(
        candidate.enrolment,
        indicator,
        value,
        author=author,
        comment=_("Mean of %(count)d jurors: %(jury)s") % {"count": jurors, "jury": candidate.session.title},
        key=key,
        happened_at=moment,
        is_mandated=True,
    )
    return outcome.evidence_id


def _words(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]
