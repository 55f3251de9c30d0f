"""What this kind keeps of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from django.db import transaction

from content.deliverable import shelf, uploads
from content.deliverable.models import HandedFile, LaterDate, Mark, Member, Upload, Version, Work
from lms.assessment import queue
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Drafts, versions, files by name, marks and dates of the person's works; and what they said of others' works."""
    members = Member.objects.filter(enrolment__person=person).select_related("work", "activity").order_by("pk")
    later = LaterDate.objects.filter(enrolment__person=person).select_related("activity").order_by("pk")
    said = Mark.objects.filter(author=person).order_by("pk")
    return {
        "works": [_work(one) for one in members],
        "later_dates": [{"activity": row.activity.title, "until": row.until, "reason": row.reason} for row in later],
        "said_of_others": list(said.values("made_at", "score", "comment")),
    }


def erase(person: Person) -> None:
    """Words and files go, from the shelf too; that something was handed in and marked stays in the record, nameless.

    A team's work is the others' as well: it stays as long as one of them is here.
    """
    members = Member.objects.filter(enrolment__person=person).select_related("work")
    for member in members:
        Mark.objects.filter(member=member).update(comment="", reason="", lines=[])
        if not member.work.members.exclude(pk=member.pk).filter(enrolment__person__isnull=False).exists():
            _empty(member.work)
        else:
            _leave_to_the_others(member)
    for upload in Upload.objects.filter(enrolment__person=person):
        uploads.forget(upload)
    LaterDate.objects.filter(enrolment__person=person).delete()
    LaterDate.objects.filter(author=person).update(author=None)
    Mark.objects.filter(author=person).update(author=None)
    Version.objects.filter(returned_by=person).update(returned_by=None)


def _leave_to_the_others(member: Member) -> None:
    """Work that waits to be marked waits in the name of another member: the queue forgets those who are erased."""
    work = member.work
    others = Member.objects.filter(work=work, enrolment__person__isnull=False).exclude(pk=member.pk)
    heir = others.select_related("enrolment", "activity").order_by("pk").first()
    if heir is not None and work.state in (Work.State.WAITING, Work.State.OPENED):
        queue.ask(heir.enrolment, heir.activity, work.subject, f"content/deliverable/mark/{work.public_id}/")


def _empty(work: Work) -> None:
    paths = [path for one in work.files.all() for path in (one.path, f"previews/{one.public_id.hex}.jpg")]
    HandedFile.objects.filter(work=work).delete()
    Version.objects.filter(work=work).update(text="", link="", returned_words="")
    Work.objects.filter(pk=work.pk).update(text="", link="", team="")
    # Only once nothing can bring the rows back.
    transaction.on_commit(lambda: shelf.throw_away(paths))


def _work(member: Member) -> dict[str, Any]:
    work = member.work
    marks = Mark.objects.filter(member=member).select_related("author", "version").order_by("pk")
    return {
        "activity": member.activity.title,
        "team": work.team,
        "state": work.state,
        "draft": {"text": work.text, "link": work.link, "saved_at": work.saved_at},
        "files": list(work.files.values("name", "type", "size", "sha256", "added_at")),
        "versions": list(
            work.versions.values(
                *("number", "text", "link", "handed_in_at", "is_late", "taken_back_at", "returned_at", "returned_words")
            )
        ),
        "marks": [
            {
                "version": row.version.number,
                "score": row.score,
                "comment": row.comment,
                "lines": row.lines,
                "author": row.author.name if row.author else None,
                "made_at": row.made_at,
            }
            for row in marks
        ],
    }
