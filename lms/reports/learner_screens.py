"""What the templates of one learner and of one cell need (themes/default/templates/reports: learner, measures)."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.catalogue import units
from lms.catalogue.models import Assessor
from lms.catalogue.outline import BlockItem, CompetencyItem, IndicatorItem
from lms.enrolment.access import may_judge
from lms.enrolment.models import Enrolment
from lms.progress.models import Measure
from lms.reports import words
from lms.reports.evidence_screen import comment_of, who_says
from lms.reports.learner import LearnerReport
from lms.reports.measures import IndicatorLine, Measures, why_not
from lms.reports.readers import Reader

Context = dict[str, Any]
DONE, DOING, TODO = "done", "doing", "todo"  # the knots of face.md


# -- one learner


def learner_screen(report: LearnerReport, reader: Reader) -> Context:
    enrolment = report.enrolment
    return {
        "name": reader.name_of(enrolment),
        "back": {
            "title": report.outline.title,
            "url": reverse("reports:matrix", args=[enrolment.journey.key]),
        },
        "facts": _facts(report, reader),
        "figures": report.figures,
        "blocks": [_block(report, reader, block) for block in report.outline.blocks if block.competencies],
        "csv_url": reverse("reports:measures_csv", args=[enrolment.public_id]),
        "names_hidden": not reader.sees_names,
    }


def _facts(report: LearnerReport, reader: Reader) -> list[Context]:
    enrolment = report.enrolment
    if not reader.sees_names:
        return [{"label": _("Journey"), "value": report.outline.title}]
    return [
        {"label": _("Journey"), "value": report.outline.title},
        {"label": _("Cohort"), "value": enrolment.cohort.name if enrolment.cohort else ""},
        {"label": _("State"), "value": enrolment.get_state_display()},
        {"label": _("Start"), "value": words.day(enrolment.starts_on)},
        {"label": _("End"), "value": words.day(enrolment.ends_on) if enrolment.ends_on else ""},
        {"label": _("Coach"), "value": str(enrolment.coach) if enrolment.coach else ""},
    ]


def _block(report: LearnerReport, reader: Reader, block: BlockItem) -> Context:
    levels = [report.level_of(item.id) for item in block.competencies]
    validated = sum(level >= 2 for level in levels)
    is_validated = block.id in report.total.blocks_validated
    said = ngettext("%(done)d competency of %(total)d", "%(done)d competencies of %(total)d", validated)
    return {
        "code": block.code,
        "title": f"{block.code} {block.title}",
        "state": DONE if is_validated else DOING if any(levels) else TODO,
        "words": _("Validated") if is_validated else said % {"done": validated, "total": len(levels)},
        "competencies": [_competency(report, reader, item) for item in block.competencies],
    }


def _competency(report: LearnerReport, reader: Reader, item: CompetencyItem) -> Context:
    level = report.level_of(item.id)
    return {
        "title": f"{item.code} {item.title}",
        "level": level,
        "words": words.level(level),
        "declared_words": _declared(report.total.declared_levels.get(str(item.id))),
        "url": reverse("reports:measures", args=[report.enrolment.public_id, item.id]),
        "indicators": [_indicator(report, reader, one) for one in item.indicators],
    }


def _indicator(report: LearnerReport, reader: Reader, item: IndicatorItem) -> Context:
    standing = report.standings.get(item.id)
    measure = standing.measure if standing else None
    line = IndicatorLine(item, standing, [])
    return {
        "title": item.title,
        "state": _state(line),
        "line": _line(line),
        "measures": [_retained(report.enrolment, reader, item, measure)] if measure else [],
        "missing": None,
    }


def _retained(enrolment: Enrolment, reader: Reader, item: IndicatorItem, measure: Measure) -> Context:
    said = who_says(measure.evidence, enrolment, reader)
    return {
        "value": units.quantity(measure.value, item.unit),
        "when": words.instant(measure.evidence.happened_at, enrolment.journey.organisation.zone),
        "who": said,
        "comment": "",
        "url": reverse("reports:evidence", args=[enrolment.public_id, measure.evidence.public_id, item.id]),
        "retained": True,
        "counts": True,
        "why_not": "",
    }


# -- one competency of one learner


def measures_screen(report: Measures) -> Context:
    enrolment, reader = report.enrolment, report.reader
    block = next(item for item in report.outline.blocks if report.competency in item.competencies)
    return {
        "name": reader.name_of(enrolment),
        "competency": f"{report.competency.code} {report.competency.title}",
        "block": f"{block.code} {block.title}",
        "back": {"title": reader.name_of(enrolment), "url": reverse("reports:learner", args=[enrolment.public_id])},
        "matrix_url": reverse("reports:matrix", args=[enrolment.journey.key]),
        "level": report.level,
        "level_words": words.level(report.level),
        "how": report.why(),
        "declared_words": _declared(report.declared),
        "indicators": [_indicator_with_measures(report, line) for line in report.lines],
        "csv_url": reverse("reports:measures_csv", args=[enrolment.public_id]),
        "names_hidden": not reader.sees_names,
    }


def _indicator_with_measures(report: Measures, line: IndicatorLine) -> Context:
    enrolment, item = report.enrolment, line.item
    older = _("In force since this person's first measure; today it asks %(rule)s.") % {"rule": words.asked_now(item)}
    return {
        "code": item.code,
        "title": item.title,
        "rule": line.rule,
        "rule_note": older if line.has_older_rule else "",
        "state": _state(line),
        "line": _line(line),
        "measures": [_measure(report, line, row) for row in line.measures],
        "missing": None if line.is_met else _missing(report, item),
        "judge_url": _judge_url(report.reader, enrolment, item),
    }


def _measure(report: Measures, line: IndicatorLine, row: Measure) -> Context:
    enrolment, evidence = report.enrolment, row.evidence
    return {
        "value": units.quantity(row.value, line.item.unit),
        "when": words.instant(evidence.happened_at, enrolment.journey.organisation.zone),
        "who": who_says(evidence, enrolment, report.reader),
        "comment": comment_of(evidence, report.reader),
        "url": reverse("reports:evidence", args=[enrolment.public_id, evidence.public_id, line.item.id]),
        "retained": row.pk == line.retained_id,
        "counts": not why_not(row),
        "why_not": why_not(row),
    }


def _missing(report: Measures, item: IndicatorItem) -> Context:
    """Where this indicator is measured, and by whom."""
    sequence = next((one for one in report.outline.sequences if one.code == item.source_sequence), None)
    assessor = str(Assessor(item.assessor).label).lower()
    if sequence is None:
        return {"text": _("Measured by: %(who)s.") % {"who": assessor}, "url": "", "link": ""}
    text = _("Measured in %(sequence)s, by: %(who)s.") % {"sequence": sequence.title, "who": assessor}
    return {"text": text, "url": "", "link": ""}


def _judge_url(reader: Reader, enrolment: Enrolment, item: IndicatorItem) -> str:
    if not (reader.sees_names and enrolment.person_id and may_judge(reader.person, enrolment, item.assessor)):
        return ""
    return reverse("courses:judge", args=[enrolment.public_id, item.id])


# -- words they share


def _state(line: IndicatorLine) -> str:
    if line.is_met:
        return DONE
    return DOING if line.standing is not None else TODO


def _line(line: IndicatorLine) -> str:
    """The retained value beside what is asked."""
    standing = line.standing
    if standing is None:
        return _("Not measured yet. Asked: %(rule)s.") % {"rule": line.rule}
    if standing.value is None:
        return _("Measured, but nothing counts yet. Asked: %(rule)s.") % {"rule": line.rule}
    said = {"value": units.quantity(Decimal(standing.value), line.item.unit), "rule": line.rule}
    if standing.is_autonomous:
        return _("%(value)s: reached on one's own. Asked: %(rule)s.") % said
    if standing.is_met:
        return _("%(value)s: reached. Asked: %(rule)s.") % said
    return _("%(value)s: not reached yet. Asked: %(rule)s.") % said


def _declared(level: int | None) -> str:
    if level is None:
        return ""
    said = {"level": level, "words": words.level(level).lower() if level else _("nothing yet")}
    return _("Declared at entry: level %(level)d, %(words)s. A declaration validates nothing.") % said
