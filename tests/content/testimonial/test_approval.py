"""An editor submits a testimonial, who publishes pages approves it in the admin: once every gate is open."""

import pytest
from django.utils import translation

from content.testimonial.models import Testimonial
from courses.media.models import CaptionTrack
from tests.content.testimonial.making import make_testimonial, withdraw
from tests.courses.walk import make_walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("fr"):
        yield make_walk(blocks=1)


@pytest.fixture
def submitted(walk, client) -> Testimonial:
    row = make_testimonial(walk.world.organisation, "Pas encore", live=False)
    client.force_login(walk.world.emile)
    client.post(edit_of(row), {**fields_of(row), "action-submit": "1"})
    row.refresh_from_db()
    assert row.workflow_in_progress and not row.live
    return row


def edit_of(row: Testimonial) -> str:
    return f"/admin/testimonials/edit/{row.pk}/"


def fields_of(row: Testimonial) -> dict[str, object]:
    return {"title": row.title, "organisation": row.organisation_id, "video": row.video_id, "story": "null"}


def approve(client, row: Testimonial, way: str):
    """From the edit screen's own button, or from the view that the dashboard and the list of reports lead to."""
    if way == "edit":
        told = {**fields_of(row), "action-workflow-action": "1", "workflow-action-name": "approve"}
        return client.post(edit_of(row), told, follow=True)
    task = row.current_workflow_task_state.pk
    address = f"/admin/testimonials/workflow/action/{row.pk}/approve/{task}/"
    return client.post(address, {"comment": "Bravo"}, follow=True)


def is_live(row: Testimonial) -> bool:
    return Testimonial.objects.get(pk=row.pk).live


@pytest.mark.parametrize("way", ["edit", "workflow"])
def test_it_is_published_when_all_gates_are_open(walk, client, submitted, way):
    client.force_login(walk.world.bo)
    approve(client, submitted, way)
    assert is_live(submitted)
    client.force_login(walk.world.ana)
    assert client.get(submitted.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("way", ["edit", "workflow"])
@pytest.mark.parametrize("closed", ["captions", "consent"])
def test_it_stays_submitted_when_a_gate_closed_meanwhile_and_words_say_which(walk, client, submitted, way, closed):
    if closed == "captions":
        CaptionTrack.objects.filter(video=submitted.video).update(state=CaptionTrack.State.DRAFT)
    else:
        withdraw(submitted)
    client.force_login(walk.world.bo)
    answer = approve(client, submitted, way)
    assert answer.status_code == 200 and not is_live(submitted)
    words = {"captions": ("sous-titres", "Captions"), "consent": ("accord", "Not everybody")}[closed]
    assert any(word in answer.content.decode() for word in words)
    submitted.refresh_from_db()
    assert submitted.workflow_in_progress


@pytest.mark.parametrize("way", ["edit", "workflow"])
@pytest.mark.parametrize("who", ["emile", "ana", "otto"])
def test_nobody_else_approves(walk, client, submitted, way, who):
    client.force_login(walk.world.people[who])
    approve(client, submitted, way)
    assert not is_live(submitted)
