"""Walks about the toolbox: Ana looks for a budget on her phone, opens what her sequence asks for, and keeps it; Bo
reads over what is due."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from content.toolbox import easy_read
from content.toolbox.models import Favourite, Resource
from lms.progress.models import Completion
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.content.toolbox.setting import change, draft, published, toolbox_in, with_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shelf(walk):
    organisation = walk.world.organisation
    sheet = published(organisation, "Préparer un entretien", easy_read="Cette fiche aide.", step="marche")
    easy_read.proofread(sheet, "les lecteurs du mardi", walk.world.bo)
    table = with_file(organisation, step="idee", owner=walk.world.bo)
    signs = [("pictogram", {"sign": "idea", "title": "J’ai une idée", "text": "<p>À qui parler ?</p>"})]
    published(organisation, "Fiche à pictogrammes", body=signs, step="reseau")
    published(organisation, "Ailleurs", format="link", link="https://example.org/", body=[])
    draft(organisation, "En chantier")
    Resource.objects.filter(pk=table.pk).update(review_on=timezone.localdate() - timedelta(days=2))
    return sheet, table, toolbox_in(walk, sheet, table)


def looks_right(page) -> None:
    assert faults_of(page) == "" and overflow_of(page) <= 0


@pytest.mark.parametrize("javascript", [True, False])
def test_ana_finds_opens_and_keeps_a_resource(walk, shelf, open_as, javascript):
    sheet, _table, activity = shelf
    page = open_as(walk.world.ana, viewport=PHONE, javascript=javascript)
    page.goto(reverse("toolbox:library"))
    page.fill("#q", "CETTE preparer")
    follow(page.get_by_role("button", name="Chercher"))
    expect(page.locator(".resource-line")).to_have_count(1)
    follow(page.get_by_role("link", name="Préparer un entretien"))
    expect(page.locator(".easy-read")).to_contain_text("les lecteurs du mardi")
    follow(page.get_by_role("button", name="Garder dans mes favoris"))
    assert Favourite.objects.get().resource_id == sheet.pk
    page.goto(activity.get_url())
    follow(page.get_by_role("link", name="Préparer un entretien", exact=True))
    page.goto(activity.get_url())
    with page.expect_download() as coming:
        page.get_by_role("link", name="Budget du foyer", exact=True).click()
    assert coming.value.suggested_filename == "budget.xlsx"
    assert Completion.objects.get(enrolment=walk.enrolment, activity__key=activity.translation_key).completed_at


def test_every_screen_is_readable_by_all(walk, shelf, open_as):
    sheet, table, activity = shelf
    change(sheet, description="Mieux.", change_note="Une question de plus")
    signs, link = Resource.objects.get(title="Fiche à pictogrammes"), Resource.objects.get(title="Ailleurs")
    own = [reverse("toolbox:resource", args=[row.public_id]) for row in (sheet, table, signs, link)]
    own += [reverse("toolbox:version", args=[sheet.public_id, 1]), activity.get_url(), reverse("toolbox:library")]
    hidden = Resource.objects.get(title="En chantier")
    team = [reverse("toolbox:desk"), reverse("toolbox:options", args=[walk.world.organisation.code])]
    team += [reverse(f"toolbox:{name}", args=[table.public_id]) for name in ("reviewed", "easy_read")]
    team.append(reverse("toolbox:draft", args=[hidden.public_id]))
    for person, addresses in ((walk.world.ana, own), (walk.world.dora, team)):
        page = open_as(person, viewport=PHONE)
        for address in addresses:
            page.goto(address)
            looks_right(page)
            page.set_viewport_size(LAPTOP)
            assert overflow_of(page) <= 0
            page.set_viewport_size(PHONE)


def test_bo_says_that_it_still_holds(walk, shelf, open_as):
    page = open_as(walk.world.bo, viewport=LAPTOP)
    page.goto(reverse("toolbox:desk"))
    expect(page.get_by_text("en retard")).to_be_visible()
    follow(page.get_by_role("link", name="Je l’ai relue : Budget du foyer"))
    follow(page.get_by_role("button", name="C’est toujours juste"))
    assert Resource.objects.get(pk=shelf[1].pk).review_on > timezone.localdate()
