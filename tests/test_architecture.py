"""Sizes, names and roads: what a newcomer may rely on without asking."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[1]
OURS = ("lms", "courses", "content")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services", "managers", "misc"}
MAX_FILE, MAX_FUNCTION = 500, 60
TOP_LEVEL = {"pyproject.toml", "lms", "courses", "content", "themes", "locale", "tests", "README.md"}


def python_files(*packages: str) -> Iterator[Path]:
    """Our own Python, without migrations and without what npm brought."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {"migrations", "node_modules"} & set(path.parts):
                yield path


def test_no_file_is_longer_than_a_person_can_hold_in_mind():
    long = [str(p.relative_to(ROOT)) for p in python_files(*OURS) if len(p.read_text().splitlines()) > MAX_FILE]
    assert long == []


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in python_files(*OURS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION
    ]
    assert long == []


def test_modules_are_named_for_what_they_hold():
    vague = [str(p.relative_to(ROOT)) for p in python_files(*OURS) if p.stem in FORBIDDEN_NAMES]
    assert vague == []


def test_modules_say_what_they_are_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files(*OURS)
        if path.read_text().strip()
        and path.name not in {"apps.py", "__init__.py"}
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_themes_and_locale_hold_no_python():
    assert [*(ROOT / "themes").rglob("*.py"), *(ROOT / "locale").rglob("*.py")] == []


def test_the_top_level_is_what_the_client_fixed():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    tops = {line.split("/")[0] for line in tracked.splitlines()}
    assert {name for name in tops if not name.startswith(".")} <= TOP_LEVEL


@pytest.mark.parametrize("package", ["lms", "courses"])
def test_only_settings_name_a_kinds_package(package):
    guilty = [
        str(path.relative_to(ROOT))
        for path in python_files(package)
        if "settings" not in path.parts and "content." in _imports(path)
    ]
    assert guilty == []


def test_every_table_that_points_at_people_is_covered_by_privacy():
    """A model with a key to a person or an enrolment lives in an app that has a privacy module."""
    from lms.enrolment.models import Enrolment
    from lms.people.models import Person

    uncovered = set()
    for model in apps.get_models():
        package = apps.get_app_config(model._meta.app_label).name
        if not package.startswith(OURS):
            continue
        own = (*model._meta.local_fields, *model._meta.local_many_to_many)
        points = {field.related_model for field in own if isinstance(field, models.ForeignKey | models.ManyToManyField)}
        if points & {Person, Enrolment} and not (ROOT / package.replace(".", "/") / "privacy.py").exists():
            uncovered.add(model._meta.label)
    assert uncovered == set()


def _imports(path: Path) -> str:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            found.append(f"{node.module}.")
        elif isinstance(node, ast.Import):
            found.extend(f"{alias.name}." for alias in node.names)
    return " ".join(name if name.startswith("content.") else "" for name in found)
