"""The screens of conversations: who sees what, what is kept when something is wrong, and what it costs."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.conversations.models import Attachment, Exchange, Message, Party
from lms.conversations.unread import count_now
from lms.enrolment.enrol import end
from lms.notices.models import Notice
from lms.notices.unread import count_unread
from lms.people.models import Role
from lms.people.privacy import erase, export
from tests.factories import PASSWORD, World, enrol_learner, make_person, make_world
from tests.lms.conversations.writing import client_of, photo, post, read_url, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_world(blocks=1)


def words(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_ana_writes_chloe_answers_and_both_know_who_saw_it(world):
    ana, chloe, url = client_of(world.ana), client_of(world.chloe), read_url(world.enrolment)
    assert "Chloé répond sous 2 jours ouvrés" in words(ana, url)
    assert post(ana, world.enrolment, "Puis-je venir mardi ?").url == url
    assert "Pas encore vu" in words(ana, url) and count_now(world.chloe) == 1
    assert "Puis-je venir mardi" in words(chloe, url)
    assert "Vu par Chloé Costa" in words(ana, url) and count_now(world.chloe) == 1
    post(chloe, world.enrolment, "Oui")
    assert count_now(world.chloe) == 0 and count_now(world.ana) == 1 and count_unread(world.ana) == 1
    assert "Chloé Costa</strong>, Référent" in words(ana, url)
    assert count_now(world.ana) == 0 and count_unread(world.ana) == 0


@pytest.mark.parametrize("who", ["otto", "bo", "emile", "eva", "gaelle"])
def test_nobody_else_reads_writes_or_opens_a_file(world, who):
    post(client_of(world.ana), world.enrolment, files=[photo()])
    client = client_of(world.people[who])
    file = reverse("conversations:file", args=[Attachment.objects.get().public_id])
    assert client.get(read_url(world.enrolment)).status_code == (403 if who == "bo" else 404)
    assert client.get(file).status_code == 404
    assert post(client, world.enrolment).status_code == (403 if who == "bo" else 404)
    assert Message.objects.count() == 1


def test_another_learner_of_the_organisation_finds_nothing(world):
    mate = make_person("Malik", world.organisation, Role.LEARNER)
    enrol_learner(world, mate, coach=world.chloe)
    say(world.enrolment, world.ana)
    assert client_of(mate).get(read_url(world.enrolment)).status_code == 404


def test_a_hostile_file_is_refused_and_the_text_is_kept(world):
    ana = client_of(world.ana)
    for name, content in (("a.exe", b"MZ" + b"\0" * 50), ("a.png", b"<script>"), ("a.svg", b"<svg onload=x>")):
        response = post(ana, world.enrolment, "Mon long texte", files=[photo(name, content)])
        assert response.status_code == 200 and "Mon long texte" in response.content.decode()
    too_many = post(ana, world.enrolment, "Mon long texte", files=[photo(f"{n}.png") for n in range(6)])
    assert "Mon long texte" in too_many.content.decode()
    assert not Message.objects.exists() and not Attachment.objects.exists()


def test_a_file_is_saved_as_it_came_and_never_shown(world):
    post(client_of(world.ana), world.enrolment, files=[photo("..\\été <b>.png")])
    response = client_of(world.chloe).get(reverse("conversations:file", args=[Attachment.objects.get().public_id]))
    assert response["Content-Disposition"].startswith("attachment") and "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def test_a_script_is_shown_as_what_was_typed_and_addresses_become_links(world):
    post(client_of(world.ana), world.enrolment, "<script>alert(1)</script> https://exemple.fr/a?b=1&c=2")
    shown = words(client_of(world.chloe), read_url(world.enrolment))
    assert "<script>alert" not in shown and "&lt;script&gt;" in shown
    assert 'href="https://exemple.fr/a?b=1&amp;c=2"' in shown


def test_a_double_click_sends_once_and_two_tabs_send_both(world):
    ana = client_of(world.ana)
    for key in ("a", "a", "b"):
        post(ana, world.enrolment, "Bonjour", key)
    assert Message.objects.count() == 2


def test_a_form_without_a_name_is_still_a_message_each_time(world):
    ana, url = client_of(world.ana), reverse("conversations:write", args=[world.enrolment.public_id])
    for text in ("un", "deux"):
        ana.post(url, {"text": text})
    assert Message.objects.count() == 2


def test_signed_out_while_writing_the_text_waits_for_the_same_person_only(world):
    ana, url = client_of(world.ana), read_url(world.enrolment)
    key = ana.get(url).context["form"].key
    for who, is_theirs in (("ana", True), ("chloe", False)):
        late = Client()
        response = post(late, world.enrolment, "Mon long texte", key)
        assert response.status_code == 302 and "login" in response.url
        late.login(email=world.people[who].email, password=PASSWORD)
        assert (late.get(url).context["form"].text == "Mon long texte") == is_theirs
        assert late.get(url).context["form"].text == ""
    assert not Message.objects.exists()


def test_a_long_conversation_is_cut_searched_and_costs_few_queries(world, django_assert_max_num_queries):
    for number in range(45):
        say(world.enrolment, world.people["ana" if number % 2 else "chloe"], f"Message {number} é")
    Message.objects.update(seen_at=None)
    Notice.objects.update(read_at=None)
    cache.clear()
    ana, url = client_of(world.ana), read_url(world.enrolment)
    with django_assert_max_num_queries(10):
        response = ana.get(f"{url}?page=2")
    assert len(response.context["lines"]) == 20 and response.context["part"].has_next
    assert not ana.get(f"{url}?page=3").context["part"].has_next
    ana.get(url)
    assert count_unread(world.ana) == 0
    found = ana.get(url, {"q": "message 7"})
    assert [line.row.text for line in found.context["lines"]] == ["Message 7 é"]
    for rubbish in ({"q": "\x00%_'"}, {"q": "x" * 5000}, {"page": "-3"}, {"page": "9" * 99}):
        assert ana.get(url, rubbish).status_code in (200, 400)


def test_after_the_end_all_is_read_and_it_says_whom_to_ask(world):
    say(world.enrolment, world.ana, "Ma question")
    end(world.enrolment, timezone.localdate())
    shown = words(client_of(world.ana), read_url(world.enrolment))
    assert "Ma question" in shown and "05 00" in shown and 'name="text"' not in shown
    assert count_now(world.chloe) == 0


def test_the_desk_lists_who_waits_oldest_first_and_marks_what_is_late(world):
    now = timezone.now()
    mate = make_person("Malik", world.organisation, Role.LEARNER)
    other = enrol_learner(world, mate, coach=world.chloe)
    say(world.enrolment, world.ana, at=now - timedelta(hours=1))
    say(other, mate, at=now - timedelta(days=9))
    chloe, home = client_of(world.chloe), reverse("conversations:home")
    lines = chloe.get(home).context["lines"]
    assert [(line["name"], line["is_late"]) for line in lines] == [("Malik", True), ("Ana Ferreira", False)]
    assert [line["name"] for line in chloe.get(home, {"which": "late"}).context["lines"]] == ["Malik"]
    assert [line["name"] for line in chloe.get(home, {"who": "ana"}).context["lines"]] == ["Ana Ferreira"]
    assert len(chloe.get(home, {"which": "all"}).context["lines"]) == 2
    assert chloe.get(home, {"which": "<x>", "page": "z"}).status_code == 200
    assert client_of(world.bo).get(home).context["lines"] == []
    # Dora sees everybody, and what is late is hers too.
    assert len(client_of(world.dora).get(home).context["lines"]) == 2 and count_now(world.dora) == 1
    chloe.post(reverse("conversations:settled", args=[other.public_id]))
    assert len(chloe.get(home).context["lines"]) == 1


def test_a_colleague_is_brought_in_and_taken_out_by_who_may(world):
    url = reverse("conversations:people", args=[world.enrolment.public_id])
    bo = {"person": str(world.bo.public_id)}
    assert client_of(world.ana).post(url, bo).status_code == 403
    client_of(world.chloe).post(url, bo)
    client_of(world.chloe).post(url, bo)
    assert Party.objects.count() == 1
    assert "Bo Berger, Formateur" in words(client_of(world.ana), read_url(world.enrolment))
    assert post(client_of(world.bo), world.enrolment, "Bonjour Ana").status_code == 302
    assert client_of(world.bo).post(url, bo).status_code == 403
    for wrong in (str(world.otto.public_id), str(world.eva.public_id), str(world.ana.public_id), "x", ""):
        assert client_of(world.chloe).post(url, {"person": wrong}).status_code == 404
    client_of(world.dora).post(url, {**bo, "act": "leave"})
    assert client_of(world.bo).get(read_url(world.enrolment)).status_code == 403


def many(world: World, count: int) -> None:
    """So many people asked a week ago: half were answered at once, the others late."""
    past = timezone.now() - timedelta(days=21)
    for number in range(count):
        person = make_person(f"P{number}", world.organisation, Role.LEARNER)
        row = enrol_learner(world, person, coach=world.chloe)
        say(row, person, at=past)
        say(row, world.chloe, at=past + timedelta(minutes=5 if number % 2 else 60 * 24 * 14))


def test_figures_are_shown_of_five_people_and_opened_by_who_may_know_names(world):
    many(world, 4)
    url, eva = reverse("conversations:figures"), client_of(world.eva)
    assert [one.is_shown for one in eva.get(url).context["figures"]] == [False]
    many_more = make_person("Q", world.organisation, Role.LEARNER)
    row = enrol_learner(world, many_more, coach=world.chloe)
    past = timezone.now() - timedelta(days=21)
    say(row, many_more, at=past)
    say(row, world.chloe, at=past + timedelta(minutes=5))
    figure = eva.get(url).context["figures"][0]
    assert (figure.is_shown, figure.people, figure.asked, figure.within, figure.share) == (True, 5, 5, 3, 60)
    assert figure.median is not None and figure.median <= 5
    opened = reverse("conversations:exchanges", args=[world.journey.key])
    assert eva.get(opened).status_code == 403
    assert client_of(world.otto).get(opened).status_code == 404
    lines = client_of(world.dora).get(opened).context["lines"]
    assert len(lines) == 5 and all(line["url"] for line in lines)
    bo_s = client_of(world.bo).get(opened).context["lines"]
    assert len(bo_s) == 5 and not any(line["url"] for line in bo_s)


def test_a_coach_s_figures_are_of_those_they_coach(world):
    many(world, 2)
    other = make_person("Cyril", world.organisation, Role.COACH)
    assert client_of(other).get(reverse("conversations:figures")).context["figures"] == []


def test_figures_cost_the_same_for_many_journeys(world, django_assert_max_num_queries):
    many(world, 3)
    dora = client_of(world.dora)
    with django_assert_max_num_queries(12):
        dora.get(reverse("conversations:figures"))


def test_what_is_kept_of_ana_is_handed_over_and_erased_and_the_figures_stay(world):
    say(world.enrolment, world.ana, "Ma question", at=timezone.now() - timedelta(hours=2))
    say(world.enrolment, world.chloe, "Ma réponse")
    assert [one["text"] for one in export(world.ana)["conversations"]["conversations"]] == ["Ma question", "Ma réponse"]
    erase(world.chloe)
    assert Message.objects.filter(author=None).count() == 1
    assert words(client_of(world.ana), read_url(world.enrolment)).count("Quelqu’un") >= 1
    erase(world.ana)
    assert not Message.objects.exists() and Exchange.objects.filter(answered_at__gte=F("asked_at")).count() == 1
