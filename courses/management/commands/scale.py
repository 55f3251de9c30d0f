"""python3 -m lms scale: how much a page costs among a hundred thousand learners. The work is done in tests/scale."""

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

DATABASE = "cordee_scale"
LOCAL = "postgres://postgres@127.0.0.1:5432/"


class Command(BaseCommand):
    help = "Measure pages, evidence and the matrix in a large world on PostgreSQL, and print the figures as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learners", type=int, default=100_000, help="the size asked for")
        parser.add_argument("--small", type=int, default=1_000, help="the size it is compared with")
        parser.add_argument(
            "--agenda", action="store_true", help="sessions, calendars, reminders and signatures instead"
        )
        parser.add_argument(
            "--assessed", action="store_true", help="a quiz taken by many at once, a large bank instead"
        )
        parser.add_argument("--keep", action="store_true", help=f"leave the database {DATABASE} where it is")
        parser.add_argument("--inside", action="store_true", help="(used by the command itself)")

    def handle(self, **options: Any) -> None:
        small, large = options["small"], options["learners"]
        if not 80 <= small <= large // 2:
            raise CommandError("The small world needs 80 learners, and the large one twice as many as the small.")
        if options["inside"]:
            from tests.scale.run import run, run_agenda, run_assessed

            if options["assessed"]:
                figures = run_assessed()
            else:
                figures = run_agenda() if options["agenda"] else run(small, large)
            self.stdout.write(json.dumps(figures, indent=2, ensure_ascii=False))
            return
        others = [f"--{name}" for name in ("agenda", "assessed") if options[name]]
        asked = others or [f"--learners={large}", f"--small={small}"]
        self.measure_apart(asked, options["keep"])

    def measure_apart(self, asked: list[str], keep: bool) -> None:
        """In a process and a database of its own: nobody's data is touched."""
        server = os.environ.get("DATABASE_URL") or LOCAL
        if not server.startswith("postgres"):
            raise CommandError("The large world is built on PostgreSQL: set DATABASE_URL to a server of it.")
        self.recreate(server)
        environment = {
            **os.environ,
            "DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}")),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        command = [sys.executable, "-m", "django", "scale", "--inside", *asked]
        try:
            done = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=False)
        finally:
            if not keep:
                self.drop(server)
        if done.returncode:
            raise CommandError("The measurement did not come to its end; the reason stands above.")

    def recreate(self, server: str) -> None:
        self.drop(server)
        self.ask(server, f"CREATE DATABASE {DATABASE}")

    def drop(self, server: str) -> None:
        self.ask(server, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")

    def ask(self, server: str, sql: str) -> None:
        try:
            with psycopg.connect(server, dbname="postgres", autocommit=True, connect_timeout=5) as connection:
                connection.execute(sql)  # type: ignore[call-overload]
        except psycopg.Error as error:
            raise CommandError(f"PostgreSQL said no: {error}") from error
