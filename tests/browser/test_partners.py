"""Walks about partners and reports: a visitor picks, asks and confirms; a partner answers; somebody reports unknown."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from lms.incidents.models import IncidentReport
from lms.partners.asking.letters import send_all_due
from lms.partners.models import PartnerRequest
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.lms.incidents.making import make_procedure
from tests.lms.partners.making import make_partner, publish_directory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def directory(walk):
    organisation = walk.world.organisation
    publish_directory(organisation)
    point = {"latitude": 45.267, "longitude": 1.771, "postcode": "19000", "commune": "Tulle", "territory": "Tulle"}
    make_partner(organisation, "banque", "step:financing", "field:every", "action:finance", **point)
    make_partner(organisation, "conseil", "step:plan", "action:advise")
    return organisation


def looks_right(page) -> None:
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        assert faults_of(page) == "" and overflow_of(page) <= 0


def link_in(letter) -> str:
    return re.search(r"https?://\S+", letter.body).group()


def test_a_visitor_asks_without_javascript_and_the_partner_answers(directory, open_as):
    page = open_as(javascript=False)
    page.goto(reverse("partners:directory", args=[directory.code]))
    page.select_option("select[name=step]", "financing")
    follow(page.get_by_role("button", name="Afficher", exact=True))
    expect(page.locator("main h3")).to_have_text(["Banque"])
    page.fill("input[name=place]", "tulle")
    follow(page.get_by_role("button", name="Les plus proches d’abord"))
    expect(page.get_by_text("à moins de 1 km")).to_be_visible()
    follow(page.get_by_role("link", name="Banque"))
    follow(page.get_by_role("link", name="Leur poser une question"))
    page.get_by_label("Votre question").fill("Prêtez-vous 4 000 € ?")
    page.get_by_label("Votre nom").fill("Vic")
    page.get_by_label("Votre adresse e-mail").fill("vic@visitor.example")
    page.get_by_label(re.compile("J’accepte")).check()
    follow(page.get_by_role("button", name="Envoyer ma question"))
    send_all_due()
    page.goto(link_in(mail.outbox[-1]))
    follow(page.get_by_role("button", name="Oui, l’envoyer"))
    send_all_due()

    partner = open_as(javascript=False)
    partner.goto(link_in(mail.outbox[-1]))
    partner.get_by_label("Votre réponse").fill("Oui, jeudi matin.")
    follow(partner.get_by_role("button", name="Envoyer ma réponse"))
    page.reload()
    expect(page.get_by_text("Oui, jeudi matin.")).to_be_visible()
    assert PartnerRequest.objects.get().state == "answered"


def test_every_page_of_partners_is_accessible(walk, directory, open_as):
    page = open_as(walk.world.dora, viewport=PHONE)
    code = [directory.code]
    partner = directory.partners.get(code="banque")
    for name, arguments in (
        ("directory", code),
        ("partner", [*code, partner.public_id]),
        ("ask", [*code, partner.public_id]),
        ("guide", code),
        ("packs", code),
        ("new_pack", code),
        ("desk", code),
        ("edit_partner", [*code, partner.public_id]),
        ("upload", code),
        ("rules", code),
        ("requests", code),
        ("mine", []),
    ):
        page.goto(reverse(f"partners:{name}", args=arguments))
        looks_right(page)


def test_somebody_reports_unknown_from_the_foot_of_a_page_and_reads_the_answer(walk, open_as):
    make_procedure(walk.world)
    page = open_as(viewport=PHONE)
    page.goto("/fr/accessibility/")
    follow(page.get_by_role("link", name="Signaler une violence ou un harcèlement"))
    looks_right(page)
    follow(page.get_by_role("link", name="Écrire un signalement"))
    looks_right(page)
    page.get_by_label("Harcèlement moral").check()
    page.get_by_label("Que s’est-il passé ?").fill("On se moque de moi chaque jour.")
    follow(page.get_by_role("button", name="Envoyer mon signalement"))
    code = page.locator(".secret").inner_text()
    looks_right(page)

    contact = open_as(walk.world.chloe, viewport=PHONE)
    contact.goto(reverse("incidents:reports", args=[walk.world.organisation.code]))
    looks_right(contact)
    follow(contact.get_by_role("link", name=re.compile("Ouvrir et noter")))
    looks_right(contact)
    contact.locator("#answer-text").fill("Nous vous croyons.")
    follow(contact.get_by_role("button", name="Envoyer la réponse"))
    assert IncidentReport.objects.get().state == "handled"

    follow(page.get_by_role("link", name="Là où le code est demandé"))
    page.get_by_label("Votre code secret").fill(code.lower())
    follow(page.get_by_role("button", name="Lire la réponse"))
    expect(page.get_by_text("Nous vous croyons.")).to_be_visible()
    looks_right(page)
