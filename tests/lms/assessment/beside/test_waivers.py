"""What is not asked of a learner: by the team, with a reason, without hours, and taken back."""

import pytest
from django.urls import reverse
from django.utils import translation

from lms.assessment.waivers.waive import left_to_do, waive_many, waivers_of
from lms.catalogue.outline import outline_of
from lms.enrolment.models import Enrolment
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Completion, Evidence
from lms.progress.rebuild import differences
from lms.progress.standing import view_of
from tests.factories import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world(blocks=1)


def url(world, *more):
    with translation.override("en"):
        name = "take_waiver_back" if more else "waivers"
        return reverse(f"assessment:{name}", args=[world.enrolment.public_id, *more])


@pytest.mark.parametrize("who", ["bo", "chloe", "dora", "admin"])
def test_a_waived_sequence_is_done_and_opens_the_next_one(world, client, who):
    client.force_login(world.people[who])
    first = [one for one in left_to_do(world.enrolment) if one.sequence.code == "S11"]
    client.post(url(world), {"activities": [one.pk for one in first], "reason": "Fait l'an dernier.", "key": "k"})
    client.post(url(world), {"activities": [one.pk for one in first], "reason": "Fait l'an dernier.", "key": "k"})
    standing = view_of(Enrolment.objects.get(pk=world.enrolment.pk), outline_of(world.journey))
    assert first[0].sequence_id in standing.done_sequences
    rows = Evidence.objects.filter(verb="waived")
    assert rows.count() == 2 and {row.author for row in rows} == {world.people[who]}
    assert {row.comment for row in rows} == {"Fait l'an dernier."}
    assert differences(world.journey) == []


@pytest.mark.parametrize("who", ["ana", "eva", "emile", "gaelle", "otto"])
def test_others_waive_nothing(world, who):
    with pytest.raises(Refused):
        intake.waive(world.enrolment, world.activity(), author=world.people[who], reason="x")
    assert not Evidence.objects.exists()


def test_a_waiver_has_a_reason_and_something_to_waive(world):
    with pytest.raises(Refused):
        waive_many(world.enrolment, [world.activity()], author=world.bo, reason=" ", key="k")
    with pytest.raises(Refused):
        waive_many(world.enrolment, [], author=world.bo, reason="x", key="k")
    intake.receive(world.enrolment, world.activity(), {"verb": "completed"})
    with pytest.raises(Refused):
        waive_many(world.enrolment, [world.activity()], author=world.bo, reason="x", key="k")


def test_a_waiver_is_taken_back_by_new_evidence_with_a_reason(world, client):
    intake.waive(world.enrolment, world.activity(), author=world.bo, reason="Vu.", key="k")
    evidence = Evidence.objects.get()
    client.force_login(world.dora)
    assert client.post(url(world, evidence.public_id), {"reason": ""}).status_code == 200
    client.post(url(world, evidence.public_id), {"reason": "Finalement non."})
    assert Completion.objects.get().state == "voided"
    assert [(one.is_voided, one.why_voided) for one in waivers_of(world.enrolment)] == [(True, "Finalement non.")]
    intake.waive(world.enrolment, world.activity(), author=world.bo, reason="Si.", key="k2")
    assert Completion.objects.get().state == "done" and differences(world.journey) == []


def test_the_learner_reads_why_and_writes_nothing(world, client):
    intake.waive(world.enrolment, world.activity(), author=world.bo, reason="Diplôme de 2019.", key="k")
    client.force_login(world.ana)
    page = client.get(url(world)).content.decode()
    assert "Diplôme de 2019." in page and "<textarea" not in page
    assert client.post(url(world), {"reason": "x"}).status_code == 403


def test_no_hours_are_counted_for_what_was_waived(world):
    from lms.agenda.hours import hours_of

    for one in left_to_do(world.enrolment):
        intake.waive(world.enrolment, one, author=world.bo, reason="Vu.", key=f"k{one.pk}")
    assert hours_of(world.enrolment).performed == 0 and Completion.objects.filter(state="done").count() == 4
