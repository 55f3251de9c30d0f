"""Players are installed once, again when their lock changes; a small script stands for npm."""

import stat
from pathlib import Path

import pytest

from lms.setup.players import ensure_players

NPM = '#!/bin/sh\necho "$@" >> calls\nmkdir -p node_modules\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    player = tmp_path / "content/film/player"
    player.mkdir(parents=True)
    (player / "package.json").write_text("{}")
    (player / "package-lock.json").write_text("{}")
    npm = tmp_path / "bin/npm"
    npm.parent.mkdir()
    npm.write_text(NPM)
    npm.chmod(npm.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(npm.parent), prepend=":")
    return player


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text().splitlines()


def test_a_player_of_any_kind_is_installed_once_and_runs_no_script(folder, tmp_path):
    ensure_players(tmp_path)
    ensure_players(tmp_path)
    assert len(calls(folder)) == 1
    assert calls(folder)[0].startswith("ci --ignore-scripts")


def test_a_changed_lock_is_installed_again(folder, tmp_path):
    ensure_players(tmp_path)
    (folder / "package-lock.json").write_text('{"changed": true}')
    ensure_players(tmp_path)
    assert len(calls(folder)) == 2
