"""`load FILE`: how much time a programme asks, from its definition."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from lms.agenda.load import Unreadable, load_of
from lms.agenda.rules import rules_of
from lms.commands import SiteCommand, organisation_named


class Command(SiteCommand):
    help = "Print the time a programme asks, in minutes and hours, from its definition: FILE, or - for standard input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--organisation", default="", metavar="CODE", help="whose day and half-day; else 7 h, 3.5 h"
        )

    def handle(self, file: str, organisation: str, **options: Any) -> None:
        try:
            load = load_of(_read(file), _rules(organisation))
        except Unreadable as unreadable:
            for fault in unreadable.faults:
                self.stderr.write(f"{file}, {fault}")
            raise CommandError(_("This definition cannot be understood."), returncode=2) from unreadable
        self.stdout.write(json.dumps(load.as_data(), ensure_ascii=False, indent=2))


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        said = {"file": file, "why": error.strerror or error}
        raise CommandError(_("%(file)s cannot be read: %(why)s") % said, returncode=2) from error


def _rules(code: str) -> Any:
    return rules_of(organisation_named(code)) if code else None
