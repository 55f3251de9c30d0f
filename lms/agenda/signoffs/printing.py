"""The sheet as plain facts for themes/*/templates/pdf/sheet.typ: a few half-days a table, struck lines, the hash."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.agenda.models import Session
from lms.agenda.signoffs.sheet import Cell, Row, Sheet, Struck, about

PARTS_A_TABLE = 4


def printed(sheet: Sheet) -> dict[str, Any]:
    """Plain facts for themes/*/templates/pdf/sheet.typ."""
    session = sheet.session
    groups = range(0, len(sheet.parts), PARTS_A_TABLE)
    return {
        "title": _("Attendance sheet"),
        "organisation": session.organisation.name,
        "lang": (get_language() or "fr")[:2],
        "foot": _("SHA-256 of this sheet: %(hash)s · Hours of %(zone)s")
        % {"hash": sheet.sha256, "zone": _zone_words(session)},
        "about": [{"label": label, "value": value} for label, value in about(session) if value],
        "groups": [_group(sheet, first) for first in groups],
        "struck_title": _("Struck lines"),
        "struck": [_struck_words(each) for each in sheet.struck],
    }


def _zone_words(session: Session) -> str:
    """The zone by name, and what it is from UTC: twice when clocks change while the session lasts."""
    zone = session.organisation.zone
    offsets = [f"UTC{moment.astimezone(zone).isoformat()[-6:]}" for moment in (session.starts_at, session.ends_at)]
    return f"{session.organisation.zone_name} ({', '.join(dict.fromkeys(offsets))})"


def _struck_words(each: Struck) -> dict[str, str]:
    moment = date_format(each.at, "SHORT_DATETIME_FORMAT")
    return {
        "line": f"{each.name}, {each.part.title} · {_state(each.cell)}, {each.cell.signed} [{each.cell.mark}]",
        "why": _("Struck on %(moment)s by %(name)s: %(why)s")
        % {"moment": moment, "name": each.by, "why": each.why or _("reason erased")},
    }


def _group(sheet: Sheet, first: int) -> dict[str, Any]:
    """A few half-days beside each other, everybody in rows, the trainer last."""
    parts = sheet.parts[first : first + PARTS_A_TABLE]
    rows = [*sheet.learners, Row(_("Trainer: %(name)s") % {"name": sheet.trainer.name}, sheet.trainer.cells)]
    return {
        "headings": [_("Name"), *[f"{part.title}\n{part.hours}" for part in parts]],
        "rows": [
            {"name": row.name, "cells": [_cell_words(cell) for cell in row.cells[first:][:PARTS_A_TABLE]]}
            for row in rows
        ],
    }


def _cell_words(cell: Cell) -> dict[str, str]:
    return {"state": _state(cell), "signed": cell.signed, "mark": cell.mark}


def _state(cell: Cell) -> str:
    return f"{cell.state} ({cell.reason})" if cell.reason else cell.state
