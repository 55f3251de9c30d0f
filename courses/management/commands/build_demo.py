"""The demo world: `python3 -m lms demo` calls it on an empty database; called again it changes nothing."""

import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from courses.demo import beside, world
from courses.demo.conversations import write_conversations
from courses.demo.learners import Histories
from courses.demo.now import Present
from lms.commands import SiteCommand
from lms.people.models import Organisation
from lms.progress.tally import move_all


class Command(SiteCommand):
    help = (
        "Build the demo world: organisations, accounts, the journey of demo-journey.yaml, learners and their histories."
    )

    def handle(self, **options: Any) -> None:
        if Organisation.objects.filter(code="LCDP").exists():
            self.stdout.write(_("The demo world is there already."))
            return
        with translation.override("fr"), transaction.atomic():
            self.build()
        move_all()

    def build(self) -> None:
        organisation, people = self.step(_("People and roles"), world.make_people)
        document, imported, told = self.step(_("The journey, its texts and drawings"), world.make_journey, organisation)
        self.step(_("Dates"), world.backdate, imported)
        histories = Histories(document.data, imported.journey, people["bo"], people["chloe"], told)
        self.step(_("The four learners of the file"), histories.run)
        ana = self.step("Ana", histories.tell_ana, people["ana"])
        self.step(_("Other learners"), lambda: len(list(histories.make_up())))
        present = Present(histories.agenda, ana, people["dora"])
        self.step(_("Today's sessions, seats and appointments"), present.tell)
        self.step(_("Messages"), write_conversations, imported.journey, ana, people)
        self.step(_("What each kind of activity brings"), world.fill_kinds, imported, told)
        self.step(_("Partners, and where to report violence"), beside.add_beside, organisation, people)
        self.step(_("Pages in English"), world.translate, imported)
        self.step(_("Another organisation"), world.make_elsewhere)

    def step(self, words: str, work: Callable[..., Any], *arguments: Any) -> Any:
        self.stdout.write(f"  {words}...", ending="")
        self.stdout.flush()
        start = time.monotonic()
        result = work(*arguments)
        self.stdout.write(f" {time.monotonic() - start:.1f} s")
        return result
