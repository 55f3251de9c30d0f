"""Testimonials: who reads which, how they are found, and what a withdrawn consent takes away at once."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from content.testimonial.desk import faults_of, gates_of
from content.testimonial.importer import export_page, finish
from content.testimonial.models import KeptWords, NotReady, Testimonial, TestimonialPage
from courses.demo.world import FILE
from courses.importer import read_journey
from courses.media.models import CaptionTrack, Consent, Rendition, Video
from courses.media.showing import PLATFORM, PUBLIC_SITE, visible
from lms.people import privacy
from lms.progress.models import Completion
from tests.content.testimonial.making import make_page, make_testimonial, withdraw
from tests.courses.walk import make_walk

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def walk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("fr"):
        yield make_walk(blocks=1)


@pytest.fixture
def rows(walk):
    organisation = walk.world.organisation
    return {
        "public": make_testimonial(organisation, "Ouvrir un salon", theme="vendre", step="idée", people=HOSTILE),
        "inside": make_testimonial(organisation, "Arrêter à temps", theme="renoncer", public=False),
        "draft": make_testimonial(organisation, "Pas encore", live=False),
    }


def listing(client, **asked):
    return client.get(reverse("testimonial:list"), asked).content.decode()


def test_visitors_see_the_public_ones_members_also_those_inside_and_otto_neither_draft_nor_inside(walk, rows, client):
    world = walk.world
    for person, seen in ((None, ["public"]), (world.ana, ["public", "inside"]), (world.otto, ["public"])):
        if person:
            client.force_login(person)
        shown = listing(client)
        assert [name for name, row in rows.items() if row.title in shown] == seen
        found = [name for name, row in rows.items() if client.get(row.get_absolute_url()).status_code == 200]
        assert found == seen
        assert HOSTILE not in shown


def test_filters_narrow_and_counts_say_how_many_a_choice_gives(walk, rows, client):
    client.force_login(walk.world.ana)
    shown = listing(client, theme="vendre")
    assert "Ouvrir un salon" in shown and "Arrêter à temps" not in shown
    # The other themes stay on offer, with what they would give.
    assert "renoncer" in shown and 'aria-current="true"' in shown
    assert "Rien ne correspond" in listing(client, theme="vendre", step="autre") or "fits" in listing(
        client, theme="vendre", step="autre"
    )


def test_a_word_said_in_a_film_is_found_with_its_second(walk, rows, client):
    shown = listing(client, q="Boulangeries".lower()[:-1])
    assert "0:31" in shown and "?t=31" in shown
    assert "Ouvrir un salon" not in listing(client, q="introuvable")
    assert (
        client.get(reverse("testimonial:list"), {"q": "%27'--", "page": "zzz", "theme": "x" * 500}).status_code == 200
    )


def test_withdrawing_a_consent_hides_it_everywhere_at_once(walk, rows, client):
    page = make_page(walk.sequences[0], rows["public"], rows["inside"])
    row = rows["public"]
    feed = reverse("testimonial:feed")
    client.force_login(walk.world.ana)
    before = client.get(page.get_url()).content.decode()
    assert row.title in before and row.title in client.get(feed).content.decode()
    withdraw(row)
    shown = client.get(page.get_url()).content.decode()
    assert row.title not in shown and rows["inside"].title in shown
    assert row.title not in listing(client) and row.title not in listing(client, q="boulangerie")
    assert row.title not in client.get(feed).content.decode()
    assert client.get(row.get_absolute_url()).status_code == 404
    assert "no-store" in client.get(reverse("testimonial:list"))["Cache-Control"]


def test_a_withdrawn_one_does_not_keep_a_learner_from_finishing(walk, rows, client):
    page = make_page(walk.sequences[0], rows["public"], rows["inside"])
    client.force_login(walk.world.ana)
    client.get(page.get_url())
    player = client.get(page.get_url()).context["player"]
    assert player.video == rows["public"].video
    withdraw(rows["public"])
    shown = client.get(page.get_url())
    token = shown.context["player"].watch.token
    Completion.objects.update(facts={**Completion.objects.get().facts, "first_at": "2026-01-01T00:00:00+00:00"})
    told = {"token": token, "video": rows["inside"].video.key.hex, "segments": [[0, 59_000]]}
    answer = client.post(reverse("testimonial:watch"), json.dumps(told), content_type="application/json")
    assert answer.json() == {"done": True}


def test_forged_messages_complete_nothing(walk, rows, client):
    page = make_page(walk.sequences[0], rows["public"])
    client.force_login(walk.world.ana)
    client.get(page.get_url())
    token = client.get(page.get_url()).context["player"].watch.token
    key = rows["public"].video.key.hex
    address = reverse("testimonial:watch")

    def send(**changed):
        told = {"token": token, "video": key, "segments": [[0, 59_000]], **changed}
        return client.post(address, json.dumps(told), content_type="application/json").status_code

    assert send() == 422, "a minute cannot have been watched in a second"
    assert send(video="f" * 32) == 422 and send(segments=[[0, "x"]]) == 422
    assert send(token="forged") == 408 and send(token=None) == 400
    assert client.post(address, "[" * 5000, content_type="application/json").status_code == 400
    assert send(segments=[[0, 9000]]) == 200 and send(segments=[[0, 9000]]) == 200
    assert Completion.objects.get().facts["watched"] == {key: [[0, 9000]]}
    client.force_login(walk.world.otto)
    assert send(segments=[[9000, 18_000]]) == 408
    assert Completion.objects.get().state == Completion.State.DOING


def test_a_page_asks_as_many_queries_however_many_testimonials_it_shows(walk, client, django_assert_max_num_queries):
    many = [make_testimonial(walk.world.organisation, f"Numéro {number}") for number in range(12)]
    for row in many:
        Rendition.objects.create(video=row.video, quality="240p", file="videos/light.mp4", bytes=2048)
    page = make_page(walk.sequences[0], *many)
    client.force_login(walk.world.ana)
    client.get(page.get_url())
    # Eight before any video, in a journey with due dates: lines with their lighter versions, captions.
    with django_assert_max_num_queries(10):
        shown = client.get(page.get_url())
    assert [(one.name, one.bytes) for one in shown.context["player"].sources] == [("240p", 2048), ("source", 0)]


def test_350_of_them_are_listed_and_filtered_within_15_queries(walk, client, django_assert_max_num_queries):
    organisation = walk.world.organisation
    themes = ("vendre", "financement", "statut")
    for number in range(350):
        make_testimonial(organisation, f"Récit {number}", theme=themes[number % 3], step=f"étape {number % 5}")
    client.force_login(walk.world.ana)
    listing(client)
    with django_assert_max_num_queries(15):
        shown = client.get(reverse("testimonial:list"), {"theme": "vendre", "q": "boulangerie", "step": "étape 0"})
    expected = sum(number % 3 == 0 and number % 5 == 0 for number in range(350))
    assert shown.context["count"] == expected and len(shown.context["cards"]) == 24


def test_nothing_is_published_while_a_gate_is_closed(walk, rows):
    row = rows["draft"]
    row.save_revision().publish()
    assert Testimonial.objects.get(pk=row.pk).live
    CaptionTrack.objects.filter(video=row.video).update(state=CaptionTrack.State.DRAFT)
    with pytest.raises(NotReady) as refusal:
        row.save_revision().publish()
    assert len(refusal.value.messages) == 2 and isinstance(refusal.value, ValidationError)
    assert faults_of(None) and gates_of([Testimonial(title="Sans vidéo")])[None].next == "video"


def test_what_is_kept_in_writing_is_the_learner_s_alone(walk, rows, client):
    page = make_page(walk.sequences[0], rows["public"])
    address = reverse("testimonial:keep", args=[page.translation_key])
    client.force_login(walk.world.ana)
    client.post(address, {"words": f"Oser le dire. {HOSTILE}"})
    shown = client.get(page.get_url()).content.decode()
    assert "Oser le dire." in shown and HOSTILE not in shown
    client.force_login(walk.world.bo)
    assert "Oser le dire." not in client.get(page.get_url()).content.decode()
    client.force_login(walk.world.otto)
    assert client.post(address, {"words": "x"}).status_code == 404
    assert "Oser le dire." in json.dumps(privacy.export(walk.world.ana), default=str)
    privacy.erase(walk.world.ana)
    assert not KeptWords.objects.exists()


def test_the_journey_file_gives_the_videos_it_expects(walk):
    data = read_journey(Path(FILE).read_bytes()).data
    organisation = walk.world.organisation
    page = TestimonialPage(title="Trois", minutes=30, media_codes=["V07", "V08", "V09"])
    for _twice in range(2):
        finish(data, organisation, None)
    day = date(2026, 11, 23)
    codes = dict(Testimonial.objects.values_list("video_id", "code"))
    for place, expected in (
        (PUBLIC_SITE, data["attendus"]["videos_publiables_site_public"]),
        (PLATFORM, data["attendus"]["videos_visibles_plateforme"]),
    ):
        found = visible(Video.objects.filter(organisation=organisation, pk__in=codes), place, day)
        assert sorted(codes[pk] for pk in found.values_list("pk", flat=True)) == expected
    states = {codes[row.video_id]: row.state_on(day).value for row in Consent.objects.all()}
    assert states == {"V01": "given", "V02": "given", "V07": "given", "V08": "withdrawn", "V09": "pending"}
    assert export_page(page) == {"medias": ["V07", "V08", "V09"]}
    assert not Testimonial.objects.filter(live=True).exists() and timezone.now()


def test_editors_submit_and_others_publish(walk, rows, client):
    edit = f"/admin/testimonials/edit/{rows['draft'].pk}/"
    client.force_login(walk.world.emile)
    desk = client.get("/admin/testimonials/")
    assert desk.status_code == 200 and "Pas encore" in desk.content.decode()
    assert client.get(edit).status_code == 200
    told = {
        "title": "Pas encore",
        "organisation": walk.world.organisation.pk,
        "video": rows["draft"].video.pk,
        "story": "null",
    }
    client.post(edit, {**told, "action-publish": "1"})
    assert not Testimonial.objects.get(pk=rows["draft"].pk).live
    client.post(edit, {**told, "action-submit": "1"})
    rows["draft"].refresh_from_db()
    assert rows["draft"].workflow_in_progress
    client.force_login(walk.world.otto)
    assert client.get(edit).status_code in (302, 403, 404)
