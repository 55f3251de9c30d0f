"""`python3 -m lms test`: the whole truth about the code, one line a check. `.ci/run` calls the same.

`test fast` leaves out PostgreSQL, browsers and the demo; `test -- ARGUMENTS` is pytest alone.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from .environment import ROOT
from .messages import compile_catalogues
from .players import ensure_players
from .say import Problem

PYTHON = [sys.executable]
PYTEST = [*PYTHON, "-m", "pytest", "-q", "-n", "2", "--no-header"]
ROAD = [*PYTHON, "-c", "from importlinter.cli import lint_imports_command as check; check()"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Migrated databases that tests copy (tests/migrated.py): shared by all checks of a run, and by the next one.
TEMPLATES = Path(tempfile.gettempdir()) / "cordee-templates"
LOCAL_SERVER = "postgres://postgres@127.0.0.1:5432/"


@dataclass(frozen=True)
class Check:
    """One command that must end well; `hindrance` says why it cannot be run here."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    hindrance: str = ""


@dataclass
class Result:
    check: Check
    state: str
    counts: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    compile_catalogues()
    if arguments[:1] == ["--"]:
        return subprocess.run([*PYTHON, "-m", "pytest", *arguments[1:]], cwd=ROOT).returncode
    if arguments not in ([], ["fast"]):
        raise Problem("python3 -m lms test, or: test fast, or: test -- ARGUMENTS OF PYTEST")
    start = time.monotonic()
    checks = [*checks_of_code(), check_of_tests()]
    if not arguments:
        checks += checks_of_the_rest(fetch_players())
    results = [carry_out(check) for check in checks]
    return conclude(results, time.monotonic() - start)


def fetch_players() -> str:
    """Why the browser players are missing, or nothing."""
    try:
        ensure_players()
    except Problem as problem:
        return str(problem)
    return ""


def checks_of_code() -> list[Check]:
    django = {"DJANGO_SETTINGS_MODULE": "lms.settings.test", "DATABASE_URL": ""}
    return [
        Check("format", [*PYTHON, "-m", "ruff", "format", "--check", "--output-format=concise", "."]),
        Check("lint", [*PYTHON, "-m", "ruff", "check", "--output-format=concise", "."]),
        Check("types", [*PYTHON, "-m", "mypy"], django),
        Check("import road", ROAD),
        Check("settings", [*PYTHON, "-m", "django", "check"], django),
        Check("migrations", [*PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"], django),
        Check("translations", [*PYTHON, "-m", "lms.setup.messages"]),
    ]


def check_of_tests() -> Check:
    return Check("tests on SQLite", [*PYTEST, "-m", "not browser and not scale"], {"DATABASE_URL": ""})


def checks_of_the_rest(no_player: str) -> list[Check]:
    database, browser = find_postgres(), find_browser()
    return [
        Check(
            "tests on PostgreSQL",
            [*PYTEST, "-m", "not browser and not scale"],
            {"DATABASE_URL": database, "CORDEE_SECOND_DATABASE": "1"},
            "" if database else "no server: set DATABASE_URL, or start one on 127.0.0.1:5432",
        ),
        Check(
            "tests in a browser",
            [*PYTEST, "-m", "browser"],
            {"DATABASE_URL": "", "CHROMIUM": browser},
            no_player or ("" if browser else "no Chromium (Debian: apt-get install chromium)"),
        ),
        Check("demo from nothing", [*PYTHON, "-m", "lms.setup.demo_check"]),
    ]


def find_browser() -> str:
    return next((path for path in map(shutil.which, BROWSERS) if path), "")


def find_postgres() -> str:
    """Address of a database for the tests on a server that answers: the one named, else the local one."""
    import psycopg

    named = os.environ.get("DATABASE_URL", "")
    # Two checkouts that test at once must not share a database.
    url = named or f"{LOCAL_SERVER}cordee_{sha256(str(ROOT).encode()).hexdigest()[:8]}"
    try:
        psycopg.connect(url, dbname="postgres", connect_timeout=3).close()
    except psycopg.Error:
        return ""
    return url


def carry_out(check: Check) -> Result:
    if check.hindrance:
        tell(f"  {check.name:<22} NOT RUN")
        return Result(check, "not run")
    start = time.monotonic()
    # What a check writes stays apart from the demo's data, and from a run beside this one.
    with tempfile.TemporaryDirectory(prefix="cordee-test-") as place:
        apart = {"TMPDIR": place, "CORDEE_DATA": place, "PYTHONPATH": str(ROOT), "CORDEE_TEMPLATES": str(TEMPLATES)}
        environment = {**os.environ, **check.environment, **apart}
        done = subprocess.run(
            check.command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
    state = "passed" if done.returncode == 0 else "FAILED"
    counts = count(done.stdout)
    told = ", ".join(f"{number} {word}" for word, number in counts.items())
    tell(f"  {check.name:<22} {state:<8} {time.monotonic() - start:6.1f} s  {told}".rstrip())
    if state == "FAILED":
        tell("\n" + "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()) + "\n")
    return Result(check, state, counts, re.findall(r"^SKIPPED \[\d+\] .*", done.stdout, re.MULTILINE))


def count(output: str) -> dict[str, int]:
    """What pytest's last line counts: {"passed": 3, "failed": 1, ...}; errors are failures."""
    lines = [line for line in output.splitlines() if re.search(r"\d+ \w+.* in [\d.]+s", line)]
    counts: dict[str, int] = {}
    for number, word in re.findall(r"(\d+) (passed|failed|errors?|skipped)", lines[-1] if lines else ""):
        word = "failed" if word.startswith("error") else word
        counts[word] = counts.get(word, 0) + int(number)
    return counts


def conclude(results: list[Result], seconds: float) -> int:
    """Say what failed and, loudly, what could not be run; the exit code, and pytest's kind of last line."""
    failed = [result.check.name for result in results if result.state == "FAILED"]
    not_run = [f"{result.check.name}: {result.check.hindrance}" for result in results if result.state == "not run"]
    skipped = sorted({line for result in results for line in result.skipped})
    tell("")
    if not_run or skipped:
        tell(box("NOT RUN", [*not_run, *skipped]))
    if not_run and os.environ.get("CORDEE_DEMAND_ALL") == "1":
        failed += [line.partition(":")[0] for line in not_run]
    tell(f"Failed: {', '.join(failed)}" if failed else "All that was run is well.")
    tell(f"{seconds:.0f} s in all.")
    total = {word: sum(result.counts.get(word, 0) for result in results) for word in ("passed", "failed")}
    tell(f"{total['passed']} passed, {total['failed']} failed")
    return 1 if failed else 0


def tell(text: str) -> None:
    print(text, flush=True)


def box(title: str, lines: Iterable[str]) -> str:
    rule = "=" * 78
    return "\n".join([rule, f"  {title}", *(f"  - {line}" for line in lines), rule, ""])
