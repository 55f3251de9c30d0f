"""What the hours' template needs; see themes/default/templates/reports/hours.html."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.agenda.hours import Hours
from lms.catalogue.models import Place, Timing
from lms.enrolment.models import Enrolment
from lms.reports import matrix_screen, words
from lms.reports.hours import BY_PLACE, BY_SEQUENCE, HoursReport, performed_in
from lms.reports.selection import DEFAULT_SORT

Context = dict[str, Any]
ANYBODY = UUID(int=0)
SIDES = (Place.IN_PERSON, Place.REMOTE, Timing.SYNCHRONOUS, Timing.ASYNCHRONOUS)


def build(report: HoursReport) -> Context:
    query = _query(report)
    files = f"?{query}" if query else ""
    key = report.journey.key
    return {
        "journey": {"title": report.outline.title or report.journey.title},
        "back": {"title": _("Competencies"), "url": reverse("reports:matrix", args=[key])},
        "csv_url": reverse("reports:hours_csv", args=[key]) + files,
        "query": query,
        "figures": report.figures,
        "balance": _balance(report),
        "filters": [*matrix_screen.filters(report), _columns(report)],
        "is_filtered": bool(report.choice.cohort or report.choice.state or report.choice.block),
        "reset_url": reverse("reports:hours", args=[key]),
        "headings": _headings(report),
        "rows": [] if report.selection.is_suppressed else _rows(report),
        "page_of_rows": report.page,
        "total": report.page.paginator.count,
        "names_hidden": not report.reader.sees_names,
        "suppressed": matrix_screen.suppressed() if report.selection.is_suppressed else "",
    }


def _query(report: HoursReport) -> str:
    choice = report.choice
    kept = {"cohort": choice.cohort, "block": choice.block, "state": choice.state, "by": report.by}
    if choice.sort != DEFAULT_SORT:
        kept["sort"] = choice.sort
    return urlencode({name: value for name, value in kept.items() if value})


def _columns(report: HoursReport) -> Context:
    offered = ((BY_PLACE, _("place and timing")), (BY_SEQUENCE, _("sequence")))
    options = [{"value": value, "label": label, "selected": value == report.by} for value, label in offered]
    return {"name": "by", "label": _("Hours by"), "options": options}


def _balance(report: HoursReport) -> Context | None:
    balance = report.balance
    if not balance.minutes:
        return None
    in_person = balance.in_person_percent
    return {
        "in_person": in_person,
        "remote": 100 - in_person,
        "in_person_words": _words(_("%(hours)s in person (%(share)d %%)"), balance.in_person, in_person),
        "remote_words": _words(_("%(hours)s at a distance (%(share)d %%)"), balance.remote, 100 - in_person),
        "whole": _("This journey announces %(hours)s in all.") % {"hours": words.duration(balance.minutes)},
    }


def _words(pattern: str, minutes: int, share: int) -> str:
    return pattern % {"hours": words.duration(minutes), "share": share}


def _headings(report: HoursReport) -> list[Context]:
    if report.by == BY_SEQUENCE:
        return [
            {"label": item.code, "title": item.title, "note": words.duration(item.minutes)} for item in report.sequences
        ]
    return [{"label": str(side.label), "title": "", "note": ""} for side in SIDES]


def _rows(report: HoursReport) -> list[Context]:
    # An address is built once, not for each line.
    pattern = reverse("reports:hours_of", args=[ANYBODY])
    return [
        _row(
            report,
            total.enrolment,
            report.hours[total.pk],
            pattern.replace(str(ANYBODY), str(total.enrolment.public_id)),
        )
        for total in report.page.object_list
    ]


def _row(report: HoursReport, enrolment: Enrolment, hours: Hours, url: str) -> Context:
    everything = hours.all
    return {
        "name": report.reader.name_of(enrolment),
        "url": url,
        **matrix_screen.about(report.reader, enrolment),
        "planned": words.duration(everything.planned),
        "performed": words.duration(everything.performed),
        "connected": words.duration(everything.connected),
        "cells": _cells(report, hours, url),
    }


def _cells(report: HoursReport, hours: Hours, url: str) -> list[Context]:
    if report.by == BY_PLACE:
        return [{"value": words.duration(performed_in(hours, side)), "url": ""} for side in SIDES]
    performed = {one.unit.id: one.performed for one in hours.sequences}
    return [
        {
            "value": words.duration(performed[item.id]) if performed.get(item.id) else "–",
            "url": f"{url}#{item.code}" if performed.get(item.id) else "",
        }
        for item in report.sequences
    ]
