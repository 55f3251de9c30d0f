"""Answers in words: for the learner who gave them, for files, and for charts."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from content.survey.fields import choices_of
from content.survey.models import CHOSEN, NUMBERS, WORDS, Answer, Participant, Question, Response, Sort, Survey
from lms.catalogue.outline import OutlineItem, outline_of
from lms.reports.tables import Table


def number(value: Decimal | float) -> str:
    """7 or 7,5: as few signs as it needs."""
    rounded = round(Decimal(str(value)), 2).normalize()
    return str(number_format(rounded, max(0, -int(rounded.as_tuple().exponent))))


def said_in(question: Question, answers: Iterable[Answer], unit: str = "") -> str:
    """What one person said about one question (or one part of it), in words."""
    labels = dict(choices_of(question))
    rows = list(answers)
    if question.sort in CHOSEN:
        return ", ".join(labels.get(row.option, row.option) for row in rows)
    if question.sort in WORDS:
        return " ".join(row.text for row in rows)
    values = [row.number for row in rows if row.number is not None]
    if question.sort in NUMBERS and question.sort != Sort.INDICATOR:
        return ", ".join(labels.get(number(value), number(value)) for value in values)
    return ", ".join(f"{number(value)} {unit}".strip() for value in values)


def own_answers(participant: Participant, outline: OutlineItem | None) -> dict[str, Any]:
    """What this learner sent, when it bears their name. One query."""
    if participant.survey.questionnaire.is_anonymous or participant.enrolment_id is None:
        return {"own": []}
    rows = Answer.objects.filter(response__survey=participant.survey_id, response__enrolment=participant.enrolment_id)
    return {"own": _lines(rows, outline)}


def lines_of(response: Response, outline: OutlineItem | None) -> list[dict[str, str]]:
    """{label, value} in the questionnaire's order. One query."""
    return _lines(Answer.objects.filter(response=response), outline)


def _lines(answers: QuerySet[Answer], outline: OutlineItem | None) -> list[dict[str, str]]:
    rows = answers.select_related("question")
    competencies = {one.code: (place, one.title) for place, one in enumerate(outline.competencies if outline else ())}
    units = {one.code: one.unit for one in outline.indicators} if outline else {}
    grouped: dict[tuple[Any, ...], list[Answer]] = {}
    for row in rows:
        place = competencies.get(row.part, (0, ""))[0]
        grouped.setdefault((row.question.position, row.question_id, place, row.part), []).append(row)
    return [
        {
            "label": competencies.get(key[3], (0, key[3]))[1] if key[3] else found[0].question.title,
            "value": said_in(found[0].question, found, units.get(found[0].question.indicator_code, "")),
        }
        for key, found in sorted(grouped.items(), key=lambda pair: pair[0])
    ]


def answers_table(survey: Survey) -> Table:
    """One line a person, in named surveys. Three queries, and one a thousand lines."""
    questions = list(survey.questionnaire.questions.all())
    outline = outline_of(survey.journey) if survey.journey else None
    columns = [(row, part, title) for row in questions for part, title in _parts(row, outline)]
    headings = [_("Person"), _("Cohort or audience"), _("Day"), *(title for _row, _part, title in columns)]
    return Table(f"{survey.questionnaire.code}-{_('answers')}", headings, _people(survey, columns))


def _parts(row: Question, outline: OutlineItem | None) -> list[tuple[str, str]]:
    if row.sort != Sort.LEVELS:
        return [("", row.title)]
    wanted = set(row.competency_codes)
    rows = outline.competencies if outline else ()
    return [(one.code, f"{one.code} {one.title}") for one in rows if not wanted or one.code in wanted]


def _people(survey: Survey, columns: list[tuple[Question, str, str]]) -> Iterator[list[Any]]:
    rows = Response.objects.filter(survey=survey).order_by("sent_at", "pk")
    related = rows.select_related("enrolment__person", "cohort").prefetch_related("answers")
    for row in related.iterator(chunk_size=1000):
        said: dict[tuple[int, str], list[Answer]] = {}
        for answer in row.answers.all():
            said.setdefault((answer.question_id, answer.part), []).append(answer)
        name = str(row.enrolment.person or "") if row.enrolment else ""
        group = str(row.cohort or row.audience)
        yield [
            name,
            group,
            str(row.said_on or ""),
            *(_cell(one, said.get((one.pk, part), [])) for one, part, _t in columns),
        ]


def _cell(question: Question, answers: list[Answer]) -> Any:
    """Numbers stay numbers."""
    if question.sort in NUMBERS:
        return next((float(row.number) for row in answers if row.number is not None), "")
    return said_in(question, answers)
