"""Reading QTI 2.1, 2.2 and 3.0: a package of items, or one item alone. What it asks is in `qti_items`."""

import posixpath
from collections.abc import Callable
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .found import Imported, NotOurs, Unreadable
from .package import LIMITS, Limits, Package
from .qti_items import Item
from .texts import Pictures
from .xml import all_named, attribute, local, parsed

_VERSIONS = {"v2p0": "qti-2.0", "v2p1": "qti-2.1", "v2p2": "qti-2.2", "v3p0": "qti-3.0"}
Load = Callable[[str], bytes | None]


def read_qti_item(root: Element, found: Imported) -> None:
    """Adds one item that came alone: its pictures are elsewhere."""
    _read_item(root, "", lambda _path: None, found)


def read_qti_package(data: bytes, found: Imported, limits: Limits = LIMITS) -> None:
    """Adds every item of a package. Raises Unreadable if the package must not be opened."""
    package = Package(data, limits)
    documents = [name for name in package.names() if name.lower().endswith(".xml")]
    manifest = next((name for name in documents if name.rsplit("/", 1)[-1].lower() == "imsmanifest.xml"), None)
    if manifest is None:
        raise Unreadable(_("This ZIP is no QTI package: it has no imsmanifest.xml."))
    _check_manifest(manifest, package, found)
    for name in documents:
        if name == manifest:
            continue
        try:
            root = parsed(package.read(name) or b"")
        except Unreadable as reason:
            found.skip(name, "file", str(reason))
            continue
        _read_document(root, name, package.read, found)


def _check_manifest(manifest: str, package: Package, found: Imported) -> None:
    """Items that the manifest names and the package lacks."""
    try:
        root = parsed(package.read(manifest) or b"")
    except Unreadable as reason:
        raise Unreadable(_("Its imsmanifest.xml cannot be read: %(reason)s") % {"reason": str(reason)}) from None
    folder = posixpath.dirname(manifest)
    for resource in all_named(root, "resource"):
        path = _joined(folder, attribute(resource, "href"))
        if "item" in attribute(resource, "type") and path not in package.infos:
            found.skip(
                path or attribute(resource, "identifier"), "file", _("The file is named but not in the package.")
            )


def _read_document(root: Element, name: str, load: Load, found: Imported) -> None:
    kind = local(root)
    if kind == "assessment-item":
        _read_item(root, name, load, found)
    elif kind == "assessment-test":
        found.note(_("The questions of a test were taken; its order, its sections and its rules were not."))
    elif kind == "questestinterop":
        found.format = found.format or "qti-1.2"
        for item in all_named(root, "item"):
            title = attribute(item, "title") or attribute(item, "ident")
            found.skip(title, "item", _("QTI 1.2 is not read. Export as QTI 2.1."))


def _read_item(root: Element, name: str, load: Load, found: Imported) -> None:
    found.format = _version(root)
    folder, notes = posixpath.dirname(name), list[str]()
    title = attribute(root, "title") or attribute(root, "identifier") or name
    item = Item(root, lambda path: load(_joined(folder, path)), Pictures(found.pictures), notes)
    try:
        document = item.document()
    except NotOurs as reason:
        found.skip(title, item.kind(), str(reason))
    except ValueError:
        found.skip(title, item.kind(), _("A number in it cannot be read."))
    else:
        found.add(document | {"name": title}, item.kind(), notes=tuple(notes))


def _version(root: Element) -> str:
    return next((name for mark, name in _VERSIONS.items() if mark in str(root.tag)), "qti")


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(path.split("#")[0].split("?")[0])))
