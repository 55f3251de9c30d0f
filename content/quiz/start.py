"""Begins an attempt: draws its questions once, and keeps them as they are that day."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.quiz.drawing import Drawn, draw
from content.quiz.models import Accommodation, Answer, Attempt, QuizPage
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.plugins.kind import Refused


def start(page: QuizPage, enrolment: Enrolment, activity: Activity) -> Attempt:
    """The attempt under way, or a new one. Raises Refused in words when there is none left to begin.

    Whether the learner may work here at all, the screen has asked.
    """
    with transaction.atomic():
        # Two clicks wait for each other here.
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        attempts = list(Attempt.objects.filter(enrolment=enrolment, activity=activity).order_by("number"))
        if attempts and attempts[-1].is_open:
            return attempts[-1]
        extra = accommodation_of(enrolment.pk)
        if attempts_left(page, len(attempts), extra) == 0:
            raise Refused(_("You have used all your attempts. What you did is kept."))
        drawn = draw(list(page.lines.all()), enrolment.organisation_id)
        if not drawn:
            raise Refused(_("This quiz has no question at the moment. Please tell your trainer."))
        now = timezone.now()
        attempt = Attempt.objects.create(
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            activity=activity,
            number=len(attempts) + 1,
            is_one_a_page=page.is_one_a_page,
            started_at=now,
            due_at=due_at(page, now, extra),
        )
        _lay_out(attempt, drawn, page.is_shuffled)
    return attempt


def attempts_left(page: QuizPage, used: int, extra: Accommodation | None) -> int | None:
    """How many more may be begun; None when nobody counts them."""
    if page.attempts_allowed is None:
        return None
    return max(0, page.attempts_allowed + (extra.extra_attempts if extra else 0) - used)


def accommodation_of(enrolment_id: int) -> Accommodation | None:
    """What holds for this learner in every quiz."""
    return Accommodation.objects.filter(enrolment_id=enrolment_id).order_by("pk").last()


def minutes_for(page: QuizPage, extra: Accommodation | None) -> float | None:
    """The time limit of this learner, in minutes; None without one."""
    if page.minutes_allowed is None:
        return None
    return page.minutes_allowed * (100 + (extra.extra_time if extra else 0)) / 100


def due_at(page: QuizPage, began_at: datetime, extra: Accommodation | None) -> datetime | None:
    minutes = minutes_for(page, extra)
    return None if minutes is None else began_at + timedelta(minutes=minutes)


def _lay_out(attempt: Attempt, drawn: list[Drawn], is_shuffled: bool) -> None:
    chance = random.SystemRandom()
    if is_shuffled:
        chance.shuffle(drawn)
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            version_id=each.version_id,
            position=position,
            points=each.points,
            seed=chance.randrange(2**31),
        )
        for position, each in enumerate(drawn, start=1)
    )
