"""A database of its own for tests that need real commits, other processes or kill -9; a copy of the test database."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[3]


@contextlib.contextmanager
def copied_database(folder: Path) -> Iterator[str]:
    """Everything of this process goes to a fresh copy until the end; yields the DATABASE_URL for others."""
    own = connections.settings["default"]
    original = own["NAME"]
    connections.close_all()
    if connection.vendor == "sqlite":
        own["NAME"] = str(folder / "apart.sqlite3")
        with (
            contextlib.closing(sqlite3.connect(original)) as old,
            contextlib.closing(sqlite3.connect(own["NAME"])) as new,
        ):
            old.backup(new)
        url = f"sqlite:///{own['NAME']}"
    else:
        name = f"{original}_{uuid.uuid4().hex[:8]}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
        own["NAME"] = name
        url = f"postgres://{own['USER']}:{own['PASSWORD']}@{own['HOST'] or 'localhost'}:{own['PORT'] or 5432}/{name}"
    connection.settings_dict["NAME"] = own["NAME"]
    try:
        yield url
    finally:
        connections.close_all()
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{own["NAME"]}" WITH (FORCE)')
        own["NAME"] = connection.settings_dict["NAME"] = original


def start_writer(url: str, *arguments: object) -> "subprocess.Popen[str]":
    """A process of its own that records for ever, and prints each key once it has been told that it is kept."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.lms.progress.writer", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
        stdout=subprocess.PIPE,
        text=True,
    )
