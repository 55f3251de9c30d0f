"""`python3 -m lms h5p check FILE...` judges packages; `h5p gc` removes folders that nothing uses."""

import json
from typing import Any

from django.core.management.base import CommandParser
from django.db import DatabaseError

from content.h5p.manifest import Dependency, LibraryInfo
from content.h5p.package import Known, Package, nothing_known, opened
from content.h5p.store import collect_garbage, find_library
from lms.commands import SiteCommand


class Command(SiteCommand):
    help = "Check H5P packages (one JSON line each; exit code 1 if any is refused), or remove unused folders."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="may these packages play on this site?")
        check.add_argument("files", nargs="+", metavar="FILE")
        check.add_argument("--alone", action="store_true", help="as on a site that has no library yet")
        actions.add_parser("gc", help="remove folders left by a crash or replaced by an update")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "gc":
            for path in collect_garbage():
                self.stdout.write(path)
            return
        known = nothing_known if options["alone"] else known_here
        are_accepted = [self._check(file, known) for file in options["files"]]
        if not all(are_accepted):
            raise SystemExit(1)

    def _check(self, file: str, known: Known) -> bool:
        with opened(file, known) as package:
            self.stdout.write(json.dumps(described(file, package), ensure_ascii=False))
            return package.accepted


def known_here(dependency: Dependency) -> LibraryInfo | None:
    """A site that was never set up has no libraries."""
    try:
        return find_library(dependency)
    except DatabaseError:
        return None


def described(file: str, package: Package) -> dict[str, Any]:
    """One package as the command prints it; null where the package does not say."""
    main = package.info.main
    library = main and (package.libraries.get(main) or known_here(main))
    return {
        "file": file,
        "accepted": package.accepted,
        "main_library": package.info.main_library or None,
        "version": library.version if library else (f"{main.major}.{main.minor}" if main else None),
        "title": package.info.title or None,
        "libraries": [str(one) for one in package.needed],
        "libraries_missing": [str(one) for one in package.missing],
        "warnings": package.found.warnings,
        "reason": package.reason,
    }
