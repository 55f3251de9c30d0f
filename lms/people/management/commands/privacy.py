"""`python3 -m lms privacy export|erase EMAIL`: what is known of a person; forgetting them."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from lms.commands import SiteCommand
from lms.people import privacy
from lms.people.models import Person


class Command(SiteCommand):
    help = "Export what is known of a person as JSON, or erase it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export", "erase"])
        parser.add_argument("email", help="the address the person signs in with")
        parser.add_argument("--yes", action="store_true", help="erase without asking once more")

    def handle(self, *args: Any, action: str, email: str, yes: bool, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {email}.")
        if action == "export":
            self.stdout.write(json.dumps(privacy.export(person), ensure_ascii=False, indent=2))
            return
        if not yes and input(f"Erase {person.name} ({email})? It cannot be undone. Type the address again: ") != email:
            raise CommandError("Nothing was erased.")
        privacy.erase(person)
        self.stdout.write("Erased. Totals are unchanged.")
