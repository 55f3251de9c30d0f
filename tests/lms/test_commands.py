"""Our commands on a site that was never set up: a sentence that says what to run, and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from lms.commands import MIGRATE, SiteCommand
from lms.setup.environment import ROOT

FILE = ROOT / "courses" / "demo" / "demo-journey.yaml"


def run(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.dev", "CORDEE_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "django", *words]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("rebuild", "--check"),
        ("journey", "import", str(FILE)),
        ("journey", "export", "X"),
        ("framework", "import", str(FILE), "--organisation", "X"),
        ("load", str(FILE), "--organisation", "X"),
        ("privacy", "export", "ana@example.org"),
        ("h5p", "gc"),
        ("build_demo",),
    ],
    ids=" ".join,
)
def test_without_tables_a_command_says_what_to_run(tmp_path, words):
    done = run(tmp_path, *words)
    assert done.returncode, done.stdout
    assert MIGRATE in done.stderr and "Traceback" not in done.stderr


def test_a_database_that_cannot_be_opened_is_said(tmp_path):
    done = run(tmp_path / "nowhere", "rebuild")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "unable to open" in done.stderr


@pytest.mark.django_db
def test_another_fault_of_the_database_is_not_hidden():
    class Faulty(SiteCommand):
        def handle(self, **options: object) -> None:
            raise DatabaseError("disk full")

    assert issubclass(Faulty, BaseCommand)
    with pytest.raises(DatabaseError, match="disk full"):
        Faulty().execute(force_color=False, no_color=True, skip_checks=True)
