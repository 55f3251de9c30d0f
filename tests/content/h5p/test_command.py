"""`python3 -m lms h5p check`: one JSON line a package, for people and scripts."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from content.h5p.example import build_package
from content.h5p.models import Library
from content.h5p.store import install

from .making import make

KEYS = {"file", "accepted", "main_library", "version", "title", "libraries", "libraries_missing", "warnings", "reason"}
pytestmark = pytest.mark.django_db


def check(capsys, *files: Path, alone: bool = False) -> tuple[int, list[dict]]:
    try:
        call_command("h5p", "check", *map(str, files), *(["--alone"] if alone else []))
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_good_package_is_accepted_on_one_line(tmp_path, capsys):
    (tmp_path / "own.h5p").write_bytes(build_package("cards"))
    code, lines = check(capsys, tmp_path / "own.h5p")
    assert code == 0 and len(lines) == 1 and set(lines[0]) == KEYS
    assert lines[0]["accepted"] is True and lines[0]["reason"] is None
    assert (lines[0]["main_library"], lines[0]["version"]) == ("H5P.CordeeDeck", "1.0.0")
    assert not Library.objects.exists()


def test_one_refused_package_of_several_makes_the_command_fail(tmp_path, capsys):
    (tmp_path / "own.h5p").write_bytes(build_package("cards"))
    (tmp_path / "bad.h5p").write_bytes(b"no")
    code, lines = check(capsys, tmp_path / "bad.h5p", tmp_path / "absent.h5p", tmp_path / "own.h5p")
    assert code == 1 and [line["accepted"] for line in lines] == [False, False, True]
    assert all(line["reason"] for line in lines[:2])


def test_libraries_of_the_site_count_unless_asked_not_to(tmp_path, capsys):
    install(make())
    (tmp_path / "bare.h5p").write_bytes(
        make({"H5P.Carte-1.2/library.json": None, "H5P.Carte-1.2/carte.js": None}).getvalue()
    )
    assert check(capsys, tmp_path / "bare.h5p")[0] == 0
    code, lines = check(capsys, tmp_path / "bare.h5p", alone=True)
    assert code == 1 and lines[0]["libraries_missing"] == ["H5P.Carte 1.2"]


def test_all_real_packages_at_once(packages, capsys):
    files = sorted(packages.rglob("*.h5p"))
    code, lines = check(capsys, *files)
    assert code == 1 and [line["file"] for line in lines] == [str(file) for file in files]
    assert sum(line["accepted"] for line in lines if "/full/" in line["file"]) == 32
    assert all(line["accepted"] or len(line["reason"]) > 30 for line in lines)
    assert not any(line["accepted"] for line in lines if "/nolibs/" in line["file"])
