"""Who is asked by e-mail: people who have left, and lists of addresses by audience. Links are signed and expire."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from content.survey.models import Participant, Questionnaire, Survey
from lms.enrolment.models import Enrolment
from lms.notices.letter import absolute

SALT = "cordee.survey.link"
DAYS_AFTER_LAST_REMINDER = 30
DAYS_BEFORE_OPENING = 30  # who should have been asked longer ago than this is left in peace
LONGEST_LINK = timedelta(days=400)
MOST_ADDRESSES = 2000  # at once


def link_of(participant: Participant) -> str:
    """The whole address that opens the questions to this one, without signing in."""
    return absolute(reverse("survey:link", args=[signing.dumps(str(participant.public_id), salt=SALT)]))


def participant_of(token: str) -> Participant | None:
    """Whom a link speaks for; None when it is too old or was never ours."""
    try:
        public_id = signing.loads(token, salt=SALT, max_age=LONGEST_LINK)
        rows = Participant.objects.select_related(
            "survey__questionnaire", "survey__organisation", "survey__journey", "enrolment__journey"
        )
        return rows.filter(public_id=public_id).first()
    except (signing.BadSignature, ValueError, TypeError, ValidationError):
        return None


def is_expired(participant: Participant) -> bool:
    today = timezone.localdate(timezone=participant.survey.organisation.zone)
    return participant.expires_on is not None and today > participant.expires_on


def addresses_in(text: str) -> tuple[list[str], list[str]]:
    """(addresses, what is none), each once, in the order of the text."""
    right: dict[str, None] = {}
    wrong: dict[str, None] = {}
    for word in re.split(r"[\s,;<>]+", text):
        if word:
            (right if _is_address(word) else wrong)[word.lower()] = None
    return list(right), list(wrong)


def invite(survey: Survey, addresses: Iterable[str], audience: str) -> int:
    """Ask these addresses, each once in this survey whatever the audience; how many are new."""
    wanted = list(addresses)
    known = set(Participant.objects.filter(survey=survey, email__in=wanted).values_list("email", flat=True))
    new = [one for one in wanted if one not in known]
    rows = [Participant(survey=survey, email=one, audience=audience, **_times(survey)) for one in new]
    Participant.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(new)


def follow_up(today: date | None = None) -> int:
    """Ask everybody who left long enough ago and was not asked yet; how many. Two queries a survey and day."""
    return sum(_follow(survey, today or timezone.localdate()) for survey in _newest_follow_ups())


def _newest_follow_ups() -> list[Survey]:
    rows = Survey.objects.filter(sort=Survey.Sort.FOLLOW_UP, closed_at=None).select_related(
        "questionnaire", "organisation"
    )
    newest: dict[tuple[int | None, str], Survey] = {}
    for row in rows.order_by("questionnaire__version"):
        newest[row.journey_id, row.questionnaire.code] = row
    return [row for row in newest.values() if row.is_open()]


def _follow(survey: Survey, today: date) -> int:
    delay = timedelta(days=survey.questionnaire.delay_days or 0)
    first = survey.opens_on - timedelta(days=DAYS_BEFORE_OPENING)
    asked = Participant.objects.filter(
        survey__journey=survey.journey_id,
        survey__sort=Survey.Sort.FOLLOW_UP,
        survey__questionnaire__code=survey.questionnaire.code,
        enrolment__isnull=False,
    )
    left = Enrolment.objects.filter(
        Q(journey=survey.journey_id, state=Enrolment.State.ENDED),
        Q(ends_on__lte=today - delay, ends_on__gte=first - delay),
        person__isnull=False,
        person__is_active=True,
    ).exclude(pk__in=asked.values("enrolment"))
    rows = [Participant(survey=survey, enrolment=one, **_times(survey)) for one in left]
    Participant.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _times(survey: Survey) -> dict[str, Any]:
    return {"next_send_at": timezone.now(), "expires_on": survey.closes_on or _last_day(survey.questionnaire)}


def _last_day(questionnaire: Questionnaire) -> date:
    last = max(questionnaire.reminder_days, default=0)
    return timezone.localdate() + timedelta(days=last + DAYS_AFTER_LAST_REMINDER)


def _is_address(word: str) -> bool:
    try:
        validate_email(word)
    except ValidationError:
        return False
    return True
