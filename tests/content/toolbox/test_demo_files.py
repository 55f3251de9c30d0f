"""The demo's resources are really usable: tables compute what our own functions say, papers open, words are short."""

import io
import random
import re

import openpyxl
import pytest
import yaml

from content.toolbox import easy_read, files
from content.toolbox.demo import NAMES, TABLES, WORDS
from content.toolbox.demo_files import book, spreadsheets
from content.toolbox.demo_files.formulas import values_of
from content.toolbox.demo_files.papers import paper
from content.toolbox.demo_files.reckoning import break_even, cash_at_month_ends, household_balance
from content.toolbox.pictograms import PICTOGRAMS


def opened(data: bytes, name: str, **more):
    return openpyxl.load_workbook(io.BytesIO(data), **more)[name]


def found(sheet, label: str, column: str = "B"):
    """The cell beside these words."""
    row = next(cell.row for cell in sheet["A"] if cell.value == label)
    return f"{column}{row}"


@pytest.mark.parametrize(
    ("fixed", "price", "variable"),
    [
        ((250, 35, 40, 12, 60, 90, 30, 900, 0), 12, (3.2, 0.5, 1.3)),
        ((100,) * 9, 10, (5, 0, 0)),
        ((1,) * 9, 0.3, (0.1, 0.1, 0)),
    ],
)
def test_the_break_even_table_computes_what_we_compute(fixed, price, variable):
    sheet = opened(spreadsheets.break_even_table(fixed, price, variable), "Calcul")
    told = values_of(sheet)
    expected = break_even(sum(fixed), price, sum(variable))
    assert told[found(sheet, "Ventes à faire par mois")] == expected.units
    assert told[found(sheet, "Chiffre d’affaires à faire par mois")] == pytest.approx(expected.turnover)
    assert told[found(sheet, "Contrôle")] == "Le compte est juste."


def test_the_break_even_of_the_guide_by_hand():
    # 1417 euros of fixed costs, 7 euros left on each sale: 202,43, so 203 sales.
    told = break_even(1417, 12, 5)
    assert (told.units, told.turnover) == (203, 2436)


@pytest.mark.parametrize("cost", [12, 13])
def test_a_price_that_does_not_cover_a_sale_is_said_in_words_and_divides_by_nothing(cost):
    sheet = opened(spreadsheets.break_even_table(price=12, variable=(cost, 0, 0)), "Calcul")
    told = values_of(sheet)
    assert told[found(sheet, "Ventes à faire par mois")] == "Le prix ne couvre pas le coût de chaque vente."
    with pytest.raises(ValueError, match="cover"):
        break_even(100, 12, cost)


def test_the_cash_table_follows_twelve_months_and_checks_itself():
    chance = random.Random(4)
    receipts = [[chance.randrange(2000) for _month in range(12)] for _line in spreadsheets.RECEIPTS]
    expenses = [[chance.randrange(900) for _month in range(12)] for _line in spreadsheets.EXPENSES]
    sheet = opened(spreadsheets.cash_flow_table(1500, receipts, expenses), "Douze mois")
    told = values_of(sheet)
    months = cash_at_month_ends(1500, by_month(receipts), by_month(expenses))
    ends = found(sheet, "Argent à la fin du mois")[1:]
    assert [told[f"{column}{ends}"] for column in spreadsheets.MONTHS] == pytest.approx(months)
    assert told[found(sheet, "Le plus bas de l’année")] == pytest.approx(min(months))
    assert told[found(sheet, "Contrôle")] == "Le compte est juste."


def test_the_budget_says_what_is_left_of_a_month():
    comes_in, goes_out = spreadsheets.BUDGET_EXAMPLE
    sheet = opened(spreadsheets.household_budget(), "Exemple")
    told = values_of(sheet)
    assert told[found(sheet, "Ce qui reste chaque mois")] == household_balance(sum(comes_in), sum(goes_out)) == 64
    sheet["C4"], sheet["C15"] = 1200, 2400
    assert (
        values_of(sheet)[found(sheet, "Ce qui reste chaque mois")] == household_balance(1392, 1328, 1200, 2400) == -36
    )
    assert values_of(sheet)[found(sheet, "Ce que cela veut dire")] == "Il manque de l’argent chaque mois."


@pytest.mark.parametrize("code", TABLES)
def test_formulas_are_protected_inputs_are_open_and_coloured_and_results_are_written_in(code):
    data = TABLES[code]()
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        assert sheet.protection.sheet
        told = values_of(sheet)
        for place, value in told.items():
            assert sheet[place].protection.locked, place
            written = shown[sheet.title][place].value
            assert written == value or written == pytest.approx(value) or (written or "") == value, place
        inputs = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
        assert all(cell.fill.fgColor.rgb.endswith(book.WASH) for cell in inputs)
        checked = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
        assert bool(inputs) == bool(checked)


@pytest.mark.parametrize("code", TABLES)
def test_no_formula_calls_outside_or_runs_anything(code):
    book_ = openpyxl.load_workbook(io.BytesIO(TABLES[code]()))
    told = [cell.value for sheet in book_ for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    formulas = [value for value in told if value.startswith("=")]
    assert formulas and not [one for one in formulas if re.search(r"HYPERLINK|http|\[|!|CALL|EXEC", one)]


def test_papers_open_and_say_how_many_pages_they_have():
    for entry in entries():
        if "document" in entry:
            data = paper("Un titre", entry["document"])
            assert files.check(NAMES[entry["code"]], io.BytesIO(data))[1] == "application/pdf"
            assert files.count_pages("application/pdf", io.BytesIO(data)) in (1, 2)


def test_easy_read_summaries_keep_to_twelve_words_and_signs_exist():
    assert len(entries()) == 7
    for entry in entries():
        assert easy_read.find_faults("\n".join(entry.get("facile", []))) == []
        assert {one["dessin"] for one in entry.get("page", []) if "dessin" in one} <= set(PICTOGRAMS)


def by_month(lines):
    return [sum(line[month] for line in lines) for month in range(12)]


def entries():
    return yaml.safe_load(WORDS.read_text(encoding="utf-8"))
