"""What our management commands share: a site that is not set up is told what to run, in words."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from lms.people.models import Organisation

MIGRATE = "python3 -m lms migrate"


class SiteCommand(BaseCommand):
    """A command that reads or writes the site's own tables. Without them it ends with exit code 1 and a sentence."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            why = _why_not_ready()
            if not why:
                raise
            raise CommandError(why) from error


def organisation_named(code: str) -> Organisation:
    """The organisation somebody named on the command line; never made: CommandError with those that are."""
    found = Organisation.objects.filter(code__iexact=code.strip()).first()
    if found is None:
        known = ", ".join(Organisation.objects.order_by("code").values_list("code", flat=True)) or _("none yet")
        said = {"code": code, "known": known}
        raise CommandError(_("There is no organisation %(code)s here. Known: %(known)s") % said, returncode=2)
    return found


def _why_not_ready() -> str:
    """What the site's database lacks, and what to run; empty when it lacks nothing and the fault is elsewhere."""
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        return _("The database cannot be reached: %(why)s") % {"why": str(error).strip()}
    if not is_behind:
        return ""
    return _("The database of this site is not set up, or not up to date. Run first: %(command)s") % {
        "command": MIGRATE
    }
