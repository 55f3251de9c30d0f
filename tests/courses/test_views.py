"""What learners send: once whatever they press, kept when the session ends, refused in words."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from courses.acts import PENDING, make_act
from lms.enrolment.models import Enrolment
from lms.progress import intake
from lms.progress.models import Completion, Evidence, EvidenceVerb
from tests.courses.walk import Walk, make_walk
from tests.factories import PASSWORD, enrol_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(settings, tmp_path) -> Walk:
    settings.MEDIA_ROOT = tmp_path
    return make_walk()


def done_url(page) -> str:
    return reverse("courses:done", args=[page.translation_key])


def key_in(response) -> str:
    """The form's own name for this act, as the page gives it."""
    return response.context["done_key"]


def sentences(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def completions() -> list[str]:
    return list(Completion.objects.values_list("state", flat=True))


def test_saying_done_completes_and_leads_to_the_next_activity(walk, client):
    client.force_login(walk.world.ana)
    page = client.get(walk.activities[0].get_url())
    response = client.post(done_url(walk.activities[0]), {"key": key_in(page)})
    assert response.status_code == 302
    assert response["Location"] == walk.activities[1].get_url()
    assert completions() == ["done"]
    assert walk.activities[0].title in sentences(response)


def test_the_message_says_what_it_counts_for(walk, client):
    page = walk.activities[0]
    page.feeds.create(indicator=walk.world.indicator("I1.1a"), scale=100)
    page.save_revision().publish()
    client.force_login(walk.world.ana)
    response = client.post(done_url(page), {"key": key_in(client.get(page.get_url()))})
    assert walk.world.indicator("I1.1a").title in sentences(response)


def test_the_last_activity_of_a_sequence_leads_back_to_the_journey(walk, client):
    client.force_login(walk.world.ana)
    page = client.get(walk.activities[1].get_url())
    response = client.post(done_url(walk.activities[1]), {"key": key_in(page)})
    assert response["Location"] == reverse("courses:my_journey", args=[walk.enrolment.public_id])


def test_a_double_click_counts_once(walk, client):
    client.force_login(walk.world.ana)
    key = key_in(client.get(walk.activities[0].get_url()))
    for _ in range(2):
        assert client.post(done_url(walk.activities[0]), {"key": key}).status_code == 302
    assert Evidence.objects.filter(verb=EvidenceVerb.COMPLETED).count() == 1


def test_two_tabs_complete_it_once(walk, client):
    client.force_login(walk.world.ana)
    keys = [key_in(client.get(walk.activities[0].get_url())) for _ in range(2)]
    assert keys[0] != keys[1]
    for key in keys:
        client.post(done_url(walk.activities[0]), {"key": key})
    assert completions() == ["done"]
    walk.enrolment.total.refresh_from_db()
    assert walk.enrolment.total.minutes == 30


def test_a_second_tab_stores_nothing_new_and_goes_on_all_the_same(walk, client):
    client.force_login(walk.world.ana)
    first, second = (key_in(client.get(walk.activities[0].get_url())) for _ in range(2))
    client.post(done_url(walk.activities[0]), {"key": first})
    stored = Evidence.objects.count()
    response = client.post(done_url(walk.activities[0]), {"key": second})
    assert response["Location"] == walk.activities[1].get_url()
    assert Evidence.objects.count() == stored


def test_what_was_withdrawn_may_be_said_again(walk, client):
    client.force_login(walk.world.ana)
    first, second = (key_in(client.get(walk.activities[0].get_url())) for _ in range(2))
    client.post(done_url(walk.activities[0]), {"key": first})
    said = Evidence.objects.get(verb=EvidenceVerb.COMPLETED)
    intake.void(said, author=walk.world.bo, reason="Pas lu")
    client.post(done_url(walk.activities[0]), {"key": second})
    assert Evidence.objects.filter(verb=EvidenceVerb.COMPLETED).count() == 2
    assert completions() == ["done"]


def test_a_form_without_its_protection_is_refused(walk):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(walk.world.ana)
    key = key_in(client.get(walk.activities[0].get_url()))
    assert client.post(done_url(walk.activities[0]), {"key": key}).status_code == 403
    assert not Evidence.objects.filter(verb=EvidenceVerb.COMPLETED).exists()


@pytest.mark.parametrize("key", ["", "rubbish", "x" * 5000])
def test_a_form_without_a_key_of_ours_asks_to_send_again(walk, client, key):
    client.force_login(walk.world.ana)
    response = client.post(done_url(walk.activities[0]), {"key": key})
    assert response["Location"] == walk.activities[0].get_url()
    assert sentences(response)
    assert not Evidence.objects.exists()


def test_only_a_post_sends(walk, client):
    client.force_login(walk.world.ana)
    assert client.get(done_url(walk.activities[0])).status_code == 405


def test_a_session_that_ended_mid_work_loses_nothing(walk, client):
    client.force_login(walk.world.ana)
    address = walk.activities[0].get_url()
    key = key_in(client.get(address))
    client.logout()
    response = client.post(done_url(walk.activities[0]), {"key": key})
    assert response["Location"] == f"{reverse('account_login')}?next={address}"
    assert not Evidence.objects.filter(verb=EvidenceVerb.COMPLETED).exists()
    client.post(f"{reverse('account_login')}?next={address}", {"login": walk.world.ana.email, "password": PASSWORD})
    response = client.get(address, follow=True)
    assert completions() == ["done"]
    assert PENDING not in client.session
    assert "done" in response.context["state"]


def test_more_than_a_session_can_hold_is_asked_again(walk, client):
    url = reverse("courses:send", args=[walk.activities[0].translation_key])
    response = client.post(url, {"key": make_act(walk.enrolment.pk), "verb": "completed", "text": "x" * 70_000})
    assert response["Location"].startswith(reverse("account_login"))
    assert PENDING not in client.session and sentences(response)


def test_what_waited_is_never_recorded_for_somebody_else(walk, client):
    """Computers are shared: the next person to sign in gets nothing of the one before."""
    lea = walk.world.bo
    other = enrol_learner(walk.world, lea)
    client.force_login(walk.world.ana)
    address = walk.activities[0].get_url()
    key = key_in(client.get(address))
    client.logout()
    client.post(done_url(walk.activities[0]), {"key": key})
    client.post(f"{reverse('account_login')}?next={address}", {"login": lea.email, "password": PASSWORD})
    client.get(address, follow=True)
    assert not Evidence.objects.filter(enrolment=other, verb=EvidenceVerb.COMPLETED).exists()
    assert PENDING not in client.session


def test_a_form_opened_by_somebody_else_is_refused(walk, client):
    other = enrol_learner(walk.world, walk.world.bo)
    client.force_login(walk.world.ana)
    response = client.post(done_url(walk.activities[0]), {"key": make_act(other.pk)})
    assert response.status_code == 302 and sentences(response)
    assert not Evidence.objects.exists()


def test_an_ended_enrolment_sends_nothing_and_says_why(walk, client):
    key = make_act(walk.enrolment.pk)
    Enrolment.objects.filter(pk=walk.enrolment.pk).update(state=Enrolment.State.ENDED, ends_on=timezone.localdate())
    client.force_login(walk.world.ana)
    response = client.post(done_url(walk.activities[0]), {"key": key})
    assert response.status_code == 302 and sentences(response)
    assert not Evidence.objects.exists()


def test_a_closed_sequence_takes_nothing(walk, client):
    client.force_login(walk.world.ana)
    response = client.post(done_url(walk.activities[2]), {"key": make_act(walk.enrolment.pk)})
    assert response.status_code == 302 and sentences(response)
    assert not Evidence.objects.exists()


def test_a_withdrawn_activity_takes_nothing(walk, client):
    walk.activities[0].unpublish()
    client.force_login(walk.world.ana)
    response = client.post(done_url(walk.activities[0]), {"key": make_act(walk.enrolment.pk)})
    assert response["Location"] == reverse("courses:my_journey")
    assert sentences(response)
    assert not Evidence.objects.exists()


def test_for_otto_there_is_nothing_to_send_to(walk, client):
    client.force_login(walk.world.otto)
    response = client.post(done_url(walk.activities[0]), {"key": make_act(walk.enrolment.pk)})
    assert response.status_code == 404


def test_the_team_that_looks_records_nothing(walk, client):
    client.force_login(walk.world.bo)
    response = client.post(done_url(walk.activities[0]), {"key": make_act(walk.enrolment.pk)})
    assert response["Location"] == walk.activities[0].get_url()
    assert not Evidence.objects.exists()


def test_a_message_that_its_kind_does_not_know_is_refused_in_words(walk, client):
    client.force_login(walk.world.ana)
    url = reverse("courses:send", args=[walk.activities[0].translation_key])
    response = client.post(url, {"key": make_act(walk.enrolment.pk), "verb": "attended"})
    assert response["Location"] == walk.activities[0].get_url()
    assert len(sentences(response)) > 15
    assert not Evidence.objects.exists()


def test_opening_is_evidence_once(walk, client):
    client.force_login(walk.world.ana)
    for _ in range(3):
        client.get(walk.activities[0].get_url())
    assert Evidence.objects.filter(verb=EvidenceVerb.OPENED).count() == 1
    assert completions() == ["doing"]


@pytest.mark.parametrize("header", [{"sec-purpose": "prefetch"}, {"purpose": "prefetch"}])
def test_a_browser_that_fetches_ahead_opens_nothing(walk, client, header):
    client.force_login(walk.world.ana)
    assert client.get(walk.activities[0].get_url(), headers=header).status_code == 200
    assert client.head(walk.activities[0].get_url()).status_code == 200
    assert not Evidence.objects.exists()
