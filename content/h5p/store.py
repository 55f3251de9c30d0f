"""Keeps libraries and contents. Files go first, into a folder nobody reads; then one transaction makes them current.

Folders are written once and never changed: browsers may keep them for ever, a newer patch replaces an older one in one
row, and a crash leaves nothing but a folder that `collect_garbage` removes. Any Django storage serves: no renames.
"""

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Organisation, Person

from .archive import Source
from .limits import LIMITS, Limits
from .manifest import Dependency, LibraryInfo
from .models import Library, Package, UnfinishedFolder
from .package import OPENED, opened
from .package import Package as OpenedPackage

LIBRARIES = "libraries"
PACKAGES = "content"


class NotAccepted(ValueError):
    """The package may not play here; `sentences` say why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def shelf() -> Storage:
    """Where the files stand: the storage "h5p" of the settings, else the folder "shelf" beside the media. Never inside
    the media: what strangers wrote must not be served from the site's own origin."""
    if "h5p" in settings.STORAGES:
        return storages["h5p"]
    media = Path(settings.MEDIA_ROOT)
    return FileSystemStorage(location=media.with_name("shelf"), base_url=None)


def find_library(dependency: Dependency) -> LibraryInfo | None:
    """What the site has of this major.minor."""
    row = Library.objects.filter(
        machine_name=dependency.machine_name, major=dependency.major, minor=dependency.minor
    ).first()
    return row.info if row else None


def install(
    source: Source,
    *,
    person: Person | None = None,
    organisation: Organisation | None = None,
    may_upgrade: bool = True,
    limits: Limits = LIMITS,
) -> Package:
    """Check a package, keep its new libraries and its content, and return the content's row. All or nothing.

    `may_upgrade`: whether a newer patch in the package replaces the site's library. Raises NotAccepted.
    """
    with opened(source, find_library, limits) as package:
        if not package.accepted:
            raise NotAccepted(package.sentences)
        kept = _keep(package, person, organisation, may_upgrade)
    # Nobody has to remember the sweeping: every upload does some.
    collect_garbage()
    return kept


def collect_garbage(older_than: timedelta = timedelta(hours=24)) -> list[str]:
    """Remove folders that nothing uses (left by a crash, or replaced) once they are old; returns their paths."""
    before = timezone.now() - older_than
    unfinished = set(UnfinishedFolder.objects.filter(begun_at__lt=before).values_list("path", flat=True))
    removed = sorted(unfinished - _used_paths())
    for path in removed:
        _remove(path)
    UnfinishedFolder.objects.filter(path__in=unfinished).delete()
    for folder in Path(tempfile.gettempdir()).glob(f"{OPENED}*"):
        # A process that was killed while it judged a package.
        with suppress(OSError):
            if folder.stat().st_mtime < before.timestamp():
                shutil.rmtree(folder, ignore_errors=True)
    return removed


def discard(package: Package) -> None:
    """Delete a content that no page uses, with its files; libraries stay for others."""
    path = f"{PACKAGES}/{package.public_id}"
    UnfinishedFolder.objects.get_or_create(path=path)
    package.delete()
    transaction.on_commit(lambda: _forget(path))


def _keep(
    package: OpenedPackage, person: Person | None, organisation: Organisation | None, may_upgrade: bool
) -> Package:
    public_id = uuid.uuid4()
    # One order for everybody: two uploads never wait for each other in a circle.
    brought = [
        _Brought(package.libraries[one], _digest(package.root / package.libraries[one].folder), may_upgrade)
        for one in sorted(package.needed)
        if one in package.libraries
    ]
    with _folders() as write:
        for one in brought:
            if one.is_wanted(one.row()):
                write(f"{LIBRARIES}/{one.folder}", package.root / one.info.folder)
        write(f"{PACKAGES}/{public_id}", package.root / "content")
        with transaction.atomic():
            for one in brought:
                if warning := one.make_current():
                    package.found.warn(warning)
            row = _add_row(package, public_id, person, organisation)
            current = [f"{LIBRARIES}/{one.folder}" for one in brought if one.is_current] + [f"{PACKAGES}/{public_id}"]
            UnfinishedFolder.objects.filter(path__in=current).delete()
        write.current.update(current)
        return row


class _Brought:
    """One library that a package brings, against what the site has."""

    def __init__(self, info: LibraryInfo, digest: str, may_upgrade: bool) -> None:
        self.info, self.digest, self.may_upgrade = info, digest, may_upgrade
        # A folder of its own for each upload: no upload can hurt another's.
        self.folder = f"{info.dependency.folder}.{info.patch}-{uuid.uuid4().hex[:12]}"
        one = info.dependency
        self.key = {"machine_name": one.machine_name, "major": one.major, "minor": one.minor}
        self.is_current = False

    def row(self) -> Library | None:
        return Library.objects.filter(**self.key).first()

    def is_wanted(self, row: Library | None) -> bool:
        return row is None or (self.may_upgrade and self.info.patch > row.patch)

    def make_current(self) -> str:
        """Inside the transaction; returns what to tell if the site keeps its own."""
        values = {**self.values(), "folder": self.folder, "digest": self.digest}
        row, is_new = Library.objects.select_for_update().get_or_create(**self.key, defaults=values)
        self.is_current = is_new or self.is_wanted(row)
        if is_new or not self.is_current:
            return "" if is_new else self.why_not(row)
        # Pages that are open now still read the older folder: it goes a day later.
        UnfinishedFolder.objects.create(path=f"{LIBRARIES}/{row.folder}")
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        return ""

    def values(self) -> dict[str, object]:
        info = self.info
        return {
            "patch": info.patch,
            "title": info.title,
            "is_runnable": info.runnable,
            "is_fullscreen": info.fullscreen,
            "scripts": list(info.scripts),
            "styles": list(info.styles),
            "preloaded": [[one.machine_name, one.major, one.minor] for one in info.preloaded],
        }

    def why_not(self, row: Library) -> str:
        if self.info.patch > row.patch:
            return _("The site keeps its own %(name)s; an administrator may update it to %(version)s.") % {
                "name": row,
                "version": self.info.version,
            }
        if self.info.patch == row.patch and self.digest != row.digest:
            return _("The package brings another %(name)s under the same number; the site keeps its own.") % {
                "name": row
            }
        return ""


def _add_row(
    package: OpenedPackage, public_id: uuid.UUID, person: Person | None, organisation: Organisation | None
) -> Package:
    main = package.info.main
    assert main is not None
    return Package.objects.create(
        public_id=public_id,
        organisation=organisation,
        title=package.info.title,
        language=package.info.language,
        library=Library.objects.get(machine_name=main.machine_name, major=main.major, minor=main.minor),
        needed=[[one.machine_name, one.major, one.minor] for one in package.needed],
        metadata=package.info.metadata,
        warnings=package.found.warnings,
        uploaded_by=person,
    )


class _Writer:
    """Writes folders file by file; a row announces each before its first file."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        # Filled once the transaction has made them current.
        self.current: set[str] = set()

    def __call__(self, path: str, source: Path) -> None:
        UnfinishedFolder.objects.create(path=path)
        self.paths.append(path)
        storage = shelf()
        for file in _files(source):
            with file.open("rb") as stream:
                storage.save(f"{path}/{file.relative_to(source).as_posix()}", File(stream))


@contextmanager
def _folders() -> Iterator[_Writer]:
    """What was written and did not become current goes, whether the installation failed or another was faster."""
    writer = _Writer()
    try:
        yield writer
    finally:
        for path in set(writer.paths) - writer.current:
            _forget(path)


def _used_paths() -> set[str]:
    folders = {f"{LIBRARIES}/{folder}" for folder in Library.objects.values_list("folder", flat=True)}
    return folders | {f"{PACKAGES}/{public_id}" for public_id in Package.objects.values_list("public_id", flat=True)}


def _forget(path: str) -> None:
    _remove(path)
    UnfinishedFolder.objects.filter(path=path).delete()


def _remove(path: str) -> None:
    storage = shelf()
    try:
        folders, files = storage.listdir(path)
    except FileNotFoundError:
        return
    for folder in folders:
        _remove(f"{path}/{folder}")
    for file in files:
        storage.delete(f"{path}/{file}")
    # A folder of a disk stays behind its files; object stores know no folders.
    storage.delete(path)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in _files(folder):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
