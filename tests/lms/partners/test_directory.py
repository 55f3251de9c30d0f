"""The directory as visitors and members read it: filters, pictograms with their words, nearest first."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lms.partners.models import Partner
from lms.partners.pictograms import every_sign
from tests.factories import make_world
from tests.lms.partners.making import make_partner, publish_directory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]


@pytest.fixture
def world():
    return make_world(blocks=1)


def url(name, *arguments):
    with translation.override("en"):
        return reverse(f"partners:{name}", args=arguments)


def page_of(client, name, *arguments, query=""):
    response = client.get(url(name, *arguments) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_picks_financing_and_sees_those_who_finance(world, client):
    publish_directory(world.organisation)
    make_partner(world.organisation, "banque", "step:financing")
    make_partner(world.organisation, "conseil", "step:plan")
    page = page_of(client, "directory", "club", query="?step=financing")
    assert "Banque" in page and "Conseil" not in page


def test_choices_narrow_each_other_and_every_field_means_each(world, client):
    publish_directory(world.organisation)
    make_partner(world.organisation, "alpha", "step:financing", "field:farming", territory="Haut pays")
    make_partner(world.organisation, "beta", "step:financing", "field:every", territory="Bas pays")
    make_partner(world.organisation, "gamma", "step:plan", "field:farming")
    names = lambda query: set(re.findall(r"Alpha|Beta|Gamma", page_of(client, "directory", "club", query=query)))  # noqa: E731
    assert names("?step=financing&field=farming") == {"Alpha", "Beta"}
    assert names("?field=farming&territory=haut pays") == {"Alpha"}
    assert names("?step=<script>&field=nothing") == {"Alpha", "Beta", "Gamma"}
    assert names("?step=growth") == set()


def test_each_pictogram_has_its_text(world, client):
    publish_directory(world.organisation)
    partner = make_partner(world.organisation, "alpha", *(f"{sign.axis}:{sign.code}" for sign in every_sign()))
    page = page_of(client, "partner", "club", partner.public_id)
    drawn = re.findall(r'<svg role="img" aria-label="([^"]+)"[^>]*><use href="#(p-\w+-\w+)"', page)
    assert len(drawn) == len(every_sign()) == len({words for words, _sign in drawn})
    for _words, name in drawn:
        assert f'<symbol id="{name}"' in page


def test_the_nearest_comes_first_and_unknown_places_last(world, client):
    publish_directory(world.organisation)
    make_partner(world.organisation, "loin", latitude=46.0, longitude=2.2, commune="Loin", postcode="23000")
    make_partner(world.organisation, "pres", latitude=45.3, longitude=1.8, commune="Pres", postcode="19001")
    make_partner(world.organisation, "nulle-part")
    page = client.post(url("directory", "club"), {"place": "Pres"}).content.decode()
    assert page.index("Pres</a>") < page.index("Loin</a>") < page.index("Nulle-Part</a>")
    assert "less than 1 km away" in page


def test_nobody_within_30_km_is_said_in_words(world, client):
    from lms.agenda.models import Venue

    publish_directory(world.organisation)
    make_partner(world.organisation, "loin", latitude=46.0, longitude=2.2, commune="Loin")
    Venue.objects.create(
        organisation=world.organisation,
        code="V",
        name="Maison",
        address="1 rue, 19000 Tulle",
        latitude=45.27,
        longitude=1.77,
    )
    for typed in ("Tulle", "19000", "maison"):
        page = client.post(url("directory", "club"), {"place": typed}).content.decode()
        assert "No partner within 30 km" in page and "Loin" in page
    assert "do not know where" in client.post(url("directory", "club"), {"place": "Quimper"}).content.decode()


def test_what_a_person_typed_is_kept_nowhere(world, client):
    publish_directory(world.organisation)
    make_partner(world.organisation, "pres", latitude=45.3, longitude=1.8, commune="Pres")
    response = client.post(url("directory", "club"), {"place": "Pres"})
    assert response.status_code == 200 and "Location" not in response
    assert not client.session.keys()


def test_a_directory_is_closed_until_it_is_published(world, client):
    make_partner(world.organisation)
    assert client.get(url("directory", "club")).status_code == 404
    client.force_login(world.otto)
    assert client.get(url("directory", "club")).status_code == 404
    client.force_login(world.ana)
    assert client.get(url("directory", "club")).status_code == 200
    publish_directory(world.organisation)
    assert Client().get(url("directory", "club")).status_code == 200


def test_what_is_not_published_is_seen_by_who_keeps_it(world, client):
    publish_directory(world.organisation)
    partner = make_partner(world.organisation, is_published=False)
    assert client.get(url("partner", "club", partner.public_id)).status_code == 404
    assert "Agence" not in page_of(client, "directory", "club") and "Agence" not in page_of(client, "guide", "club")
    client.force_login(world.dora)
    assert "Not published" in page_of(client, "partner", "club", partner.public_id)


def test_script_in_every_field_stays_text(world, client):
    publish_directory(world.organisation)
    script = "<script>alert(1)</script>"
    names = ("name", "presentation", "address", "commune", "hours", "accessibility", "territory")
    fields = dict.fromkeys(names, script)
    partner = make_partner(world.organisation, phone="<b>1", **fields)
    for page in (
        page_of(client, "partner", "club", partner.public_id),
        page_of(client, "directory", "club"),
        page_of(client, "guide", "club"),
        client.post(url("directory", "club"), {"place": script}).content.decode(),
    ):
        assert script not in page


def test_another_organisation_s_partner_is_not_found_under_ours(world, client):
    publish_directory(world.organisation)
    stranger = make_partner(world.other_organisation, "autre")
    client.force_login(world.dora)
    assert client.get(url("partner", "club", stranger.public_id)).status_code == 404
    assert client.get(url("edit_partner", "club", stranger.public_id)).status_code == 404


def test_the_list_stays_within_its_queries(world, client, django_assert_max_num_queries):
    publish_directory(world.organisation)
    for number in range(60):
        make_partner(world.organisation, f"p{number}", "step:financing", "field:every", territory=f"T{number % 7}")
    client.force_login(world.ana)
    with django_assert_max_num_queries(10):
        page_of(client, "directory", "club", query="?step=financing")
    with django_assert_max_num_queries(10):
        page_of(client, "partner", "club", Partner.objects.first().public_id)
