"""Files made to harm, or by accident: each is refused or bounded, in a clear sentence, and fast."""

import io
import json
import time
import zipfile

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from content.quiz.exchange import import_file
from content.quiz.exchange import open as opening

from .test_formats import ITEM, MANIFEST, moodle, package

BOMB = '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "No question"),
        (b"   \n\n", "No question"),
        (BOMB.encode(), "entities"),
        (OUTSIDE.encode(), "entities"),
        (b"<?xml version='1.0'?><quiz><question>", "broken at line 1"),
        (b"<?xml version='1.0'?><rss/>", "neither"),
        (b"<quiz>" + b"<a>" * 500 + b"</a>" * 500 + b"</quiz>", "too deeply"),
        (b"<quiz>" + b"<a/>" * 2_100_000 + b"</quiz>", "too many elements"),
        (b"<?xml version='1.0' encoding='nonsense'?><quiz/>", ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "no text"),
        (b"PK\x03\x04 broken", "cannot be opened"),
        (package(a_xml="<a/>"), "no imsmanifest"),
        (package(imsmanifest_xml="<a", b_xml="<b/>"), "cannot be read"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_each_bad_file_has_its_sentence(data, words):
    found = import_file("x", data)
    assert found.problem and words in found.problem
    assert found.report()["problem"] == found.problem


def test_a_zip_bomb_is_refused_before_it_grows():
    data = package(imsmanifest_xml=MANIFEST, a_xml=b"\0" * 60_000_000)
    began = time.monotonic()
    assert "out of all measure" in import_file("x", data).problem
    assert time.monotonic() - began < 2


def test_sizes_are_counted_not_believed():
    """A member that says it is small and is not."""
    data = bytearray(package(imsmanifest_xml=MANIFEST, a_xml=b"<a>" + b"x" * 30_000_000 + b"</a>"))
    at = data.rindex(b"a.xml") - 46
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    found = import_file("x", bytes(data))
    assert found.problem or found.skipped


def test_locked_and_crowded_packages_are_refused():
    locked = bytearray(package(imsmanifest_xml=MANIFEST))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in import_file("x", bytes(locked)).problem
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for place in range(6_000):
            archive.writestr(f"{place}.txt", "")
    assert "too many files" in import_file("x", target.getvalue()).problem


def test_climbing_names_reach_nothing():
    item = ITEM.replace("../p/a.png", "../../../../etc/passwd")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("imsmanifest.xml", MANIFEST)
        archive.writestr("../../evil.xml", item)
    found = import_file("x", target.getvalue())
    assert found.pictures == {} and "left out" in " ".join(found.report()["notes"])


def test_files_too_large_are_said_so(monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_TEXT", 10)
    assert "too large" in import_file("x", b"Question ?{T}").problem
    monkeypatch.setattr(opening, "LARGEST_FILE", 5)
    assert "too large" in import_file("x", b"Question ?{T}").problem


@pytest.mark.parametrize(
    "text",
    [
        "{" * 50_000,
        "~=" * 50_000,
        "<" * 100_000,
        "<" + "a" * 200_000,
        "{1:SA:" * 20_000,
        "::" * 50_000,
        "%1" * 50_000 + "{=a}",
        "*_`" * 30_000 + "{T}",
        "[markdown]" + "*" * 50_000 + "{T}",
        "a{#" + "1" * 50_000 + "}",
        "\\" * 100_000,
        "<img " * 30_000 + "{T}",
        "a{=" + "<img alt=" * 5_000 + "}",
        "a{=" + "*" * 400 + "}",
    ],
    ids=lambda text: text[:12],
)
def test_no_text_makes_it_slow(text):
    began = time.monotonic()
    import_file("x", text.encode())
    assert time.monotonic() - began < 5


@given(st.one_of(st.binary(max_size=300), st.text(alphabet="{}~=#:%->[]\\ \n<>/ABT1", max_size=200).map(str.encode)))
@settings(max_examples=150, deadline=None)
def test_anything_at_all_is_reported(data):
    json.dumps(import_file("x", data).report())


@given(st.text(alphabet="<>/=\"' abcpqtixm:-[]1", max_size=120))
@settings(max_examples=100, deadline=None)
def test_anything_at_all_in_a_moodle_question_is_reported(text):
    if "]]>" not in text:
        json.dumps(import_file("x", moodle(text).encode()).report())


def test_the_command_prints_one_line_of_json_a_file(tmp_path, capsys):
    good, bad = tmp_path / "a.gift", tmp_path / "b.xml"
    good.write_text("Un ?{T}\n\nTexte")
    bad.write_text(BOMB)
    call_command("questions", "check", str(good))
    report = json.loads(capsys.readouterr().out)
    assert report["types"] == {"true_false": 1} and report["skipped"][0]["reason"]
    with pytest.raises(SystemExit):
        call_command("questions", "check", str(good), str(bad))
    with pytest.raises(CommandError):
        call_command("questions", "check", str(tmp_path / "none"))
