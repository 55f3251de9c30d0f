"""`journey check`: a file's figures and problems, worked out by the real engine in a world made for it alone."""

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Collection

from courses.importer import import_journey, organisation_of, read_journey
from courses.journeyfile.faults import Fault, RefusedFile
from courses.journeyfile.figures import figures_of
from courses.journeyfile.reading import Document
from courses.journeyfile.replay import Replay


def check_file(content: bytes) -> dict[str, Any]:
    """Figures and `problemes` of a file, from a process of its own on a database in memory. Raises RefusedFile."""
    read_journey(content)  # a file that cannot be understood needs no database
    with tempfile.TemporaryDirectory(prefix="cordee-check-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "lms.settings.scratch",
            "CORDEE_SCRATCH_OF": os.environ.get("DJANGO_SETTINGS_MODULE", "lms.settings.base"),
            "CORDEE_SCRATCH_DIR": folder,
            "PYTHONPATH": os.pathsep.join([str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]),
        }
        # The scratch world opens no other database than its own, also where the site's cannot be reached.
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "django", "journey", "replay", "-"]
        done = subprocess.run(command, input=content, capture_output=True, env=environment, check=False)
    if done.returncode not in (0, 3):
        raise RuntimeError(done.stderr.decode(errors="replace")[-3000:])
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refus" in answer:
        raise RefusedFile([Fault(*fault) for fault in answer["refus"]])
    return answer


def replay_here(document: Document) -> dict[str, Any]:
    """Import the file into the database at hand, replay its learners, and say the figures. For scratch worlds only."""
    with transaction.atomic():
        organisation = organisation_of(document.data)
        imported = import_journey(document, organisation, even_if_unbalanced=True)
        assert imported.journey is not None  # even an unbalanced one is published here
        replayed = Replay(document.data, imported.journey).run()
        figures = figures_of(document.data, imported.journey, replayed)
    problems = [*imported.problems, *replayed.problems]
    return {**figures, "problemes": [problem.as_json() for problem in problems]}


def make_scratch_world() -> None:
    """Tables straight from the models, and the two rows that Wagtail's migrations would have made."""
    if not getattr(settings, "IS_SCRATCH", False):
        raise RuntimeError("Only a scratch database may be filled so; use `journey check`.")
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
