"""A table is headings and rows; here it becomes a file. Reports build tables, views choose the form."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# A spreadsheet runs what begins so (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Tells spreadsheets that the file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000  # signs; spreadsheets take no more


@dataclass(frozen=True)
class Table:
    """Rows may be endless: they are read once, as the file is written."""

    name: str  # of the file, without its ending
    headings: list[str]
    rows: Iterable[list[Any]]


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_response(table: Table) -> StreamingHttpResponse:
    """The table as CSV, streamed: UTF-8 with its mark, formulas made harmless."""
    response = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(table)}.csv"'
    return response


def xlsx_response(table: Table) -> HttpResponse:
    """The table as a workbook; texts stay texts, whatever they begin with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    for row in chain([table.headings], table.rows):
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(table)}.xlsx"'
    return response


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL])
    cell.data_type = "s"  # never a formula
    return cell


def _file_name(table: Table) -> str:
    """A name holds what its author wrote: codes of journeys, for one."""
    return re.sub(r"[^\w.-]+", "-", table.name)


def csv_lines(table: Table) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([harmless(heading) for heading in table.headings])
    for row in table.rows:
        yield writer.writerow([harmless(value) for value in row])


def harmless(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value
