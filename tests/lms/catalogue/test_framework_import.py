"""Frameworks of others, read: real samples whole, hostile ones refused with their lines."""

import json
from typing import Any

import pytest

from lms.catalogue.framework_import import ReadFramework, RefusedFramework, read_framework

HEADING = '"Parent id number","Id number",Shortname,Description,"Is framework"\n'
TOP = ",TOP,Le référentiel,,1\n"


def moodle(lines: str, heading: str = HEADING, encoding: str = "utf-8") -> ReadFramework:
    return read_framework("fichier.csv", (heading + TOP + lines).encode(encoding))


def refusal(content: bytes | str, name: str = "fichier.csv") -> str:
    with pytest.raises(RefusedFramework) as refused:
        read_framework(name, content.encode() if isinstance(content, str) else content)
    return "\n".join(refused.value.lines())


def package(items: list[dict[str, Any]], links: list[tuple[str, str]] = (), **more: Any) -> bytes:
    return json.dumps(
        {
            "CFDocument": {"identifier": "doc", "title": "Un référentiel", **more},
            "CFItems": items,
            "CFAssociations": [
                {
                    "associationType": "isChildOf",
                    "originNodeURI": {"identifier": child},
                    "destinationNodeURI": {"identifier": parent},
                }
                for child, parent in links
            ],
        }
    ).encode()


def item(identifier: str, **more: Any) -> dict[str, Any]:
    return {"identifier": identifier, "fullStatement": f"Savoir {identifier}", **more}


def shape(read: ReadFramework) -> dict[str, list[str]]:
    return {block.code: [one.code for one in block.competencies] for block in read.blocks}


def test_moodles_own_example_is_read_whole(shared):
    read = read_framework("x.csv", (shared / "fixtures/competencies/moodle_lpimportcsv_example.csv").read_bytes())
    assert (read.code, read.title, len(read.blocks), read.competency_count) == ("OECD-CORE", "OECD", 16, 44)
    block = next(one for one in read.blocks if one.code == "analytical-thinking")
    assert [one.code for one in block.competencies] == ["DR-AT1", "DR-AT-2"]
    assert block.title == "Competencies / Delivery-related / Analytical Thinking"
    assert "<" not in block.aim and "patterns across situations" in block.aim


def test_opensalts_csv_is_read(shared):
    read = read_framework("sample_case.csv", (shared / "fixtures/competencies/sample_case.csv").read_bytes())
    assert shape(read)["M.F.1-2.S1"] == ["M.F.1-2.S1a", "M.F.1-2.S1b"]


def test_a_case_package_is_read(shared):
    read = read_framework("x.json", (shared / "fixtures/competencies/case_what_standards_could_be.json").read_bytes())
    assert (read.title, len(read.blocks), read.competency_count) == ("What Standards Could Be", 4, 12)
    assert shape(read)["CCSS.Math.Content.6.RP.A"] == ["CCSS.Math.Content.6.RP.A.1", "CCSS.Math.Content.6.RP.A.2"]


def test_sequence_numbers_of_case_decide_the_order(shared):
    read = read_framework("x.json", (shared / "fixtures/competencies/SequenceNumberFramework.json").read_bytes())
    assert [one.code for one in read.blocks[0].competencies] == ["SNT.2", "SNT.1"]


def test_a_csv_of_something_else_is_refused_naming_the_columns_it_wants(shared):
    content = (shared / "fixtures/competencies/rncp_CodeDiplome_2.9_head2000.csv").read_bytes()
    assert "shortname" in refusal(content)


def test_leaves_are_competencies_and_what_is_above_them_blocks():
    read = moodle(",B1,Bloc un,,\nB1,C1,Savoir un,,\nB1,G1,Groupe,,\nG1,C2,Savoir deux,,\n,C3,Savoir seul,,\n")
    assert shape(read) == {"TOP": ["C3"], "B1": ["C1"], "G1": ["C2"]}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_recognised(separator):
    heading = HEADING.replace('"', "").replace(",", separator)
    content = heading + TOP.replace(",", separator) + ",B1,Bloc,,\nB1,C1,Savoir,,\n".replace(",", separator)
    assert shape(read_framework("x.csv", content.encode())) == {"B1": ["C1"]}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_no_part_of_the_first_column(encoding):
    assert moodle(",B1,Été,,\nB1,C1,Savoir,,\n", encoding=encoding).blocks[0].title == "Été"


def test_latin_1_is_read_and_said():
    read = moodle(",B1,Été à l’œuvre,,\nB1,C1,Savoir,,\n", encoding="cp1252")
    assert read.blocks[0].title == "Été à l’œuvre" and len(read.notes) == 1


def test_quoted_cells_may_hold_lines_and_separators():
    read = moodle(',B1,"Bloc, un","Une ligne\net une ""autre""",\nB1,C1,Savoir,,\n')
    assert read.blocks[0].title == "Bloc, un" and read.blocks[0].aim == 'Une ligne et une "autre"'


def test_old_line_ends_are_read():
    content = (HEADING + TOP + ",B1,Bloc,,\nB1,C1,Savoir,,\n").replace("\n", "\r")
    assert shape(read_framework("x.csv", content.encode())) == {"B1": ["C1"]}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (",B1,Bloc,,\nB9,C1,Savoir,,\n", "B9"),
        (",B1,Bloc,,\nB1,C1,Savoir,,\nB1,C1,Encore,,\n", "C1"),
        ("C2,C1,Un,,\nC1,C2,Deux,,\n", "C1 > C2"),
        ("C1,C1,Un,,\n", "C1"),
        (",,Sans code,,\n", "3"),
        (",C1,,,\n", "3"),
        (",B1,Bloc,,1\n", "2"),
        (",C1,Un,,,,,,\n", "3"),
        (',C1,"Jamais fermé\n', "CSV"),
        (f",{'c' * 101},Trop long,,\n", "100"),
    ],
)
def test_faults_of_a_csv_are_told_by_line(lines, words):
    assert words in refusal(HEADING + TOP + lines)


def test_every_fault_is_told_at_once():
    told = refusal(HEADING + TOP + "X,C1,Un,,\nY,C2,Deux,,\nZ,C3,Trois,,\n")
    assert len(told.splitlines()) == 3


@pytest.mark.parametrize(
    "content", ["", " \n ", "bonjour", HEADING, b"PK\x03\x04\x00\x00", b"\x00\x01\x02", "{", "[1]", "{}"]
)
def test_what_is_no_framework_is_refused_in_words(content):
    assert refusal(content)


def test_a_very_large_csv_is_refused_quickly():
    assert refusal(HEADING + TOP + ",C,x,,\n" * 30_000)
    assert refusal(b"x" * (5 * 1024 * 1024 + 1))


def test_a_very_deep_tree_is_refused():
    lines = ",N0,x,,\n" + "".join(f"N{n},N{n + 1},x,,\n" for n in range(3_000))
    assert refusal(HEADING + TOP + lines)


def test_a_very_deep_json_is_refused():
    assert refusal("[" * 200_000)
    assert refusal('{"CFDocument":' * 50_000)


@pytest.mark.parametrize(
    "content",
    [
        package([{"identifier": "a"}]),
        package([item("a"), item("a")]),
        package([item("a"), item("b")], [("a", "b"), ("b", "a")]),
        package([item("a")], [("a", "nowhere")]),
        json.dumps({"CFDocument": {}, "CFItems": [], "CFAssociations": [7, {"associationType": "isChildOf"}]}).encode(),
        json.dumps({"CFDocument": {}, "CFItems": "x"}).encode(),
    ],
)
def test_faults_of_a_case_package_are_told(content):
    assert refusal(content, "x.json")


def test_codes_that_repeat_in_case_are_told_apart_and_noted():
    read = read_framework("x.json", package([item("a", humanCodingScheme="1"), item("b", humanCodingScheme="1")]))
    assert shape(read) == {"doc": ["1", "1-2"]} and len(read.notes) == 1


def test_markup_never_reaches_the_rows():
    read = moodle(",B1,<script>alert(1)</script>Bloc,<img src=x onerror=y>But,\nB1,C1,&lt;b&gt;Savoir,,\n")
    assert "<script" not in read.blocks[0].title and "<img" not in read.blocks[0].aim
