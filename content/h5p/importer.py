"""Interactive contents from a journey file: one that the site has, by its id, or one of our examples, by its title."""

import uuid
from collections.abc import Mapping
from typing import Any

from content.h5p.example import example_of, installed
from content.h5p.models import H5PPage, Package

TYPES = ("h5p",)


def build_page(item: Mapping[str, Any]) -> H5PPage:
    """An unsaved page (title and minutes are set by the importer). A file holds no packages: without one of the two
    the page waits for its content and says so."""
    return H5PPage(package=_known(item.get("contenu")) or _example(item.get("titre")))


def export_page(page: H5PPage) -> dict[str, Any]:
    """The kind's own keys of an `activites` entry."""
    package = page.package
    return {"contenu": str(package.public_id)} if package and not package.example else {}


def is_partial(page: H5PPage) -> bool:
    """The package itself stays on its site."""
    return bool(page.package and not page.package.example)


def _known(public_id: Any) -> Package | None:
    try:
        return Package.objects.filter(public_id=uuid.UUID(str(public_id))).first()
    except ValueError:
        return None


def _example(title: Any) -> Package | None:
    name = example_of(title) if isinstance(title, str) else None
    return installed(name) if name else None
