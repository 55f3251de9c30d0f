"""The locks hold all that pyproject.toml names, with hashes and without any address."""

import re
import tomllib

import pytest

from lms.setup.environment import DEVELOP, LOCKS, NODE, ROOT, RUN

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WANTED = PROJECT["project"]["dependencies"]


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", (LOCKS / lock).read_text(), re.MULTILINE))


def name_of(wanted: str) -> str:
    return re.split(r"[\[=<>!~ ]", wanted)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", [RUN, DEVELOP])
def test_all_that_the_project_needs_is_locked_at_the_version_it_asks_for(lock):
    locked = pins(lock)
    for wanted in WANTED:
        assert name_of(wanted) in locked, "run: python3 -m lms lock"
        if "==" in wanted:
            assert locked[name_of(wanted)] == wanted.partition("==")[2]


def test_the_developers_lock_is_the_other_one_and_more():
    assert pins(RUN).items() <= pins(DEVELOP).items()
    assert {name_of(wanted) for wanted in PROJECT["dependency-groups"]["dev"]} <= pins(DEVELOP).keys()


@pytest.mark.parametrize("lock", [RUN, DEVELOP, NODE])
def test_a_lock_has_a_hash_for_every_package_and_no_address(lock):
    text = (LOCKS / lock).read_text()
    assert "://" not in text
    for entry in re.split(r"\n(?=[a-z])", text.strip()):
        assert "--hash=sha256:" in entry
