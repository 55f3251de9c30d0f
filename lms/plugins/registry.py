"""Finds the kinds: those of ACTIVITY_KINDS, and those pip packages offer under the entry point "cordee.kinds"."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from types import ModuleType

from lms.plugins.kind import Kind


def kind_apps(declared: Iterable[str]) -> list[str]:
    """Dotted names of the kinds' packages, ours first, each once. Settings call it, before apps are ready."""
    offered = sorted(point.value for point in entry_points(group="cordee.kinds"))
    return list(dict.fromkeys([*declared, *offered]))


@cache
def kinds() -> dict[str, Kind]:
    """Every installed kind by its stored name."""
    from django.conf import settings

    found: dict[str, Kind] = {}
    for package in kind_apps(settings.ACTIVITY_KINDS):
        kind = import_module(f"{package}.kind").KIND
        if kind.name in found:
            raise ValueError(f"Two kinds are called {kind.name!r}.")
        found[kind.name] = kind
    return found


def kind_of(name: str) -> Kind:
    """The kind stored under that name; KeyError when it is not installed any more."""
    return kinds()[name]


def package_of(name: str) -> str:
    """Dotted package of a kind."""
    return type(kind_of(name)).__module__.rpartition(".")[0]


def companion(name: str, module: str) -> ModuleType | None:
    """A kind's module of that file name (privacy, example, importer, urls, screens), or None when it has none."""
    dotted = f"{package_of(name)}.{module}"
    return import_module(dotted) if find_spec(dotted) else None
