"""Ana, who was there for an hour, and an organisation that knows who signs its documents."""

import subprocess
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from lms.agenda.models import AgendaRules
from lms.people.models import Person
from tests.factories import World, make_world
from tests.lms.agenda.hours.rows import signed_session


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def world(db) -> World:
    return make_signed_world()


def make_signed_world() -> World:
    world = make_world()
    AgendaRules.objects.create(
        organisation=world.organisation,
        signatory="Hélène Marchand",
        signatory_capacity="directrice",
        registration_number="75 19 00000 00",
        city="Tulle",
    )
    signed_session(world, world.enrolment, days=3)
    return world


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(pdf: bytes, folder: Path) -> str:
    """What a reader, or a screen reader, finds in the file."""
    file = folder / "document.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
