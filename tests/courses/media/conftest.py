"""A library with its people, and one short film made by ffmpeg where it is installed."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from courses.media.models import Video
from lms.people.models import Person
from tests.courses.media.films import make_video
from tests.factories import World, make_world


@dataclass
class Library:
    """Émile keeps it, Ana learns, Otto and Olga are another organisation's."""

    world: World
    video: Video

    def client(self, who: str) -> Client:
        client = Client()
        person: Person = self.world.people[who]
        client.force_login(person)
        return client


@pytest.fixture
def library(db, settings, tmp_path) -> Library:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_TOOLS = str(tmp_path)  # no ffmpeg: what asks for it says so
    world = make_world()
    return Library(world, make_video(world.organisation))


@pytest.fixture(scope="session")
def sample_film(tmp_path_factory) -> Path:
    """Three seconds with sound; skips where ffmpeg is absent, unless everything is demanded."""
    if shutil.which("ffmpeg") is None:
        if os.environ.get("CORDEE_DEMAND_ALL"):
            pytest.fail("ffmpeg is demanded, and is not here")
        pytest.skip("ffmpeg is not installed")
    target = tmp_path_factory.mktemp("film") / "film.mp4"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc=s=640x480:r=10:d=3"]
    command += ["-f", "lavfi", "-i", "sine=d=3", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return target
