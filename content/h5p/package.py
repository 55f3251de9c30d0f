"""Is this file an H5P package that may play here? Used by the upload in the admin, the command and the store.

Every problem is collected, so that a trainer mends all at once. Nothing stays on disk after the check.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from . import svg
from .archive import Source, Unreadable, unpack
from .defaults import fill_in
from .findings import Findings, listed
from .limits import LIMITS, WEB_PAGE_EXTENSIONS, WEB_PAGE_LIBRARY, Limits, extension
from .manifest import (
    EDITOR,
    Dependency,
    LibraryInfo,
    PackageInfo,
    Unclear,
    load_json,
    read_library,
    read_package,
    used_in,
    walk,
)

OPENED = "cordee-h5p-"  # what the folders of packages being judged are called
Known = Callable[[Dependency], LibraryInfo | None]


@dataclass
class Package:
    """An opened package: what it says, what it brings, and what is wrong with it."""

    root: Path
    found: Findings = field(default_factory=Findings)
    info: PackageInfo = field(default_factory=PackageInfo)
    # The libraries that the package brings, by what others call them.
    libraries: dict[Dependency, LibraryInfo] = field(default_factory=dict)
    # All that must be loaded to play, in order, wherever it stands.
    needed: list[Dependency] = field(default_factory=list)
    missing: list[Dependency] = field(default_factory=list)
    content: dict[str, Any] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    @property
    def accepted(self) -> bool:
        return not self.found.problems and not self.missing

    @property
    def reason(self) -> str | None:
        """Why it was refused, in words; None if accepted."""
        return " ".join(self.sentences) or None

    @property
    def sentences(self) -> list[str]:
        if not self.missing:
            return list(self.found.problems)
        names = ", ".join(str(one) for one in self.missing)
        return [
            *self.found.problems,
            _(
                "This package needs libraries that neither it nor the site has: %(names)s. Export it with its "
                "libraries, or first upload a package of the same type that has them."
            )
            % {"names": names},
        ]


def nothing_known(dependency: Dependency) -> LibraryInfo | None:
    """A site without libraries."""
    return None


@contextmanager
def opened(source: Source, known: Known = nothing_known, limits: Limits = LIMITS) -> Iterator[Package]:
    """The package unpacked into a folder of its own and judged; the folder is gone afterwards.

    `known` says which libraries the site has. Look at `accepted` before using anything else.
    """
    with tempfile.TemporaryDirectory(prefix=OPENED) as folder:
        package = Package(Path(folder))
        try:
            package.files = unpack(source, package.root, package.found, limits)
        except Unreadable:
            yield package
            return
        _judge(package, known)
        yield package


def _judge(package: Package, known: Known) -> None:
    info = read_package(package.root / "h5p.json", package.found)
    _read_libraries(package)
    _read_content(package)
    _clean_pictures(package)
    _drop_broken_languages(package)
    if info is None:
        return
    package.info = info
    _find_dependencies(package, known)
    _check_main(package, known)
    _check_web_pages(package)
    _complete_content(package)


def _read_libraries(package: Package) -> None:
    folders = {name.split("/")[0] for name in package.files if "/" in name} - {"content"}
    for folder in sorted(folders):
        if folder.startswith(EDITOR):
            # Parts of the authoring tool: never loaded, never kept.
            package.files -= {name for name in package.files if name.startswith(f"{folder}/")}
            continue
        library = read_library(package.root, folder, package.found)
        if library is None:
            continue
        if library.dependency in package.libraries:
            package.found.refuse(
                _("The package brings %(name)s twice. Export the package again.") % {"name": library.dependency}
            )
        package.libraries[library.dependency] = library
        _check_semantics(package, folder)


def _check_semantics(package: Package, folder: str) -> None:
    path = package.root / folder / "semantics.json"
    if not path.is_file():
        return
    try:
        is_right = isinstance(load_json(path), list)
    except Unclear:
        is_right = False
    if not is_right:
        package.found.refuse(
            _("%(where)s cannot be read. Update this library and export the package again.")
            % {"where": f"{folder}/semantics.json"}
        )


def _read_content(package: Package) -> None:
    path = package.root / "content" / "content.json"
    if not path.is_file():
        package.found.refuse(_("The file content/content.json is missing: there is nothing to play. Export it again."))
        return
    try:
        content = load_json(path)
    except Unclear as error:
        package.found.refuse(
            _("%(where)s cannot be read (%(error)s). Export the package again.")
            % {"where": "content/content.json", "error": error}
        )
        return
    if not isinstance(content, dict):
        package.found.refuse(
            _("%(where)s does not hold what it should. Export the package again.") % {"where": "content/content.json"}
        )
        return
    package.content = content
    _check_media(package)


def _check_media(package: Package) -> None:
    absent, outside = set(), set()
    for value in walk(package.content):
        path = value.get("path") if isinstance(value, dict) else None
        if not isinstance(path, str) or not isinstance(value.get("mime"), str):
            continue
        if re.match(r"^(https?:)?//", path):
            outside.add(urlsplit(path).hostname or path[:60])
        elif f"content/{path.removesuffix('#tmp')}" not in package.files:
            absent.add(path[:90])
    if outside:
        package.found.warn(
            _("Pictures, sounds or films that stand on other sites will not show: %(names)s. Put them in the package.")
            % {"names": listed(sorted(outside))}
        )
    if absent:
        package.found.warn(
            _("The content speaks of files that are not in the package: %(names)s.") % {"names": listed(sorted(absent))}
        )


def _clean_pictures(package: Package) -> None:
    for name in sorted(name for name in package.files if extension(name) == "svg"):
        path = package.root / name
        raw = path.read_bytes()
        try:
            cleaned = svg.clean(raw)
        except svg.NotSvg:
            package.found.refuse(
                _("The picture %(name)s is not a readable SVG. Save it again, or use PNG.") % {"name": listed([name])}
            )
            continue
        if cleaned != raw:
            path.write_bytes(cleaned)
            package.found.warn(
                _(
                    "The picture %(name)s carried a program or called other sites: that was taken out, the drawing "
                    "stays."
                )
                % {"name": listed([name])}
            )


def _drop_broken_languages(package: Package) -> None:
    """Translations serve the authoring tool only: a broken one is left out, the content plays without it."""
    broken = []
    for name in sorted(package.files):
        if name.split("/")[0] == "content" or "/language/" not in name or not name.endswith(".json"):
            continue
        try:
            load_json(package.root / name)
        except Unclear:
            (package.root / name).unlink()
            package.files.discard(name)
            broken.append(name)
    if broken:
        package.found.warn(
            _("Translations that cannot be read were left out: %(names)s. The content plays without them.")
            % {"names": listed(broken)}
        )


def _find_dependencies(package: Package, known: Known) -> None:
    """Everything needed to play, each after what it needs itself."""
    order: dict[Dependency, None] = {}
    missing: dict[Dependency, None] = {}
    entered: set[Dependency] = set()
    asked = [*package.info.preloaded, *sorted(used_in(package.content))]
    # Depth first without recursion: a circle of libraries must not hurt.
    pending = [(one, False) for one in reversed(asked)]
    while pending:
        one, is_left = pending.pop()
        if is_left:
            order[one] = None
        elif one not in entered:
            entered.add(one)
            library = package.libraries.get(one) or known(one)
            if library is None:
                # Brought but unreadable: that has been said already.
                if f"{one.folder}/library.json" not in package.files:
                    missing[one] = None
                continue
            pending.append((one, True))
            pending.extend((other, False) for other in reversed(library.preloaded))
    package.needed, package.missing = list(order), list(missing)


def _check_main(package: Package, known: Known) -> None:
    main = package.info.main
    library = main and (package.libraries.get(main) or known(main))
    if not main or not library:
        return
    if not library.runnable:
        package.found.refuse(
            _("%(name)s is a part for other content types and cannot start by itself.") % {"name": main}
        )
    if main not in package.libraries:
        return
    last = main.machine_name.rsplit(".", 1)[-1]
    # What the player does: new H5P.<name>(). A library that never writes this name cannot be started.
    start = re.compile(rf"(?<![\w$]){re.escape(last)}(?![\w$])")
    scripts = [package.root / library.folder / path for path in library.scripts]
    if scripts and not any(start.search(path.read_text("utf-8", "replace")) for path in scripts):
        package.found.refuse(
            _("%(name)s would not start: its program never declares %(last)s. Ask who made it, or export it again.")
            % {"name": main, "last": f"H5P.{last}"}
        )


def _check_web_pages(package: Package) -> None:
    pages = sorted(
        name for name in package.files if name.startswith("content/") and extension(name) in WEB_PAGE_EXTENSIONS
    )
    if not pages:
        return
    if any(one.machine_name == WEB_PAGE_LIBRARY for one in package.needed):
        package.found.warn(
            _("This package holds web pages (%(names)s). They play in a closed frame, without access to the site.")
            % {"names": listed(pages)}
        )
        return
    package.found.refuse(
        _("Files of this type are not allowed in a package: %(names)s. Take them out and export again.")
        % {"names": listed(pages)}
    )


def _complete_content(package: Package) -> None:
    main = package.info.main
    library = package.libraries.get(main) if main else None
    path = package.root / library.folder / "semantics.json" if library else None
    if path is None or not path.is_file() or package.found.problems:
        return
    try:
        filled = fill_in(package.content, load_json(path))
    except Unclear:
        return
    if filled:
        (package.root / "content" / "content.json").write_text(json.dumps(package.content), "utf-8")
        package.found.warn(
            _("The content lacked settings that %(name)s needs (%(names)s): the usual ones were put in.")
            % {"name": main, "names": listed(filled)}
        )
