"""`python3 -m lms mail receive < MESSAGE`: what a mail server pipes answers into."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError

from lms.commands import SiteCommand
from lms.notices.inbound.reading import LARGEST
from lms.notices.inbound.receive import receive

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps it and pipes it again later


class Command(SiteCommand):
    help = "Take an e-mail that came in, from the standard input: mail receive < MESSAGE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["receive"])
        parser.add_argument("--to", action="append", default=[], help="the envelope's recipient, where it is known")

    def handle(self, *args: Any, action: str, to: list[str], **options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        try:
            outcome = receive(raw, tuple(to))
        except DatabaseError as error:
            raise CommandError("The database cannot be reached now.", returncode=TRY_AGAIN) from error
        self.stdout.write(str(outcome.value))
