"""What h5p.json and library.json say, read strictly: names, versions, files and dependencies."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import names
from .findings import Findings
from .limits import CORE_API

MACHINE_NAME = re.compile(r"^[A-Za-z][\w.-]{0,119}$", re.ASCII)
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")
_USED = re.compile(r"^([A-Za-z][\w.-]{0,119}) (\d{1,4})\.(\d{1,4})$", re.ASCII)
EDITOR = "H5PEditor."


class Unclear(ValueError):
    """The text is not JSON that we can use."""


@dataclass(frozen=True, order=True)
class Dependency:
    """A library as others ask for it: any patch of one major.minor."""

    machine_name: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}"

    @property
    def folder(self) -> str:
        return f"{self.machine_name}-{self.major}.{self.minor}"


@dataclass(frozen=True)
class LibraryInfo:
    """One library.json, with the paths of its files checked."""

    dependency: Dependency
    patch: int
    title: str
    runnable: bool
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    preloaded: tuple[Dependency, ...]
    fullscreen: bool = False
    folder: str = ""

    @property
    def version(self) -> str:
        return f"{self.dependency.major}.{self.dependency.minor}.{self.patch}"


@dataclass
class PackageInfo:
    """What h5p.json says of the whole."""

    title: str = ""
    language: str = "und"
    main_library: str = ""
    preloaded: list[Dependency] = field(default_factory=list)
    # Title, authors, licence and its like, for the rights dialog of the player.
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def main(self) -> Dependency | None:
        return next((one for one in self.preloaded if one.machine_name == self.main_library), None)


def load_json(path: Path) -> Any:
    """Parse a JSON file; raises Unclear with the reason for people who know JSON."""
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise Unclear("UTF-8") from None
    except RecursionError:
        raise Unclear(_("nested too deeply")) from None
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise Unclear(_("line %(line)d, column %(column)d") % where) from None
    except ValueError as error:
        raise Unclear(str(error)[:120]) from None


def read_package(path: Path, found: Findings) -> PackageInfo | None:
    """h5p.json, or None if nothing can be told from it; what is wrong with it is noted."""
    if not path.is_file():
        found.refuse(_("The file h5p.json is missing: this is not a complete H5P package. Export it again."))
        return None
    data = _load_object(path, "h5p.json", found)
    if data is None:
        return None
    info = PackageInfo(title=_text(data.get("title"), 255), main_library=_text(data.get("mainLibrary"), 255))
    language = _text(data.get("language"), 20)
    info.language = language if _LANGUAGE.match(language) else "und"
    if not info.title:
        found.refuse(_("h5p.json gives no title. Give the content a title and export it again."))
    if not MACHINE_NAME.match(info.main_library):
        found.refuse(_("h5p.json does not say which content type starts (“mainLibrary”). Export it again."))
    info.preloaded = _dependencies(data.get("preloadedDependencies"), "h5p.json", found)
    info.metadata = {key: data[key] for key in _METADATA if isinstance(data.get(key), str | int | list)}
    if info.main_library and not info.main and MACHINE_NAME.match(info.main_library):
        found.refuse(
            _("h5p.json starts %(name)s but does not list it among its libraries. Export it again.")
            % {"name": info.main_library}
        )
    return info


def read_library(root: Path, folder: str, found: Findings) -> LibraryInfo | None:
    """library.json of one folder of the package, or None if it cannot serve; what is wrong is noted."""
    where = f"{folder}/library.json"
    path = root / folder / "library.json"
    if not path.is_file():
        found.refuse(
            _("The folder %(name)s holds no library.json. Take it out, or export the package again.") % {"name": folder}
        )
        return None
    data = _load_object(path, where, found)
    if data is None:
        return None
    name = _text(data.get("machineName"), 255)
    version = [_number(data.get(key)) for key in ("majorVersion", "minorVersion", "patchVersion")]
    if not MACHINE_NAME.match(name) or any(part is None for part in version):
        found.refuse(
            _("%(where)s does not give a name and a version in whole numbers. Update this library and export again.")
            % {"where": where}
        )
        return None
    major, minor, patch = (part or 0 for part in version)
    dependency = Dependency(name, major, minor)
    if folder not in (name, dependency.folder, f"{dependency.folder}.{patch}"):
        found.refuse(
            _("The folder %(name)s holds another library (%(other)s). Export the package again.")
            % {"name": folder, "other": dependency}
        )
    _check_core(data.get("coreApi"), dependency, found)
    return LibraryInfo(
        dependency=dependency,
        patch=patch,
        title=_text(data.get("title"), 255) or name,
        runnable=data.get("runnable") in (1, True, "1"),
        scripts=tuple(_paths(data.get("preloadedJs"), root / folder, where, found)),
        styles=tuple(_paths(data.get("preloadedCss"), root / folder, where, found)),
        preloaded=tuple(_dependencies(data.get("preloadedDependencies"), where, found)),
        fullscreen=data.get("fullscreen") in (1, True, "1"),
        folder=folder,
    )


def used_in(params: Any) -> set[Dependency]:
    """Libraries that the content itself names ("H5P.Image 1.1"), wherever they stand in it."""
    used: set[Dependency] = set()
    for value in walk(params):
        named = value.get("library") if isinstance(value, dict) else None
        if isinstance(named, str) and (match := _USED.match(named)):
            used.add(Dependency(match[1], int(match[2]), int(match[3])))
    return used


def walk(value: Any) -> Iterable[Any]:
    """Every value within a JSON value, itself included; content may nest deeper than Python's stack."""
    pending = [value]
    while pending:
        one = pending.pop()
        yield one
        if isinstance(one, dict):
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)


def _refuse_constant(name: str) -> None:
    # NaN and Infinity: Python reads them, browsers do not.
    raise ValueError(name)


_METADATA = (
    "title", "authors", "source", "license", "licenseVersion", "licenseExtras", "yearFrom", "yearTo", "changes",
    "authorComments", "a11yTitle", "extraTitle", "defaultLanguage",
)  # fmt: skip


def _load_object(path: Path, where: str, found: Findings) -> dict[str, Any] | None:
    try:
        data = load_json(path)
    except Unclear as error:
        found.refuse(
            _("%(where)s cannot be read (%(error)s). Export the package again.") % {"where": where, "error": error}
        )
        return None
    if not isinstance(data, dict):
        found.refuse(_("%(where)s does not hold what it should. Export the package again.") % {"where": where})
        return None
    return data


def _dependencies(value: Any, where: str, found: Findings) -> list[Dependency]:
    """The libraries of a list; those of the authoring tool (H5PEditor) are left out, as they break the page."""
    if value is None:
        return []
    listed: dict[Dependency, None] = {}
    editors = []
    for one in value if isinstance(value, list) else [None]:
        name = _text(one.get("machineName"), 255) if isinstance(one, dict) else ""
        major, minor = (_number(one.get(key)) if isinstance(one, dict) else None for key in _VERSION)
        if not MACHINE_NAME.match(name) or major is None or minor is None:
            found.refuse(
                _("The list of libraries in %(where)s is not right. Export the package again.") % {"where": where}
            )
        elif name.startswith(EDITOR):
            editors.append(name)
        else:
            listed[Dependency(name, major, minor)] = None
    if editors:
        found.warn(
            _("%(where)s asks for parts of the authoring tool; they were left out: %(names)s.")
            % {"where": where, "names": ", ".join(sorted(set(editors)))}
        )
    return list(listed)


_VERSION = ("majorVersion", "minorVersion")


def _paths(value: Any, root: Path, where: str, found: Findings) -> Iterable[str]:
    for one in value if isinstance(value, list) else []:
        path = _text(one.get("path"), 400).removeprefix("./") if isinstance(one, dict) else ""
        if not names.is_safe(path) or not (root / path).is_file():
            found.refuse(
                _("%(where)s asks for a file that is not in the package: %(path)s. Export the package again.")
                % {"where": where, "path": path or "?"}
            )
        else:
            yield path


def _check_core(value: Any, dependency: Dependency, found: Findings) -> None:
    if value is None:
        return
    asked = tuple(_number(value.get(key)) if isinstance(value, dict) else None for key in _VERSION)
    if None in asked or asked > CORE_API:  # type: ignore[operator]
        found.refuse(
            _("%(name)s needs a newer H5P player than this site has. Use an older version of this content type.")
            % {"name": dependency}
        )


def _text(value: Any, most: int) -> str:
    return value.strip()[:most] if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"\d{1,5}", value):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 100_000 else None
