"""The look of our tables: words, cells to fill in, cells that compute; and their results, written beside them."""

import io
import re
import zipfile
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from content.toolbox.demo_files.formulas import values_of

INK, ROPE, WASH, SUNK = "1E2733", "B24A12", "FCEFE6", "F4EFE6"
EDGE = Side(style="thin", color="857B6C")
EUROS = '# ##0.00\\ "€";[Red]\\-# ##0.00\\ "€"'.replace("# ##", "#,##")
LICENCE = "Licence CC BY-SA 4.0. Le Chantier des Possibles, avec Cordée."


def new_book(title: str, guide: list[str]) -> Workbook:
    """A workbook whose first sheet says how to use it."""
    book = Workbook()
    book.properties.title, book.properties.language = title, "fr"
    book.properties.creator = "Le Chantier des Possibles"
    # Whatever opens it works everything out afresh.
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    sheet: Any = book.active
    sheet.title = "Mode d’emploi"
    heading(sheet, title)
    for place, line in enumerate([*guide, "", LICENCE], start=3):
        sheet[f"A{place}"] = line
        sheet[f"A{place}"].alignment = Alignment(wrap_text=True, vertical="top")
        sheet[f"A{place}"].font = Font(size=12, color=INK)
    sheet.column_dimensions["A"].width = 90
    protect(sheet)
    return book


def add_sheet(book: Workbook, name: str, title: str) -> Worksheet:
    sheet = book.create_sheet(name)
    heading(sheet, title)
    return sheet


def heading(sheet: Worksheet, title: str) -> None:
    sheet["A1"] = title
    sheet["A1"].font = Font(size=16, bold=True, color=ROPE)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = sheet.PAPERSIZE_A4, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def words(sheet: Worksheet, place: str, text: str, bold: bool = False) -> None:
    sheet[place] = text
    sheet[place].font = Font(size=12, bold=bold, color=INK)
    sheet[place].alignment = Alignment(wrap_text=True, vertical="center")


def to_fill(sheet: Worksheet, place: str, value: Any = None, form: str = EUROS) -> None:
    """A cell for the reader: coloured, framed, open while the rest is protected."""
    cell = sheet[place]
    cell.value, cell.number_format = value, form
    cell.fill, cell.border = PatternFill("solid", fgColor=WASH), Border(EDGE, EDGE, EDGE, EDGE)
    cell.protection = Protection(locked=False)
    cell.font = Font(size=12, color=INK)


def computed(sheet: Worksheet, place: str, formula: str, form: str = EUROS, bold: bool = False) -> None:
    """A cell that computes: protected, in grey."""
    cell = sheet[place]
    cell.value, cell.number_format = formula, form
    cell.fill, cell.border = PatternFill("solid", fgColor=SUNK), Border(EDGE, EDGE, EDGE, EDGE)
    cell.font = Font(size=12, bold=bold, color=INK)
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def only_amounts(sheet: Worksheet, places: str) -> None:
    """Figures from nothing up, and what to do when it is something else."""
    rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    rule.errorTitle, rule.error = "Un nombre, s’il vous plaît", "Écrivez un nombre, sans lettres. Par exemple 120,50."
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(places)


def protect(sheet: Worksheet) -> None:
    """Against a slip of the finger, without a password: who wants to change the formulas may."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def content_of(book: Workbook) -> bytes:
    """The file, with the result of every formula written beside it."""
    buffer = io.BytesIO()
    book.save(buffer)
    values = {f"xl/worksheets/sheet{n}.xml": values_of(sheet) for n, sheet in enumerate(book.worksheets, start=1)}
    written = io.BytesIO()
    with zipfile.ZipFile(buffer) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            data = before.read(entry)
            if found := values.get(entry.filename):
                data = _with_results(data.decode("utf-8"), found).encode("utf-8")
            after.writestr(zipfile.ZipInfo(entry.filename), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _with_results(xml: str, values: dict[str, Any]) -> str:
    def result(match: re.Match[str]) -> str:
        place, rest, formula = match.group(1), match.group(2), match.group(3)
        value = values[place]
        if isinstance(value, str):
            shown = value.replace("&", "&amp;").replace("<", "&lt;")
            return f'<c r="{place}"{rest} t="str"><f>{formula}</f><v>{shown}</v></c>'
        return f'<c r="{place}"{rest}><f>{formula}</f><v>{float(value or 0):.10g}</v></c>'

    return re.sub(r'<c r="([A-Z]+\d+)"([^>]*)><f>([^<]*)</f><v ?/?>(?:</v>)?</c>', result, xml)
