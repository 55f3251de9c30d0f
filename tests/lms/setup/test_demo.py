"""The demo's folder: what is kept, what may be removed, what is told. Building it is a check of `test` itself."""

import os

import pytest

from lms.setup import demo
from lms.setup.say import Problem


def test_reset_removes_only_what_a_demo_puts_there(tmp_path):
    (tmp_path / "cordee.sqlite3").touch()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "picture.png").touch()
    (tmp_path / "thesis.odt").touch()
    demo.wipe(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_the_state_is_remembered_and_a_damaged_one_counts_as_none(tmp_path):
    assert demo.read_state(tmp_path) == ""
    demo.write_state(tmp_path, "building")
    assert demo.read_state(tmp_path) == "building"
    (tmp_path / "demo.json").write_text("{")
    assert demo.read_state(tmp_path) == ""


def test_a_folder_that_cannot_be_is_told_with_the_option_that_helps(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="--data DIR"):
        demo.make_folder(tmp_path / "file" / "inside")


def test_the_demo_never_touches_the_database_of_other_work(tmp_path, monkeypatch, capsys):
    for name in ("DJANGO_SETTINGS_MODULE", "CORDEE_DATA", "SITE_ORIGIN", "CONTENT_ORIGIN"):
        monkeypatch.setenv(name, "before")
    monkeypatch.setenv("DATABASE_URL", "postgres://server/production")
    monkeypatch.setenv("REDIS_URL", "redis://server")
    demo.prepare_environment(tmp_path, 8765)
    assert "DATABASE_URL" not in os.environ and "REDIS_URL" not in os.environ
    assert os.environ["CORDEE_DATA"] == str(tmp_path)
    assert os.environ["CONTENT_ORIGIN"] == "http://127.0.0.1:8765"
    assert "left aside" in capsys.readouterr().err


def test_the_welcome_names_the_address_the_accounts_and_the_password():
    text = demo.welcome(8123)
    assert "http://localhost:8123/" in text
    assert demo.PASSWORD in text
    for name in ("ana", "bo", "chloe", "dora", "emile", "eva", "gaelle", "admin", "otto"):
        assert f"{name}@demo.example" in text
