"""Questionnaires are written: from a screen, from a journey file, or as a new version of a frozen one."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from content.survey.models import PERSONAL, Question, Questionnaire, Sort, Survey
from lms.plugins.kind import Refused

COPIED = ("title", "intro", "use", "is_anonymous", "one_at_a_time", "delay_days", "reminder_days")
OF_A_QUESTION = (
    *("code", "title", "help", "sort", "options", "indicator_code", "competency_codes", "is_required", "position"),
)


@transaction.atomic
def new_version(old: Questionnaire) -> Questionnaire:
    """A copy that may be changed; pages ask it from now on, answers given before stay with the old one."""
    rows = Questionnaire.objects.select_for_update().filter(organisation=old.organisation_id, code=old.code)
    last = max(row.version for row in rows)
    told = {name: getattr(old, name) for name in COPIED}
    new = Questionnaire.objects.create(organisation_id=old.organisation_id, code=old.code, version=last + 1, **told)
    write_questions(new, [{name: getattr(row, name) for name in OF_A_QUESTION} for row in old.questions.all()])
    # Who leaves from now on is asked the new one.
    for survey in Survey.objects.filter(questionnaire=old, sort=Survey.Sort.FOLLOW_UP, closed_at=None):
        Survey.objects.create(
            questionnaire=new, organisation_id=old.organisation_id, sort=survey.sort, journey_id=survey.journey_id
        )
    return new


def write_questions(questionnaire: Questionnaire, told: Iterable[dict[str, Any]]) -> None:
    """The questions in this order, in place of those there were. Not once it is frozen."""
    check_open(questionnaire)
    questionnaire.questions.all().delete()
    Question.objects.bulk_create(
        Question(questionnaire=questionnaire, **{**one, "position": place}) for place, one in enumerate(told)
    )


def add_question(question: Question) -> None:
    """Put it last. Raises Refused when nothing can be added any more, or not to what is anonymous."""
    questionnaire = question.questionnaire
    check_open(questionnaire)
    check_promise(questionnaire.is_anonymous, [question.sort])
    if question._state.adding:
        last = questionnaire.questions.aggregate(last=Max("position"))["last"]
        question.position = 0 if last is None else last + 1
        question.code = question.code or _free_code(questionnaire)
    question.save()


def move(question: Question, by: int) -> None:
    """One place up (-1) or down (1)."""
    check_open(question.questionnaire)
    rows = list(question.questionnaire.questions.all())
    place = next(number for number, row in enumerate(rows) if row.pk == question.pk)
    other = place + by
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        for number, row in enumerate(rows):
            row.position = number
        Question.objects.bulk_update(rows, ["position"])


def check_open(questionnaire: Questionnaire) -> None:
    if Questionnaire.objects.filter(pk=questionnaire.pk, frozen_on__isnull=False).exists():
        raise Refused(_("Somebody has answered: these questions stay as they are. Make a new version to change them."))


def check_promise(is_anonymous: bool, sorts: Iterable[str]) -> None:
    if is_anonymous and PERSONAL.intersection(Sort(one) for one in sorts):
        raise Refused(_("Levels and indicators say something of one person: such a survey cannot be anonymous."))


def has_personal_questions(questionnaire: Questionnaire) -> bool:
    return questionnaire.questions.filter(sort__in=PERSONAL).exists()


def _free_code(questionnaire: Questionnaire) -> str:
    taken = set(questionnaire.questions.values_list("code", flat=True))
    return next(f"Q{number}" for number in range(1, 10_000) if f"Q{number}" not in taken)
