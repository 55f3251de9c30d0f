"""What tests of conversations need: a client of somebody, and a message sent by the screen or by the function."""

from datetime import datetime
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lms.conversations.models import Message
from lms.conversations.send import Written, send
from lms.enrolment.models import Enrolment
from lms.people.models import Person

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def say(enrolment: Enrolment, author: Person, text: str = "Bonjour", at: datetime | None = None) -> Message:
    return send(enrolment, author, Written(text, uuid4().hex), at)


def read_url(enrolment: Enrolment) -> str:
    return reverse("conversations:read", args=[enrolment.public_id])


def post(client: Client, enrolment: Enrolment, text: str = "Bonjour", key: str = "", **fields: object) -> object:
    data = {"text": text, "key": key or uuid4().hex, **fields}
    return client.post(reverse("conversations:write", args=[enrolment.public_id]), data)


def photo(name: str = "photo.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")
