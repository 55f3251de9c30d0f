"""Who reads a report: the named contacts and nobody by role; each reading is noted before anything is shown."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from lms.incidents import privacy, retention
from lms.incidents import report as reporting
from lms.incidents.access import may_read, readers_of
from lms.incidents.counting import yearly
from lms.incidents.models import IncidentReading, IncidentReport, Procedure
from lms.notices.models import Notice
from lms.people.models import Membership, Role
from lms.people.privacy import erase
from lms.people.privacy import export as export_all
from tests.factories import make_person, make_world
from tests.lms.incidents.making import SECRET, make_procedure, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]


@pytest.fixture
def world():
    world = make_world(blocks=1)
    make_procedure(world)
    return world


def url(name, *arguments):
    with translation.override("en"):
        return reverse(f"incidents:{name}", args=arguments)


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("who", ["ana", "dora", "emile", "eva", "gaelle", "admin", "otto", "root"])
def test_nobody_reads_by_role(world, who):
    world.people["root"] = make_person("Root", email="root@example.org", is_superuser=True)
    row, _code = make_report(world)
    client = client_of(world.people[who])
    assert client.get(url("report", row.public_id)).status_code == 404
    for what in ("answer", "act", "hand", "close"):
        sent = {"what": what, "text": "x", "key": "k", "to": world.people[who].pk}
        assert client.post(url("report", row.public_id), sent).status_code == 404
    assert client.get(url("reports", "club")).status_code in (403, 404)
    row.refresh_from_db()
    assert row.state == "received" and not IncidentReading.objects.exists()


def test_the_reading_is_noted_before_anything_is_shown(world, monkeypatch):
    row, _code = make_report(world)
    client = client_of(world.chloe)
    client.get(url("reports", "club"))
    assert not IncidentReading.objects.exists()
    assert "poussée" in client.get(url("report", row.public_id)).content.decode()
    assert IncidentReading.objects.get().reader == world.chloe

    def fail(*_arguments, **_fields):
        raise OSError("the log cannot be written")

    monkeypatch.setattr(IncidentReading.objects, "create", fail)
    quiet = Client(raise_request_exception=False)
    quiet.force_login(world.chloe)
    response = quiet.get(url("report", row.public_id))
    assert response.status_code == 500 and "poussée" not in response.content.decode()


def test_the_log_names_numbers_for_the_contacts_and_for_quality(world):
    make_procedure(world, quality=world.dora)
    row, _code = make_report(world)
    client_of(world.chloe).get(url("report", row.public_id))
    for who in ("chloe", "bo", "dora"):
        page = client_of(world.people[who]).get(url("log", "club")).content.decode()
        assert row.number in page and "Chloé Costa" in page and "poussée" not in page and "Ana Ferreira" not in page
    assert client_of(world.admin).get(url("log", "club")).status_code == 403
    assert client_of(world.dora).get(url("report", row.public_id)).status_code == 404


def test_naming_oneself_opens_nothing_older_and_is_told(world):
    row, _code = make_report(world)
    client = client_of(world.admin)
    form = {"text": "x", "contact": world.admin.pk, "second": world.dora.pk, "answer_days": 3, "retention_years": 6}
    client.post(url("write", "club"), form)
    assert Procedure.objects.get(version=2).contact == world.admin
    assert client.get(url("report", row.public_id)).status_code == 404
    newer, _code = make_report(world)
    assert readers_of(newer) == {world.admin.pk, world.dora.pk} and readers_of(row) == {world.chloe.pk, world.bo.pk}
    told = Notice.objects.filter(key__startswith="incident-procedure:", person=world.chloe)
    assert told.count() == 2


def test_only_when_no_reader_is_left_do_today_s_contacts_take_over(world):
    row, _code = make_report(world, about="second")
    make_procedure(world, "admin", "bo")
    assert readers_of(row) == {world.chloe.pk}
    Membership.objects.filter(person=world.chloe).delete()
    assert readers_of(row) == {world.admin.pk}  # Bo, whom it is about, never


def test_a_contact_hands_over_to_a_member_but_not_to_whom_it_is_about(world):
    row, _code = make_report(world, about="second")
    client = client_of(world.chloe)
    for wrong in (world.bo, world.ana, world.otto):
        client.post(url("report", row.public_id), {"what": "hand", "to": wrong.pk})
        row.refresh_from_db()
        assert row.handed_to is None
    client.post(url("report", row.public_id), {"what": "hand", "to": world.dora.pk})
    row.refresh_from_db()
    assert may_read(world.dora, row) and not may_read(world.bo, row)
    assert client_of(world.dora).get(url("report", row.public_id)).status_code == 200


def test_answers_and_actions_are_kept_once_and_the_state_follows(world):
    row, _code = make_report(world)
    client = client_of(world.chloe)
    for _click in range(2):
        client.post(url("report", row.public_id), {"what": "answer", "text": "Je vous appelle.", "key": "a"})
        client.post(url("report", row.public_id), {"what": "act", "text": "Groupes séparés.", "key": "b"})
    row.refresh_from_db()
    assert (row.state, row.messages.count(), row.actions.count()) == ("handled", 1, 1)
    for what, state in (("close", "closed"), ("reopen", "handled")):
        client.post(url("report", row.public_id), {"what": what})
        row.refresh_from_db()
        assert row.state == state
    assert "Groupes séparés." not in client_of(world.ana).get(url("mine")).content.decode()


def test_each_change_of_the_procedure_is_a_version(world):
    client = client_of(world.admin)
    form = {"text": "Deux", "contact": world.chloe.pk, "second": world.bo.pk, "answer_days": 3, "retention_years": 6}
    for _click in range(2):
        client.post(url("write", "club"), form)
    assert list(Procedure.objects.values_list("version", "text")) == [(2, "Deux"), (1, "Nous écoutons d'abord.")]
    same = {**form, "second": world.chloe.pk}
    assert client.post(url("write", "club"), same).status_code == 200
    assert client.post(url("write", "club"), {**form, "contact": world.ana.pk}).status_code == 200
    assert Procedure.objects.count() == 2
    page = Client().get(url("versions", "club")).content.decode()
    assert "Deux" in page and "Nous écoutons" in page


def test_a_yearly_count_under_five_is_hidden_and_what_would_tell_it(world):
    for _number in range(4):
        make_report(world)
    assert yearly(world.organisation)[0].received is None
    last, _code = make_report(world)
    reporting.close(last)
    (year,) = yearly(world.organisation)
    assert (year.received, year.closed) == (5, None)
    page = client_of(world.dora).get(url("count", "club")).content.decode()
    assert "<td>5</td>" in page
    assert client_of(world.ana).get(url("count", "club")).status_code == 403


def test_the_reporter_s_copy_holds_their_report_and_nobody_else_s_does(world):
    row, _code = make_report(world)
    make_report(world, "dora", what=f"Ana Ferreira {SECRET}")
    reporting.answer(row, world.chloe, "Nous vous croyons.", "a")
    reporting.act(row, world.chloe, "Groupes séparés.", "b")
    told = str(export_all(world.ana))
    assert SECRET in told
    assert "Nous vous croyons." in told and "Groupes séparés." not in told
    assert len(privacy.export(world.ana)["reports"]) == 1
    assert "poussée" not in str(export_all(world.chloe)) and "poussée" not in str(export_all(world.otto))


def test_erasing_keeps_the_case_without_the_name(world):
    row, _code = make_report(world, what="Moi, Ana Ferreira (ana@example.org), j'ai vu cela. Ana.")
    reporting.go_on(row, "C'est Ana.", "m")
    client_of(world.chloe).get(url("report", row.public_id))
    erase(world.ana)
    row.refresh_from_db()
    assert row.reporter is None and "Ana" not in row.what and "j'ai vu cela" in row.what
    assert "Ana" not in row.messages.get().text
    erase(world.chloe)
    assert IncidentReading.objects.get().reader is None and IncidentReport.objects.count() == 1
    assert readers_of(IncidentReport.objects.get()) == {world.bo.pk}


def test_when_its_time_is_over_only_day_sort_and_state_are_left(world):
    row, code = make_report(world, None)
    reporting.answer(row, world.chloe, "Réponse", "a")
    reporting.close(row)
    assert retention.forget() == 0
    IncidentReport.objects.update(closed_at=timezone.now() - timedelta(days=6 * 366))
    assert retention.forget() == 1 and retention.forget() == 0
    row.refresh_from_db()
    assert (row.what, row.code_hash, row.sort, row.state) == ("", "", "violence", "closed")
    assert not row.messages.exists() and yearly(world.organisation)[0].year
    page = Client().post(url("follow"), {"code": code}).content.decode()
    assert 'class="error"' in page


def test_a_case_under_way_is_kept_whatever_its_age(world):
    make_report(world)
    IncidentReport.objects.update(received_at=timezone.now() - timedelta(days=9000))
    assert retention.forget() == 0


def test_another_organisation_s_contact_reads_nothing_of_ours(world):
    Membership.objects.create(person=world.otto, organisation=world.other_organisation, role=Role.COACH)
    row, _code = make_report(world)
    client = client_of(world.otto)
    for name, argument in (
        ("report", row.public_id),
        ("reports", "club"),
        ("log", "club"),
        ("count", "club"),
        ("write", "club"),
    ):
        assert client.get(url(name, argument)).status_code == 404
