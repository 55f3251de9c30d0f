"""What a juror gives, alone: drafts, scores, and changes in deliberation. Screens call it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.assessment.grading import LONGEST, Given, Line, read_lines, weigh
from lms.assessment.juries.access import juror_of, may_preside
from lms.assessment.juries.models import Candidate, Juror, JuryDecision, JuryScore, JurySession
from lms.people.models import Person
from lms.plugins.kind import Refused

LONGEST_TALK = 4 * 3600  # seconds


@dataclass(frozen=True)
class Sent:
    """What a juror's form holds."""

    given: Mapping[int, Given] = field(default_factory=dict)
    comment: str = ""
    seconds: int | None = None


def save_score(candidate: Candidate, person: Person, sent: Sent, *, give: bool = True, reason: str = "") -> JuryScore:
    """Keep a draft, or give the score. The same again changes nothing.

    One that was given stays given; in deliberation it changes with a reason, and what it was stays readable.
    Raises Refused, in words, and then nothing is stored.
    """
    with transaction.atomic():
        # Who decides on this candidate at the same moment is waited for.
        row = Candidate.objects.select_for_update(of=("self",)).select_related("session__grid").get(pk=candidate.pk)
        juror = _seat(row, person)
        known = JuryScore.objects.filter(candidate=row, juror=juror).first()
        score = known or JuryScore(candidate=row, juror=juror)
        is_given = score.given_at is not None
        lines = _lines(row.session, sent, whole=give or is_given)
        said = {
            "score": weigh(lines) if lines and len(lines) == row.session.grid.criteria.count() else None,
            "lines": [line.kept() for line in lines],
            "comment": sent.comment.replace("\x00", "").strip()[:LONGEST],
            "seconds": _seconds(sent.seconds),
        }
        if known is not None and is_given >= give and all(getattr(score, name) == said[name] for name in said):
            return score
        _check_open(row)
        if is_given and row.session.opened_at is not None:
            _remember(score, reason)
        for name, value in said.items():
            setattr(score, name, value)
        score.saved_at = timezone.now()
        if give and not is_given:
            score.given_at = score.saved_at
        score.save()
    return score


def open_deliberation(session: JurySession, person: Person) -> JurySession:
    """From now on all see all. A second time changes nothing. Raises Refused."""
    with transaction.atomic():
        row = JurySession.objects.select_for_update().get(pk=session.pk)
        if not may_preside(person, row):
            raise Refused(_("The president of the jury opens deliberation."))
        if row.opened_at is None:
            if not JuryScore.objects.filter(candidate__session=row, given_at__isnull=False).exists():
                raise Refused(_("No juror has given a score yet: there is nothing to deliberate on."))
            row.opened_at = timezone.now()
            row.save(update_fields=["opened_at"])
    return row


def _seat(candidate: Candidate, person: Person) -> Juror:
    juror = juror_of(person, candidate.session)
    if juror is None:
        raise Refused(_("Only those who sit on this jury give a score."))
    if candidate.enrolment.person_id is None:
        raise Refused(_("This person's data were erased: nothing can be said of them any more."))
    if candidate.enrolment.person_id == person.pk:
        raise Refused(_("Nobody gives a score to themselves."))
    return juror


def _check_open(candidate: Candidate) -> None:
    if JuryDecision.objects.filter(candidate=candidate, withdrawn_at=None).exists():
        raise Refused(_("The jury has decided on this candidate: the president takes the decision back first."))


def _lines(session: JurySession, sent: Sent, *, whole: bool) -> list[Line]:
    """All criteria of a score that is given; of a draft those that have a level."""
    if whole:
        return read_lines(session.grid, sent.given)
    found = []
    for one in session.grid.criteria.prefetch_related("levels"):
        levels = list(one.levels.all())
        given = sent.given.get(one.pk)
        level = next((row for row in levels if given and row.pk == given.level), None)
        if given is not None and level is not None:
            found.append(Line(one, level, max(row.points for row in levels), given.comment.replace("\x00", "")))
    return found


def _seconds(told: int | None) -> int | None:
    if told is not None and not 0 < told <= LONGEST_TALK:
        raise Refused(_("The length of the presentation cannot be right: minutes and seconds, four hours at most."))
    return told


def _remember(score: JuryScore, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why you change your score now that all have read it: the reason stays beside it."))
    was = {"score": score.score, "lines": score.lines, "comment": score.comment, "seconds": score.seconds}
    score.before = [*score.before, {**was, "at": timezone.now().isoformat(), "reason": reason.strip()[:255]}]
