"""Hours on reports: who reads them, down to which proof, at which cost."""

import csv
import io

import pytest
from django.urls import reverse

from lms.agenda.models import SignOff
from lms.people.models import Role
from tests.factories import make_person
from tests.lms.agenda.factories import make_session
from tests.lms.agenda.hours.rows import close, days_ago, finish, hold, see, sign
from tests.lms.reports.conftest import Crowd, sign_in


@pytest.fixture
def signed(crowd) -> Crowd:
    """Everybody signed a half-day that counts the hour it announces; Ana had an appointment beside and read a text."""
    session = make_session(crowd.world, days_ago(1))
    half_day = session.half_days.first()
    for enrolment in crowd.learners:
        sign(half_day, enrolment)
        see(session, enrolment, 30)
    close(session)
    ana = crowd.learners[0]
    finish(crowd.world, ana, "S11", 1)
    finish(crowd.world, ana, "S11", 2)
    finish(crowd.world, ana, "S12", 1)
    hold(crowd.world, ana, 45, sequence=None)
    return crowd


def hours_page(client, crowd: Crowd, **query: str) -> str:
    response = client.get(reverse("reports:hours", args=[crowd.world.journey.key]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_dora_reads_planned_justified_and_connected_of_everybody(signed):
    text = hours_page(sign_in(signed.world.dora), signed)
    assert "Ana Ferreira" in text and "Zoé Nom" in text
    assert "4\u00a0h" in text and "1\u00a0h\u00a030" in text  # Ana: planned, and the hour with the text
    assert "52\u00a0h" in text  # 13 people, 4 h each


@pytest.mark.parametrize("who", ["dora", "chloe", "eva"])
def test_every_time_of_a_learner_leads_to_their_hours(signed, who):
    """From the line of the matrix, and from the figures of the learner's own report; also without names."""
    client, ana = sign_in(signed.world.people[who]), signed.learners[0]
    hours = reverse("reports:hours_of", args=[ana.public_id])
    assert f'href="{hours}"' in client.get(reverse("reports:matrix", args=[signed.world.journey.key])).content.decode()
    response = client.get(reverse("reports:learner", args=[ana.public_id]))
    assert [bool(figure.url) for figure in response.context["figures"]] == [False, True, True]
    assert response.content.decode().count(f'href="{hours}"') == 2
    assert client.get(hours).status_code == 200


def test_hours_are_shown_by_sequence_too(signed):
    text = hours_page(sign_in(signed.world.dora), signed, by="sequence")
    assert "S11" in text and "#S12" in text


def test_the_journey_s_balance_is_shown(signed):
    text = hours_page(sign_in(signed.world.dora), signed)
    assert ("2\u00a0h" in text and "(50\u00a0%)" in text) or "(50 %)" in text


def test_filters_narrow_the_list(signed):
    text = hours_page(sign_in(signed.world.dora), signed, cohort=str(signed.cohorts["Hiver"].pk))
    assert "Lou Nom" in text and "Ana Ferreira" not in text


def test_a_coach_reads_of_those_they_coach(signed):
    text = hours_page(sign_in(signed.world.chloe), signed)
    assert "Ana Ferreira" in text and "Zoé Nom" not in text


def test_without_names_nobody_is_named_and_small_groups_are_hidden(signed, nameless):
    text = hours_page(nameless, signed)
    assert "Ferreira" not in text and "Zoé" not in text
    hidden = hours_page(nameless, signed, cohort="none")
    assert "<tbody>" not in hidden
    learner = nameless.get(reverse("reports:hours_of", args=[signed.learners[0].public_id])).content.decode()
    for name in ("Ferreira", "Chloé Costa", "Bo Berger"):
        assert name not in learner


@pytest.mark.parametrize("name", ["hours", "hours_csv"])
def test_otto_and_his_organisation_find_nothing(signed, name):
    olga = make_person("Olga", signed.world.other_organisation, *Role, email="olga@example.org")
    for person in (signed.world.otto, olga, signed.world.ana):
        assert sign_in(person).get(reverse(f"reports:{name}", args=[signed.world.journey.key])).status_code == 404
        address = reverse("reports:hours_of", args=[signed.learners[0].public_id])
        assert sign_in(person).get(address).status_code == 404


def test_one_learner_opens_down_to_each_proof(signed):
    client = sign_in(signed.world.dora)
    text = client.get(reverse("reports:hours_of", args=[signed.learners[0].public_id])).content.decode()
    sign_off = SignOff.objects.get(enrolment=signed.learners[0])
    assert sign_off.public_id.hex[:8].upper() in text  # the signature
    assert "Activité 1.2.1" in text or "Activity 1.2.1" in text  # the text that was read
    assert "Rendez-vous avec le référent" in text  # the appointment beside
    assert "Chloé Costa" in text


def test_the_file_holds_everybody_in_minutes(signed):
    client = sign_in(signed.world.dora)
    response = client.get(
        reverse("reports:hours_csv", args=[signed.world.journey.key]), headers={"accept-language": "en"}
    )
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 13
    line = next(list(row.values()) for row in rows if "Ana Ferreira" in row.values())
    # planned, performed, connected, in person, at a distance, together, at one's own pace, declared; then by sequence
    assert line[5:] == ["240", "90", "30", "60", "30", "60", "30", "0", "60", "30", "0", "0"]


def test_a_page_of_fifty_takes_ten_queries(signed, django_assert_max_num_queries):
    client = sign_in(signed.world.dora)
    hours_page(client, signed)
    with django_assert_max_num_queries(10):
        hours_page(client, signed)
    with django_assert_max_num_queries(10):
        hours_page(client, signed, by="sequence", cohort=str(signed.cohorts["Automne"].pk))


def test_one_learner_s_page_takes_twelve_queries(signed, django_assert_max_num_queries):
    client = sign_in(signed.world.dora)
    address = reverse("reports:hours_of", args=[signed.learners[0].public_id])
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)
