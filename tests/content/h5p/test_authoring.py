"""Trainers upload a content, read what is wrong with it, and choose it for a page; nobody reaches another team's."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from content.h5p.example import build_package, installed
from content.h5p.models import H5PPage, Library, Package
from courses.models import SequencePage
from courses.permissions import sync_memberships
from lms.people.models import Role
from tests.factories import make_person, make_world
from tests.pages import make_journey_page

from .making import library, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world(blocks=1)
    world.people["pia"] = make_person("Pia Autre", world.other_organisation, Role.TRAINER)
    sync_memberships(world.organisation)
    sync_memberships(world.other_organisation)
    return world


def upload(client, world, data: bytes, **more):
    file = SimpleUploadedFile("content.h5p", data)
    return client.post("/admin/h5p-contents/new/", {"upload": file, "organisation": world.organisation.pk, **more})


def test_a_trainer_uploads_a_content(client, world):
    client.force_login(world.bo)
    assert upload(client, world, build_package("bakery")).status_code == 302
    package = Package.objects.get()
    assert (package.organisation, package.uploaded_by) == (world.organisation, world.bo)
    assert "fournil" in client.get("/admin/h5p-contents/").content.decode()


def test_everything_wrong_with_a_file_is_said_and_nothing_is_kept(client, world):
    client.force_login(world.bo)
    response = upload(client, world, make({"content/content.json": "{", "content/a.exe": "x"}).getvalue())
    page = response.content.decode()
    assert response.status_code == 200 and "content/content.json" in page and "content/a.exe" in page
    assert not Package.objects.exists() and not Library.objects.exists()


def test_an_upload_in_the_chooser_is_chosen_at_once(client, world):
    client.force_login(world.bo)
    file = SimpleUploadedFile("content.h5p", build_package("cards"))
    response = client.post(
        "/admin/h5p-content-chooser/create/", {"upload": file, "organisation": world.organisation.pk}
    )
    assert json.loads(response.content)["result"]["id"] == str(Package.objects.get().pk)
    file = SimpleUploadedFile("content.h5p", b"not a package")
    again = json.loads(client.post("/admin/h5p-content-chooser/create/", {"upload": file}).content)
    assert again["step"] == "reshow_creation_form" and Package.objects.count() == 1


def test_another_team_does_not_find_the_content(client, world):
    client.force_login(world.bo)
    upload(client, world, build_package("bakery"))
    package = Package.objects.get()
    client = Client()
    client.force_login(world.pia)
    for address in (
        "",
        f"edit/{package.pk}/",
        f"inspect/{package.pk}/",
        f"delete/{package.pk}/",
        f"usage/{package.pk}/",
        f"history/{package.pk}/",
    ):
        response = client.get(f"/admin/h5p-contents/{address}")
        assert "fournil" not in response.content.decode(), address
        assert response.status_code in (200, 302, 404)
    assert "fournil" not in client.get("/admin/h5p-content-chooser/").content.decode()
    assert client.get(f"/admin/h5p-content-chooser/chosen/{package.pk}/").status_code in (302, 404)


def test_the_list_shows_what_the_whole_site_may_use_and_never_says_that_there_is_nothing(client, world):
    shared = installed("cards")
    client.force_login(world.bo)
    empty = "Il n\u2019y a aucun"
    listed = client.get("/admin/h5p-contents/").content.decode()
    assert shared.title in listed and "tout le site" in listed and empty not in listed.replace("'", "\u2019")
    # They are read, not changed.
    assert f"/admin/h5p-contents/edit/{shared.pk}/" not in listed
    assert client.get(f"/admin/h5p-contents/edit/{shared.pk}/").status_code in (302, 404)
    read = client.get(f"/admin/h5p-contents/inspect/{shared.pk}/")
    assert read.status_code == 200 and f"/admin/h5p-contents/delete/{shared.pk}/" not in read.content.decode()
    # A search that finds nothing says so of the search.
    searched = client.get("/admin/h5p-contents/", {"q": "introuvable"}).content.decode()
    assert shared.title not in searched and "requête" in searched


def test_a_trainer_uploads_for_no_other_organisation(client, world):
    client.force_login(world.pia)
    assert upload(client, world, build_package("bakery")).status_code == 200
    assert not Package.objects.exists()


def test_learners_reach_none_of_it(client, world):
    for person in (world.ana, world.otto):
        client.force_login(person)
        assert upload(client, world, build_package("bakery")).status_code in (302, 403)
    assert not Package.objects.exists()


def test_a_trainer_does_not_update_libraries_for_everybody(client, world):
    client.force_login(world.bo)
    upload(client, world, make().getvalue())
    upload(client, world, make({"H5P.Carte-1.2/library.json": library(patchVersion=9)}).getvalue())
    assert Library.objects.get().patch == 3
    world.bo.is_superuser = True
    world.bo.save()
    upload(client, world, make({"H5P.Carte-1.2/library.json": library(patchVersion=9)}).getvalue())
    assert Library.objects.get().patch == 9


def test_a_content_that_a_page_plays_is_not_deleted(client, world):
    client.force_login(world.bo)
    upload(client, world, build_package("bakery"))
    package = Package.objects.get()
    make_journey_page(world.organisation, world.framework)
    SequencePage.objects.first().add_child(instance=H5PPage(title="Cas", package=package))
    client.post(f"/admin/h5p-contents/delete/{package.pk}/")
    assert Package.objects.exists()
    H5PPage.objects.get().delete()
    client.post(f"/admin/h5p-contents/delete/{package.pk}/")
    assert not Package.objects.exists()


def test_a_page_is_not_published_without_its_content(client, world):
    make_journey_page(world.organisation, world.framework)
    sequence = SequencePage.objects.first()
    client.force_login(world.bo)
    told = {"title": "Cas", "slug": "cas", "minutes": "10", "rule": "", "pass_score": "", "intro": "null",
            "package": "",
            **no_lines("feeds"), **no_lines("comments")}  # fmt: skip
    address = f"/admin/pages/add/h5p/h5ppage/{sequence.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {**told, "action-publish": "1"}).status_code == 200
    assert not H5PPage.objects.exists()
    # A content of the whole site may be chosen by everybody; another team's by nobody else.
    shared = installed("cards")
    foreign = installed("bakery")
    foreign.organisation = world.other_organisation
    foreign.save()
    client.post(address, {**told, "package": str(foreign.pk), "action-publish": "1"})
    assert not H5PPage.objects.exists()
    client.post(address, {**told, "package": str(shared.pk), "action-publish": "1"})
    assert H5PPage.objects.get().live


def no_lines(name: str) -> dict[str, str]:
    counts = {"TOTAL": "0", "INITIAL": "0", "MIN_NUM": "0", "MAX_NUM": "1000"}
    return {f"{name}-{count}_FORMS": number for count, number in counts.items()}
