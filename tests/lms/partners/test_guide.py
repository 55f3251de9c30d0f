"""The guide on paper: every published partner exactly once, its pictograms with their words."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from lms.partners.guide import drawings, facts_of, groups_of
from lms.partners.pictograms import every_sign
from tests.factories import make_world
from tests.lms.partners.making import make_partner, publish_directory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world(blocks=1)
    make_partner(world.organisation, "alpha", "step:financing", "step:idea", "field:every", presentation="#set [x] $a$")
    make_partner(world.organisation, "beta", "step:financing", "action:train")
    make_partner(world.organisation, "gamma")
    make_partner(world.organisation, "cachee", "step:idea", is_published=False)
    make_partner(world.other_organisation, "autre", "step:idea")
    return world


def test_every_published_partner_is_there_exactly_once(world):
    names = [one.name for _title, partners in groups_of(world.organisation) for one in partners]
    assert names == ["Alpha", "Beta", "Gamma"]
    facts = facts_of(world.organisation)
    assert [one["name"] for group in facts["groups"] for one in group["partners"]] == names


def test_every_pictogram_is_drawn_and_has_its_text(world):
    drawn = drawings()
    assert set(drawn) == {f"{sign.axis}-{sign.code}" for sign in every_sign()}
    assert all(svg.startswith("<svg xmlns=") and "currentColor" not in svg for svg in drawn.values())
    signs = [sign for group in facts_of(world.organisation)["key"] for sign in group["signs"]]
    assert len(signs) == len(every_sign()) and all(sign["alternative"] for sign in signs)


def test_the_pdf_is_accessible_and_the_page_says_the_same(world, client):
    publish_directory(world.organisation)
    with translation.override("en"):
        pdf, page = reverse("partners:guide_pdf", args=["club"]), reverse("partners:guide", args=["club"])
    content = client.get(pdf).content
    assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content
    words = client.get(page).content.decode()
    assert [len(re.findall(name, words)) for name in ("Alpha", "Beta", "Gamma", "Cachee", "Autre")] == [1, 1, 1, 0, 0]


def test_an_empty_guide_prints_too(world, client):
    publish_directory(world.other_organisation)
    world.other_organisation.partners.all().delete()
    with translation.override("en"):
        assert client.get(reverse("partners:guide_pdf", args=["other"])).content.startswith(b"%PDF")
