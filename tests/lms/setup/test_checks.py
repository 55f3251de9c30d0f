"""How the checks count, go on after a failure, and tell what they could not run."""

import sys

import pytest

from lms.setup.checks import Check, Result, carry_out, conclude, count, find_postgres, main
from lms.setup.say import Problem

WELL = Check("well", [sys.executable, "-c", "print('3 passed, 1 skipped in 0.10s')"])
ILL = Check("ill", [sys.executable, "-c", "print('2 failed, 5 passed, 1 error in 61.02s (0:01:01)'); exit(1)"])
AWAY = Check("away", [], hindrance="no server")


def test_the_last_line_of_pytest_is_counted_and_errors_are_failures():
    assert count("10 passed in 1s of talk\n== 2 failed, 5 passed, 1 error in 61.02s (0:01:01) ==") == {
        "failed": 3,
        "passed": 5,
    }
    assert count("nothing of the kind") == {}


def test_a_failure_is_shown_and_does_not_stop_the_others(capsys):
    results = [carry_out(check) for check in (ILL, WELL)]
    assert [result.state for result in results] == ["FAILED", "passed"]
    assert conclude(results, 1) == 1
    shown = capsys.readouterr().out
    assert "    2 failed, 5 passed" in shown
    assert shown.splitlines()[-1] == "8 passed, 3 failed"


def test_what_could_not_be_run_is_told_loudly_but_is_no_failure(capsys, monkeypatch):
    monkeypatch.delenv("CORDEE_DEMAND_ALL", raising=False)
    assert conclude([carry_out(WELL), carry_out(AWAY)], 1) == 0
    shown = capsys.readouterr().out.splitlines()
    assert "  NOT RUN" in shown and "  - away: no server" in shown
    assert shown[-1] == "3 passed, 0 failed"


def test_where_all_is_demanded_not_being_able_to_run_is_a_failure(monkeypatch):
    monkeypatch.setenv("CORDEE_DEMAND_ALL", "1")
    assert conclude([carry_out(WELL), carry_out(AWAY)], 1) == 1
    assert conclude([carry_out(WELL)], 1) == 0


def test_skipped_tests_are_told_once_with_their_reason(capsys):
    skipped = ["SKIPPED [1] tests/test_a.py: the sample files are not here"]
    assert conclude([Result(WELL, "passed", {"passed": 1}, skipped)] * 2, 1) == 0
    assert capsys.readouterr().out.count("the sample files are not here") == 1


def test_tests_do_not_see_each_others_temporary_files():
    check = Check("folder", [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir()); exit(1)"])
    assert carry_out(check).state == "FAILED"


def test_a_server_that_does_not_answer_is_no_server(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    assert find_postgres() == ""


def test_an_unknown_way_of_testing_is_refused():
    with pytest.raises(Problem, match="test fast"):
        main(["faster"])
