"""The door itself, opened as people open it."""

import os
import subprocess
import sys

from lms.__main__ import main
from lms.setup.environment import ROOT


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
    return subprocess.run(
        [sys.executable, "-m", "lms", *arguments], capture_output=True, text=True, cwd=ROOT, env=environment
    )


def test_no_word_at_all_shows_the_words(capsys):
    assert main([]) == 0
    assert "demo" in capsys.readouterr().out


def test_help_fits_one_screen_and_names_the_two_commands(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "  demo " in shown and "  test " in shown
    assert len(shown.splitlines()) <= 40


def test_other_words_are_management_commands_with_their_exit_codes():
    assert start("version").stdout.startswith("5.")
    unknown = start("no_such_word")
    assert unknown.returncode == 1
    assert "no_such_word" in unknown.stderr


def test_a_problem_is_one_sentence_and_not_a_traceback():
    refused = start("demo", "--port", "99999")
    assert refused.returncode == 1
    assert "--port 99999 is no port" in refused.stderr
    assert "Traceback" not in refused.stderr
