"""`python3 -m lms questions check FILE...` says what an import of these files would take and what it would leave."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content.quiz.exchange import LARGEST_FILE, import_file


class Command(BaseCommand):
    help = "Check files of questions: GIFT, Moodle XML, Aiken, QTI (one JSON line each; exit code 1 if any is refused)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="what do these files hold, by type, and what is skipped, with why?")
        check.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        are_read = [self._check(file) for file in options["files"]]
        if not all(are_read):
            raise SystemExit(1)

    def _check(self, file: str) -> bool:
        try:
            with Path(file).open("rb") as stream:
                # One byte too many is enough to be refused for its size.
                found = import_file(file, stream.read(LARGEST_FILE + 1))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        self.stdout.write(json.dumps({"file": file, **found.report()}, ensure_ascii=False))
        return not found.problem
