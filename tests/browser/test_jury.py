"""A walk through a jury: a guest scores on a phone, the president opens and decides, the candidate reads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import expect

from content.jury.models import JuryPage
from lms.assessment.juries import plan
from lms.assessment.juries.models import JuryDecision, JuryScore
from lms.assessment.models import Grading
from lms.catalogue.models import Activity, Indicator
from lms.progress.models import IndicatorStanding
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.lms.assessment.making import make_grid

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def jury(walk):
    """Bo presides; Gaëlle, a guest, sits; Ana comes in an hour."""
    world = walk.world
    Indicator.objects.filter(code="I1.1b").update(unit="secondes")
    make_grid(world, "JURY")
    page = JuryPage(title="Passage devant le jury", minutes=30, grid_code="JURY", time_indicator="I1.1b")
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    walk.jury_page = page
    activity = Activity.objects.get(key=page.translation_key)
    with translation.override("fr"):
        told = plan.Told("Jury de printemps", timezone.now() - timedelta(hours=1), place="Maison des projets")
        session = plan.plan(activity, world.organisation, told, world.bo)
    plan.add_juror(session, world.gaelle)
    plan.add_candidates(session, [walk.enrolment])
    return session


def looks_right(page) -> None:
    assert faults_of(page) == "" and overflow_of(page) <= 0


def at(name, session, *more):
    with translation.override("fr"):
        return reverse(f"assessment:{name}", args=[session.public_id, *more])


def give(page, place: int) -> None:
    for group in page.locator(".filling fieldset").all():
        group.locator("input").nth(place).check()
    follow(page.get_by_role("button", name="Donner ma note"))


def test_a_jury_from_the_first_score_to_what_the_candidate_reads(walk, jury, open_as):
    guest = open_as(walk.world.gaelle, viewport=PHONE, javascript=False)
    guest.goto(at("jury", jury))
    follow(guest.get_by_role("link", name="Donner une note"))
    guest.locator(".filling fieldset").first.locator("input").nth(1).check()
    follow(guest.get_by_role("button", name="Garder un brouillon"))
    assert JuryScore.objects.get().given_at is None
    follow(guest.get_by_role("link", name="Reprendre mon brouillon"))
    guest.fill("input[name=minutes]", "5")
    guest.fill("input[name=seconds]", "18")
    give(guest, 2)
    expect(guest.locator(".message-success")).to_be_visible()

    president = open_as(walk.world.bo, viewport=PHONE)
    president.goto(at("jury", jury))
    looks_right(president)
    assert "20 / 20" not in president.content()
    follow(president.get_by_role("link", name="Donner une note"))
    looks_right(president)
    give(president, 1)
    follow(president.get_by_role("link", name="Ouvrir la délibération"))
    looks_right(president)
    follow(president.get_by_role("button", name="L’ouvrir maintenant"))
    follow(president.get_by_role("link", name="Délibérer et décider"))
    looks_right(president)
    expect(president.locator("main")).to_contain_text("20 / 20")
    president.get_by_label("Admis", exact=True).check()
    president.get_by_label("Coup de cœur du jury").check()
    president.fill("textarea[name=reasons]", "Un projet clair, des clients nommés.")
    follow(president.get_by_role("button", name="Écrire la décision"))
    assert JuryDecision.objects.get().outcome.title == "Admis"
    assert IndicatorStanding.objects.get(indicator__code="I1.1b").value == 318
    president.set_viewport_size(LAPTOP)
    looks_right(president)

    ana = open_as(walk.world.ana, viewport=PHONE)
    ana.goto(walk.jury_page.get_url())
    expect(ana.locator("main")).to_contain_text("Un projet clair, des clients nommés.")
    expect(ana.locator("main")).to_contain_text("Coup de cœur du jury")
    looks_right(ana)


def test_a_coordinator_plans_one_and_orders_it(walk, jury, open_as):
    page = open_as(walk.world.dora, viewport=PHONE)
    with translation.override("fr"):
        addresses = [
            reverse("assessment:juries"),
            *(reverse(f"assessment:{name}", args=["club"]) for name in ("new_jury", "jury_outcomes")),
        ]
    for address in (*addresses, *(at(name, jury) for name in ("jury", "change_jury", "add_juror", "add_candidates"))):
        page.goto(address)
        looks_right(page)


def test_a_trainer_observes_a_group_on_a_phone_waives_and_recognises(walk, open_as):
    grid = make_grid(walk.world)
    page = open_as(walk.world.bo, viewport=PHONE)
    with translation.override("fr"):
        observe = reverse("assessment:observe")
        others = [reverse(f"assessment:{name}", args=[walk.enrolment.public_id]) for name in ("waivers", "recognised")]
        others.append(reverse("assessment:peer_rounds"))
        others.append(reverse("assessment:new_peer_round", args=["club"]))
    page.goto(observe)
    looks_right(page)
    page.get_by_label("Ana Ferreira").check()
    follow(page.get_by_role("button", name="Les observer"))
    looks_right(page)
    for group in page.locator(".observed").all():
        group.locator("input").nth(2).check()
    follow(page.get_by_role("button", name="Garder ce que j’ai vu"))
    assert Grading.objects.get().grid == grid
    for address in others:
        page.goto(address)
        looks_right(page)
    page.goto(others[0])
    page.locator("input[name=activities]").first.check()
    page.fill("textarea[name=reason]", "Déjà fait à l’école.")
    follow(page.get_by_role("button", name="Dispenser"))
    expect(page.locator("main")).to_contain_text("Déjà fait à l’école.")
    looks_right(page)
