"""Keeps what a learner answers. Each answer says what the page showed before, so that of two tabs the newest answer
wins, what a tab left alone stays as the other wrote it, and the same sent twice is stored once."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.quiz.models import Answer, Attempt
from content.quiz.questions import Response, is_empty, mark, read, response_of

# A page sent in the last second is still on its way.
GRACE = timedelta(seconds=10)
MOST_REPLACED = 20
_TAB = re.compile(r"[\w-]{1,24}", re.ASCII)
_FIELDS = ["response", "saved_at", "saved_by", "replaced"]


@dataclass
class Saved:
    """What became of a page of answers."""

    seen: dict[int, str] = field(default_factory=dict)  # by position: the mark of what is stored now
    is_stale: bool = False  # something had been changed since the page was opened, elsewhere
    is_late: bool = False  # the attempt was over: what is new is kept beside, and does not count
    is_over: bool = False  # the attempt takes no answers any more


def prefix_of(position: int) -> str:
    """How the names of a question's fields begin."""
    return f"q{position}"


def seen_name(position: int) -> str:
    """The hidden field that says which answer the page showed."""
    return f"seen-{position}"


def mark_of(response: Response | None) -> str:
    """A short mark of an answer, to tell whether it changed."""
    if not response:
        return ""
    return hashlib.sha256(json.dumps(response, sort_keys=True).encode()).hexdigest()[:12]


def has_ended(attempt: Attempt, now: datetime) -> bool:
    """Is its time over, grace included?"""
    return attempt.due_at is not None and now > attempt.due_at + GRACE


def save(attempt_id: int, data: Mapping[str, Any], at: datetime | None = None) -> Saved:
    """Keep the answers that a page sent. Whose attempt it is, the screen has asked. Four queries.

    at: when it was sent, if that is not now. An attempt whose time is over is left to be closed (submit.py).
    """
    now = at or timezone.now()
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
        rows = attempt.answers.filter(position__in=_positions(data)).select_related("version")
        answers = {row.position: row for row in rows}
        result = Saved(is_over=not attempt.is_open or has_ended(attempt, now))
        tab = _tab(data)
        changed = [row for row in answers.values() if _take(row, data, tab, now, result)]
        if changed:
            Answer.objects.bulk_update(changed, ["late"] if result.is_over else _FIELDS)
        result.is_late = result.is_over and bool(changed)
        result.seen = {position: mark_of(row.response) for position, row in answers.items()}
    return result


def _take(answer: Answer, data: Mapping[str, Any], tab: str, now: datetime, result: Saved) -> bool:
    """Put one answer of the page on its row; True when the row changed."""
    question = read(answer.version.document)
    sent: Response | None = response_of(question, data, prefix_of(answer.position))
    if is_empty(question, sent or {}):
        sent = None
    seen, stored = data.get(seen_name(answer.position), ""), mark_of(answer.response)
    is_elsewhere = stored != seen and answer.saved_by != tab
    if mark_of(sent) == stored:
        return False
    if mark_of(sent) == seen or answer.is_checked:
        # This tab left it alone, or it was checked meanwhile: what is stored stays.
        result.is_stale = result.is_stale or is_elsewhere or answer.is_checked
        return False
    if result.is_over:
        answer.late = {"response": sent, "at": now.isoformat()}
        return True
    if is_elsewhere:
        result.is_stale = True
        before = {"response": answer.response, "at": answer.saved_at.isoformat() if answer.saved_at else None}
        answer.replaced = [*answer.replaced, before][-MOST_REPLACED:]
    answer.response, answer.saved_at, answer.saved_by = sent, now, tab
    return True


def _positions(data: Mapping[str, Any]) -> list[int]:
    names = (name.removeprefix("seen-") for name in data if name.startswith("seen-"))
    return [int(name) for name in names if name.isascii() and name.isdecimal() and len(name) < 5]


def _tab(data: Mapping[str, Any]) -> str:
    tab = data.get("tab", "")
    return tab if isinstance(tab, str) and _TAB.fullmatch(tab) else ""


def check(attempt_id: int, positions: Collection[int]) -> int:
    """The learner wants to see what these answers are worth: those given are marked, and stay as they are."""
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
        if not attempt.is_open:
            return 0
        rows = attempt.answers.filter(position__in=positions, is_checked=False, response__isnull=False)
        answers = list(rows.select_related("version"))
        for row in answers:
            row.is_checked = True
            mark_answer(row)
        Answer.objects.bulk_update(answers, ["is_checked", "share"])
    return len(answers)


def mark_answer(answer: Answer) -> None:
    """What the server can say of an answer; nothing where a person must."""
    marked = mark(read(answer.version.document), answer.response or {})
    answer.share = None if marked.needs_person else marked.share
