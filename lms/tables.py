"""A file somebody has at hand becomes headings and lines: CSV in any usual dress, or the first sheet of an XLSX.

Nothing is trusted and nothing is guessed silently: what cannot be read is refused in words. Others may reuse it.
"""

import csv
import io
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

LARGEST, MOST_LINES, MOST_CELLS, LONGEST_CELL = 2_000_000, 500, 60, 2000
LONGEST_FIELD = 100_000  # a quotation mark that is never closed swallows the rest of a file
UNPACKED = 40_000_000  # what a zipped workbook may grow to
DELIMITERS = ";\t,"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# How files begin that are no tables, whatever their name says.
NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"<!DOCTYPE", b"<html")
ZIP = b"PK\x03\x04"


class TableForm(forms.Form):
    """A table to choose; what it holds is shown before anything is written."""

    table = forms.FileField(
        label=gettext_lazy("Your table"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
        help_text=gettext_lazy("CSV or XLSX, 500 lines and 2 MB at most. Nothing is written yet."),
        error_messages={"empty": gettext_lazy("This file is empty."), "required": gettext_lazy("Choose a file first.")},
    )


class NoTable(ValueError):
    """Why a file cannot be read, in a sentence for the one who chose it."""


@dataclass(frozen=True)
class Row:
    """`line` is the number that a spreadsheet or an editor shows beside it."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ReadTable:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(content: bytes) -> ReadTable:
    """Headings and lines that are not empty. Raises NoTable."""
    if len(content) > LARGEST:
        raise NoTable(_("This file is too large (2 MB at most). Cut it into several files."))
    if not content.strip():
        raise NoTable(_("This file is empty."))
    if content.startswith(NO_TABLES):
        raise NoTable(_("This file is not a table. Save it as CSV or XLSX from your spreadsheet, then send that."))
    rows = _numbered(_sheet(content) if content.startswith(ZIP) else _text(content))
    if not rows:
        raise NoTable(_("This file is empty."))
    if len(rows) == 1:
        raise NoTable(_("There is a line of headings and nothing under it."))
    if len(rows) - 1 > MOST_LINES:
        raise NoTable(_("More than %(most)d lines. Cut the file into several.") % {"most": MOST_LINES})
    return ReadTable(rows[0].cells, tuple(rows[1:]))


def decode(content: bytes) -> str:
    """The text of a file: UTF-8 with or without its mark, UTF-16, else what Windows writes. Raises NoTable."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _decoded(content, "utf-16")
    if content.startswith(BOM_UTF8):
        return _decoded(content, "utf-8-sig")
    head = content[:400]
    if head[1::2].count(0) > len(head) // 5:
        return _decoded(content, "utf-16-le")
    if head[::2].count(0) > len(head) // 5:
        return _decoded(content, "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Windows leaves five signs undefined; Latin-1 none.
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError:
            return content.decode("latin-1")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """CSV that a French spreadsheet opens by a double click: semicolons, UTF-8 with its mark, no formula."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter=";")
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BOM_UTF8 + held.getvalue().encode()


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise NoTable(_("The signs of this file cannot be read. Save it again as CSV (UTF-8).")) from fault


def _text(content: bytes) -> Iterable[tuple[int, list[str]]]:
    text = decode(content)
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        raise NoTable(_("This file is not a table. Save it as CSV or XLSX from your spreadsheet, then send that."))
    csv.field_size_limit(LONGEST_FIELD)  # of the whole process: other readers set theirs
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    found, before = [], 0
    try:
        for cells in reader:
            found.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as fault:
        said = _("Line %(line)d cannot be read: look for a quotation mark that is not closed.")
        raise NoTable(said % {"line": reader.line_num}) from fault
    return found


def _delimiter(text: str) -> str:
    """The sign that parts the headings most often, outside quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(part for place, part in enumerate(first.split('"')) if place % 2 == 0)
    return max(DELIMITERS, key=lambda sign: (bare.count(sign), -DELIMITERS.index(sign)))


def _sheet(content: bytes) -> Iterable[tuple[int, list[str]]]:
    """The first sheet of a workbook: values, never formulas. A workbook that unpacks to too much is not opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(item.file_size for item in packed.infolist()) > UNPACKED:
                raise NoTable(_("This workbook is too large once opened. Keep only the lines you need."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        most = MOST_LINES + 2
        rows = sheet.iter_rows(values_only=True, max_col=MOST_CELLS, max_row=4 * most)
        return [(number, [_cell(value) for value in row]) for number, row in enumerate(rows, start=1)]
    except NoTable:
        raise
    except Exception as fault:  # whatever a broken workbook makes its reader raise
        raise NoTable(_("This workbook cannot be opened. Save it as CSV, then send that.")) from fault


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _numbered(rows: Iterable[tuple[int, list[str]]]) -> list[Row]:
    """Without empty lines, and without the empty cells that spreadsheets leave behind a line."""
    found = []
    for line, cells in rows:
        kept = [cell.strip()[:LONGEST_CELL] for cell in cells[:MOST_CELLS]]
        while kept and not kept[-1]:
            kept.pop()
        if kept:
            found.append(Row(line, tuple(kept)))
    return found
