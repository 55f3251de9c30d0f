"""Olga writes for another organisation. Whatever address of the authors' admin she tries, she reads nothing of ours."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log
from wagtail.models import Page

from content.h5p.models import Package
from courses.permissions import collection_of
from lms.catalogue.models import Competency, CompetencyBlock, Framework, Indicator
from lms.people.models import follow_roles
from tests.test_role_matrix import patterns

pytestmark = pytest.mark.django_db
SECRET = "Confidentiel"
BREAKS_ON_PURPOSE = "admin/failwhale/"


@pytest.fixture
def ours(site) -> int:
    """Everything that authors of the club keep bears one word, and one number."""
    world, number = site.walk.world, site.walk.page.pk
    for person, organisation in ((world.bo, world.organisation), (site.olga, world.other_organisation)):
        follow_roles(person, organisation)
    for page in Page.objects.descendant_of(site.walk.page, inclusive=True).specific():
        page.title = page.draft_title = f"{SECRET} {page.title}"
        page.save_revision(user=world.bo)
        page.save()
    for model in (Framework, Competency, CompetencyBlock, Indicator, Package):
        model.objects.update(title=SECRET)
    Package.objects.update(organisation=world.organisation)
    collection = collection_of(world.organisation)
    image = get_image_model()(pk=number, title=SECRET, file=get_test_image_file(), collection=collection)
    image.save()
    image.tags.add(f"{SECRET} tag")
    document = get_document_model()(pk=number, title=SECRET, collection=collection)
    document.file.save(f"{SECRET}.txt", ContentFile(b"x"))
    document.save()
    for row in (world.framework, image, document, site.walk.page, Package.objects.first()):
        log(instance=row, action="wagtail.edit", user=world.bo)
    return number


def addresses(number: int) -> Iterator[str]:
    """Each address of the admin that names something, with our number for every name."""
    for route, _pattern in patterns(get_resolver()):
        if not route.startswith("admin/") or route == BREAKS_ON_PURPOSE:
            continue
        plain = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))+\)", str(number), route)
        plain = re.sub(r"<\w*:?(app_label|content_type_app_name)>", "courses", plain)
        plain = re.sub(r"<\w*:?(model_name|content_type_model_name)>", "journeypage", plain)
        plain = re.sub(r"<[^>]+>", str(number), plain)
        yield "/" + plain.translate({ord(sign): "" for sign in "^$\\"})


def text_of(client: Client, address: str) -> str:
    cache.clear()
    with transaction.atomic():
        response = client.get(address)
        transaction.set_rollback(True)
    assert response.status_code < 500, address
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def test_another_organisation_s_author_reads_nothing_of_ours_at_any_address(site, ours):
    client = Client(raise_request_exception=False)
    client.force_login(site.olga)
    told = [address for address in addresses(ours) if SECRET in text_of(client, address)]
    lists = ("admin/choose-page/chosen-multiple/?id={}", "admin/tag-autocomplete/?term=Conf", "admin/choose-page/{}/")
    told += [one for one in lists if SECRET in text_of(client, "/" + one.format(ours))]
    assert told == []


def test_our_own_author_finds_them_where_they_are(site, ours):
    client = Client()
    client.force_login(site.walk.world.bo)
    tags = client.get("/admin/tag-autocomplete/", {"term": "conf"}).json()
    assert tags == [f"{SECRET} tag"]
    for address in (f"/admin/choose-page/{ours}/", f"/admin/choose-page/chosen-multiple/?id={ours}"):
        assert SECRET in text_of(client, address)


def test_another_organisation_s_author_changes_nothing_of_ours(site, ours):
    client = Client(raise_request_exception=False)
    client.force_login(site.olga)
    elsewhere = Page.objects.get(slug=site.walk.world.other_organisation.code).pk
    before = Page.objects.filter(title__startswith=SECRET).count()
    for name, arguments in (
        ("delete", [ours]),
        ("unpublish", [ours]),
        ("copy", [ours]),
        ("move_confirm", [ours, elsewhere]),
        ("edit", [ours]),
        ("preview_on_edit", [ours]),
        ("view_draft", [ours]),
        ("convert_alias", [ours]),
        ("set_privacy", [ours]),
        ("workflow_history", [ours]),
        ("history", [ours]),
    ):
        address = reverse(f"wagtailadmin_pages:{name}", args=arguments)
        response = client.post(address, {"title": "taken", "slug": "taken", "new_title": "x", "new_slug": "x"})
        assert response.status_code in (302, 403, 404, 405), name
        assert SECRET not in response.content.decode(), name
    assert Page.objects.filter(title__startswith=SECRET).count() == before
    assert Page.objects.get(pk=ours).live
