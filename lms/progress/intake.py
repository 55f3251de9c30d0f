"""Where everything that happened comes in: who, about what, may they? Each no is a sentence; each yes is evidence.

Screens, players, imports and the demo call it; record.py stores. A repeated key changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.catalogue.models import Activity, Indicator
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Kind, Reading, Refused
from lms.progress import admission, record
from lms.progress.models import Completion, EnrolmentTotal, Evidence, EvidenceVerb, Trust

LONGEST_COMMENT = 5000
# What a learner may take back without an author, once their kind has seen that nobody relies on it.
OWN_DOINGS = (EvidenceVerb.SUBMITTED, EvidenceVerb.POSTED)


@dataclass(frozen=True)
class Outcome:
    """What became of a message. State: of the activity ("" not begun), or "met", "not_met" of an indicator."""

    evidence_id: int
    is_new: bool
    state: str
    completed_now: bool = False


def receive(
    enrolment: Enrolment,
    activity: Activity,
    payload: Mapping[str, Any],
    *,
    key: str = "",
    happened_at: datetime | None = None,
    author: Person | None = None,
    unless_done: bool = False,
) -> Outcome:
    """Take one message about one activity. Raises Refused, in words for the person, and then nothing is stored.

    `author` is who says it when it is not the learner's own doing. A moment ahead of our clock becomes now.
    `unless_done`: the message says no more than that it is done, so when it is done already nothing is stored.
    """
    kind = admission.kind_of_activity(activity)
    reading = admission.read_message(kind, payload, activity.version)
    admission.check_own_word(kind, reading)
    trust = admission.trust_in(author, enrolment, kind)
    name, moment = admission.check_key(key or reading.key), admission.check_moment(happened_at)
    with transaction.atomic():
        message = Message(kind, activity, payload, reading, name, moment, trust, author, unless_done=unless_done)
        return _store(message, _lock(enrolment))


def attend(
    enrolment: Enrolment,
    activity: Activity,
    payload: Mapping[str, Any],
    *,
    happened_at: datetime,
    key: str,
    author: Person | None = None,
    comment: str = "",
    is_mandated: bool = False,
) -> Outcome:
    """Take what somebody who was there says of a learner (`Kind.attested`); without an author, a server that saw it.

    lms.agenda calls it after it has seen the signatures, and kinds whose work people mark: the server saw what was
    handed in, a person gave the mark. Also for who has left since: they were there at `happened_at`.
    is_mandated: the caller has seen that the author was asked to say it, as a juror is: they may be a guest.
    The key has a space of its own, so that no learner's message can take its place. Raises Refused, in words.
    """
    kind = admission.kind_of_activity(activity)
    reading = admission.read_message(kind, payload, activity.version)
    trust = admission.trust_in_witness(author, enrolment, is_mandated)
    name, moment = f"attend:{admission.check_key(key)}", admission.check_moment(happened_at)
    message = Message(
        kind,
        activity,
        payload,
        reading,
        name,
        moment,
        trust,
        author,
        comment,
        is_attested=True,
        is_mandated=is_mandated,
    )
    with transaction.atomic():
        return _store(message, _lock(enrolment))


@dataclass(frozen=True)
class Message:
    """One message that may come in, read but not yet stored."""

    kind: Kind
    activity: Activity
    payload: Mapping[str, Any]
    reading: Reading
    key: str
    happened_at: datetime  # UTC
    trust: Trust
    author: Person | None = None
    comment: str = ""
    is_attested: bool = False
    unless_done: bool = False
    is_mandated: bool = False


def _store(message: Message, total: EnrolmentTotal) -> Outcome:
    kind, reading = message.kind, message.reading
    scene = record.look(message.activity.pk, total.enrolment_id, message.key)
    if scene is None:
        raise Refused(_("This activity has been withdrawn by your team. What you did before is kept."))
    known = scene.completion
    begun = known if known and known.state != Completion.State.VOIDED else None
    if scene.known is not None:
        return Outcome(scene.known, False, begun.state if begun else "")
    if message.unless_done and begun is not None and begun.completed_at is not None:
        earlier = Evidence.objects.filter(enrolment_id=total.enrolment_id, activity_id=scene.activity.pk)
        return Outcome(earlier.latest("pk").pk, False, begun.state)
    if message.is_attested:
        admission.check_presence(total.enrolment, scene.activity, message.happened_at, message.is_mandated)
    else:
        admission.check_place(total.enrolment, scene.activity)
    version = begun.version if begun else scene.activity.version
    if version != message.activity.version:
        # By the settings in force when this learner began.
        reading = admission.read_message(kind, message.payload, version)
    evidence = Evidence(
        organisation_id=total.organisation_id,
        enrolment_id=total.enrolment_id,
        activity=scene.activity,
        activity_version=version,
        sequence_id=scene.activity.sequence_id,
        verb=reading.verb.value,
        key=message.key,
        happened_at=message.happened_at,
        score=reading.score,
        trust=message.trust,
        author=message.author,
        comment=_words(message.comment),
        detail=dict(reading.detail),
        raw=dict(reading.raw),
    )
    was_done = begun is not None and begun.completed_at is not None
    completion = record.add(total, evidence, known, kind)
    return Outcome(evidence.pk, True, completion.state, completion.completed_at is not None and not was_done)


def judge(
    enrolment: Enrolment,
    indicator: Indicator,
    value: Decimal,
    *,
    author: Person,
    comment: str = "",
    key: str = "",
    happened_at: datetime | None = None,
    is_mandated: bool = False,
) -> Outcome:
    """A person says what an indicator is worth for a learner: also after the learner has left, for juries.

    is_mandated: see `attend`. Learners judge themselves on the indicators that are theirs to assess; who else may:
    `enrolment.access.may_judge`. Raises Refused, in words.
    """
    amount = admission.check_value(value, indicator.unit)
    with transaction.atomic():
        total = _lock(enrolment)
        admission.check_judge(author, total.enrolment, indicator, comment, is_mandated)
        evidence = _said(total, EvidenceVerb.ASSESSED, "judge", key, author, comment, happened_at)
        known = record.known_apart(total.enrolment_id, evidence.key)
        if known is not None:
            return Outcome(known, False, "")
        admission.check_framework(total.enrolment, indicator)
        standing = record.add_judgement(total, evidence, indicator.pk, amount)
    return Outcome(evidence.pk, True, "met" if standing.is_met else "not_met")


def declare(
    enrolment: Enrolment,
    levels: Mapping[int, int],
    *,
    author: Person | None = None,
    key: str = "",
    happened_at: datetime | None = None,
) -> Outcome:
    """Levels 0-3 that a learner gives themselves at entry, by competency id. They never validate anything."""
    with transaction.atomic():
        total = _lock(enrolment)
        if author is not None and author.pk != total.enrolment.person_id:
            admission.check_staff(author, total.enrolment)
        evidence = _said(total, EvidenceVerb.DECLARED, "declare", key, author, "", happened_at)
        known = record.known_apart(total.enrolment_id, evidence.key)
        if known is not None:
            return Outcome(known, False, "")
        evidence.detail = {"levels": admission.check_levels(total.enrolment, levels)}
        record.add_declaration(total, evidence)
    return Outcome(evidence.pk, True, "")


def waive(enrolment: Enrolment, activity: Activity, *, author: Person, reason: str, key: str = "") -> Outcome:
    """Somebody of the team waives an activity for a learner: it counts as done, by their word and for their reason.

    Nothing was made or attended, so no hours are counted for it (lms/agenda/hours). `void` takes it back.
    """
    if not reason.strip():
        raise Refused(_("Say why it is waived: the learner reads it, and it stays beside their progress."))
    kind = admission.kind_of_activity(activity)
    with transaction.atomic():
        total = _lock(enrolment)
        admission.check_waiver(author, total.enrolment, activity)
        waiver = _said(total, EvidenceVerb.WAIVED, "waive", key, author, reason, None)
        scene = record.look(activity.pk, total.enrolment_id, waiver.key)
        if scene is None:
            raise Refused(_("This activity has been withdrawn by your team. What you did before is kept."))
        known = scene.completion
        if scene.known is not None:
            return Outcome(scene.known, False, known.state if known else "")
        begun = known if known and known.state != Completion.State.VOIDED else None
        if begun is not None and begun.state == Completion.State.DONE:
            raise Refused(_("This learner has done it already: there is nothing to waive."))
        waiver.activity, waiver.sequence_id = scene.activity, scene.activity.sequence_id
        waiver.activity_version = begun.version if begun else scene.activity.version
        completion = record.add(total, waiver, known, kind)
    return Outcome(waiver.pk, True, completion.state, True)


def void(evidence: Evidence, *, author: Person, reason: str, is_mandated: bool = False) -> Outcome:
    """Withdraw an evidence, with who and why; what it moved is derived again. A second time changes nothing.

    is_mandated: see `attend`; a juror takes back what the jury had said.
    """
    if not reason.strip():
        raise Refused(_("Say why you withdraw this: it stays beside the evidence."))
    if evidence.verb == EvidenceVerb.VOIDED:
        raise Refused(_("A withdrawal cannot be withdrawn. Record the evidence again instead."))
    with transaction.atomic():
        total = _lock(evidence.enrolment)
        admission.check_withdrawal(author, total.enrolment, is_mandated)
        return _withdraw(total, evidence, author, reason)


def take_back(evidence: Evidence, *, reason: str) -> Outcome:
    """A learner takes back what they handed in or posted, before anybody relied on it: as `void`, without an author.

    Only a kind calls it, which knows that nobody opened it, and only of what the server alone vouches for.
    """
    is_own = evidence.author_id is None and evidence.trust == Trust.SERVER and evidence.verb in OWN_DOINGS
    if not is_own:
        raise Refused(_("Only what you handed in yourself can be taken back. Ask your coach."))
    with transaction.atomic():
        return _withdraw(_lock(evidence.enrolment), evidence, None, reason)


def _withdraw(total: EnrolmentTotal, evidence: Evidence, author: Person | None, reason: str) -> Outcome:
    if evidence.activity is not None:
        admission.kind_of_activity(evidence.activity)
    withdrawal = _said(total, EvidenceVerb.VOIDED, "void", str(evidence.pk), author, reason, None)
    if author is None:
        withdrawal.trust = Trust.SERVER
    known = record.known_apart(total.enrolment_id, withdrawal.key)
    if known is not None:
        return Outcome(known, False, "")
    withdrawal.voids = evidence
    record.add_withdrawal(total, withdrawal)
    return Outcome(withdrawal.pk, True, "")


def _lock(enrolment: Enrolment) -> EnrolmentTotal:
    total = record.lock(enrolment.pk)
    if total is None or total.enrolment.person_id is None:
        raise Refused(_("This enrolment does not exist any more. Ask your coach."))
    return total


def _said(
    total: EnrolmentTotal,
    verb: EvidenceVerb,
    prefix: str,
    key: str,
    author: Person | None,
    comment: str,
    happened_at: datetime | None,
) -> Evidence:
    """What a person says of a learner, of no activity. The prefix keeps one kind of saying from naming another's."""
    return Evidence(
        organisation_id=total.organisation_id,
        enrolment_id=total.enrolment_id,
        verb=verb,
        key=f"{prefix}:{admission.check_key(key)}",
        happened_at=admission.check_moment(happened_at),
        trust=Trust.PERSON,
        author=author,
        comment=_words(comment),
    )


def _words(comment: str) -> str:
    return comment.replace("\x00", "").strip()[:LONGEST_COMMENT]
