"""The machine stops while a content is being kept: what was half written is known, and goes; the rest is whole."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import TransactionTestCase, override_settings

from content.h5p.models import Package, UnfinishedFolder
from content.h5p.package import OPENED
from content.h5p.store import collect_garbage, install, shelf
from lms.people.models import follow_roles
from tests.content.h5p.making import make
from tests.factories import make_world
from tests.lms.progress.apart import ROOT, copied_database
from tests.pages import make_catalogue_page


class TestAProcessThatIsKilled(TransactionTestCase):
    def _fixture_teardown(self) -> None:
        """Nothing was written to the test database itself, so there is nothing to flush."""

    @pytest.fixture(autouse=True)
    def apart(self, django_db_setup, django_db_blocker, tmp_path: Path) -> Iterator[None]:
        self.media, self.folder = tmp_path / "media", tmp_path
        with (
            override_settings(MEDIA_ROOT=self.media),
            django_db_blocker.unblock(),
            copied_database(tmp_path) as self.url,
        ):
            yield

    def files(self) -> list[Path]:
        place = Path(shelf().path(""))
        return [path for path in place.rglob("*") if path.is_file()] if place.exists() else []

    def test_an_upload_killed_half_way_leaves_nothing_that_is_not_known(self) -> None:
        world = make_world(blocks=1)
        make_catalogue_page(world.organisation)
        follow_roles(world.bo, world.organisation)
        package = self.folder / "a.h5p"
        package.write_bytes(make().getvalue())
        killed = subprocess.run(
            [sys.executable, "-m", "tests.hostile.uploader", str(self.media), str(package)],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": self.url,
                "DJANGO_SETTINGS_MODULE": "lms.settings.test",
                "TMPDIR": str(self.folder),
            },
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL
        assert Package.objects.count() == 0
        assert len(self.files()) == 2
        known = set(UnfinishedFolder.objects.values_list("path", flat=True))
        assert {"/".join(path.relative_to(shelf().path("")).parts[:2]) for path in self.files()} <= known
        collect_garbage(timedelta(0))
        assert self.files() == []
        kept = install(make())
        assert shelf().exists(f"content/{kept.public_id}/content.json")

    def test_a_folder_left_by_a_check_that_was_killed_goes_a_day_later(self) -> None:
        old, fresh = (Path(tempfile.mkdtemp(prefix=OPENED)) for _ in range(2))
        two_days_ago = time.time() - 2 * 24 * 3600
        os.utime(old, (two_days_ago, two_days_ago))
        collect_garbage()
        assert (old.exists(), fresh.exists()) == (False, True)
        fresh.rmdir()
