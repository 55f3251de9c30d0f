"""Authors keep the library in Wagtail's admin: drafts, files, publication; nobody reaches another team's."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from content.toolbox.models import Resource, StoredFile
from courses.permissions import sync_memberships
from lms.people.models import Role
from tests.factories import make_person, make_world

from .setting import PDF, draft, published, with_file

pytestmark = pytest.mark.django_db
ADMIN = "/admin/toolbox-resources"


@pytest.fixture
def world():
    world = make_world(blocks=1)
    world.people["pia"] = make_person("Pia Autre", world.other_organisation, Role.TRAINER)
    sync_memberships(world.organisation)
    sync_memberships(world.other_organisation)
    return world


def form(world, **fields):
    told = {
        "title": "Guide d’entretien",
        "description": "Pour préparer un entretien.",
        "format": "document",
        "link": "",
        "licence": "CC-BY-SA-4.0",
        "authors": "Bo",
        "step": "idee",
        "language": "fr",
        "competency_block": "",
        "competency": "",
        "easy_read": "",
        "owner": "",
        "review_months": "12",
        "change_note": "",
        "organisation": world.organisation.pk,
        "code": "",
        "audience": "members",
        "body-count": "0",
    }
    return told | fields


def pdf(name: str = "guide.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_bo_adds_a_file_and_publishes_it(client, world):
    client.force_login(world.bo)
    answer = client.post(f"{ADMIN}/add/", form(world, upload=pdf(), **{"action-publish": "1"}))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    row = Resource.objects.get()
    assert row.live and row.file.name == "guide.pdf" and row.versions.get().file == row.file
    assert row.file.author == world.bo
    assert "Guide d’entretien" in client.get(f"{ADMIN}/").content.decode()


@pytest.mark.parametrize("missing", [{"licence": ""}, {"authors": ""}, {"format": "link"}])
def test_without_a_licence_it_waits_as_a_draft_and_is_not_published(client, world, missing):
    client.force_login(world.bo)
    answer = client.post(f"{ADMIN}/add/", form(world, upload=pdf(), **missing, **{"action-publish": "1"}))
    assert answer.status_code == 200 and not Resource.objects.exists()
    answer = client.post(f"{ADMIN}/add/", form(world, upload=pdf(), **missing))
    assert answer.status_code == 302 and not Resource.objects.get().live


def test_an_editor_saves_drafts_and_her_wish_to_publish_is_not_heard(client, world):
    client.force_login(world.emile)
    client.post(f"{ADMIN}/add/", form(world, upload=pdf(), **{"action-publish": "1"}))
    assert not Resource.objects.filter(live=True).exists()


def test_who_publishes_elsewhere_does_not_publish_here(client, world):
    make_person("Léo", world.organisation, Role.EDITOR, email="leo@example.org")
    leo = make_person("Lea", world.other_organisation, Role.TRAINER, email="lea@example.org")
    leo.memberships.create(organisation=world.organisation, role=Role.EDITOR)
    row = draft(world.organisation)
    client.force_login(leo)
    client.post(f"{ADMIN}/edit/{row.pk}/", form(world, format="page", **{"action-publish": "1"}))
    row.refresh_from_db()
    assert not row.live


def test_a_new_file_is_a_new_version_and_the_old_one_stays(client, world):
    row = with_file(world.organisation)
    client.force_login(world.bo)
    told = form(world, format="document", upload=pdf("b.pdf"), change_note="Relu", **{"action-publish": "1"})
    assert client.post(f"{ADMIN}/edit/{row.pk}/", told).status_code == 302
    assert [(one.number, one.file.name, one.note) for one in row.versions.all()] == [
        (2, "b.pdf", "Relu"),
        (1, "budget.xlsx", ""),
    ]
    assert client.post(f"{ADMIN}/edit/{row.pk}/", form(world, **{"action-publish": "1"})).status_code == 302
    row.refresh_from_db()
    assert row.file.name == "b.pdf", "left empty, the file stays"


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"MZ\0\0"])
def test_a_file_that_lies_is_refused_beside_its_field(client, world, content):
    client.force_login(world.bo)
    answer = client.post(f"{ADMIN}/add/", form(world, upload=pdf(content=content)))
    assert answer.status_code == 200 and not StoredFile.objects.exists() and not Resource.objects.exists()


def test_a_page_keeps_words_and_drops_what_is_active(client, world):
    spans = [{"offset": 0, "length": 6, "key": 0}]
    block = {"key": "a", "text": "Lisez <script>alert(1)</script>", "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": spans}
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    told = form(world, format="page", **{"body-count": "1", "body-0-deleted": "", "body-0-order": "0"})
    told |= {"body-0-type": "prose", "body-0-id": "", "action-publish": "1"}
    told["body-0-value"] = json.dumps({"blocks": [block], "entityMap": {"0": link}})
    client.force_login(world.bo)
    assert client.post(f"{ADMIN}/add/", told).status_code == 302
    row = Resource.objects.get()
    client.force_login(world.ana)
    page = client.get(f"/en/toolbox/{row.public_id}/").content.decode()
    assert "Lisez" in page and "<script>alert" not in page and "javascript:" not in page


def test_scripts_of_an_address_are_refused(client, world):
    client.force_login(world.bo)
    answer = client.post(f"{ADMIN}/add/", form(world, format="link", link="javascript:alert(1)"))
    assert answer.status_code == 200 and not Resource.objects.exists()


def test_a_code_stands_once_in_an_organisation(client, world):
    draft(world.organisation, code="O01"), draft(world.other_organisation, code="O02")
    client.force_login(world.bo)
    assert client.post(f"{ADMIN}/add/", form(world, code="O01", upload=pdf())).status_code == 200
    assert client.post(f"{ADMIN}/add/", form(world, code="O02", upload=pdf())).status_code == 302


def test_nobody_writes_into_another_organisation(client, world):
    client.force_login(world.pia)
    assert client.post(f"{ADMIN}/add/", form(world, upload=pdf())).status_code == 200
    assert not Resource.objects.exists()


def test_another_team_finds_it_by_no_address_of_the_admin(client, world):
    row = published(world.organisation, "Secret de fabrique", audience="every_organisation")
    revision = row.latest_revision_id
    client.force_login(world.pia)
    for address in (
        "",
        f"edit/{row.pk}/",
        f"delete/{row.pk}/",
        f"usage/{row.pk}/",
        f"history/{row.pk}/",
        f"history-results/{row.pk}/",
        f"unpublish/{row.pk}/",
        f"history/{row.pk}/revisions/{revision}/revert/",
        f"history/{row.pk}/revisions/{revision}/unschedule/",
        f"history/{row.pk}/revisions/compare/live...latest/",
        "?q=secret",
    ):
        answer = client.get(f"{ADMIN}/{address}")
        assert "Secret de fabrique" not in answer.content.decode(), address
        assert answer.status_code in (200, 302, 404), address
    client.post(f"{ADMIN}/unpublish/{row.pk}/"), client.post(f"{ADMIN}/delete/{row.pk}/")
    client.post(f"{ADMIN}/edit/{row.pk}/", form(world, title="Pris"))
    row.refresh_from_db()
    assert row.live and row.latest_revision_id == revision


def test_their_own_team_opens_each_of_these(client, world):
    row = published(world.organisation)
    row.save_revision()
    client.force_login(world.bo)
    for address in ("add/", f"edit/{row.pk}/", f"usage/{row.pk}/", f"history/{row.pk}/", f"unpublish/{row.pk}/"):
        assert client.get(f"{ADMIN}/{address}").status_code == 200, address
    compare = f"history/{row.pk}/revisions/compare/live...latest/"
    revert = f"history/{row.pk}/revisions/{row.latest_revision_id}/revert/"
    assert client.get(f"{ADMIN}/{compare}").status_code == 200 and client.get(f"{ADMIN}/{revert}").status_code == 200


def test_what_readers_have_had_is_unpublished_never_deleted(client, world):
    row, fresh = published(world.organisation), draft(world.organisation)
    client.force_login(world.bo)
    client.post(f"{ADMIN}/delete/{row.pk}/")
    assert client.post(f"{ADMIN}/delete/{fresh.pk}/").status_code == 302
    assert client.post(f"{ADMIN}/unpublish/{row.pk}/").status_code == 302
    row.refresh_from_db()
    assert not row.live and row.versions.count() == 1 and Resource.objects.count() == 1


def test_the_chooser_offers_published_ones_of_ones_own_and_what_is_shared(client, world):
    published(world.organisation, "Le nôtre"), draft(world.organisation, "Le brouillon")
    theirs = published(world.other_organisation, "Le leur")
    published(world.other_organisation, "Pour tous", audience="every_organisation")
    client.force_login(world.bo)
    shown = client.get("/admin/toolbox-resource-chooser/results/").content.decode()
    assert "Le nôtre" in shown and "Pour tous" in shown
    assert "Le leur" not in shown and "Le brouillon" not in shown
    assert "Pour tous" not in client.get("/admin/toolbox-resource-chooser/results/?q=notre").content.decode()
    answer = client.get(f"/admin/toolbox-resource-chooser/chosen/{theirs.pk}/")
    assert answer.status_code != 200 and "Le leur" not in answer.content.decode()


def test_learners_and_coordinators_have_no_place_there(client, world):
    row = published(world.organisation)
    for person in (world.ana, world.dora, world.eva, world.otto):
        client.force_login(person)
        for address in ("", "add/", f"edit/{row.pk}/"):
            assert client.get(f"{ADMIN}/{address}").status_code in (302, 403, 404)
