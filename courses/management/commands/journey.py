"""`journey import | export | check`: whole journeys between files and sites."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from courses.exporter import export_journey, lost_in_export
from courses.importer import import_journey, organisation_of, read_journey
from courses.journeyfile.check import check_file, make_scratch_world, replay_here
from courses.journeyfile.faults import RefusedFile
from courses.models import CataloguePage, JourneyPage
from lms.commands import SiteCommand, organisation_named


class Command(SiteCommand):
    help = "Carry whole journeys between files and sites: import FILE, export CODE, check FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True, metavar="import|export|check")
        into = words.add_parser("import", help="write the journey of a file; the same code again updates it in place")
        into.add_argument("file")
        into.add_argument("--organisation", default="", metavar="CODE", help="instead of the one the file names")
        out = words.add_parser("export", help="print a journey as a file that import takes")
        out.add_argument("code")
        out.add_argument("--organisation", default="", metavar="CODE")
        out.add_argument("--output", default="", metavar="FILE", help="instead of printing it")
        check = words.add_parser("check", help="print as JSON the figures of a file, and its problems")
        check.add_argument("file")
        # Runs inside the scratch world that `check` makes; refused anywhere else.
        words.add_parser("replay").add_argument("file")

    def handle(self, word: str, **options: Any) -> None:
        try:
            getattr(self, f"do_{word}")(**options)
        except RefusedFile as refused:
            for line in refused.lines():
                self.stderr.write(line)
            message = _("The file is refused; nothing was changed. Faults: %(count)d.") % {"count": len(refused.faults)}
            raise CommandError(message, returncode=2) from refused

    def do_import(self, file: str, organisation: str, **options: Any) -> None:
        document = read_journey(read(file))
        owner = organisation_named(organisation) if organisation else organisation_of(document.data)
        imported = import_journey(document, owner)
        for note in imported.notes:
            self.stdout.write(note)
        for problem in imported.problems:
            self.stdout.write(" : ".join(problem.as_json().values()))
        state = _("published") if imported.journey else _("a draft")
        message = _("%(title)s (%(code)s): imported, %(state)s. Things to look at: %(count)d.")
        values = {"title": imported.page.title, "code": imported.page.code, "state": state}
        self.stdout.write(message % {**values, "count": len(imported.problems) + len(imported.notes)})

    def do_export(self, code: str, organisation: str, output: str, **options: Any) -> None:
        page = find_journey(code, organisation)
        text = export_journey(page)
        for line in lost_in_export(page):
            self.stderr.write(line)
        if output:
            Path(output).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")

    def do_check(self, file: str, **options: Any) -> None:
        self.stdout.write(json.dumps(check_file(read(file)), ensure_ascii=False, indent=2))

    def do_replay(self, file: str, **options: Any) -> None:
        make_scratch_world()
        try:
            answer = replay_here(read_journey(read(file)))
        except RefusedFile as refused:
            answer = {"refus": [[one.line, one.column, one.path, one.words] for one in refused.faults]}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def read(file: str) -> bytes:
    """The bytes of a file, or of standard input for "-"; a little more than is accepted, for the reader to judge."""
    limit = 6 * 1024 * 1024
    if file == "-":
        return sys.stdin.buffer.read(limit)
    try:
        with Path(file).open("rb") as stream:
            return stream.read(limit)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}", returncode=2) from error


def find_journey(code: str, organisation: str) -> JourneyPage:
    """The journey page of that code; the organisation is needed only where two have the same code."""
    pages = JourneyPage.objects.filter(code=code).order_by("path")
    if organisation:
        catalogue = CataloguePage.objects.filter(organisation=organisation_named(organisation))
        pages = pages.filter(pk__in=[page.pk for one in catalogue for page in pages.descendant_of(one)])
    keys = {page.translation_key for page in pages}
    if not keys:
        raise CommandError(_("There is no journey of the code %(code)s.") % {"code": code}, returncode=2)
    if len(keys) > 1:
        raise CommandError(_("Several organisations have this code: say --organisation CODE."), returncode=2)
    from courses.reference import first_of

    page: JourneyPage = first_of(list(pages.select_related("locale")))
    return page
