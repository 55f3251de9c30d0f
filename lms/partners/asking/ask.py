"""A question's life: asked, confirmed, seen, answered, closed, come back. Each step twice is the same step once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.addresses import address_of
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell, tell_many
from lms.partners.access import FOLLOWERS, rules_of
from lms.partners.asking.promise import working_time
from lms.partners.models import Letter, Partner, PartnerRequest, RequestMessage
from lms.people.models import Person

State = PartnerRequest.State
LONGEST = 4000


class Refused(ValueError):
    """Why it cannot be done, in a sentence for who asked."""


@dataclass(frozen=True)
class Said:
    """What somebody wrote in the form. `key` is the form's own: sent twice, it is one question."""

    question: str
    key: str
    name: str = ""
    email: str = ""
    language: str = "fr"


@transaction.atomic
def ask(partner: Partner, said: Said, asker: Person | None = None) -> PartnerRequest:
    """Keep a question. A person's leaves at once; a visitor's waits until they have confirmed their e-mail."""
    request, is_new = PartnerRequest.objects.get_or_create(
        organisation=partner.organisation,
        key=said.key[:60],
        defaults={
            "partner": partner,
            "asker": asker,
            "name": "" if asker else said.name,
            "email": "" if asker else said.email.lower(),
            "language": said.language,
            "question": said.question[:LONGEST],
            "promised_hours": rules_of(partner.organisation).promised_hours,
        },
    )
    if not is_new:
        return request
    if asker is None:
        write_letter(request, Letter.Sort.CONFIRM)
    else:
        _send(request)
    return request


@transaction.atomic
def confirm(request: PartnerRequest) -> PartnerRequest:
    """The visitor's e-mail is theirs: the question leaves."""
    locked = _lock(request)
    if locked.state == State.UNCONFIRMED:
        _send(locked)
    return locked


def see(request: PartnerRequest) -> None:
    """The partner has opened it."""
    now = timezone.now()
    rows = PartnerRequest.objects.filter(pk=request.pk, seen_at=None).exclude(state=State.UNCONFIRMED)
    rows.update(seen_at=now)
    PartnerRequest.objects.filter(pk=request.pk, state__in=(State.SENT, State.BOUNCED)).update(state=State.SEEN)


@transaction.atomic
def answer(request: PartnerRequest, text: str, key: str) -> RequestMessage:
    """The partner answers; the first time is what the promise is measured by. Raises Refused once it is closed."""
    locked = _lock(request)
    message, is_new = _write(locked, RequestMessage.Side.PARTNER, text, key)
    if not is_new:
        return message
    now = message.made_at
    if locked.answered_at is None:
        locked.answered_at = now
        locked.answered_minutes = _worked(locked, now)
    locked.seen_at = locked.seen_at or now
    locked.state, locked.last_contact_at = State.ANSWERED, now
    locked.save()
    if locked.asker:
        _tell_asker(locked, message)
    else:
        write_letter(locked, Letter.Sort.ANSWER, message)
    return message


@transaction.atomic
def go_on(request: PartnerRequest, text: str, key: str) -> RequestMessage:
    """Who asked writes once more; the partner gets it by e-mail. Raises Refused once it is closed."""
    locked = _lock(request)
    message, is_new = _write(locked, RequestMessage.Side.ASKER, text, key)
    if is_new:
        locked.last_contact_at = message.made_at
        locked.save(update_fields=["last_contact_at"])
        write_letter(locked, Letter.Sort.MORE, message)
    return message


@transaction.atomic
def close(request: PartnerRequest) -> None:
    """Nothing more is awaited. Who asked and the team may do it."""
    locked = _lock(request)
    if locked.closed_at is None:
        locked.state, locked.closed_at = State.CLOSED, timezone.now()
        locked.save(update_fields=["state", "closed_at"])
        locked.letters.filter(mail=Letter.Mail.DUE).update(mail=Letter.Mail.DROPPED)


@transaction.atomic
def bounce(request: PartnerRequest) -> None:
    """The partner's e-mail does not work: the team is told, once for each time it was sent."""
    locked = _lock(request)
    if locked.state not in (State.SENT, State.SEEN):
        return
    locked.state, locked.bounced_at = State.BOUNCED, timezone.now()
    locked.save(update_fields=["state", "bounced_at"])
    subject = format_lazy(gettext_lazy("A question to {name} came back"), name=locked.partner.name)
    body = gettext_lazy("Their e-mail does not work. Put it right on the partner’s page, then send the question again.")
    tell_team(locked, f"partner-request:{locked.pk}:bounced:{locked.serial}", subject, body)


@transaction.atomic
def send_again(request: PartnerRequest) -> None:
    """A new link to the partner's e-mail as it is now; the old link ends. Raises Refused without an e-mail."""
    locked = _lock(request)
    if locked.state == State.UNCONFIRMED or locked.closed_at is not None:
        raise Refused(_("This question is not open any more."))
    if not locked.partner.email:
        raise Refused(_("This partner has no e-mail yet. Write it on the partner’s page first."))
    locked.letters.filter(mail=Letter.Mail.DUE).exclude(sort__in=_TO_ASKER).update(mail=Letter.Mail.DROPPED)
    locked.serial += 1
    if locked.state == State.BOUNCED:
        locked.state = State.SENT
    locked.save(update_fields=["serial", "state"])
    write_letter(locked, Letter.Sort.QUESTION)


def tell_team(request: PartnerRequest, key: str, subject: object, body: object = "") -> None:
    """Those who follow questions, without the words of any."""
    people = Person.objects.filter(
        memberships__organisation=request.organisation_id, memberships__role__in=FOLLOWERS, is_active=True
    ).distinct()
    address = address_of("partners:request", request.organisation.code, request.public_id)
    tell_many(
        Telling(person, request.organisation_id, Topic.PARTNER, key, subject, body, address)  # type: ignore[arg-type]
        for person in people.order_by("pk")
    )


def write_letter(request: PartnerRequest, sort: Letter.Sort, message: RequestMessage | None = None) -> None:
    """One e-mail of that sort for that message and serial, whoever asks for it; it leaves after the commit."""
    from lms.partners.asking.letters import wake

    key = f"{sort}:{message.pk if message else ''}:{request.serial}:{request.reminders}"
    _letter, is_new = Letter.objects.get_or_create(
        request=request, key=key[:60], defaults={"sort": sort, "message": message}
    )
    if is_new:
        transaction.on_commit(wake)


_TO_ASKER = (Letter.Sort.CONFIRM, Letter.Sort.ANSWER)


def _send(request: PartnerRequest) -> None:
    """To the partner's e-mail; without one the team is told, and the question waits on their screen."""
    now = timezone.now()
    request.state, request.sent_at, request.last_contact_at = State.SENT, now, now
    request.save(update_fields=["state", "sent_at", "last_contact_at"])
    if request.partner.email:
        write_letter(request, Letter.Sort.QUESTION)
        return
    subject = format_lazy(gettext_lazy("A question waits for {name}, who has no e-mail"), name=request.partner.name)
    body = gettext_lazy("Write their e-mail on the partner’s page, then send the question, or telephone them.")
    tell_team(request, f"partner-request:{request.pk}:no-email", subject, body)


def _write(request: PartnerRequest, side: RequestMessage.Side, text: str, key: str) -> tuple[RequestMessage, bool]:
    known = request.messages.filter(key=key[:60]).first()
    if known is not None:
        return known, False
    if request.state == State.UNCONFIRMED or request.closed_at is not None or request.erased_at is not None:
        raise Refused(_("This question is closed. Nothing more can be written here; ask a new one."))
    made = RequestMessage.objects.create(
        request=request, side=side, text=text[:LONGEST], key=key[:60], made_at=timezone.now()
    )
    return made, True


def _worked(request: PartnerRequest, moment: datetime) -> int:
    assert request.sent_at is not None
    return working_time(request.organisation).minutes_between(request.sent_at, moment)


def _tell_asker(request: PartnerRequest, message: RequestMessage) -> None:
    assert request.asker is not None
    subject = format_lazy(gettext_lazy("{name} has answered you"), name=request.partner.name)
    address = address_of("partners:request", request.organisation.code, request.public_id)
    key = f"partner-request:{request.pk}:answer:{message.pk}"
    tell(request.asker, request.organisation, Topic.PARTNER, key, subject, "", address)


def _lock(request: PartnerRequest) -> PartnerRequest:
    rows = PartnerRequest.objects.select_for_update(of=("self",)).select_related("organisation", "partner", "asker")
    return rows.get(pk=request.pk)
