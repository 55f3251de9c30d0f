"""Archives built to harm, or by accident: refused in words, and nothing is written outside."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.h5p import names
from content.h5p.archive import Unreadable, unpack
from content.h5p.findings import Findings
from content.h5p.limits import LIMITS, Limits
from content.h5p.package import opened

from .making import make, with_entry


def judged(source: io.BytesIO, limits: Limits = LIMITS) -> list[str]:
    with opened(source, limits=limits) as package:
        return package.sentences


def test_the_smallest_good_package_is_accepted():
    assert judged(make()) == []


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello", b"PK\x05\x06" + b"\0" * 18, b"\0" * 1000])
def test_what_is_no_archive_is_refused(data):
    assert len(judged(io.BytesIO(data))[0]) > 30


def test_a_missing_file_is_refused(tmp_path):
    with opened(tmp_path / "nothing.h5p") as package:
        assert package.reason and not package.accepted


@pytest.mark.parametrize(
    "name",
    [
        "../evil.json",
        "content/../../evil.json",
        "/etc/evil.json",
        "content\\evil.json",
        "C:/evil.json",
        "content//evil.json",
        "content/./evil.json",
        "content/evil.json\0.png",
        "content/aux.json",
        "content/evil.json.",
        "content/evil .json ",
        "content/" + "x" * 300 + ".json",
        "content/new\nline.json",
        "content/a:b.json",
    ],
)
def test_names_that_climb_or_trick_are_refused(name):
    assert judged(with_entry(name)) != []


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_special_files_are_refused(kind):
    assert judged(with_entry("content/link.json", b"/etc/passwd", external=kind | 0o777)) != []


@pytest.mark.parametrize(
    "name",
    ["content/Content.json", "CONTENT/content.json", "content/content.json", "content/content.json/inside.json"],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_collide_are_refused(name):
    assert judged(with_entry(name)) != []


def test_a_locked_archive_is_refused():
    raw = bytearray(make().getvalue())
    at = raw.find(b"PK\x01\x02")
    raw[at + 8] |= 1
    assert any("password" in sentence or "mot de passe" in sentence for sentence in judged(io.BytesIO(bytes(raw))))


def test_an_unusual_compression_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("h5p.json", "{}")
    assert judged(buffer) != []


def test_a_bomb_is_refused_before_it_is_read():
    assert judged(make({"content/big.json": b"0" * 30_000_000})) != []


def test_too_many_files_are_refused():
    assert judged(make({f"content/{n}.json": "{}" for n in range(40)}), Limits(files=20)) != []


def test_too_large_files_are_refused():
    incompressible = bytes(range(256)) * 400
    assert judged(make({"content/a.png": incompressible}), Limits(one_file=50_000)) != []
    assert judged(make({"content/a.png": incompressible}), Limits(unpacked=50_000)) != []
    assert judged(make({"content/a.png": incompressible}), Limits(package=300)) != []


def test_sizes_are_counted_and_not_believed(tmp_path):
    """An archive that says its file holds ten bytes does not get more than was counted."""
    raw = bytearray(make({"content/a.txt": b"a" * 5_000}).getvalue())
    at = raw.find(b"content/a.txt", raw.find(b"PK\x01\x02")) - 46
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    found = Findings()
    with pytest.raises(Unreadable):
        unpack(io.BytesIO(bytes(raw)), tmp_path, found, LIMITS)
    assert found.problems
    assert sum(path.stat().st_size for path in tmp_path.rglob("a.txt")) <= 5_000


def test_a_damaged_file_is_named():
    raw = bytearray(make({"content/a.txt": b"some words that are stored"}).getvalue())
    at = raw.find(b"content/a.txt") + len("content/a.txt")
    raw[at + 3] ^= 0xFF
    assert judged(io.BytesIO(bytes(raw))) != []


@pytest.mark.parametrize(
    "name", ["content/run.exe", "content/page.php", "content/a.js", "content/a.html", "H5P.Carte-1.2/a.sh"]
)
def test_files_of_other_types_are_refused_by_name(name):
    assert any(name in sentence for sentence in judged(make({name: "x"})))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("content/a.png", b"<html><script>alert(1)</script></html>"),
        ("content/a.jpg", b"MZ" + b"\0" * 200),
        ("content/a.mp3", b"<svg onload='x'/>"),
        ("content/a.mp4", b"PK\x03\x04" + b"\0" * 40),
        ("content/a.pdf", b"not a pdf"),
        ("content/a.txt", b"\x7fELF\x02\x01"),
        ("H5P.Carte-1.2/a.woff", b"#!/bin/sh\nrm"),
    ],
)
def test_files_that_are_not_what_their_names_say_are_refused(name, data):
    assert any(name in sentence for sentence in judged(make({name: data})))


def test_hidden_files_are_left_out_and_told():
    with opened(make({"__MACOSX/._h5p.json": "x", "content/.DS_Store": "x", ".git/config": "x"})) as package:
        assert package.accepted
        assert package.found.warnings
        assert not [name for name in package.files if names.is_hidden(name)]


def test_nothing_stays_on_disk():
    with opened(make()) as package:
        root = package.root
        assert root.is_dir()
    assert not root.exists()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_a_safe_name_stays_inside_its_folder(name):
    if names.is_safe(name):
        root = Path("/shelf/one")
        assert (root / name).resolve().is_relative_to(root)
        assert "\\" not in name and ".." not in name.split("/")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2_000))
def test_a_broken_archive_never_breaks_the_check(noise, at):
    raw = bytearray(make().getvalue())
    at %= len(raw)
    raw[at : at + len(noise)] = noise
    with opened(io.BytesIO(bytes(raw))) as package:
        assert package.accepted or package.reason


@pytest.mark.filterwarnings("ignore:Duplicate name")
@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.binary(max_size=30)), max_size=6))
def test_whatever_the_names_nothing_is_written_outside(tmp_path_factory, entries):
    folder = tmp_path_factory.mktemp("unpack")
    inside = folder / "inside"
    inside.mkdir()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries:
            try:
                archive.writestr(zipfile.ZipInfo(name), data)
            except (ValueError, UnicodeError):
                continue
    try:
        written = unpack(buffer, inside, Findings(), LIMITS)
    except Unreadable:
        written = set()
    assert {path.name for path in folder.iterdir()} == {"inside"}
    assert {str(path.relative_to(inside)) for path in inside.rglob("*") if path.is_file()} == written
