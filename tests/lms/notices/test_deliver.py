"""Every notice leaves once, whatever breaks: a mail server that is down, refuses, or a process that is killed."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from lms.notices import deliver
from lms.notices.models import Notice, Topic
from lms.notices.tell import tell
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


class Down(BaseEmailBackend):
    """A mail server that nobody reaches."""

    tried = 0

    def open(self) -> bool:
        type(self).tried += 1
        raise ConnectionRefusedError(111, "Connection refused")


class Picky(EmailBackend):
    """One that does not know Ana."""

    def send_messages(self, messages):
        if "ana@example.org" in messages[0].to:
            raise SMTPRecipientsRefused({"ana@example.org": (550, b"no such mailbox ana@example.org")})
        return super().send_messages(messages)


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


def told(world: World, person: str = "ana", topic: Topic = Topic.BOOKING, key: str = "k", **fields: object) -> Notice:
    row = world.people[person]
    tell(row, world.organisation, topic, key, "Votre place est gardée", "Mardi 10:00", "/fr/agenda/")
    Notice.objects.filter(person=row, key=key).update(**fields)
    return Notice.objects.get(person=row, key=key)


def later(row: Notice) -> None:
    """As if the time until the next try had passed."""
    Notice.objects.filter(pk=row.pk).update(mail_after=timezone.now())


def test_an_e_mail_says_what_where_to_go_on_and_whom_to_ask(world, settings):
    settings.SITE_ORIGIN = "https://cordee.example"
    row = told(world)
    assert deliver.send_all_due() == 1
    letter = mail.outbox[0]
    assert letter.subject == "Votre place est gardée" and letter.to == ["ana@example.org"]
    assert letter.body.startswith("Bonjour Ana,")
    for part in ("Mardi 10:00", "https://cordee.example/fr/agenda/", "Chloé", "05 00", "/fr/avis/preferences/"):
        assert part in letter.body
    assert "&" not in letter.body and "\n\n\n" not in letter.body
    row.refresh_from_db()
    assert row.mail == Notice.Mail.SENT and row.sent_at is not None


def test_what_was_sent_is_not_sent_again(world):
    told(world)
    assert (deliver.send_all_due(), deliver.send_all_due()) == (1, 0)
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_down_is_tried_later_and_later_and_loses_nothing(world, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    row = told(world)
    waits = []
    for _try in deliver.DELAYS:
        assert deliver.send_all_due() == 0
        row.refresh_from_db()
        assert row.mail == Notice.Mail.DUE and "refused" in row.fault
        waits.append(row.mail_after - timezone.now())
        later(row)
    assert waits == sorted(waits) and timedelta(days=1, hours=12) < sum(waits, timedelta()) < timedelta(days=2, hours=1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver.send_all_due() == 1
    row.refresh_from_db()
    assert (row.mail, row.fault) == (Notice.Mail.SENT, "")


def test_after_two_days_it_is_given_up_and_said_so(world, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    row = told(world, tries=len(deliver.DELAYS))
    deliver.send_all_due()
    row.refresh_from_db()
    assert row.mail == Notice.Mail.FAILED and row.fault
    assert deliver.send_all_due() == 0


def test_nobody_waits_for_each_letter_when_the_server_is_down(world, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    for number in range(5):
        told(world, key=f"k{number}")
    Down.tried = 0
    deliver.send_all_due()
    assert Down.tried == 1


def test_one_address_that_is_refused_holds_nobody_else_up_and_is_not_written_down(world, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Picky"
    row = told(world)
    told(world, "chloe")
    assert deliver.send_all_due() == 1
    row.refresh_from_db()
    assert row.mail == Notice.Mail.DUE and row.fault == "SMTPRecipientsRefused 550"


def test_a_process_killed_between_claim_and_end_is_made_up_for_with_the_same_message_id(world):
    row = told(world)
    claimed = deliver.claim_due(timezone.now())
    assert [each.pk for each in claimed] == [row.pk]
    # The one who claimed it is no more; nobody takes it before the claim runs out.
    assert deliver.send_all_due() == 0
    later(row)
    assert deliver.send_all_due() == 1
    again = deliver.write(claimed)
    assert again.extra_headers["Message-ID"] == mail.outbox[0].extra_headers["Message-ID"]


def test_a_claim_that_ran_out_marks_nothing_that_is_somebody_else_s(world):
    row = told(world)
    slow = deliver.claim_due(timezone.now())
    later(row)
    deliver.send_all_due()
    deliver.postpone(slow, ConnectionResetError())
    row.refresh_from_db()
    assert row.mail == Notice.Mail.SENT


def test_what_concerns_the_team_comes_in_one_e_mail_for_each_person(world):
    for number in range(3):
        told(world, "chloe", Topic.TEAM, f"overdue:{number}")
        told(world, "ana", Topic.BOOKING, f"seat:{number}")
    assert deliver.send_all_due() == 4
    subjects = sorted(letter.subject for letter in mail.outbox)
    assert subjects[0] == "Cordée : 3 avis"
    assert Notice.objects.filter(mail=Notice.Mail.SENT).count() == 6


def test_who_may_not_sign_in_any_more_gets_no_e_mail(world):
    row = told(world)
    world.ana.is_active = False
    world.ana.save()
    assert deliver.send_all_due() == 0
    row.refresh_from_db()
    assert row.mail == Notice.Mail.NONE


@pytest.mark.parametrize("address", ["//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:x"])
def test_no_e_mail_leads_off_the_site(world, address):
    told(world, address=address)
    deliver.send_all_due()
    assert "evil" not in mail.outbox[0].body and "javascript" not in mail.outbox[0].body


def test_asking_often_enqueues_once_a_second(settings, world):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    for _number in range(5):
        deliver.ask()
    assert DBTaskResult.objects.count() == 1
