"""A deliverable in a journey of pages, with Ana before it; and files of all sorts."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from content.deliverable.desk import Desk, members_with
from content.deliverable.models import DeliverablePage, Member, Work
from courses.acts import make_act
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Person, Role
from tests.courses.walk import Walk, make_walk
from tests.factories import enrol_learner, make_person
from tests.kept import kept
from tests.lms.assessment.making import make_grid

DUE = {"due_days": 0, "cutoff_days": 7}


@dataclass
class Place:
    walk: Walk
    page: DeliverablePage
    activity: Activity

    @property
    def ana(self) -> Person:
        return self.walk.world.ana

    @property
    def bo(self) -> Person:
        return self.walk.world.bo

    @property
    def enrolment(self) -> Enrolment:
        return self.walk.enrolment

    @property
    def work(self) -> Work:
        return Member.objects.get(enrolment=self.enrolment, activity=self.activity).work

    def desk(self, enrolment: Enrolment | None = None) -> Desk:
        who = Enrolment.objects.select_related("journey", "organisation").get(pk=(enrolment or self.enrolment).pk)
        activity = Activity.objects.select_related("version").get(pk=self.activity.pk)
        return Desk(who, activity, members_with(who, activity.pk))

    def enrolment_again(self) -> Enrolment:
        """As it is now, with all that dates need."""
        return self.desk().enrolment

    def work_organisation(self) -> int:
        return self.walk.world.organisation.pk

    def change(self, **fields: Any) -> None:
        """The author changes the page, and publishes it."""
        for name, value in fields.items():
            setattr(self.page, name, value)
        self.page.save_revision().publish()

    def send(self, client: Client, act: str = "hand_in", enrolment: Enrolment | None = None, **fields: Any) -> Any:
        sent = {"act": act, "key": make_act((enrolment or self.enrolment).pk), "text": "Je sais cuisiner.", **fields}
        return client.post(reverse("deliverable:save", args=[self.activity.key]), sent, follow=True)

    def mark_url(self, query: str = "") -> str:
        return reverse("deliverable:mark", args=[self.work.public_id]) + query

    def colleague(self, name: str = "Léo Lamy") -> Enrolment:
        return enrol_learner(
            self.walk.world, make_person(name, self.walk.world.organisation, Role.LEARNER, language="en")
        )


@kept
def make_place(grid: bool = False, **fields: Any) -> Place:
    walk = make_walk(blocks=1)
    if grid:
        make_grid(walk.world, "CARTE")
        fields["grid_code"] = "CARTE"
    Person.objects.update(language="en")
    page = DeliverablePage(
        title="Ma carte", slug="carte", minutes=60, body="<p>Écrivez six savoir-faire.</p>", **fields
    )
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return Place(walk, page, Activity.objects.get(key=page.translation_key))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def picture(name: str = "photo.jpg", size: tuple[int, int] = (60, 20), turned: bool = False) -> SimpleUploadedFile:
    made, exif = io.BytesIO(), Image.Exif()
    if turned:
        exif[0x0112] = 6  # the telephone was held upright
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    exif[0x010F] = "CordéePhone"
    Image.new("RGB", size, "red").save(made, "JPEG", exif=exif)
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def text_file(name: str = "notes.txt", content: bytes = b"Bonjour") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def zip_bomb() -> bytes:
    """Half a megabyte that would unpack to five hundred."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bin", b"\0" * 20_000_000)
    return made.getvalue()


def said(response: Any) -> str:
    """The page in one line, without the marks of HTML."""
    return response.content.decode()
