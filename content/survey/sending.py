"""Answers are sent: stored once, and the record told. All of it in one transaction, or the draft stays as it was."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.survey.asking import freeze
from content.survey.fields import FillForm
from content.survey.kind import message_of
from content.survey.models import Answer, Participant, Response, Sort, Survey, Use
from lms.catalogue.models import Activity, Indicator
from lms.enrolment.models import Enrolment
from lms.people.access import SMALLEST_GROUP
from lms.plugins.kind import Refused
from lms.progress import intake


@transaction.atomic
def send(participant: Participant, form: FillForm) -> bool:
    """Store a valid form; False when this participant had sent theirs before. Raises Refused, in words."""
    survey = participant.survey
    if not survey.is_open():
        raise Refused(_("This survey is closed. Your draft was kept, and nothing was sent."))
    won = Participant.objects.filter(pk=participant.pk, has_answered=False)
    if not won.update(has_answered=True, draft={}, next_send_at=None):
        return False
    enrolment = participant.enrolment
    _store(survey, form, enrolment, participant.audience)
    if enrolment is not None and survey.activity_id is not None:
        _tell_the_record(survey, form, enrolment)
    return True


@transaction.atomic
def vote(poll: Survey, form: FillForm) -> None:
    """An answer in a room: of nobody, counted at once. Raises Refused when the poll is over."""
    if not poll.is_open():
        raise Refused(_("This poll is over. Nothing was sent."))
    freeze(poll.questionnaire)
    response = Response.objects.create(survey=poll, said_on=_this_month(poll))
    Answer.objects.bulk_create(Answer(response=response, **told) for told in form.answers())


def _store(survey: Survey, form: FillForm, enrolment: Enrolment | None, audience: str) -> None:
    questionnaire = survey.questionnaire
    freeze(questionnaire)
    response = Response(survey=survey, audience=audience)
    if questionnaire.is_anonymous:
        response.cohort_id = _cohort_of_some_size(enrolment)
        response.is_counted = False
    else:
        response.enrolment, response.sent_at = enrolment, timezone.now()
        response.cohort_id = enrolment.cohort_id if enrolment else None
        response.said_on = timezone.localdate(timezone=survey.organisation.zone)
    response.save(force_insert=True)
    Answer.objects.bulk_create(Answer(response=response, **told) for told in form.answers())
    if questionnaire.is_anonymous:
        _count_when_five(survey, audience)


def _cohort_of_some_size(enrolment: Enrolment | None) -> int | None:
    """A cohort so small that it names somebody is not written beside an anonymous answer."""
    if enrolment is None or enrolment.cohort_id is None:
        return None
    members = Enrolment.objects.filter(cohort=enrolment.cohort_id).count()
    return enrolment.cohort_id if members >= SMALLEST_GROUP else None


def _count_when_five(survey: Survey, audience: str) -> None:
    """Anonymous answers enter the figures five at a time: who knows who answered since the last look learns nothing."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    waiting = Response.objects.filter(survey=survey, audience=audience, is_counted=False)
    if waiting.count() >= SMALLEST_GROUP:
        waiting.update(is_counted=True, said_on=_this_month(survey))


def _this_month(survey: Survey) -> Any:
    return timezone.localdate(timezone=survey.organisation.zone).replace(day=1)


def _tell_the_record(survey: Survey, form: FillForm, enrolment: Enrolment) -> None:
    key = f"survey:{survey.pk}"
    if survey.questionnaire.is_anonymous:
        message = message_of()
    else:
        _declare(survey, form, enrolment, key)
        _judge(form, enrolment, key)
        message = message_of(form.answered(), len(form.items))
    activity = Activity.objects.select_related("version", "sequence").get(pk=survey.activity_id)
    intake.receive(enrolment, activity, message, key=key)


def _declare(survey: Survey, form: FillForm, enrolment: Enrolment, key: str) -> None:
    """Entry positioning. A self-assessment later on is kept as answers alone: it would move the starting point."""
    if survey.questionnaire.use != Use.POSITIONING:
        return
    levels = {
        item.competency.id: int(form.cleaned_data[item.name])
        for item in form.items
        if item.competency is not None and form.cleaned_data.get(item.name)
    }
    if levels:
        intake.declare(enrolment, levels, author=enrolment.person, key=key)


def _judge(form: FillForm, enrolment: Enrolment, key: str) -> None:
    """The values of indicators that are the learner's own to say."""
    asked = [item for item in form.items if item.question.sort == Sort.INDICATOR and item.indicator is not None]
    rows = Indicator.objects.in_bulk([item.indicator.id for item in asked if item.indicator]) if asked else {}
    for item in asked:
        value: Decimal | None = form.cleaned_data.get(item.name)
        if value is not None and item.indicator is not None and enrolment.person is not None:
            indicator = rows[item.indicator.id]
            intake.judge(enrolment, indicator, value, author=enrolment.person, key=f"{key}:{indicator.pk}")
