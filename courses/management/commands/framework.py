"""`framework import FILE --organisation CODE`: competency frameworks that others wrote."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from courses.framework_file import RefusedFramework, read_framework, save_framework
from courses.management.commands.journey import read
from courses.publish import publish_framework
from lms.commands import SiteCommand, organisation_named


class Command(SiteCommand):
    help = "Bring in a competency framework: CSV of Moodle or OpenSALT, JSON of 1EdTech CASE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True, metavar="import")
        into = words.add_parser("import", help="write the framework of a file; the same code again updates it")
        into.add_argument("file")
        into.add_argument("--organisation", required=True, metavar="CODE")

    def handle(self, file: str, organisation: str, **options: Any) -> None:
        owner = organisation_named(organisation)
        try:
            found = read_framework(Path(file).name, read(file))
            framework = save_framework(found, owner)
        except RefusedFramework as refused:
            for line in refused.lines():
                self.stderr.write(line)
            raise CommandError(_("The file is refused; nothing was changed."), returncode=2) from refused
        publish_framework(framework)
        for note in found.notes:
            self.stdout.write(note)
        message = _("%(title)s: %(count)d competencies in %(blocks)d blocks.")
        values = {"title": found.title, "count": found.competency_count, "blocks": len(found.blocks)}
        self.stdout.write(message % values)
