"""Learning from before: said by a person, with a private paper, measured and taken back."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from lms.assessment.recognised.models import Recognition
from lms.assessment.recognised.recognise import Recognised, recognise, withdraw
from lms.catalogue.outline import outline_of
from lms.enrolment.models import Enrolment
from lms.people import privacy
from lms.plugins.kind import Refused
from lms.progress.models import Evidence
from lms.progress.rebuild import differences
from lms.progress.standing import view_of
from tests.factories import make_world

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"0" * 2000


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_world(blocks=1)


def url(name, key):
    with translation.override("en"):
        return reverse(f"assessment:{name}", args=[key])


def level(world):
    return view_of(Enrolment.objects.get(pk=world.enrolment.pk), outline_of(world.journey)).level_of(
        world.indicator().competency_id
    )


def say(world, level=2, key="k", **fields):
    said = Recognised(world.indicator().competency, level, fields.pop("reason", "Titre de comptable, 2012."))
    return recognise(world.enrolment, said, author=fields.pop("author", world.bo), key=key, **fields)


@pytest.mark.parametrize("given", [2, 3])
def test_a_level_becomes_measures_by_a_person(world, given):
    row = say(world, given)
    assert say(world, given).pk == row.pk
    assert level(world) == given and Evidence.objects.count() == 2
    assert {(one.author, one.trust) for one in Evidence.objects.all()} == {(world.bo, "person")}
    withdraw(row, author=world.dora, reason="Autre personne.")
    withdraw(row, author=world.dora, reason="Autre personne.")
    assert level(world) == 0 and Evidence.objects.filter(verb="voided").count() == 2
    assert differences(world.journey) == []


@pytest.mark.parametrize("who", ["ana", "dora", "eva", "otto", "admin"])
def test_only_who_may_assess_recognises(world, who):
    with pytest.raises(Refused):
        say(world, author=world.people[who])
    assert not Recognition.objects.exists()


def test_it_needs_a_reason_and_a_level_that_is_one(world):
    for fields in ({"reason": " "}, {"level": 1}, {"level": 4}):
        with pytest.raises(Refused):
            say(world, **fields)


def test_the_paper_is_private_and_comes_back_whole(world, client, settings):
    client.force_login(world.bo)
    sent = {"competency": world.indicator().competency_id, "level": "2", "reason": "Titre.", "key": "k"}
    paper = SimpleUploadedFile("Titre d'Ana é.exe", PDF, "text/html")
    client.post(url("recognised", world.enrolment.public_id), {**sent, "paper": paper})
    row = Recognition.objects.get()
    assert row.file_type == "application/pdf" and row.file_name.endswith(".pdf") and len(row.sha256) == 64
    assert not list(Path(settings.MEDIA_ROOT).rglob("*")) if Path(settings.MEDIA_ROOT).exists() else True
    for who in ("ana", "bo", "chloe"):
        client.force_login(world.people[who])
        answer = client.get(url("recognised_paper", row.public_id))
        assert b"".join(answer.streaming_content) == PDF and answer["Content-Disposition"].startswith("attachment")
    for who, status in (("dora", 403), ("eva", 403), ("otto", 404)):
        client.force_login(world.people[who])
        assert client.get(url("recognised_paper", row.public_id)).status_code == status


@pytest.mark.parametrize("content", [b"<html><script>", b"MZ" + b"0" * 300, b""])
def test_a_file_of_a_false_type_is_refused_and_nothing_is_recognised(world, content):
    with pytest.raises(Refused):
        say(world, file=SimpleUploadedFile("cv.pdf", content, "application/pdf"))
    assert not Recognition.objects.exists() and not Evidence.objects.exists()


def test_too_large_is_said_in_words(world):
    file = SimpleUploadedFile("cv.pdf", b"", "application/pdf")
    file.file, file.size = io.BytesIO(PDF), 11 * 1024 * 1024
    with pytest.raises(Refused, match="11"):
        say(world, file=file)


def test_export_and_erasure(world, django_capture_on_commit_callbacks):
    from lms.assessment import shelf

    row = say(world, file=SimpleUploadedFile("titre.pdf", PDF))
    assert "Titre de comptable" in json.dumps(privacy.export(world.ana))
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(world.ana)
    row.refresh_from_db()
    assert (row.reason, row.file_name, row.level) == ("", "", 2) and not shelf.has(row.path)
    assert differences(world.journey) == []


def test_the_learner_reads_and_withdraws_nothing(world, client):
    row = say(world)
    client.force_login(world.ana)
    page = client.get(url("recognised", world.enrolment.public_id)).content.decode()
    assert "Titre de comptable" in page and "<textarea" not in page
    assert client.post(url("withdraw_recognised", row.public_id), {"reason": "x"}).status_code == 403
