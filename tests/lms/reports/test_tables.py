"""Files: what a spreadsheet opens is what the screen shows, and runs nothing."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.reports.tables import FORMULA_STARTS, Table, csv_lines, harmless, xlsx_response
from tests.lms.reports.test_matrix import url


def read(client, address: str) -> list[list[str]]:
    response = client.get(address)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def matrix_file(crowd, query: str = "") -> str:
    return reverse("reports:matrix_csv", args=[crowd.world.journey.key]) + query


@pytest.mark.parametrize("text", ["=1+1", "+33 5", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_gets_a_quote(text):
    assert harmless(text) == f"'{text}"


def test_a_workbook_holds_numbers_as_numbers_and_no_formula():
    table = Table("a file", ["=a", "b"], [["=1+1", 3], ["x\x0b", None], ["y" * 40_000, 2.5]])
    response = xlsx_response(table)
    cells = [list(row) for row in load_workbook(io.BytesIO(response.content)).active.rows]
    assert [[cell.value for cell in row] for row in cells[:3]] == [["=a", "b"], ["=1+1", 3], ["x", None]]
    assert {cells[0][0].data_type, cells[1][0].data_type} == {"s"} and cells[3][1].value == 2.5
    assert len(cells[3][0].value) == 32_000 and 'filename="a-file.xlsx"' in response["Content-Disposition"]


def test_numbers_stay_numbers_and_nothing_is_empty():
    assert [harmless(value) for value in (-2, 0, 3.5, None, "Ana")] == [-2, 0, 3.5, "", "Ana"]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=2, max_size=2)))
def test_no_cell_of_any_file_begins_a_formula(rows):
    text = "".join(csv_lines(Table("file", ["=a", "b"], rows)))
    cells = [cell for line in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")) for cell in line]
    assert not any(cell.startswith(FORMULA_STARTS) for cell in cells)


def test_a_hostile_name_is_harmless_in_the_file(eva, crowd):
    person = crowd.learners[5].person
    type(person).objects.filter(pk=person.pk).update(name='=HYPERLINK("http://evil")')
    names = {line[0] for line in read(eva, matrix_file(crowd))}
    assert '\'=HYPERLINK("http://evil")' in names


def test_the_file_says_that_it_is_utf_8(eva, crowd):
    response = eva.get(matrix_file(crowd))
    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="J1-')


def test_the_file_holds_what_the_screen_shows(eva, crowd):
    shown = eva.get(url(crowd, sort="-minutes")).context["rows"]
    lines = read(eva, matrix_file(crowd, "?sort=-minutes"))
    assert lines[0][-4:] == ["C1.1", "C1.2", "C2.1", "C2.2"]
    expected = [[row["name"], *(str(cell["level"]) for cell in row["cells"])] for row in shown]
    assert [[line[0], *line[-4:]] for line in lines[1:]] == expected


def test_the_file_follows_the_filters(eva, crowd):
    lines = read(eva, matrix_file(crowd, f"?cohort={crowd.cohorts['Hiver'].pk}"))
    assert len(lines) == 1 + 5


def test_every_measure_has_its_line_with_author_and_evidence(eva, crowd):
    lines = read(eva, reverse("reports:journey_measures_csv", args=[crowd.world.journey.key]))
    given_values = sum(len(values) for values in crowd.values.values())
    assert len(lines) == 1 + given_values
    first = dict(zip(lines[0], lines[1], strict=True))
    assert "Bo Berger" in first.values()


def test_a_file_costs_the_same_queries_for_any_number(eva, crowd):
    eva.get(url(crowd))
    with CaptureQueriesContext(connection) as few:
        read(eva, matrix_file(crowd, f"?cohort={crowd.cohorts['Hiver'].pk}"))
    with CaptureQueriesContext(connection) as many:
        read(eva, matrix_file(crowd))
    assert len(many) <= len(few) <= 8
