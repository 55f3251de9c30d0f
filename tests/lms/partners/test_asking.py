"""A question to a partner, from a visitor or a learner: leaves once, is answered without an account, and is timed."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail, signing
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from lms.notices.models import Notice
from lms.partners.asking import ask, links
from lms.partners.asking.letters import send_all_due
from lms.partners.asking.limits import PER_HOUR
from lms.partners.models import Letter, PartnerRequest, RequestMessage
from tests.factories import make_world
from tests.lms.partners.making import make_partner, make_request, publish_directory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]
State = PartnerRequest.State


class Picky(EmailBackend):
    """A mail server that has no mailbox for any partner."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0].endswith("@partner.example"):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such mailbox")})
        return super().send_messages(messages)


@pytest.fixture
def world():
    world = make_world(blocks=1)
    publish_directory(world.organisation)
    return world


@pytest.fixture
def partner(world):
    return make_partner(world.organisation)


def url(name, *arguments):
    with translation.override("en"):
        return reverse(f"partners:{name}", args=arguments)


def told(**fields):
    return {"question": "Où ?", "consent": "on", "name": "Vic", "email": "vic@visitor.example", "key": "k1", **fields}


def link_in(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body).group(1)


def test_a_visitor_confirms_the_partner_answers_and_both_read(world, partner, client):
    client.post(url("ask", "club", partner.public_id), told())
    row = PartnerRequest.objects.get()
    assert row.state == State.UNCONFIRMED and row.sent_at is None
    send_all_due()
    (letter,) = mail.outbox
    assert letter.to == ["vic@visitor.example"] and "Où ?" not in letter.body and "Vic" not in letter.body
    confirm = link_in(letter)
    client.get(confirm)  # a machine that looks at links
    assert PartnerRequest.objects.get().state == State.UNCONFIRMED
    client.post(confirm)
    send_all_due()
    question = mail.outbox[1]
    assert question.to == ["agence@partner.example"] and "Où ?" in question.body
    assert "vic@visitor.example" not in question.body

    page = Client().get(link_in(question))
    assert "Où ?" in page.content.decode() and PartnerRequest.objects.get().state == State.SEEN
    Client().post(link_in(question), {"text": "À la gare.", "key": "a1"})
    send_all_due()
    row = PartnerRequest.objects.get()
    assert row.state == State.ANSWERED and row.answered_minutes is not None
    answer = mail.outbox[2]
    assert answer.to == ["vic@visitor.example"] and "À la gare." in answer.body
    own = client.get(link_in(answer))
    assert "À la gare." in own.content.decode() and own["Referrer-Policy"] == "same-origin"


def test_a_double_click_anywhere_is_one_thing(world, partner, client):
    for _click in range(2):
        client.post(url("ask", "club", partner.public_id), told())
    row = PartnerRequest.objects.get()
    for _click in range(2):
        client.post(url("confirm", links.token_for(row, links.CONFIRM)))
    for _click in range(2):
        client.post(url("partner_link", links.token_for(row, links.PARTNER)), {"text": "Oui.", "key": "a"})
        client.post(url("asker", links.token_for(row, links.ASKER)), {"what": "more", "text": "Merci.", "key": "b"})
    assert RequestMessage.objects.count() == 2
    assert sorted(Letter.objects.values_list("sort", flat=True)) == ["answer", "confirm", "more", "question"]
    send_all_due()
    assert (send_all_due(), len(mail.outbox)) == (0, 4)


def test_a_learner_s_question_leaves_at_once_and_the_answer_is_a_notice(world, partner, client):
    client.force_login(world.ana)
    response = client.post(url("ask", "club", partner.public_id), {"question": "Où ?", "consent": "on", "key": "k"})
    row = PartnerRequest.objects.get()
    assert row.state == State.SENT and response.url == url("request", "club", row.public_id)
    ask.answer(row, "Ici.", "a")
    assert Notice.objects.filter(person=world.ana, topic="partner").count() == 1
    assert "Ici." in client.get(response.url).content.decode()
    assert "Agence" in client.get(url("mine")).content.decode()


def test_without_consent_nothing_is_kept(world, partner, client):
    page = client.post(url("ask", "club", partner.public_id), told(consent="", question="Ma question")).content.decode()
    assert "Ma question" in page and not PartnerRequest.objects.exists()


@pytest.mark.parametrize("name", ["confirm", "partner_link", "asker"])
def test_a_forged_link_leads_nowhere(world, partner, client, name):
    row = make_request(partner, None)
    ask.confirm(row)
    right = {"confirm": links.CONFIRM, "partner_link": links.PARTNER, "asker": links.ASKER}
    other = next(each for key, each in right.items() if key != name)
    forged = [
        "x",
        links.token_for(row, right[name])[:-1] + "!",
        links.token_for(row, other),
        signing.dumps([str(row.public_id), row.serial], key="another key", salt=f"{links.SALT}.{right[name]}"),
    ]
    for token in forged:
        assert client.get(url(name, token)).status_code == 404
        assert client.post(url(name, token), {"text": "x", "key": "x", "what": "erase"}).status_code == 404
    row.refresh_from_db()
    assert row.question and row.messages.count() == 0


def test_a_link_ends_with_time_and_with_the_next_one(world, partner, client, monkeypatch):
    row = make_request(partner, world.ana)
    old = links.token_for(row, links.PARTNER)
    ask.send_again(row)
    assert client.get(url("partner_link", old)).status_code == 410
    row.refresh_from_db()
    new = links.token_for(row, links.PARTNER)
    assert client.get(url("partner_link", new)).status_code == 200
    monkeypatch.setitem(links.LASTS, links.PARTNER, timedelta(seconds=-1))
    assert client.get(url("partner_link", new)).status_code == 410


def test_an_e_mail_that_bounces_is_seen_and_the_team_told_once(world, partner, client, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Picky"
    row = make_request(partner, world.ana)
    for _round in range(2):
        send_all_due()
    row.refresh_from_db()
    assert row.state == State.BOUNCED and Letter.objects.get().mail == Letter.Mail.REFUSED
    assert {each.person for each in Notice.objects.filter(topic="partner")} == {world.dora, world.admin}
    client.force_login(world.dora)
    assert "Put it right" in client.get(url("request", "club", row.public_id)).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(url("request", "club", row.public_id), {"what": "again"})
    assert send_all_due() == 1 and PartnerRequest.objects.get().state == State.SENT


def test_a_coordinator_may_say_that_it_came_back(world, partner, client):
    row = make_request(partner, world.ana)
    client.force_login(world.dora)
    client.post(url("request", "club", row.public_id), {"what": "bounced"})
    assert PartnerRequest.objects.get().state == State.BOUNCED


def test_a_partner_without_e_mail_is_told_to_the_team(world):
    row = make_request(make_partner(world.organisation, "sans", email=""), world.ana)
    assert not row.letters.exists() and Notice.objects.filter(person=world.dora, topic="partner").count() == 1
    with pytest.raises(ask.Refused):
        ask.send_again(row)


def test_nothing_is_written_in_a_closed_question(world, partner):
    row = make_request(partner, world.ana)
    ask.close(row)
    for write in (ask.answer, ask.go_on):
        with pytest.raises(ask.Refused):
            write(row, "x", "k")
    assert not RequestMessage.objects.exists() and not Letter.objects.filter(mail="due").exists()


def test_so_many_from_one_network_and_no_more(world, partner, client):
    for number in range(PER_HOUR):
        client.post(url("ask", "club", partner.public_id), told(key=f"k{number}", email=f"v{number}@visitor.example"))
    response = client.post(url("ask", "club", partner.public_id), told(key="more", email="new@visitor.example"))
    assert response.status_code == 429 and "Où ?" in response.content.decode()
    assert PartnerRequest.objects.count() == PER_HOUR


def test_nobody_s_mailbox_is_filled_through_us(world, partner):
    for number in range(8):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(url("ask", "club", partner.public_id), told(key=f"k{number}"))
    assert PartnerRequest.objects.count() == 5


def test_script_stays_text_on_every_page_and_in_no_header(world, partner, client):
    script = "<script>alert(1)</script>\nBcc: all@x.example"
    client.post(url("ask", "club", partner.public_id), told(question=script, name="Vic\r\nBcc: a@b.example"))
    row = PartnerRequest.objects.get()
    ask.confirm(row)
    ask.answer(row, script, "a")
    send_all_due()
    assert all("\n" not in each.subject and not each.bcc for each in mail.outbox)
    client.force_login(world.dora)
    for page in (
        client.get(url("partner_link", links.token_for(row, links.PARTNER))),
        client.get(url("asker", links.token_for(row, links.ASKER))),
        client.get(url("request", "club", row.public_id)),
        client.get(url("requests", "club")),
    ):
        assert page.status_code == 200 and "<script>alert" not in page.content.decode()


def test_others_questions_are_not_read(world, partner, client):
    row = make_request(partner, world.ana)
    for who, status in (("bo", 403), ("chloe", 403), ("eva", 403), ("otto", 404)):
        client.force_login(world.people[who])
        assert client.get(url("request", "club", row.public_id)).status_code == status
        assert client.post(url("request", "club", row.public_id), {"what": "close"}).status_code == status
    assert PartnerRequest.objects.get().state == State.SENT


def test_a_visitor_takes_away_and_erases_what_is_kept(world, partner, client):
    row = make_request(partner, None, "Mon secret")
    ask.confirm(row)
    address = url("asker", links.token_for(row, links.ASKER))
    assert client.get(address + "?what=data").json()["question"] == "Mon secret"
    client.post(address, {"what": "erase"})
    row.refresh_from_db()
    assert (row.name, row.email, row.question) == ("", "", "") and row.sent_at is not None
    assert client.get(address).status_code == 410


def test_the_team_s_list_stays_within_its_queries(world, partner, client, django_assert_max_num_queries):
    for _number in range(30):
        make_request(partner, world.ana)
    client.force_login(world.dora)
    with django_assert_max_num_queries(12):
        assert client.get(url("requests", "club")).status_code == 200


def test_the_table_of_moments_holds_no_name_and_no_word(world, partner, client):
    make_request(partner, world.ana, "Mon secret")
    client.force_login(world.dora)
    table = client.get(url("requests_table", "club")).content.decode()
    assert "Agence" in table and "secret" not in table and "Ana" not in table


def test_old_and_unconfirmed_questions_are_forgotten_and_figures_stay(world, partner):
    from lms.partners.asking.retention import forget

    unconfirmed, old, fresh = (make_request(partner, each) for each in (None, world.ana, world.ana))
    ask.answer(old, "Oui.", "a")
    long_ago = timezone.now() - timedelta(days=1200)
    PartnerRequest.objects.filter(pk=unconfirmed.pk).update(made_at=long_ago)
    PartnerRequest.objects.filter(pk=old.pk).update(last_contact_at=long_ago)
    assert forget() == 1 and forget() == 0
    assert not PartnerRequest.objects.filter(pk=unconfirmed.pk).exists()
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.question, old.asker, old.messages.get().text) == ("", None, "") and old.answered_at is not None
    assert fresh.question
