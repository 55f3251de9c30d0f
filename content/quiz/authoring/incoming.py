"""What becomes of a file of questions: read, then written when its author confirms. A long one is left to a worker, and
its author may go away meanwhile; whatever is stopped half-way is begun again, since each part is all or nothing."""

from typing import Any

from django.db import transaction
from django.utils import translation
from django_tasks import task

from content.quiz.exchange import Imported, import_file
from content.quiz.models import QuestionImport
from content.quiz.pictures import adopt, renamed
from content.quiz.questions import TYPES, write
from content.quiz.writing import add_many

State = QuestionImport.State
SHOWN = 200  # lines of a list on one screen
# What is done while its author waits: less than a second of work.
SHORT_FILE, FEW_QUESTIONS = 200_000, 300  # bytes, questions


def read_soon(row: QuestionImport) -> None:
    """Read the file: now when it is short."""
    if row.file.size <= SHORT_FILE:
        read_file(row)
    else:
        transaction.on_commit(lambda: read_later.enqueue(row.pk))


def write_soon(row: QuestionImport) -> None:
    """Write what its author confirmed: now when it is little. Confirmed twice, it is written once."""
    asked = QuestionImport.objects.filter(pk=row.pk, state=State.READY).update(state=State.WRITING)
    if not asked:
        return
    if row.report["imported"] <= FEW_QUESTIONS:
        write_file(row.pk)
    else:
        transaction.on_commit(lambda: write_later.enqueue(row.pk))


@task()
def read_later(import_id: int) -> None:
    row = QuestionImport.objects.select_related("author").filter(pk=import_id, state=State.READING).first()
    if row is not None:
        with translation.override(row.author.language):
            read_file(row)


@task()
def write_later(import_id: int) -> None:
    write_file(import_id)


def read_file(row: QuestionImport) -> None:
    found = _found_in(row)
    report = found.report()
    row.report = {
        **report,
        "types": [{"type": name, "count": count} for name, count in report["types"].items()],
        "questions": [{"title": each.title, "type": each.question.type} for each in found.questions[:SHOWN]],
        "skipped": report["skipped"][:SHOWN],
        "notes": report["notes"][:SHOWN],
        "more": max(0, len(found.questions) - SHOWN),
    }
    row.state = State.READY
    row.save(update_fields=["report", "state"])


def write_file(import_id: int) -> None:
    """All of the file's questions, or none."""
    with transaction.atomic():
        rows = QuestionImport.objects.select_for_update(of=("self",)).select_related("organisation", "author")
        row = rows.filter(pk=import_id, state=State.WRITING).first()
        if row is None:
            return
        found = _found_in(row)
        names = adopt(row.organisation, found.pictures, row.author)
        documents = [renamed(write(each.question), names) for each in found.questions]
        tags = [word.strip() for word in row.tags.split(",") if word.strip()]
        row.written = len(add_many(row.organisation_id, documents, author=row.author, tags=tags))
        row.state = State.WRITTEN
        row.save(update_fields=["written", "state"])


def labelled(report: dict[str, Any]) -> dict[str, Any]:
    """The report with the types of questions in the reader's words."""
    named = ("types", "questions")
    return report | {
        name: [{**line, "label": TYPES[line["type"]].label} for line in report.get(name, [])] for name in named
    }


def _found_in(row: QuestionImport) -> Imported:
    with row.file.open() as file:
        return import_file(row.name, file.read())
