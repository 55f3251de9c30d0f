"""Every process of tests gets a copy of one migrated database: running all migrations takes most of a minute of CPU.

The template is named after what made it, so that a changed migration or lock makes another one.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
# One place for all checkouts and runs of a machine; TMPDIR may be a run's own, and gone after it.
SHELF = Path(os.environ.get("CORDEE_TEMPLATES") or Path(tempfile.gettempdir()) / "cordee-templates")


@contextmanager
def lent_database() -> Iterator[None]:
    """While it lasts, the default connection's test database is a fresh copy of the template."""
    from django.db import connection

    name = connection.creation._get_test_db_name()
    take = _lend_postgres if connection.vendor == "postgresql" else _lend_sqlite
    with take(name):
        yield


@contextmanager
def _lend_sqlite(name: str) -> Iterator[None]:
    template = SHELF / f"{_fingerprint()}.sqlite3"
    with _alone():
        if not template.exists():
            draft = template.with_suffix(".new")
            draft.unlink(missing_ok=True)
            _migrate(f"sqlite:///{draft}")
            draft.rename(template)
    _remove_sqlite(name)
    shutil.copy(template, name)
    yield
    _remove_sqlite(name)


@contextmanager
def _lend_postgres(name: str) -> Iterator[None]:
    from django.db import connection

    template = f"cordee_template_{_fingerprint()}"
    with _alone():
        known = _ask("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if not known:
            draft = f"{template}_new"
            _tell(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)', f'CREATE DATABASE "{draft}"')
            url = urlsplit(os.environ["DATABASE_URL"])
            _migrate(urlunsplit(url._replace(path=f"/{draft}")))
            _tell(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')
        _tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield
    connection.close()
    _tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _fingerprint() -> str:
    files = [*ROOT.glob("lms/**/migrations/*.py"), *ROOT.glob("courses/**/migrations/*.py")]
    files += [*ROOT.glob("content/**/migrations/*.py"), ROOT / "lms/setup/requirements.txt"]
    found = sha256()
    for path in sorted(files):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _migrate(url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


@contextmanager
def _alone() -> Iterator[None]:
    """One process makes the template, the others wait for it."""
    SHELF.mkdir(parents=True, exist_ok=True)
    with (SHELF / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_sqlite(name: str) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(name + suffix).unlink(missing_ok=True)


def _tell(*statements: str) -> None:
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _ask(statement: str, values: list[str]) -> list[tuple[object, ...]]:
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
