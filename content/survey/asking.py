"""Which questionnaire is asked where, and who is asked. screen.py, sending.py and the team's screens call it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from content.survey.fields import LONGEST_LONG, MOST_OPTIONS, Item, items_of
from content.survey.models import Participant, Question, Questionnaire, Survey
from lms.catalogue.models import Activity
from lms.catalogue.outline import OutlineItem, outline_of
from lms.enrolment.models import Enrolment


def newest(organisation_id: int, code: str) -> Questionnaire | None:
    """The version that is asked from now on."""
    rows = Questionnaire.objects.filter(organisation_id=organisation_id, code=code)
    return rows.order_by("-version").first() if code else None


@dataclass
class Asked:
    """A questionnaire with its questions; whether its use on one page is over."""

    questionnaire: Questionnaire | None = None
    questions: list[Question] = field(default_factory=list)
    is_closed: bool = False


def newest_asked(organisation_id: int, code: str, activity_id: int = 0) -> Asked:
    """The newest version with its questions, in one query; nothing while it has none."""
    newest_number = Questionnaire.objects.filter(organisation_id=organisation_id, code=code).order_by("-version")
    is_over = Q(closed_at__isnull=False) | Q(closes_on__lt=timezone.localdate())
    over = Survey.objects.filter(is_over, activity=activity_id, questionnaire=OuterRef("questionnaire"))
    rows = Question.objects.filter(questionnaire=Subquery(newest_number.values("pk")[:1]))
    found = list(rows.select_related("questionnaire").annotate(is_over=Exists(over)))
    return Asked(found[0].questionnaire, list(found), found[0].is_over) if found else Asked()


def participant_on(enrolment: Enrolment, activity_id: int) -> Participant | None:
    """Who has begun keeps the version they began with. One query; the latest, when there are several."""
    rows = Participant.objects.filter(enrolment=enrolment, survey__activity=activity_id)
    related = rows.select_related("survey__questionnaire", "survey__organisation")
    return related.order_by("-survey__questionnaire__version").first()


def survey_on(activity: Activity, questionnaire: Questionnaire) -> Survey:
    """The use of this questionnaire on that page; made when somebody begins."""
    survey, _is_new = Survey.objects.get_or_create(
        questionnaire=questionnaire,
        activity_id=activity.pk,
        defaults={
            "organisation_id": questionnaire.organisation_id,
            "sort": Survey.Sort.ACTIVITY,
            "journey_id": activity.journey_id,
        },
    )
    return survey


def begin(enrolment: Enrolment, activity: Activity, code: str) -> Participant | None:
    """This learner's place in the survey of that page; None when the questionnaire is not written yet."""
    known = participant_on(enrolment, activity.pk)
    if known is not None:
        return known
    questionnaire = newest(enrolment.organisation_id, code)
    if questionnaire is None:
        return None
    survey = survey_on(activity, questionnaire)
    participant, _is_new = Participant.objects.select_related("survey__questionnaire").get_or_create(
        survey=survey, enrolment=enrolment
    )
    return participant


def questions_for(questionnaire: Questionnaire, outline: OutlineItem | None) -> list[Item]:
    """What it asks of somebody on a journey of that outline."""
    return items_of(questionnaire.questions.all(), outline)


def outline_for(survey: Survey, enrolment: Enrolment | None) -> OutlineItem | None:
    """The competencies that may be asked about."""
    journey = enrolment.journey if enrolment is not None else survey.journey
    return outline_of(journey) if journey is not None else None


def freeze(questionnaire: Questionnaire) -> None:
    """From the first answer on, questions and promise stay as they are."""
    if questionnaire.frozen_on is None:
        questionnaire.frozen_on = timezone.localdate()
        Questionnaire.objects.filter(Q(pk=questionnaire.pk) & Q(frozen_on=None)).update(
            frozen_on=questionnaire.frozen_on
        )


# -- drafts


def bound(participant: Participant | None) -> MultiValueDict[str, str] | None:
    """The draft as a form reads it."""
    data: Mapping[str, Any] = (participant.draft if participant else {}).get("data") or {}
    return MultiValueDict(dict(data)) if data else None


def said(items: list[Item], sent: Mapping[str, Any]) -> dict[str, list[str]]:
    """Of what was sent, what these questions ask, within bounds."""
    getlist = sent.getlist if hasattr(sent, "getlist") else lambda name: sent.get(name, [])
    found = {item.name: [_clean(text) for text in getlist(item.name)[:MOST_OPTIONS]] for item in items}
    return {name: texts for name, texts in found.items() if any(texts)}


def keep_draft(
    participant: Participant, items: list[Item], sent: Mapping[str, Any], *, is_checked: bool = False
) -> None:
    """Keep what was sent of these questions; of the others the draft stays as it was."""
    data = dict(participant.draft.get("data") or {})
    for item in items:
        data.pop(item.name, None)
    participant.draft = {"data": {**data, **said(items, sent)}, "is_checked": is_checked}
    # Never over an answer that left meanwhile from another window.
    Participant.objects.filter(pk=participant.pk, has_answered=False).update(draft=participant.draft)


def _clean(text: str) -> str:
    # One sign more than a long text may have, so that who writes too much is told.
    return str(text).replace("\x00", "")[: LONGEST_LONG + 1]
