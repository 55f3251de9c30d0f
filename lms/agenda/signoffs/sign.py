"""The only writer of sign-offs. Each no is a sentence (Refused); a second tap, device or process answers as the first.

Whatever is written waits for the half-day's row, so who signs while the trainer closes is never lost to the record.
Nothing is ever edited: a sign-off is cancelled with a reason, and replaced.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.models import HalfDay, SignOff
from lms.agenda.rules import rules_of
from lms.agenda.signoffs import refusals, statement, telling, window
from lms.agenda.signoffs.words import Tap, Word
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused

Method, Role, State = SignOff.Method, SignOff.Role, SignOff.State


@dataclass(frozen=True)
class Signed:
    """What became of it. untold: why the record did not take it, in words; the signature stands all the same."""

    sign_off: SignOff
    is_new: bool
    untold: tuple[str, ...] = ()


def sign(half_day: HalfDay, enrolment: Enrolment, person: Person, tap: Tap) -> Signed:
    """A learner signs for themselves, on their own phone, with the code that the room shows."""
    if person.pk != enrolment.person_id:
        raise Refused(_("Everybody signs for themselves. Sign in with your own account."))
    known = _living(half_day, enrolment)
    if known is None:
        refusals.check_open(half_day, enrolment, tap)
        refusals.check_code(half_day, person, tap.code)
    with transaction.atomic():
        slot = lock(half_day)
        known = _living(slot, enrolment)
        if known is not None:
            return _again(known)
        refusals.check_open(slot, enrolment, tap)
        return Signed(_write(slot, enrolment, _arrival(slot), tap, method=Method.CODE), True)


@transaction.atomic
def sign_on_device(half_day: HalfDay, enrolment: Enrolment, by: Person, tap: Tap) -> Signed:
    """The trainer hands over their device: the learner taps their own name and confirms."""
    slot = lock(half_day)
    refusals.check_team(by, slot.session, enrolment)
    known = _living(slot, enrolment)
    if known is not None:
        return _again(known)
    refusals.check_listed(slot, enrolment)
    refusals.check_window(slot, tap)
    return _tell(_write(slot, enrolment, _arrival(slot), tap, method=Method.DEVICE, entered_by=by), by)


@transaction.atomic
def mark(half_day: HalfDay, enrolment: Enrolment, word: Word, by: Person) -> Signed:
    """Somebody of the team notes that a learner came late or did not come, and why."""
    slot = lock(half_day)
    refusals.check_team(by, slot.session, enrolment)
    if word.state == State.PRESENT or not word.reason.strip():
        raise Refused(_("Say why this person was late or absent: it stands on the sheet."))
    known = _living(slot, enrolment)
    if known is not None:
        return _same(known, word)
    refusals.check_listed(slot, enrolment)
    if timezone.now() < window.opens_at(slot, rules_of(slot.session.organisation_id)):
        raise Refused(_("This half-day has not begun yet. Note it then."))
    return _tell(_write(slot, enrolment, word, method=word.method, entered_by=by), by)


@transaction.atomic
def enter_paper(half_day: HalfDay, lines: Iterable[tuple[Enrolment, Word]], by: Person) -> list[Signed]:
    """What a sheet on paper says, entered later and marked so. Who has a line already keeps it."""
    slot = lock(half_day)
    refusals.check_begun(slot)
    done = []
    for enrolment, word in sorted(lines, key=lambda line: line[0].pk):
        refusals.check_team(by, slot.session, enrolment)
        if word.state != State.PRESENT and not word.reason.strip():
            raise Refused(_("Say why this person was late or absent: it stands on the sheet."))
        known = _living(slot, enrolment)
        if known is None:
            refusals.check_listed(slot, enrolment)
            row = _write(slot, enrolment, word, method=Method.PAPER, entered_by=by)
            done.append(_tell(row, by))
        else:
            done.append(Signed(known, False))
    return done


@transaction.atomic
def seen_online(half_day: HalfDay, enrolment: Enrolment) -> Signed:
    """A virtual class's own server saw this learner long enough (lms.agenda.classes decides that)."""
    slot = lock(half_day)
    known = _living(slot, enrolment)
    if known is not None:
        return Signed(known, False)
    refusals.check_listed(slot, enrolment)
    return _tell(_write(slot, enrolment, Word(State.PRESENT), method=Method.ONLINE), None)


@transaction.atomic
def close(half_day: HalfDay, by: Person, tap: Tap) -> Signed:
    """The trainer's own signature, which closes the half-day and tells the record who was there.

    Once closed, another go only tells what the record did not take the first time.
    """
    slot = lock(half_day)
    refusals.check_leader(by, slot.session)
    own = slot.sign_offs.filter(role=Role.TRAINER, cancelled_at=None).first()
    is_new = own is None
    if own is None:
        refusals.check_begun(slot)
        own = _write_trainer(slot, by, tap)
        slot.closed_at = own.signed_at
        slot.save(update_fields=["closed_at"])
    return Signed(own, is_new, tuple(telling.tell(slot, telling.untold(slot), by)))


@transaction.atomic
def cancel_and_replace(sign_off: SignOff, by: Person, reason: str, new: Word | None, tap: Tap) -> Signed:
    """Strike a sign-off, with who and why, and put another in its place unless `new` is None.

    What it told the record is withdrawn with it. The trainer's signature can only be replaced, by one's own: a
    half-day that was closed stays closed.
    """
    slot = lock(sign_off.half_day)
    row = SignOff.objects.select_related("enrolment__person").get(pk=sign_off.pk)
    refusals.check_correction(by, slot, row, reason, new)
    if row.cancelled_at is not None:
        replacement = SignOff.objects.filter(replaces=row).first()
        if (new is None) != (replacement is None):
            raise Refused(_("Somebody has corrected this line in the meantime. Look at the sheet again."))
        return Signed(replacement or row, False)
    row.cancelled_at, row.cancelled_by, row.cancel_reason = timezone.now(), by, reason.strip()[:255]
    row.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    telling.take_back(row, by, row.cancel_reason)
    if new is None:
        return Signed(row, True)
    if row.enrolment is None:
        return Signed(_write_trainer(slot, by, tap, replaces=row), True)
    return _tell(_write(slot, row.enrolment, new, tap, method=new.method, entered_by=by, replaces=row), by)


def lock(half_day: HalfDay) -> HalfDay:
    """The half-day as it stands now, until the transaction ends. Who moves or cancels sessions takes it too."""
    rows = HalfDay.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("session__organisation").get(pk=half_day.pk)


def _living(half_day: HalfDay, enrolment: Enrolment) -> SignOff | None:
    return SignOff.objects.filter(half_day=half_day, enrolment=enrolment, role=Role.LEARNER, cancelled_at=None).first()


def _again(known: SignOff) -> Signed:
    if known.state == State.ABSENT:
        raise Refused(
            _("This person is noted as absent. If that is wrong, the trainer corrects the line on the sheet.")
        )
    return Signed(known, False)


def _same(known: SignOff, word: Word) -> Signed:
    if known.state != word.state:
        raise Refused(
            _("There is a line for this person already. Correct it on the sheet: it is struck, with a reason.")
        )
    return Signed(known, False)


def _arrival(slot: HalfDay) -> Word:
    late = window.minutes_late(slot, rules_of(slot.session.organisation_id), timezone.now())
    return Word(State.LATE if late else State.PRESENT, minutes_late=late)


def _write(slot: HalfDay, enrolment: Enrolment, word: Word, tap: Tap | None = None, **fields: Any) -> SignOff:
    assert enrolment.person is not None
    row = SignOff(
        half_day=slot,
        role=Role.LEARNER,
        enrolment=enrolment,
        person=enrolment.person,
        state=word.state,
        reason=word.reason.strip()[:255],
        minutes_late=word.minutes_late if word.state == State.LATE else 0,
        **fields,
    )
    return _seal(row, tap or Tap())


def _write_trainer(slot: HalfDay, by: Person, tap: Tap, **fields: Any) -> SignOff:
    return _seal(SignOff(half_day=slot, role=Role.TRAINER, person=by, method=Method.DEVICE, **fields), tap)


def _seal(row: SignOff, tap: Tap) -> SignOff:
    assert row.person is not None
    row.signer, row.address_hash, row.device = row.person.public_id, tap.address_hash, tap.device
    row.statement_hash = statement.digest(row)
    row.save()
    return row


def _tell(row: SignOff, author: Person | None) -> Signed:
    """After the half-day was closed, what is added is told at once."""
    untold = telling.tell(row.half_day, [row], author) if row.half_day.closed_at else []
    return Signed(row, True, tuple(untold))
