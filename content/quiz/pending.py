"""Answers sent when the session had ended wait in the new one until the same learner has signed in."""

import json
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from content.quiz.models import Attempt
from content.quiz.save import Saved, save

NAME = "pending_quiz"
LARGEST = 64 * 1024  # characters; sessions are no store


def keep(request: HttpRequest, attempt: UUID) -> bool:
    """False when it is too much to be kept."""
    waiting = {"attempt": str(attempt), "data": dict(request.POST.lists()), "at": timezone.now().isoformat()}
    if len(json.dumps(waiting)) > LARGEST:
        return False
    request.session[NAME] = waiting
    return True


def recover(request: HttpRequest, attempt: Attempt) -> Saved | None:
    """Keep what waits for this attempt, which is the signed-in learner's own."""
    waiting = request.session.get(NAME)
    if not waiting or waiting["attempt"] != str(attempt.public_id):
        return None
    del request.session[NAME]
    data = QueryDict(mutable=True)
    for name, values in waiting["data"].items():
        data.setlist(name, values)
    return save(attempt.pk, data, datetime.fromisoformat(waiting["at"]))
