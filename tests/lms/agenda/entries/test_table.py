"""Files as people really have them become lines, or are refused in words."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from lms.agenda.entries.table import MOST_LINES, NoTable, harmless, read_table, write_table

TEXT = "Courriel;Nom\nana@example.org;Zoé Lemaître\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_every_usual_encoding_is_recognised(encoding):
    assert read_table(TEXT.encode(encoding)).rows[0].cells == ("ana@example.org", "Zoé Lemaître")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_delimiter_and_line_end_is_recognised(delimiter, end):
    text = TEXT.replace(";", delimiter).replace("\n", end)
    assert read_table(text.encode()).headings == ("Courriel", "Nom")


def test_quotation_marks_keep_delimiters_and_line_numbers_are_those_of_the_file():
    content = b'Nom,Courriel\n\n"Ali, Nour\nCamille",n@example.org\nAna,a@example.org\n'
    rows = read_table(content).rows
    assert rows[0].cells[0] == "Ali, Nour\nCamille" and [row.line for row in rows] == [3, 5]


def test_a_workbook_is_read_by_its_values():
    from datetime import datetime

    book, held = Workbook(), io.BytesIO()
    book.active.append(["Courriel", "Nom", "Entrée", "Tel"])
    book.active.append(["ana@example.org", "Ana", datetime(2026, 11, 30), 612345678.0])
    book.save(held)
    assert read_table(held.getvalue()).rows[0].cells == ("ana@example.org", "Ana", "2026-11-30", "612345678")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"Courriel;Nom\n",
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04 not a workbook",
        b"Courriel;Nom\na\x00b;c\n",
        b"<html><body>",
        "Courriel;Nom\n".encode("utf-16") + b"\xd8",
        b"Courriel;Nom\n" + b"a@example.org;A\n" * (MOST_LINES + 1),
        b"x" * 2_000_001,
        b"Courriel;Nom\n" + b'"' + b"a" * 200_000 + b"\n",
    ],
)
def test_what_is_no_table_is_refused_in_words(content):
    with pytest.raises(NoTable) as refused:
        read_table(content)
    assert str(refused.value).endswith((".", ")"))


@given(st.binary(max_size=400))
def test_no_file_breaks_it(content):
    with suppress(NoTable):
        read_table(b"Courriel;Nom\n" + content)


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"))), min_size=2, max_size=2),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_is_read_again_without_a_formula(rows):
    kept = [[cell.strip(), "end"] for cell, _other in rows]
    read = read_table(write_table(["E-mail", "Name"], kept))
    assert [list(row.cells) for row in read.rows] == [[harmless(cell) for cell in row] for row in kept]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read.rows for cell in row.cells)
