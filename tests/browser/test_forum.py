"""Walks in a forum: Ana asks from her phone, Bo answers, Ana accepts; what was reported is hidden."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from content.forum.models import Forum, ForumPage, Post, Report, Thread
from lms.enrolment.models import Cohort
from lms.progress.models import Completion
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def step(walk):
    world = walk.world
    forum = Forum.objects.create(
        organisation=world.organisation, code="F03", title="Une question de chiffres", journey=world.journey
    )
    Cohort.objects.create(organisation=world.organisation, journey=world.journey, name="A").trainers.add(world.bo)
    page = ForumPage(title="Question au tuteur", minutes=20, forum_code=forum.code, rule="answered")
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return page


def looks_right(page) -> None:
    assert faults_of(page) == "" and overflow_of(page) <= 0


@pytest.mark.parametrize("javascript", [True, False])
def test_ana_asks_bo_answers_and_ana_says_that_it_helped(walk, step, open_as, javascript):
    page = open_as(walk.world.ana, viewport=PHONE, javascript=javascript)
    page.goto(step.get_url())
    if javascript:
        looks_right(page)
    follow(page.get_by_role("link", name="Aller à « Une question de chiffres »"))
    follow(page.get_by_role("link", name="Ouvrir une discussion"))
    page.fill("#t-title", "Le loyer, fixe ou variable ?")
    page.get_by_label("J’ai une question").check()
    page.fill("#p-text", "Mon loyer change chaque année. " + "Un-mot-très-long-sans-fin" * 12)
    if javascript:
        looks_right(page)
    follow(page.get_by_role("button", name="Publier"))
    expect(page.locator(".message-success")).to_be_visible()
    if javascript:
        looks_right(page)
    bo = open_as(walk.world.bo, viewport=LAPTOP, javascript=javascript)
    bo.goto(reverse("forum:thread", args=[Thread.objects.get().public_id]))
    follow(bo.get_by_role("link", name="Répondre"))
    bo.fill("#p-text", "Fixe : il tombe même quand vous ne vendez rien.")
    follow(bo.get_by_role("button", name="Envoyer"))
    if javascript:
        looks_right(bo)
    page.reload()
    follow(page.get_by_role("button", name="Cette réponse m’a aidé"))
    expect(page.get_by_text("la réponse qui a aidé", exact=True)).to_be_visible()
    if javascript:
        looks_right(page)
    assert Completion.objects.get(enrolment=walk.enrolment, activity__key=step.translation_key).state == "done"


def test_a_reported_message_is_hidden_and_screens_of_the_team_read_well(walk, step, open_as):
    page = open_as(walk.world.ana, viewport=PHONE)
    forum = Forum.objects.get()
    page.goto(reverse("forum:new_thread", args=[forum.public_id]))
    page.fill("#t-title", "À vendre")
    page.fill("#p-text", "Appelez-moi au 06 00 00 00 00.")
    follow(page.get_by_role("button", name="Publier"))
    post = Post.objects.get()
    Report.objects.create(post=post, person=walk.world.chloe, reason="Un numéro de téléphone")
    bo = open_as(walk.world.bo, viewport=LAPTOP)
    bo.goto(reverse("forum:index"))
    looks_right(bo)
    follow(bo.get_by_role("link", name="1 message signalé"))
    looks_right(bo)
    follow(bo.get_by_role("link", name="Regarder"))
    looks_right(bo)
    bo.fill("#m-why", "Pas de numéro dans les messages.")
    follow(bo.get_by_role("button", name="Masquer ce message"))
    page.reload()
    expect(page.get_by_text("Pas de numéro dans les messages.")).to_be_visible()
    for name in ("settings", "forum"):
        for width in (PHONE, LAPTOP):
            bo.set_viewport_size(width)
            bo.goto(reverse(f"forum:{name}", args=[forum.public_id]))
            looks_right(bo)
