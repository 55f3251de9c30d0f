"""Consents are recorded with their paper, warn before they end, and are taken back as easily as they were given."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.media.consents.letters import link_of
from courses.media.consents.warning import warn
from courses.media.models import Consent, OutsideCopy, Video
from courses.media.privacy import erase, export
from courses.media.showing import PLATFORM, may_show
from lms.notices.models import Notice
from tests.courses.media.films import in_days, make_consent

PDF = b"%PDF-1.7\n" + b"x" * 200


def told(**fields: object) -> dict[str, object]:
    today = timezone.localdate()
    base = {
        "person_name": "Ana Ferreira",
        "email": "ana@example.org",
        "purpose": "Montrer",
        "platform": "on",
        "territory": "France",
        "given_at": str(today),
        "expires_at": str(today + timedelta(days=400)),
        "proof_file": SimpleUploadedFile("signé.pdf", PDF),
    }
    return base | fields


def test_a_consent_is_recorded_with_its_paper_and_a_link_goes_out(library, django_capture_on_commit_callbacks):
    emile = library.client("emile")
    with django_capture_on_commit_callbacks(execute=True):
        response = emile.post(reverse("media:consent_add", args=[library.video.key]), told())
    assert response.status_code == 302
    row = Consent.objects.get()
    assert row.state == "given" and row.person == library.world.ana and row.recorded_by == library.world.emile
    paper = emile.get(reverse("media:proof", args=[row.key]))
    assert b"".join(paper.streaming_content) == PDF and "attachment" in paper["Content-Disposition"]
    assert paper["Cache-Control"] == "private, no-store"
    assert mail.outbox[0].to == ["ana@example.org"] and "/videos/withdraw/" in mail.outbox[0].body


def test_the_link_of_the_letter_withdraws_without_an_account_and_opening_it_does_nothing(library):
    consent = make_consent(library.video, email="x@example.org")
    path = re.sub(r"^https?://[^/]+", "", link_of(consent))
    stranger = Client()
    assert stranger.get(path).status_code == 200 and may_show(library.video, PLATFORM)
    assert stranger.post(path, {"reason": ""}).status_code == 302
    assert not may_show(library.video, PLATFORM)
    assert stranger.post(path).status_code == 302
    page = stranger.get(path)
    assert page["Cache-Control"] == "private, no-store" and b'name="reason"' not in page.content
    assert stranger.get(path[:-2] + "/", follow=True).status_code == 404


def test_the_team_is_told_once_and_learners_are_not(library):
    consent = make_consent(library.video)
    emile = library.client("emile")
    for _twice in range(2):
        emile.post(reverse("media:take_back", args=[consent.key]), {"reason": "Je change de métier"})
    names = set(Notice.objects.filter(key__endswith=":withdrawn").values_list("person__email", flat=True))
    assert names == {"bo@example.org", "emile@example.org", "admin@example.org"}
    assert Notice.objects.filter(key__endswith=":withdrawn").count() == 3


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"proof_file": ""}, "proof_file"),
        ({"proof_file": SimpleUploadedFile("x.pdf", b"MZ not a paper")}, "proof_file"),
        ({"platform": ""}, "platform"),
        ({"expires_at": "2001-01-01"}, "expires_at"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_recorded(library, fields, word):
    response = library.client("emile").post(reverse("media:consent_add", args=[library.video.key]), told(**fields))
    assert word in response.context["form"].errors and not Consent.objects.exists()


def test_a_paper_that_is_awaited_hides_the_video_until_it_comes(library):
    emile = library.client("emile")
    emile.post(reverse("media:consent_add", args=[library.video.key]), told(given_at="", proof_file=""))
    row = Consent.objects.get()
    assert row.state == "pending" and not may_show(library.video, PLATFORM)
    emile.post(reverse("media:consent_change", args=[row.key]), told())
    assert may_show(library.video, PLATFORM)


def test_sixty_days_before_its_end_the_team_is_told_once(library):
    consent = make_consent(library.video, expires_at=in_days(60))
    make_consent(library.video, "plus tard", expires_at=in_days(61))
    make_consent(library.video, "sans fin", expires_at=None)
    make_consent(library.video, "repris", expires_at=in_days(30), withdrawn_at=timezone.now())
    assert warn() == 3
    assert warn() == 0
    Consent.objects.filter(pk=consent.pk).update(expires_at=in_days(59))
    assert warn() == 3


def test_another_organisation_finds_no_consent(library):
    consent = make_consent(library.video)
    for name in ("proof", "take_back", "consent_change"):
        assert library.client("otto").get(reverse(f"media:{name}", args=[consent.key]), follow=True).status_code == 404
        assert library.client("ana").get(reverse(f"media:{name}", args=[consent.key])).status_code == 403


def test_a_deleted_video_leaves_its_consents_as_proof(library):
    consent = make_consent(library.video)
    library.client("emile").post(reverse("media:delete", args=[library.video.key]))
    assert not Video.objects.exists()
    consent.refresh_from_db()
    assert consent.video is None and consent.video_title == "Ouvrir une épicerie"


def test_who_is_erased_is_seen_no_more_and_figures_stay(library):
    consent = make_consent(library.video, person=library.world.ana, email="ana@example.org")
    assert export(library.world.ana)["consents"][0]["purpose"] == consent.purpose
    erase(library.world.ana)
    consent.refresh_from_db()
    assert (consent.person_name, consent.email, consent.person, consent.state) == ("", "", None, "withdrawn")
    assert not may_show(library.video, PLATFORM)


def test_copies_elsewhere_are_listed_until_they_are_removed(library):
    emile = library.client("emile")
    emile.post(reverse("media:copies", args=[library.video.key]), {"where": "LinkedIn", "address": ""})
    copy = OutsideCopy.objects.get()
    emile.post(reverse("media:take_back", args=[make_consent(library.video).key]), {"reason": ""})
    page = emile.get(reverse("media:film", args=[library.video.key]))
    assert page.context["hidden"] and "LinkedIn" in page.content.decode()
    emile.post(reverse("media:removed", args=[library.video.key, copy.pk]))
    copy.refresh_from_db()
    assert copy.asked_at is not None and copy.removed_at is not None
