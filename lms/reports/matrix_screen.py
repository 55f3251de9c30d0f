"""What the matrix's template needs; see themes/default/templates/reports/matrix.html."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.catalogue.outline import BlockItem, CompetencyItem
from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.people.access import SMALLEST_GROUP
from lms.reports import words
from lms.reports.groups import ALL
from lms.reports.matrix import Matrix
from lms.reports.readers import Reader
from lms.reports.selection import DEFAULT_SORT, NO_COHORT, Choice

if TYPE_CHECKING:
    from lms.reports.hours import HoursReport

Context = dict[str, Any]
ANYBODY = UUID(int=0)


def build(matrix: Matrix) -> Context:
    page = matrix.page
    query = query_of(matrix.choice)
    files = f"?{query}" if query else ""
    return {
        "journey": {"title": matrix.outline.title or matrix.journey.title},
        "back": {"title": _("Reports"), "url": reverse("reports:index")},
        "csv_url": reverse("reports:matrix_csv", args=[matrix.journey.key]) + files,
        "measures_csv_url": reverse("reports:journey_measures_csv", args=[matrix.journey.key]) + files,
        "hours_url": reverse("reports:hours", args=[matrix.journey.key]),
        "query": query,
        "figures": matrix.figures,
        "filters": filters(matrix),
        "kept": [],
        "is_filtered": bool(matrix.choice.cohort or matrix.choice.state),
        "reset_url": reverse("reports:matrix", args=[matrix.journey.key]),
        "blocks": [_block(matrix, block) for block in matrix.selection.blocks],
        "sorts": {name: _sort(matrix, name) for name in ("name", "progress", "minutes", "last")},
        "rows": _rows(matrix, list(page.object_list)),
        "page_of_rows": page,
        "total": page.paginator.count,
        "names_hidden": not matrix.reader.sees_names,
        "suppressed": suppressed() if matrix.selection.is_suppressed else "",
    }


def query_of(choice: Choice, **changes: str) -> str:
    """The choice as an address keeps it, without its page."""
    kept = {"cohort": choice.cohort, "block": choice.block, "state": choice.state, "sort": choice.sort, **changes}
    if kept["sort"] == DEFAULT_SORT:
        kept["sort"] = ""
    return urlencode({name: value for name, value in kept.items() if value})


def suppressed() -> str:
    return _(
        "This group is too small to be shown without names: fewer than %(count)d people, or it would give away a "
        "group that is. Choose a wider one."
    ) % {"count": SMALLEST_GROUP}


# -- what may be chosen


def filters(matrix: "Matrix | HoursReport") -> list[Context]:
    chosen, choice = matrix.selection, matrix.choice
    cohorts = [(str(row.pk), row.name) for row in chosen.cohorts]
    if cohorts and chosen.may_show((None, ALL)):
        cohorts.append((NO_COHORT, _("No cohort")))
    states = [(value, str(label)) for value, label in Enrolment.State.choices if chosen.may_show((ALL, value))]
    blocks = [(str(block.id), f"{block.code} {block.title}") for block in matrix.outline.blocks if block.competencies]
    everything = [
        _filter("cohort", _("Cohort"), _("Everybody"), cohorts, choice.cohort),
        _filter("state", _("State"), _("Every state"), states, choice.state),
        _filter("block", _("Competency block"), _("Every block"), blocks, choice.block),
    ]
    return [*(one for one in everything if len(one["options"]) > 1), _sort_filter(matrix)]


def _filter(name: str, label: str, anything: str, options: list[tuple[str, str]], chosen: str) -> Context:
    values = [("", anything), *options]
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "label": words_, "selected": value == chosen} for value, words_ in values],
    }


def _sort_filter(matrix: "Matrix | HoursReport") -> Context:
    offered = {
        "-progress": _("most progress first"),
        "progress": _("least progress first"),
        "name": _("name"),
        "-last": _("latest activity first"),
        "last": _("longest without activity first"),
        "-minutes": _("most time first"),
        "minutes": _("least time first"),
        "-start": _("latest start first"),
        "start": _("earliest start first"),
    }
    allowed = [(value, label) for value, label in offered.items() if value.removeprefix("-") in matrix.selection.sorts]
    if matrix.choice.sort not in offered or matrix.choice.sort not in dict(allowed):
        allowed.append((matrix.choice.sort, _sorted_by(matrix)))
    options = [{"value": value, "label": label, "selected": value == matrix.choice.sort} for value, label in allowed]
    return {"name": "sort", "label": _("Order"), "options": options}


def _sorted_by(matrix: "Matrix | HoursReport") -> str:
    codes = {f"c{item.id}": item.code for item in matrix.outline.competencies}
    code = codes.get(matrix.choice.field, _("name"))
    return _("%(code)s, highest first") % {"code": code} if matrix.choice.is_descending else code


def _sort(matrix: Matrix, name: str, first: str = "-") -> Context:
    """A heading that sorts: a second touch turns the order round."""
    choice = matrix.choice
    if name not in matrix.selection.sorts and not name.startswith("c"):
        return {"url": "", "sorted": ""}
    is_sorted = choice.field == name
    first = "" if name == "name" else first
    wanted = f"{first}{name}" if not is_sorted else name if choice.is_descending else f"-{name}"
    return {
        "url": f"?{query_of(choice, sort=wanted)}" if wanted != DEFAULT_SORT else f"?{query_of(choice, sort='')}",
        "sorted": ("down" if choice.is_descending else "up") if is_sorted else "",
    }


def _block(matrix: Matrix, block: BlockItem) -> Context:
    competencies = []
    for item in block.competencies:
        sort = _sort(matrix, f"c{item.id}")
        competencies.append({"code": item.code, "title": item.title, "sort_url": sort["url"], "sorted": sort["sorted"]})
    return {"code": block.code, "title": block.title, "competencies": competencies}


# -- its lines


def _rows(matrix: Matrix, totals: list[EnrolmentTotal]) -> list[Context]:
    # An address is built once, not for each of 750 cells.
    pattern, hours = (reverse(f"reports:{name}", args=[ANYBODY]) for name in ("learner", "hours_of"))
    headings = [
        _heading(item, item is block.competencies[0])
        for block in matrix.selection.blocks
        for item in block.competencies
    ]
    people = [(total, str(total.enrolment.public_id)) for total in totals]
    return [
        _row(matrix, total, pattern.replace(str(ANYBODY), who), hours.replace(str(ANYBODY), who), headings)
        for total, who in people
    ]


def _heading(item: CompetencyItem, is_first: bool) -> tuple[str, bool, str, list[str]]:
    """What the cells of one competency share: key, first of its block, end of the address, title by level."""
    titles = [_("%(code)s, level %(level)d: %(words)s") % _said(item, level) for level in range(4)]
    return str(item.id), is_first, f"{item.id}/", titles


def _said(item: CompetencyItem, level: int) -> Context:
    return {"code": item.code, "level": level, "words": words.level(level).lower()}


def _row(
    matrix: Matrix, total: EnrolmentTotal, url: str, hours_url: str, headings: list[tuple[str, bool, str, list[str]]]
) -> Context:
    reader, enrolment = matrix.reader, total.enrolment
    progress = {"met": total.indicators_met, "all": matrix.path.indicators}
    cells = []
    for key, is_first, tail, titles in headings:
        level = int(total.levels.get(key, 0))
        cells.append({"level": level, "url": url + tail, "title": titles[level], "first": is_first})
    zone = matrix.journey.organisation.zone
    return {
        "name": reader.name_of(enrolment),
        "url": url,
        **about(reader, enrolment),
        "progress": matrix.progress_of(total),
        "expected": matrix.expected_of(total),
        "progress_words": _("%(met)d of %(all)d indicators met") % progress,
        "minutes": words.duration(total.minutes),
        "hours_url": hours_url,
        "last": words.short_day(total.last_evidence_at, zone) if total.last_evidence_at else "–",
        "cells": cells,
    }


def about(reader: Reader, enrolment: Enrolment) -> Context:
    """Cohort and state stand beside names only: beside a pseudonym they could point at somebody."""
    if not reader.sees_names:
        return {"cohort": "", "state_words": ""}
    is_under_way = enrolment.state == Enrolment.State.ACTIVE
    return {
        "cohort": enrolment.cohort.name if enrolment.cohort else "",
        "state_words": "" if is_under_way else enrolment.get_state_display().lower(),
    }
