"""People answer what was handed in: marks by grid or plain, returns with comments, and marks put right."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.deliverable.asked import Asked, asked_of
from content.deliverable.desk import handed_in, lock_work, was_there
from content.deliverable.hand_in import evidence_key
from content.deliverable.models import Mark, Member, Version, Work
from lms.assessment import queue
from lms.assessment.access import may_mark
from lms.assessment.grading import Given, Subject, grade, line_words, tell
from lms.assessment.grids import find_grid
from lms.assessment.models import Grading, Grid
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell_many
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Evidence

LONGEST = 5000


@dataclass(frozen=True)
class Answer:
    """What a marker says of one version, of everybody in the team or of one member."""

    version: int  # its number, as the marker read it
    key: str
    comment: str = ""
    score: float | None = None  # 0-1, without a grid
    grid: Grid | None = None
    given: dict[int, Given] = field(default_factory=dict)
    member: int | None = None  # its id; everybody, when not said
    reason: str = ""  # of a mark that is put right


def open_work(work: Work, marker: Person) -> list[str]:
    """Somebody looks at it in order to mark it: it cannot be taken back any more. Returns who else has it open."""
    Work.objects.filter(pk=work.pk, state=Work.State.WAITING).update(state=Work.State.OPENED)
    return [str(one.person) for one in queue.hold(work.subject, marker)]


def mark(work: Work, answer: Answer, marker: Person) -> list[Mark]:
    """Mark the version for its members; what the mark says enters the record at once, or nothing does.

    The same key again changes nothing. A mark that is there already is replaced, with a reason. Raises Refused.
    """
    with transaction.atomic():
        work = lock_work(work.pk)
        members = _members(work, answer)
        known = Mark.objects.filter(member__in=[one.pk for one in members], key=answer.key)
        if found := list(known.filter(author=marker)):
            return found
        version = _version(work, answer)
        marks = [_mark_one(work, version, one, answer, marker) for one in members]
        Work.objects.filter(pk=work.pk).update(state=Work.State.MARKED)
        queue.settle(work.subject)
        _tell(work, members, f"marked:{marks[0].pk}", gettext_lazy("Your work “%(title)s” has been marked"))
    return marks


def send_back(work: Work, answer: Answer, marker: Person) -> None:
    """Return it with comments, to be handed in again. A second time changes nothing. Raises Refused, in words."""
    if not answer.comment.strip():
        raise Refused(_("Say what to change: the comment is what the learner goes on with."))
    with transaction.atomic():
        work = lock_work(work.pk)
        members = _members(work, answer)
        version = _version(work, answer)
        if version.returned_at is not None:
            return
        asked = asked_of_work(work)
        if asked.tries is not None and len(handed_in(work)) >= asked.tries:
            raise Refused(_("It cannot be handed in once more: the activity takes it so many times. Mark it instead."))
        for one in members:
            _check(one, marker)
            message = {"verb": "failed", "version": version.number, "returned": True}
            intake.attend(
                one.enrolment,
                work.activity,
                message,
                happened_at=version.handed_in_at,
                key=f"{evidence_key(work, version)}:returned",
                author=marker,
                comment=answer.comment,
            )
        version.returned_at, version.returned_by = timezone.now(), marker
        version.returned_words = _words(answer.comment)
        version.save(update_fields=["returned_at", "returned_by", "returned_words"])
        Work.objects.filter(pk=work.pk).update(state=Work.State.RETURNED)
        queue.settle(work.subject)
        _tell(work, members, f"returned:{version.pk}", gettext_lazy("Your work “%(title)s” comes back with comments"))


def marks_in_force(members: Iterable[Member], version: Version) -> dict[int, Mark]:
    """By member id, the mark of this version that nothing has replaced."""
    rows = Mark.objects.filter(member__in=[one.pk for one in members], version=version, is_in_force=True)
    return {row.member_id: row for row in rows.select_related("author", "grading__grid")}


def asked_of_work(work: Work) -> Asked:
    return asked_of(work.activity.version.settings if work.activity.version else {})


def grid_of(work: Work) -> Grid | None:
    """The version in force of the grid that the activity names."""
    return find_grid(work.organisation_id, asked_of_work(work).grid)


def _mark_one(work: Work, version: Version, member: Member, answer: Answer, marker: Person) -> Mark:
    _check(member, marker)
    old = marks_in_force([member], version).get(member.pk)
    if old is not None and not answer.reason.strip():
        name = old.author or _("Somebody")
        raise Refused(_("%(name)s has marked this already. To replace the mark, say why.") % {"name": name})
    row = Mark(member=member, version=version, key=answer.key, author=marker, comment=_words(answer.comment))
    row.replaces, row.reason = old, answer.reason.strip()[:255] if old else ""
    if old is not None and old.evidence is not None:
        intake.void(_evidence(old.evidence), author=marker, reason=row.reason)
    if answer.grid is not None:
        row.grading = _grade(version, member, answer, marker, old)
        row.score = row.grading.score
        row.lines = _lines(answer.grid, row.grading)
    else:
        row.score = answer.score
    message = {"verb": _verb(row.score, asked_of_work(work)), "version": version.number, "score": row.score}
    outcome = intake.attend(
        member.enrolment,
        work.activity,
        message,
        happened_at=version.handed_in_at,
        key=f"{evidence_key(work, version)}:{answer.key[-40:]}",
        author=marker,
        comment=row.comment,
    )
    row.evidence = Evidence.objects.values_list("public_id", flat=True).get(pk=outcome.evidence_id)
    if old is not None:
        Mark.objects.filter(pk=old.pk).update(is_in_force=False)
    if row.grading is not None:
        # After the whole mark: what a criterion says of an indicator is more exact than what the sum says.
        row.grading = tell(row.grading)
    row.save()
    return row


def _grade(version: Version, member: Member, answer: Answer, marker: Person, old: Mark | None) -> Grading:
    subject = Subject(
        member.enrolment,
        f"deliverable:{member.work.public_id.hex}:{version.number}",
        member.activity,
        version.handed_in_at,
    )
    assert answer.grid is not None
    return grade(
        answer.grid,
        subject,
        answer.given,
        author=marker,
        key=answer.key,
        comment=answer.comment,
        replaces=old.grading if old else None,
        reason=answer.reason,
        tells=False,
    )


def _lines(grid: Grid, grading: Grading) -> list[dict[str, str]]:
    names = ("title", "level", "description", "points", "of", "comment")
    return [
        {name: f"{line[name]:f}" if name in ("points", "of") else line[name] for name in names}
        for line in line_words(grading, list(grid.criteria.all()))
    ]


def _verb(score: float | None, asked: Asked) -> str:
    if score is None or asked.pass_score is None:
        return "completed"
    return "passed" if score >= asked.pass_score else "failed"


def _members(work: Work, answer: Answer) -> list[Member]:
    """In the order in which their enrolments are locked. Raises Refused when there is nobody left."""
    rows = Member.objects.filter(work=work, **({"pk": answer.member} if answer.member else {}))
    told = work.versions.filter(number=answer.version).first()
    everybody = list(
        rows.filter(enrolment__person__isnull=False)
        .select_related("work", "activity", "enrolment__person", "enrolment__organisation", "enrolment__journey")
        .order_by("enrolment")
    )
    found = [one for one in everybody if told is None or was_there(one.enrolment, told.handed_in_at)]
    if not found:
        raise Refused(_("Nobody of this work is here any more."))
    return found


def _version(work: Work, answer: Answer) -> Version:
    """The last version, when it is the one that was read. Raises Refused when it changed meanwhile."""
    versions = handed_in(work)
    if not versions or versions[-1].number != answer.version:
        raise Refused(_("The work has changed since you opened it. Read it again; what you wrote is still here."))
    return versions[-1]


def _check(member: Member, marker: Person) -> None:
    if not may_mark(marker, member.enrolment):
        raise Refused(_("Only a trainer or a coach of this organisation may say this of a learner."))


def _evidence(public_id: UUID) -> Evidence:
    return Evidence.objects.select_related("enrolment", "activity").get(public_id=public_id)


def _tell(work: Work, members: Iterable[Member], key: str, subject: object) -> None:
    """A notice for each member, worded in their language."""
    title = work.activity.title
    tell_many(
        Telling(
            one.enrolment.person,
            work.organisation_id,
            Topic.ANSWER,
            f"deliverable:{key}:{one.pk}",
            subject % {"title": title},  # type: ignore[operator]
            gettext_lazy("Read the answer on the activity's page."),
            work.activity.address or reverse("courses:my_journey"),
        )
        for one in members
        if one.enrolment.person is not None
    )


def _words(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]
