"""Answers by e-mail: taken once, from the person and for the place they were made for; the rest is refused."""

import io
import sys
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.conversations.models import Attachment, Message
from lms.notices import deliver
from lms.notices.inbound import addresses
from lms.notices.inbound.receive import receive
from lms.notices.models import FailingAddress, InboundMail, Notice, Topic
from lms.people.privacy import erase
from tests.factories import World, make_world
from tests.lms.conversations.writing import PNG, say
from tests.lms.notices.inbound.letters import SITE, answer, bounce, with_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.INBOUND_ADDRESS, settings.INBOUND_SECRET = SITE, "un secret"
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_world(blocks=1)


@pytest.fixture
def asked(world) -> Notice:
    """What Ana was told: Chloé wrote to her."""
    say(world.enrolment, world.chloe, "Mardi vous va ?")
    return Notice.objects.get(person=world.ana)


def answers() -> list[str]:
    return list(Message.objects.filter(role="learner").values_list("text", flat=True))


def test_the_e_mail_says_that_it_can_be_answered_and_where(world, asked):
    deliver.send_all_due()
    letter = next(one for one in mail.outbox if one.to == ["ana@example.org"])
    headers = letter.message()
    assert letter.reply_to == [addresses.reply_address(asked)] and "répondez simplement" in letter.body
    assert headers["From"].endswith("<cordee@localhost>")
    assert letter.from_email == addresses.bounce_address(asked)
    assert max(len(one.split("@")[0]) for one in (*letter.reply_to, letter.from_email)) <= 64
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_an_inbound_address_nobody_is_asked_to_answer(world, asked, settings):
    settings.INBOUND_ADDRESS = ""
    deliver.send_all_due()
    letter = next(one for one in mail.outbox if one.to == ["ana@example.org"])
    assert not letter.reply_to and "répondez simplement" not in letter.body
    assert letter.from_email == settings.DEFAULT_FROM_EMAIL


def test_an_answer_is_a_message_like_any_other_and_kept_once(world, asked):
    raw = answer(asked, "Oui, mardi.\n\nLe mar. 3 mars 2026, Cordée a écrit :\n> Mardi vous va ?")
    assert [receive(raw), receive(raw), receive(raw)] == ["taken"] * 3
    assert answers() == ["Oui, mardi."] and Message.objects.get(role="learner").is_by_mail
    assert Notice.objects.filter(person=world.chloe, topic=Topic.MESSAGE).count() == 1
    assert InboundMail.objects.count() == 1


def test_the_address_is_read_whatever_its_case_and_wherever_the_server_put_it(world, asked):
    shouted = addresses.reply_address(asked).upper()
    assert receive(answer(asked, to=shouted)) == "taken"
    assert receive(answer(None, "Par Delivered-To", Delivered_To=addresses.reply_address(asked))) == "taken"
    assert receive(answer(None, "Par l’enveloppe"), (addresses.reply_address(asked),)) == "taken"
    assert len(answers()) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (absence)"},
        {"Precedence": "bulk"},
        {"Precedence": "list"},
        {"List_Id": "<liste.example>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_machine_wrote_is_dropped_and_never_answered(world, asked, headers, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert receive(answer(asked, "Je suis absente", **headers)) == "dropped"
    assert not answers() and not mail.outbox


def forged(asked: Notice) -> list[str]:
    good = addresses.reply_address(asked)
    local, _at, host = good.partition("@")
    changed = local[:-1] + ("0" if local[-1] != "0" else "1")
    other = addresses.reply_address(Notice(pk=asked.pk, person_id=asked.person_id + 1, reply_to=asked.reply_to))
    return [
        f"{changed}@{host}",
        other,
        addresses.bounce_address(asked),
        f"{local}@evil.example",
        "reponse+rzzzzzzzzzzzzz.00000000000000000000@site.example",
        "reponse+r1.@site.example",
        SITE,
    ]


@pytest.mark.parametrize("number", range(7))
def test_a_forged_address_takes_nothing_and_a_known_person_is_told_once(
    world, asked, number, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(3):
            assert receive(answer(asked, to=forged(asked)[number])) == "refused"
    assert not answers() and [one.to for one in mail.outbox] == [["ana@example.org"]]
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-replied"
    assert receive(answer(asked, sender="inconnu@evil.example", to=SITE)) == "dropped"


def test_another_sender_is_told_why_and_nothing_is_kept(world, asked, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert receive(answer(asked, sender="otto@example.org")) == "refused"
    assert not answers() and "autre adresse" in mail.outbox[0].body and mail.outbox[0].to == ["otto@example.org"]


@pytest.mark.parametrize("text", ["", "\n\n> Mardi vous va ?", "-- \nAna"])
def test_an_answer_without_a_word_is_told_how(world, asked, text, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert receive(answer(asked, text)) == "refused"
    assert not answers() and "au-dessus" in mail.outbox[0].body


def test_after_the_end_the_answer_says_whom_to_ask(world, asked, django_capture_on_commit_callbacks):
    from lms.enrolment.enrol import end

    end(world.enrolment, timezone.localdate())
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert receive(answer(asked)) == "refused"
    assert "05 00" in mail.outbox[0].body


def test_who_was_taken_out_cannot_answer_an_old_e_mail(world, asked):
    say(world.enrolment, world.ana, "Bonjour")
    told = Notice.objects.get(person=world.chloe, topic=Topic.MESSAGE)
    world.chloe.memberships.all().delete()
    assert receive(answer(told, sender="chloe@example.org")) == "refused"
    assert Message.objects.filter(role="coach").count() == 1


def test_a_photo_is_kept_and_what_cannot_be_is_told(world, asked, django_capture_on_commit_callbacks):
    assert receive(with_file(asked, "photo.png", PNG)) == "taken"
    assert Attachment.objects.get().type == "image/png"
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert receive(with_file(asked, "../../virus.exe", b"MZ" + b"\0" * 99)) == "taken"
    assert Attachment.objects.count() == 1 and len(answers()) == 2
    assert any("pas tous ses fichiers" in one.body for one in mail.outbox)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"\x00\xff\xfe" * 1000,
        b"From: <<<>>>\r\nTo: ,,,\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\nx",
        b"From: a@b.c\r\nContent-Type: text/plain; charset=nonsense\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
        + b"--B\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n" * 300,
        b"From: =?utf-8?q?=00?= <a@b.c>\r\nTo: =?x?y?z?=\r\n\r\nhm",
    ],
)
def test_rubbish_is_dropped_without_a_stumble(world, raw):
    assert receive(raw) == "dropped"


def test_too_large_is_dropped_before_it_is_read(world, asked, monkeypatch):
    monkeypatch.setattr("lms.notices.inbound.reading.LARGEST", 1000)
    assert receive(answer(asked, "a" * 2000)) == "dropped" and not answers()


def test_an_address_that_comes_back_is_marked_said_to_person_and_team_and_not_tried_again(world, asked, client):
    assert receive(bounce(asked, "ana@example.org")) == "bounce"
    row = FailingAddress.objects.get()
    assert (row.person, row.status) == (world.ana, "5.1.1")
    assert Notice.objects.filter(person=world.chloe, topic=Topic.TEAM, about=world.ana).count() == 1
    mail.outbox.clear()
    deliver.send_all_due()
    assert not [one for one in mail.outbox if one.to == ["ana@example.org"]]
    client.force_login(world.ana)
    words = client.get(reverse("notices:centre")).content.decode()
    assert "ana@example.org" in words and "Mardi vous va" in words
    client.force_login(world.chloe)
    assert "ana@example.org" in client.get(reverse("notices:failing")).content.decode()
    client.force_login(world.ana)
    client.post(reverse("notices:try_again"))
    assert not FailingAddress.objects.exists()


def test_a_new_address_is_written_to_again(world, asked):
    receive(bounce(asked, "ana@example.org"))
    world.ana.email = "ana.neuve@example.org"
    world.ana.save()
    say(world.enrolment, world.chloe, "Vous recevez ?")
    deliver.send_all_due()
    assert [one for one in mail.outbox if one.to == ["ana.neuve@example.org"]]
    assert receive(bounce(asked, "ana@example.org")) == "bounce"  # a late report of the old one
    assert FailingAddress.objects.get().email == "ana@example.org"


@pytest.mark.parametrize("report", [{"action": "delayed", "status": "4.4.1"}, {"status": "4.2.2"}])
def test_a_full_mailbox_or_a_delay_marks_nobody(world, asked, report):
    receive(bounce(asked, "ana@example.org", **report))
    assert not FailingAddress.objects.exists()


def test_a_forged_report_marks_nobody(world, asked):
    for to in (SITE, addresses.reply_address(asked), addresses.bounce_address(Notice(pk=asked.pk, person_id=1))):
        receive(bounce(asked, "ana@example.org", to=to))
    receive(bounce(asked, "chloe@example.org"))
    assert not FailingAddress.objects.exists()


def test_a_mail_server_pipes_it_into_a_command(world, asked, monkeypatch, capsys):
    class Pipe:
        buffer = io.BytesIO(answer(asked))

    monkeypatch.setattr(sys, "stdin", Pipe())
    call_command("mail", "receive")
    assert capsys.readouterr().out.strip() == "taken" and answers() == ["Oui, mardi."]


def test_a_mail_server_posts_it_with_the_secret_and_nobody_without(world, asked, settings):
    url, raw = reverse("notices:inbound"), answer(asked)
    client = Client(enforce_csrf_checks=True)

    def posted(**headers: str) -> int:
        return client.post(url, raw, content_type="message/rfc822", headers=headers).status_code

    assert posted() == posted(Authorization="Bearer faux") == posted(Authorization="Bearer é") == 404
    settings.INBOUND_SECRET = ""
    assert posted(Authorization="Bearer ") == 404 and not answers()
    settings.INBOUND_SECRET = "un secret"
    assert posted(Authorization="Bearer un secret") == 200 and answers() == ["Oui, mardi."]


def test_erasing_a_person_leaves_nothing_of_their_e_mails(world, asked):
    receive(answer(asked))
    receive(bounce(asked, "ana@example.org"))
    erase(world.ana)
    assert not FailingAddress.objects.exists() and not InboundMail.objects.filter(person__isnull=False).exists()
    assert not Message.objects.exists()


def test_answers_that_cross_stop_after_one_an_hour(world, asked, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(5):
            receive(answer(asked, ""))
    assert len(mail.outbox) == 1
    InboundMail.objects.update(came_at=timezone.now() - timedelta(hours=2))
    with django_capture_on_commit_callbacks(execute=True):
        receive(answer(asked, ""))
    assert len(mail.outbox) == 2
