"""Every file of the shared fixtures: what is ours comes in, the rest is named with its reason. Skipped without them."""

import re
import zipfile
from pathlib import Path

import pytest

from content.quiz.exchange import export_gift, export_moodle, import_file
from content.quiz.questions import is_empty, mark, read, write
from content.quiz.questions.show import render

SHARED = Path(__file__).resolve().parents[5] / "shared" / "fixtures"
FILES = [
    path
    for folder in ("questions", "qti")
    for path in sorted((SHARED / folder).rglob("*"))
    if path.is_file() and path.name != "INDEX.md"
]
ITEM = re.compile(rb"<(?:qti-)?assessment-?[iI]tem[\s>]")


def named(path):
    return str(path.relative_to(SHARED))


def questions_in(path):
    """How many questions the file holds, counted without our readers; None where only a parser could tell."""
    data = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            files = [
                archive.read(name) for name in archive.namelist() if name.endswith(".xml") and "__MACOSX" not in name
            ]
        return sum(
            len(ITEM.findall(file)) + len(re.findall(rb"<item[\s>]", file)) * (b"questestinterop" in file)
            for file in files
        )
    if b"<quiz>" in data:
        return len(re.findall(rb'<question type="(?!category)', data))
    if ITEM.search(data):
        return 1
    return len(re.findall(rb"<QUESTION ", data)) or None


@pytest.mark.skipif(not FILES, reason="the shared fixtures are not here")
@pytest.mark.parametrize("path", FILES, ids=named)
def test_each_file_comes_in_or_says_why_not(path):
    found = import_file(path.name, path.read_bytes())
    report = found.report()
    if path.name == "categorySpecialCharacter.gift":
        assert found.problem
        return
    assert found.problem == ""
    assert report["found"] == report["imported"] + len(report["skipped"]) > 0
    assert all(each["reason"] and each["name"] for each in report["skipped"])
    if (count := questions_in(path)) is not None:
        # A text with embedded answers may become several questions.
        assert report["found"] >= count if "cloze" in path.read_text(errors="ignore") else report["found"] == count
    for each in found.questions:
        question = each.question
        assert read(write(question)) == question
        assert is_empty(question, {}) and 0 <= mark(question, {}).share <= 1
        assert "<script" not in render(question, prefix="q")


@pytest.mark.skipif(not FILES, reason="the shared fixtures are not here")
@pytest.mark.parametrize("path", FILES, ids=named)
def test_what_came_in_goes_out_and_comes_back_equal(path):
    found = import_file(path.name, path.read_bytes())
    questions = [each.question for each in found.questions]
    if not questions:
        return
    out = export_moodle(questions, found.pictures)
    back = import_file("out.xml", out.text.encode())
    assert out.left_out == []
    assert [each.question for each in back.questions] == questions
    assert back.pictures == found.pictures
    out = export_gift(questions)
    back = import_file("out.gift", out.text.encode())
    assert len(back.questions) + len(out.left_out) == len(questions)
    assert all(each.question in questions for each in back.questions)


EXPECTED = {
    "questions/gift/questions.gift.txt": (9, {}),
    "questions/gift/numerical1.gift": (10, {}),
    "questions/gift/multipleAnswersFloat.gift": (1, {}),
    "questions/gift/markdown.gift": (0, {"gift": 4}),
    "questions/other/questions.aiken.txt": (2, {}),
    "questions/other/question.missingword1.txt": (1, {}),
    "questions/other/questions.multianswer.txt": (1, {}),
    "questions/moodlexml/simpledemoquestions.xml": (0, {"coderunner": 15}),
    "questions/moodlexml/gapfill_fr.xml": (3, {}),
    "questions/moodlexml/multichoice.xml": (1, {}),
    "questions/moodlexml/nested_categories_with_questions.xml": (5, {}),
    "questions/moodlexml/multianswer-all-types.xml": (5, {}),
    "qti/CASE.zip": (3, {}),
    "qti/simple.zip": (1, {}),
    "qti/test_qti_2.1.zip": (5, {}),
    "qti/test_qti_1.2.zip": (0, {"item": 3}),
    "qti/interactionMixSaxonyV3.zip": (10, {"hotspot": 1, "hottext": 1, "text-entry": 1}),
    "qti/items22/gap_match.xml": (1, {}),
    "qti/items22/template.xml": (0, {"text-entry": 1}),
}


@pytest.mark.skipif(not FILES, reason="the shared fixtures are not here")
@pytest.mark.parametrize("name", EXPECTED)
def test_known_files_give_what_they_hold(name):
    imported, skipped = EXPECTED[name]
    report = import_file(name, (SHARED / name).read_bytes()).report()
    assert (report["imported"], report["skipped_types"]) == (imported, skipped), report["skipped"]
