"""A document that trainers keep is their organisation's, unless one of its public pages links to it."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from courses.permissions import collection_of
from lms.people.models import follow_roles
from tests.hostile.conftest import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(site: Site):
    follow_roles(site.walk.world.bo, site.walk.world.organisation)
    document = get_document_model()(title="Bilan", collection=collection_of(site.walk.world.organisation))
    document.file.save("bilan.html", ContentFile(b"<script>alert(1)</script>"))
    document.save()
    return document


def met(document, person: object = None):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client.get(document.url)


def test_the_organisation_s_people_download_it_and_no_browser_runs_it(site, document):
    for who in (site.walk.world.ana, site.walk.world.bo):
        response = met(document, who)
        assert response.status_code == 200
        assert response["Content-Disposition"].startswith("attachment")
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"


def test_for_other_organisations_it_does_not_exist_and_a_stranger_signs_in_first(site, document):
    assert [met(document, who).status_code for who in (site.walk.world.otto, site.olga)] == [404, 404]
    assert met(document)["Location"].startswith("/account/login/")


def test_what_a_public_page_links_to_is_public(site, document):
    link = f'<p><a linktype="document" id="{document.pk}">Le bilan</a></p>'
    inside, outside = site.walk.sequences[0], site.walk.page.get_parent().specific
    inside.intro = link
    inside.save_revision().publish()
    assert met(document).status_code == 302
    outside.intro = link
    outside.save_revision().publish()
    assert met(document).status_code == 200


def test_a_document_of_the_whole_site_is_for_everybody(site):
    document = get_document_model()(title="Charte")
    document.file.save("charte.txt", ContentFile(b"x"))
    document.save()
    assert met(document).status_code == 200
