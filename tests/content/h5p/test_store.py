"""The shelf: libraries shared and updated with care, all or nothing, and nothing left behind."""

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import Storage
from django.db import connection
from django.utils import timezone

from content.h5p import store
from content.h5p.example import build_package, installed
from content.h5p.models import Library, Package, UnfinishedFolder
from content.h5p.store import NotAccepted, collect_garbage, discard, install, shelf

from .making import MAIN, description, library, make

pytestmark = pytest.mark.django_db


def files() -> list[str]:
    root = Path(shelf().path(""))  # type: ignore[attr-defined]
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def version() -> str:
    return str(Library.objects.get(machine_name="H5P.Carte"))


def script() -> str:
    row = Library.objects.get(machine_name="H5P.Carte")
    with shelf().open(f"libraries/{row.folder}/carte.js") as stream:
        return stream.read().decode()


def test_a_package_puts_its_content_and_its_libraries_on_the_shelf():
    package = install(make())
    assert package.title == "Bonjour" and package.library.title == "Carte"
    assert any(name.startswith(f"content/{package.public_id}/") for name in files())
    assert version() == "H5P.Carte 1.2.3"
    assert not UnfinishedFolder.objects.exists()


def test_the_shelf_is_never_inside_the_media(settings):
    assert not Path(shelf().path("x")).is_relative_to(settings.MEDIA_ROOT)  # type: ignore[attr-defined]


def test_two_packages_share_a_library():
    install(make())
    install(make({"content/content.json": json.dumps({"text": "Autre"})}))
    assert Library.objects.count() == 1 and Package.objects.count() == 2
    assert sum(name.endswith("carte.js") for name in files()) == 1


def test_a_newer_patch_replaces_the_older_one():
    install(make())
    install(make({"H5P.Carte-1.2/library.json": library(patchVersion=9), "H5P.Carte-1.2/carte.js": "H5P.Carte = 9;"}))
    assert version() == "H5P.Carte 1.2.9" and "9" in script()


def test_the_older_folder_stays_a_day_for_pages_that_are_open():
    install(make())
    old = Library.objects.get().folder
    install(make({"H5P.Carte-1.2/library.json": library(patchVersion=9)}))
    assert shelf().exists(f"libraries/{old}/carte.js")
    assert collect_garbage() == []
    UnfinishedFolder.objects.update(begun_at=timezone.now() - timedelta(days=2))
    assert collect_garbage() == [f"libraries/{old}"]
    assert not shelf().exists(f"libraries/{old}/carte.js")
    assert shelf().exists(f"libraries/{Library.objects.get().folder}/carte.js")


def test_an_older_patch_never_replaces_a_newer_one():
    install(make({"H5P.Carte-1.2/library.json": library(patchVersion=9)}))
    install(make({"H5P.Carte-1.2/carte.js": "H5P.Carte = 'old';"}))
    assert version() == "H5P.Carte 1.2.9" and "old" not in script()


def test_another_minor_stands_beside():
    install(make())
    other = {**MAIN, "minorVersion": 3}
    install(
        make(
            {
                "h5p.json": description(preloadedDependencies=[other]),
                "H5P.Carte-1.2/library.json": None,
                "H5P.Carte-1.2/carte.js": None,
                "H5P.Carte-1.3/library.json": library(minorVersion=3),
                "H5P.Carte-1.3/carte.js": "H5P.Carte = 13;",
            }
        )
    )
    assert Library.objects.count() == 2


def test_another_content_under_the_same_number_does_not_overwrite_and_is_told():
    install(make())
    package = install(make({"H5P.Carte-1.2/carte.js": "H5P.Carte = 'evil';"}))
    assert "evil" not in script()
    assert any("H5P.Carte" in warning for warning in package.warnings)


def test_who_may_not_update_keeps_the_libraries_of_the_site():
    install(make())
    newer = {"H5P.Carte-1.2/library.json": library(patchVersion=9), "H5P.Carte-1.2/carte.js": "H5P.Carte = 9;"}
    package = install(make(newer), may_upgrade=False)
    assert version() == "H5P.Carte 1.2.3" and package.warnings


def test_a_package_without_libraries_plays_once_the_site_has_them():
    bare = {"H5P.Carte-1.2/library.json": None, "H5P.Carte-1.2/carte.js": None}
    with pytest.raises(NotAccepted) as refusal:
        install(make(bare))
    assert "H5P.Carte 1.2" in str(refusal.value)
    install(make())
    assert install(make(bare)).library.machine_name == "H5P.Carte"


def test_a_refused_package_leaves_nothing():
    with pytest.raises(NotAccepted):
        install(make({"content/content.json": "{"}))
    assert files() == []
    assert not Library.objects.exists() and not Package.objects.exists() and not UnfinishedFolder.objects.exists()


def test_a_failure_half_way_leaves_nothing(monkeypatch):
    save = Storage.save

    def fail_at_content(self, name, content, max_length=None):
        if name.startswith("content/"):
            raise OSError("the disk is full")
        return save(self, name, content, max_length)

    monkeypatch.setattr(Storage, "save", fail_at_content)
    with pytest.raises(OSError):
        install(make())
    assert files() == []
    assert not Library.objects.exists() and not Package.objects.exists() and not UnfinishedFolder.objects.exists()


def test_what_a_killed_process_left_is_removed_a_day_later():
    UnfinishedFolder.objects.create(path="content/half")
    shelf().save("content/half/a.json", open(__file__, "rb"))  # noqa: SIM115
    kept = install(make())
    assert collect_garbage() == []
    UnfinishedFolder.objects.update(begun_at=timezone.now() - timedelta(days=2))
    install(make({"content/content.json": json.dumps({"text": "Autre"})}))
    assert collect_garbage() == []  # the upload has swept
    assert not any("half" in name for name in files())
    assert shelf().exists(f"content/{kept.public_id}/content.json")


def test_a_deleted_content_takes_its_files_along(django_capture_on_commit_callbacks):
    package = install(make())
    with django_capture_on_commit_callbacks(execute=True):
        discard(package)
    assert not any(name.startswith("content/") for name in files())
    assert Library.objects.exists()


def test_an_example_is_put_on_the_shelf_once():
    assert installed("cards") == installed("cards")
    assert Package.objects.count() == 1


def test_the_same_example_gives_the_same_bytes():
    assert build_package("bakery") == build_package("bakery")


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_leave_one_whole_library():
    if connection.vendor == "sqlite" and ":memory:" in str(connection.settings_dict["NAME"]):
        pytest.skip("threads need a database that both see")
    barrier, faults = threading.Barrier(4), []

    def upload(patch: int) -> None:
        try:
            barrier.wait()
            install(
                make(
                    {
                        "H5P.Carte-1.2/library.json": library(patchVersion=patch),
                        "H5P.Carte-1.2/carte.js": f"H5P.Carte = {patch};",
                    }
                )
            )
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload, args=(patch,)) for patch in (3, 9, 9, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert version() == "H5P.Carte 1.2.9" and script() == "H5P.Carte = 9;"
    assert Package.objects.count() == 4
    current = Library.objects.get().folder
    left = {name.split("/")[1] for name in files() if name.startswith("libraries/")}
    assert left - {current} <= {
        path.removeprefix("libraries/") for path in UnfinishedFolder.objects.values_list("path", flat=True)
    }


def test_real_packages_share_what_they_have_in_common(packages):
    install(packages / "full" / "lumi__H5P.Blanks.h5p")
    before = Library.objects.count()
    install(packages / "full" / "lumi__H5P.MarkTheWords.h5p")
    assert Library.objects.count() - before < 8
    assert not UnfinishedFolder.objects.exists()


def test_real_packages_without_libraries_are_accepted_once_these_are_here(packages):
    bare = packages / "nolibs" / "h5p2elpx__crossword.h5p"
    with pytest.raises(NotAccepted):
        install(bare)
    install(packages / "full" / "clicreator__H5P.Crossword-0.5.h5p")
    assert install(bare).library.machine_name == "H5P.Crossword"


def test_malformed_real_packages_leave_nothing_on_disk(packages):
    for file in sorted((packages / "malformed").glob("*.h5p")):
        before = files()
        try:
            install(file)
        except NotAccepted:
            assert files() == before
    assert Package.objects.count() == 3
    assert not UnfinishedFolder.objects.exists()
    assert store.collect_garbage(timedelta(0)) == []
