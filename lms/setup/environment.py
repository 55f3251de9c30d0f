"""Makes `.venv` beside pyproject.toml and keeps it equal to a lock; `lms/__main__.py` calls it first of all.

Nothing but the standard library: this runs before anything is installed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .say import Problem, say, step

ROOT = Path(__file__).resolve().parents[2]
LOCKS = Path(__file__).resolve().parent
RUN, DEVELOP, NODE = "requirements.txt", "requirements-dev.txt", "requirements-node.txt"


def enter(lock: str) -> None:
    """Go on inside `.venv` with this lock installed; returns only there, else starts the same command again in it."""
    changed = ensure(lock)
    if is_inside() and not changed:
        return
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    python = str(python_of(ROOT))
    os.execve(python, [python, "-m", "lms", *sys.argv[1:]], {**os.environ, "PYTHONPATH": path})


def ensure(lock: str, root: Path = ROOT, locks: Path = LOCKS) -> bool:
    """Make `root/.venv` hold this lock; True when something had to be done. Raises Problem."""
    if is_current(lock, root, locks):
        return False
    if os.name != "posix":
        raise Problem("Cordée runs on Linux, macOS and in WSL. On Windows, start it inside WSL.")
    try:
        with one_at_a_time(root):
            # Another start may have done it while this one waited.
            if is_current(lock, root, locks):
                return True
            build(lock, root, locks)
    except OSError as error:
        raise Problem(
            f"Cannot set up {root / '.venv'}: {error.strerror or error}. "
            "Cordée needs a folder it may write to: clone it to one of yours."
        ) from error
    return True


def build(lock: str, root: Path, locks: Path) -> None:
    venv, python = root / ".venv", python_of(root)
    if read_stamp(root).get("installing"):
        say("The last set-up was interrupted: starting it again from nothing.")
        shutil.rmtree(venv)
    elif venv.exists() and not runs(python):
        say("The Python that .venv was made with is gone: making .venv again.")
        shutil.rmtree(venv)
    if not venv.exists():
        # Without pip: Debian's Python cannot put one there unless python3-venv is installed.
        call([base_python(), "-m", "venv", "--without-pip", str(venv)], "Python could not make .venv")
    pip = find_pip(python)
    write_stamp(root, {"installing": lock})
    with step(f"Installing {count_packages(locks / lock)} packages"):
        install(pip, locks / lock)
    stamp = {lock: digest(locks / lock), "python": version_of(python)}
    if lock == DEVELOP:
        # The developers' lock holds all of the other one.
        stamp[RUN] = digest(locks / RUN)
    write_stamp(root, stamp)


def is_current(lock: str, root: Path, locks: Path) -> bool:
    stamp = read_stamp(root)
    if stamp.get(lock) != digest(locks / lock) or not python_of(root).exists():
        return False
    # A system upgrade may have changed the Python below .venv; only from inside is that seen for nothing.
    return not is_inside(root) or stamp.get("python") == f"{sys.version_info[0]}.{sys.version_info[1]}"


def is_inside(root: Path = ROOT) -> bool:
    return Path(sys.prefix).resolve() == (root / ".venv").resolve()


def python_of(root: Path) -> Path:
    return root / ".venv" / "bin" / "python"


def base_python() -> str:
    """The Python below any virtual environment: the one that stays when `.venv` is made again."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def find_pip(python: Path) -> list[str]:
    """A pip command that installs into the environment of `python`, which itself may have none."""
    found = [[base_python(), "-m", "pip"], *([path] for path in map(shutil.which, ("pip3", "pip")) if path)]
    for pip in found:
        if succeeds([*pip, "--python", str(python), "--version"]):
            return [*pip, "--python", str(python)]
    if succeeds([str(python), "-m", "ensurepip"]):
        return [str(python), "-m", "pip"]
    raise Problem("This Python has no pip. Install it (Debian, Ubuntu: apt-get install python3-pip), then start again.")


def install(pip: list[str], lock: Path, *options: str) -> None:
    call(
        [
            *pip,
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            *options,
            "-r",
            str(lock),
        ],
        "pip could not install the packages (is the package index within reach?)",
        # A pip that runs as root in a container warns about what does not concern .venv.
        {"PIP_ROOT_USER_ACTION": "ignore"},
    )


def call(command: list[str], trouble: str, environment: dict[str, str] | None = None) -> None:
    """Run a command in silence; when it fails, raise Problem with the end of what it said."""
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(environment or {})},
        close_fds=False,
    )
    if done.returncode:
        last = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise Problem(f"{trouble}. It said:\n{last}")


def succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def runs(python: Path) -> bool:
    return succeeds([str(python), "-c", "import encodings, json"])


def version_of(python: Path) -> str:
    said = subprocess.check_output([str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], text=True)
    return said.strip()


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; a second one waits. The system lets go of it when the process dies."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    # A pip that outlives its killed parent still writes: it holds the folder too, until it ends.
    os.set_inheritable(handle, True)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is at work here: waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def count_packages(lock: Path) -> int:
    return sum("==" in line for line in lock.read_text().splitlines())


def read_stamp(root: Path) -> dict[str, str]:
    """What `.venv` holds, as the last set-up wrote it; nothing when somebody made it by hand."""
    try:
        stamp = json.loads((root / ".venv" / "cordee.json").read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(root: Path, stamp: dict[str, str]) -> None:
    path = root / ".venv" / "cordee.json"
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(stamp))
    draft.replace(path)
