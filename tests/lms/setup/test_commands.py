"""What `--help` knows of the apps' commands without importing them."""

from pathlib import Path

import pytest

from lms.setup.commands import first_sentence, overview, own_commands, prepare
from lms.setup.say import Problem


def command(root: Path, name: str, text: str) -> Path:
    path = root / f"courses/management/commands/{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_apps_commands_are_listed_with_their_first_sentence(tmp_path):
    command(tmp_path, "climb", 'class Command:\n    help = "Climb to the next knot. Takes a while."\n')
    command(tmp_path, "_rope", 'help = "not a command"\n')
    assert own_commands(tmp_path) == {"climb": "Climb to the next knot"}


def test_a_help_in_another_shape_does_no_harm(tmp_path):
    assert first_sentence(command(tmp_path, "a", 'class Command:\n    help = _("Translated.")\n')) == "Translated"
    assert first_sentence(command(tmp_path, "b", "class Command:\n    help = text()\n")) == ""
    assert first_sentence(command(tmp_path, "c", "class Command:\n    pass\n")) == ""


def test_the_overview_says_where_settings_and_data_come_from():
    assert "DJANGO_SETTINGS_MODULE" in overview() and "CORDEE_DATA" in overview()


def test_a_command_on_a_fresh_clone_finds_a_folder_for_its_data(tmp_path, monkeypatch):
    monkeypatch.setenv("CORDEE_DATA", str(tmp_path / "new" / "data"))
    prepare()
    assert (tmp_path / "new" / "data").is_dir()


def test_a_folder_for_data_that_cannot_be_is_told(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CORDEE_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(Problem, match="CORDEE_DATA"):
        prepare()
