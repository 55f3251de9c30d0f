"""`python3 -m lms rebuild [--check] [--journey CODE]`: derive everything from evidence again, and say what differed."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.catalogue.models import Journey
from lms.commands import SiteCommand
from lms.progress import rebuild


class Command(SiteCommand):
    help = str(gettext_lazy("Derive completions, standings and totals from evidence again."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help=_("Change nothing; exit 1 if anything differs."))
        parser.add_argument("--journey", metavar="CODE", help=_("Only the journeys of this code."))

    def handle(self, *args: Any, **options: Any) -> None:
        derive = rebuild.differences if options["check"] else rebuild.rebuild
        found = [line for journey in _journeys(options["journey"]) for line in derive(journey)]
        for line in found:
            self.stdout.write(line)
        if found and options["check"]:
            said = ngettext("%(count)d difference.", "%(count)d differences.", len(found))
            raise CommandError(said % {"count": len(found)}, returncode=1)
        self.stdout.write(_("Everything is what its evidence says.") if not found else _("Derived again."))


def _journeys(code: str | None) -> list[Journey | None]:
    if code is None:
        return [None]
    journeys = list(Journey.objects.filter(code=code))
    if not journeys:
        raise CommandError(_("There is no journey of code %(code)s.") % {"code": code})
    return list(journeys)
