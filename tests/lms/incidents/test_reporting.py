"""To report violence: by anybody, without a name if wished, once, and read by nobody but the contacts."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lms.incidents import report as reporting
from lms.incidents.codes import code_of, digest
from lms.incidents.models import IncidentMessage, IncidentReport
from lms.notices.deliver import send_all_due
from lms.notices.models import Notice
from tests.factories import make_world
from tests.lms.incidents.making import SECRET, make_procedure, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]


@pytest.fixture
def world():
    world = make_world(blocks=1)
    make_procedure(world)
    Notice.objects.all().delete()
    return world


def url(name, *arguments):
    with translation.override("en"):
        return reverse(f"incidents:{name}", args=arguments)


def told(**fields):
    return {"key": "k1", "sort": "violence", "what": SECRET, "about": "neither", **fields}


def code_in(response):
    return re.search(r'class="secret">([A-Z0-9-]+)<', response.content.decode()).group(1)


def test_a_visitor_without_a_name_follows_by_a_code_shown_once(world, client):
    response = client.post(url("tell", "club"), told())
    code = code_in(response)
    row = IncidentReport.objects.get()
    assert row.reporter is None and code not in str(vars(row)) and row.code_hash == digest(code)
    reporting.answer(row, world.chloe, "Nous vous croyons.", "a")
    page = Client().post(url("follow"), {"code": code.lower().replace("-", " ")})
    assert "Nous vous croyons." in page.content.decode() and page["Cache-Control"] == "no-store"
    Client().post(url("follow"), {"code": code, "text": "Merci.", "key": "m"})
    Client().post(url("follow"), {"code": code, "text": "Merci.", "key": "m"})
    assert IncidentMessage.objects.filter(side="reporter").count() == 1


def test_a_double_click_is_one_report_and_loses_no_code(world, client):
    codes = {code_in(client.post(url("tell", "club"), told())) for _click in range(2)}
    assert IncidentReport.objects.count() == 1 and len(codes) == 1


def test_who_is_signed_in_may_stay_unknown(world, client):
    client.force_login(world.ana)
    code_in(client.post(url("tell", "club"), told(anonymous="on")))
    row = IncidentReport.objects.get()
    assert row.reporter is None and "Ana" not in str(vars(row))
    assert SECRET not in client.get(url("mine")).content.decode()


def test_with_a_name_it_is_followed_on_one_s_own_page(world, client):
    client.force_login(world.ana)
    client.post(url("tell", "club"), told())
    row = IncidentReport.objects.get()
    assert row.reporter == world.ana and row.code_hash == ""
    reporting.answer(row, world.chloe, "Nous vous croyons.", "a")
    page = client.get(url("mine")).content.decode()
    assert "Nous vous croyons." in page
    client.post(url("mine"), {"report": row.public_id, "text": "Encore hier.", "key": "m"})
    assert IncidentMessage.objects.filter(text="Encore hier.").exists()
    client.force_login(world.otto)
    assert client.post(url("mine"), {"report": row.public_id, "text": "x", "key": "n"}).status_code == 404


@pytest.mark.parametrize("who", ["", "ana", "bo", "gaelle", "otto"])
def test_anybody_reaches_it_from_any_page_and_may_report(world, client, who):
    if who:
        client.force_login(world.people[who])
    assert f'href="{url("home")}"' in client.get("/en/accessibility/").content.decode()
    page = client.get(url("procedure", "club")).content.decode()
    for words in ("Chloé Costa", "Bo Berger", "05 01", ">17<", ">112<", ">114<", ">3919<"):
        assert words in page
    client.post(url("tell", "club"), told(key=f"k-{who}"))
    assert IncidentReport.objects.count() == 1


def test_notices_to_contacts_say_nothing_of_it(world):
    make_report(world)
    assert {row.person for row in Notice.objects.all()} == {world.chloe, world.bo}
    send_all_due()
    for letter in mail.outbox:
        assert SECRET not in letter.body and "Ana" not in letter.body + letter.subject
        assert "iolence" not in letter.subject


def test_the_reporter_s_notice_says_nothing_either(world):
    row, _code = make_report(world)
    reporting.answer(row, world.chloe, "Une réponse secrète", "a")
    notice = Notice.objects.get(person=world.ana)
    assert "secrète" not in notice.subject + notice.body and "report" not in notice.subject.lower()


def test_the_one_it_is_about_hears_nothing(world, client):
    row, _code = make_report(world, about="contact")
    assert {each.person for each in Notice.objects.all()} == {world.bo}
    client.force_login(world.chloe)
    assert client.get(url("report", row.public_id)).status_code == 404
    assert row.number not in client.get(url("reports", "club")).content.decode()
    client.force_login(world.bo)
    assert SECRET in client.get(url("report", row.public_id)).content.decode()


def test_without_a_procedure_nobody_is_left_believing_it_was_read(world, client):
    page = client.post(url("tell", "other"), told()).content.decode()
    assert "nothing was kept" in page and SECRET in page and not IncidentReport.objects.exists()


@pytest.mark.parametrize("code", ["", "x", "AAAA-AAAA-AAAA-AAAA", "<script>", "x" * 5000, "0000-0000-0000-0000"])
def test_a_wrong_code_opens_nothing(world, client, code):
    make_report(world, None)
    page = client.post(url("follow"), {"code": code}).content.decode()
    assert SECRET not in page and 'class="error"' in page


def test_codes_are_not_tried_without_end(world, client):
    statuses = [client.post(url("follow"), {"code": "AAAA-AAAA-AAAA-AAAA"}).status_code for _try in range(32)]
    assert statuses[0] == 200 and statuses[-1] == 429


def test_a_code_is_long_plain_and_of_its_form_alone():
    codes = {code_of(f"key-{number}") for number in range(500)}
    assert len(codes) == 500 and all(re.fullmatch(r"([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}", each) for each in codes)
    assert code_of("key-1") == code_of("key-1")


def test_script_in_every_field_stays_text(world, client):
    script = "<script>alert(1)</script>"
    fields = dict.fromkeys(("what", "where", "when", "wish", "name", "reach"), script)
    code = code_in(client.post(url("tell", "club"), told(**fields)))
    row = IncidentReport.objects.get()
    reporting.answer(row, world.chloe, script, "a")
    reporting.act(row, world.chloe, script, "b")
    client.force_login(world.chloe)
    for page in (client.get(url("report", row.public_id)), client.post(url("follow"), {"code": code})):
        assert page.status_code == 200 and "<script>alert" not in page.content.decode()
