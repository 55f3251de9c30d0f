"""Publishing a resource, its versions, its files, its dates, and its easy-read summary."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from content.toolbox import easy_read, files, periodic
from content.toolbox.models import EasyReadReview, Resource, StoredFile
from content.toolbox.versions import months_from
from lms.assessment import shelf
from lms.notices.models import Notice
from lms.people import privacy
from lms.plugins.kind import Refused
from tests.factories import make_world

from .setting import PDF, change, draft, published, with_file, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world(blocks=1)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"licence": ""}, "licence"),
        ({"licence": "WTFPL"}, "licence"),
        ({"authors": " "}, "authors"),
        ({"format": "spreadsheet"}, "format"),
        ({"format": "link"}, "link"),
        ({"body": []}, "body"),
    ],
)
def test_what_lacks_its_licence_or_itself_is_not_published(world, fields, field):
    row = draft(world.organisation, **fields)
    with pytest.raises(ValidationError) as refusal:
        row.get_latest_revision().publish()
    assert field in refusal.value.message_dict
    row.refresh_from_db()
    assert not row.live and not row.versions.exists()


def test_an_editor_prepares_and_does_not_publish(world):
    revision = draft(world.organisation).get_latest_revision()
    with pytest.raises(PermissionDenied):
        revision.publish(user=world.emile)
    revision.publish(user=world.bo)
    assert Resource.objects.get().live


def test_the_same_publication_twice_is_one_version(world):
    row = published(world.organisation)
    row.get_latest_revision().publish()
    assert row.versions.count() == 1
    change(row, title="Un autre titre")
    assert [one.title for one in row.versions.all()] == ["Un autre titre", "Guide d’entretien"]


def test_two_editors_at_once_lose_nothing(world):
    row = published(world.organisation)
    bos, emiles = Resource.objects.get(pk=row.pk), Resource.objects.get(pk=row.pk)
    bos.title, emiles.description = "Le titre de Bo", "Les mots d’Émile"
    first = bos.save_revision(user=world.bo)
    emiles.save_revision(user=world.emile)
    first.publish(user=world.bo)
    row.refresh_from_db()
    assert row.title == "Le titre de Bo"
    assert {one.as_object().description for one in row.revisions.all()} >= {"Les mots d’Émile"}


def test_a_file_is_never_written_over(world):
    row = with_file(world.organisation)
    first = row.file
    second = files.keep_bytes(world.organisation, "budget.xlsx", xlsx("Autre"))
    change(row, file=second)
    assert first.path != second.path and shelf.has(first.path) and shelf.has(second.path)
    assert [one.file_id for one in row.versions.all()] == [second.pk, first.pk]


def test_the_same_file_twice_is_kept_once(world):
    files.keep_bytes(world.organisation, "a.pdf", PDF)
    files.keep_bytes(world.organisation, "a.pdf", PDF)
    files.keep_bytes(world.other_organisation, "a.pdf", PDF)
    assert StoredFile.objects.count() == 2


def test_a_draft_with_another_organisations_file_is_not_published(world):
    theirs = files.keep_bytes(world.other_organisation, "a.pdf", PDF)
    row = draft(world.organisation, format="document", file=theirs)
    with pytest.raises(ValidationError):
        row.get_latest_revision().publish()


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<script>alert(1)</script>"),
        ("a.pdf", b""),
        ("a.exe", b"MZ" + b"\0" * 100),
        ("a.html", b"<html></html>"),
        ("a.svg", b"<svg onload='x'/>"),
        ("a.xlsx", PDF),
        ("a.xlsx", zipped("word/document.xml")),
        ("a.xlsx", zipped("xl/workbook.xml", "xl/vbaProject.bin")),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 300),
        ("a.xlsm", zipped("xl/workbook.xml")),
        ("a", PDF),
        ("", PDF),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(world, name, content):
    with pytest.raises(Refused) as refusal:
        files.keep(world.organisation, name, ContentFile(content), None)
    assert len(str(refusal.value)) > 20 and not StoredFile.objects.exists()


def test_a_huge_file_is_refused_before_it_is_read(world, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(Refused, match="too large"):
        files.keep(world.organisation, "a.pdf", ContentFile(PDF), None)


@pytest.mark.parametrize("name", ["../../etc/a.pdf", "..\\a.pdf", "/a.pdf", "a\u202efdp.pdf", 'a".pdf'])
def test_a_name_climbs_nowhere(world, name):
    row = files.keep(world.organisation, name, ContentFile(PDF), None)
    assert "/" not in row.name and "\\" not in row.name and '"' not in row.name and ".." not in row.path


def test_who_looks_after_a_resource_is_told_once_when_it_is_due(world):
    row = published(world.organisation, owner=world.bo, review_months=6)
    assert row.review_on == months_from(timezone.localdate(), 6)
    assert periodic.run() == 0
    Resource.objects.update(review_on=timezone.localdate())
    assert (periodic.run(), periodic.run()) == (1, 0)
    assert row.title in Notice.objects.get(person=world.bo).subject


def test_saying_that_it_still_holds_asks_again_later(world, client):
    row = published(world.organisation, owner=world.emile)
    Resource.objects.update(review_on=timezone.localdate() - timedelta(days=1))
    address = reverse("toolbox:reviewed", args=[row.public_id])
    client.force_login(world.ana)
    assert client.post(address, {"review_on": "2031-01-01"}).status_code == 403
    client.force_login(world.emile)  # an editor may, when it is theirs to look after
    assert "late" in client.get(reverse("toolbox:desk")).content.decode()
    later = timezone.localdate() + timedelta(days=100)
    assert client.post(address, {"review_on": "1999-01-01"}).status_code == 200
    assert client.post(address, {"review_on": later.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.review_on == later
    change(row, title="Un titre de plus")
    row.refresh_from_db()
    assert row.review_on == later, "a draft does not move the date"


def test_months_end_where_the_shorter_month_ends():
    assert months_from(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_from(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_from(date(2026, 12, 15), 12) == date(2027, 12, 15)


def test_the_linter_counts_words_and_asks_for_abbreviations():
    long = "Cette phrase a beaucoup trop de mots pour être lue sans jamais perdre haleine."
    faults = easy_read.find_faults(f"{long}\nLe RSA aide.\nLa CAF (caisse d’allocations) paie. La CAF écrit.")
    assert [(one.sentence, one.why[:8]) for one in faults] == [(long, "14 words"), ("Le RSA aide.", "“RSA” is")]
    assert easy_read.find_faults("Un deux trois quatre cinq six sept huit neuf dix onze douze.") == []


def test_the_easy_read_sign_stands_for_what_was_proofread_and_falls_when_it_changes(world):
    row = published(world.organisation, easy_read="Cette feuille aide.\nElle est à vous.")
    assert not row.is_easy_read
    easy_read.proofread(row, "les lecteurs du mardi", world.bo)
    easy_read.proofread(row, "les lecteurs du mardi", world.bo)
    assert EasyReadReview.objects.count() == 1
    row = change(Resource.objects.get(), title="Un titre")
    assert row.is_easy_read
    row = change(row, easy_read="Cette feuille aide beaucoup.")
    assert not row.is_easy_read


@pytest.mark.parametrize(("text", "readers"), [("", "nous"), ("Le RSA aide.", "nous"), ("Court.", "  ")])
def test_the_sign_is_not_given_for_nothing(world, text, readers):
    with pytest.raises(Refused):
        easy_read.proofread(published(world.organisation, easy_read=text), readers, world.bo)


def test_proofreading_is_said_on_a_screen_by_the_team(world, client):
    row = published(world.organisation, easy_read="Cette feuille aide.")
    address = reverse("toolbox:easy_read", args=[row.public_id])
    client.force_login(world.ana)
    assert client.post(address, {"readers": "moi"}).status_code == 403
    client.force_login(world.dora)
    assert client.post(address, {"readers": "les lecteurs"}).status_code == 302
    assert Resource.objects.get().is_easy_read


def test_what_a_person_kept_is_exported_and_goes_with_them(world, client):
    row = published(world.organisation, owner=world.ana)
    client.force_login(world.ana)
    client.post(reverse("toolbox:favourite", args=[row.public_id]), {"keep": "1"})
    told = privacy.export(world.ana)["toolbox"]
    assert told["favourites"][0]["resource"] == told["looks_after"][0] == row.title
    privacy.erase(world.ana)
    row.refresh_from_db()
    assert row.owner is None and row.live
