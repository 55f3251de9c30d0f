"""What may come in: who, which activity, which message, and within which bounds. Each no is a sentence for the person.

intake.py asks here; nothing is stored or changed.
"""

import json
import logging
import math
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.catalogue import units
from lms.catalogue.models import Activity, ActivityVersion, Competency, Indicator
from lms.enrolment.access import closed_enrolment, is_assessor, may_judge
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.models import Person
from lms.plugins.kind import Kind, Reading, Refused
from lms.plugins.registry import kinds
from lms.progress import record
from lms.progress.models import Trust

logger = logging.getLogger(__name__)

LONGEST_KEY = 100
LARGEST_MESSAGE = 64 * 1024  # characters of JSON: what a player tells, not what a learner hands in
DEEPEST_MESSAGE = 30  # lists within lists: far below where Python, or a database, gives up
LARGEST_VALUE = Decimal(10**8)
LEVELS = range(4)  # 0 not begun, 1 under way, 2 with support, 3 alone
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def kind_of_activity(activity: Activity) -> Kind:
    kind = kinds().get(activity.kind)
    if kind is None or activity.version_id is None:
        raise Refused(_("This activity cannot be done here at the moment. What you did before is kept."))
    return kind


def read_message(kind: Kind, payload: Mapping[str, Any], version: ActivityVersion | None) -> Reading:
    """What the kind understands, within what we store: its own verbs, a score from 0 to 1, plain JSON of some size."""
    unreadable = Refused(_("This message could not be read. Nothing was recorded; load the page again."))
    if not isinstance(payload, Mapping) or version is None:
        raise unreadable
    try:
        reading = kind.read(payload, version.settings)
    except Refused:
        raise
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        # A kind that stumbles over rubbish is a fault of the kind; the person gets a sentence all the same.
        logger.exception("The kind %s could not read a message.", kind.name)
        raise unreadable from error
    if reading.verb not in kind.verbs:
        raise unreadable
    if reading.score is not None and not _is_share(reading.score):
        raise Refused(_("This activity sent a score that is not between 0 and 1. Nothing was recorded."))
    if not (_is_storable(reading.detail) and _is_storable(reading.raw)):
        raise Refused(_("This activity sent more than can be kept, or signs that cannot. Nothing was recorded."))
    return reading


def _is_share(score: float) -> bool:
    is_number = isinstance(score, int | float) and not isinstance(score, bool)
    return is_number and math.isfinite(score) and 0 <= score <= 1


def _is_storable(part: Mapping[str, Any]) -> bool:
    """PostgreSQL keeps neither NUL nor half of a character pair in JSON, and nobody keeps NaN."""
    try:
        text = json.dumps(dict(part), allow_nan=False, ensure_ascii=False)
        return "\\u0000" not in text and len(text.encode()) <= LARGEST_MESSAGE and _is_shallow(part)
    except (TypeError, ValueError, RecursionError):
        return False


def _is_shallow(part: Any, left: int = DEEPEST_MESSAGE) -> bool:
    inside = part.values() if isinstance(part, Mapping) else part if isinstance(part, list | tuple) else ()
    return left > 0 and all(_is_shallow(one, left - 1) for one in inside)


def check_key(key: str) -> str:
    if not isinstance(key, str) or len(key) > LONGEST_KEY or not (key.isprintable() and _is_text(key)):
        raise Refused(_("This message has an impossible name. Nothing was recorded; load the page again."))
    return key or uuid.uuid4().hex


def _is_text(text: str) -> bool:
    return text.encode("utf-8", "ignore").decode() == text


def check_moment(happened_at: datetime | None) -> datetime:
    """UTC. A telephone whose clock runs ahead loses no work: what it says of the future happened now."""
    now = timezone.now()
    if happened_at is None:
        return now
    if timezone.is_naive(happened_at) or happened_at < EARLIEST:
        raise Refused(_("The time of this message cannot be right. Check the clock of your device."))
    return min(happened_at.astimezone(UTC), now)


def trust_in(author: Person | None, enrolment: Enrolment, kind: Kind) -> Trust:
    if author is None or author.pk == enrolment.person_id:
        return Trust.SERVER if kind.trusted else Trust.BROWSER
    check_staff(author, enrolment)
    return Trust.PERSON


def check_own_word(kind: Kind, reading: Reading) -> None:
    """What only a witness can say is not taken from a learner's own form."""
    if reading.verb in kind.attested:
        raise Refused(_("Nobody says this of themselves: it is recorded by whoever saw it, or signed for it."))


def trust_in_witness(author: Person | None, enrolment: Enrolment, is_mandated: bool = False) -> Trust:
    """A person of the team who was there, never the learner; without an author, a server that saw it."""
    if author is None:
        return Trust.SERVER
    if is_mandated:
        check_mandate(author, enrolment)
        return Trust.PERSON
    is_own = author.pk == enrolment.person_id
    if is_own or not access.may_attest(author, enrolment.organisation_id):
        raise Refused(_("Only the team of this organisation may say that a learner was there."))
    return Trust.PERSON


def check_mandate(author: Person, enrolment: Enrolment) -> None:
    """Whom the organisation asked for a word on this learner, a guest on a jury: anybody of it, never the learner."""
    if author.pk == enrolment.person_id or not access.is_member(author, enrolment.organisation_id):
        raise Refused(_("Only somebody whom this organisation has asked may say this of a learner."))


def check_presence(enrolment: Enrolment, activity: Activity, moment: datetime, is_mandated: bool = False) -> None:
    """Somebody is there from their first day to their last, also when we learn of it later; a jury may sit after it."""
    if activity.journey_id != enrolment.journey_id:
        raise Refused(_("This activity does not belong to your journey. Nothing was recorded."))
    day = timezone.localdate(moment, timezone=enrolment.organisation.zone)
    has_left = enrolment.state == Enrolment.State.ENDED and enrolment.ends_on is not None and day > enrolment.ends_on
    if day < enrolment.starts_on or (has_left and not is_mandated):
        raise Refused(_("This person was not on the journey that day. Nothing was recorded."))


def check_staff(author: Person, enrolment: Enrolment) -> None:
    if not (access.may_judge(author, enrolment.organisation_id) and _knows(author, enrolment)):
        raise Refused(_("Only a trainer or a coach of this organisation may say this of a learner."))


def check_waiver(author: Person, enrolment: Enrolment, activity: Activity) -> None:
    """Who knows the learner and answers for the plan; nobody waives something for themselves."""
    may = access.may_waive(author, enrolment.organisation_id) and _knows(author, enrolment)
    if not may or author.pk == enrolment.person_id:
        raise Refused(_("Only the team that accompanies this learner may waive an activity."))
    if activity.journey_id != enrolment.journey_id:
        raise Refused(_("This activity does not belong to the learner's journey. Nothing was recorded."))


def check_withdrawal(author: Person, enrolment: Enrolment, is_mandated: bool = False) -> None:
    """Nobody withdraws what was said of themselves, whatever else they are here."""
    if is_mandated:
        check_mandate(author, enrolment)
        return
    may = access.may_withdraw_evidence(author, enrolment.organisation_id) and _knows(author, enrolment)
    if not may or author.pk == enrolment.person_id:
        raise Refused(_("Only a trainer or a coordinator of this organisation may withdraw evidence."))


def _knows(author: Person, enrolment: Enrolment) -> bool:
    """A coach speaks of the people they coach."""
    return access.may_see_name_of(author, enrolment.organisation_id, enrolment.person_id, enrolment.coach_id)


def check_place(enrolment: Enrolment, activity: Activity) -> None:
    if activity.journey_id != enrolment.journey_id:
        raise Refused(_("This activity does not belong to your journey. Nothing was recorded."))
    gate = closed_enrolment(enrolment)
    if gate is not None:
        raise Refused(_("%(why)s Nothing was recorded.") % {"why": gate})
    if not activity.is_live:
        raise Refused(_("This activity has been withdrawn by your team. What you did before is kept."))


def check_judge(
    author: Person, enrolment: Enrolment, indicator: Indicator, comment: str, is_mandated: bool = False
) -> None:
    """Who may judge: `lms/enrolment/access.py`. Whoever decides in the assessor's place says why."""
    if is_mandated:
        check_mandate(author, enrolment)
        return
    is_own = author.pk == enrolment.person_id
    if not may_judge(author, enrolment, indicator.assessor):
        if is_own:
            raise Refused(_("Somebody else assesses this. Ask your trainer or your coach."))
        raise Refused(_("Only who assesses this, or a coordinator of this organisation, may say it of a learner."))
    if not is_assessor(author, enrolment, indicator.assessor) and not comment.strip():
        raise Refused(_("You decide in the assessor's place: say why, it stays beside the measure."))
    gate = closed_enrolment(enrolment) if is_own else None
    if gate is not None:
        raise Refused(_("%(why)s Nothing was recorded.") % {"why": gate})


def check_framework(enrolment: Enrolment, indicator: Indicator) -> None:
    of_journey = Indicator.objects.filter(
        pk=indicator.pk, version__isnull=False, competency__competency_block__framework__journeys=enrolment.journey_id
    )
    if not of_journey.exists():
        raise Refused(_("This indicator does not belong to the learner's journey. Nothing was recorded."))


def check_value(value: Decimal, unit: str = "") -> Decimal:
    """A value within what its unit allows: never below 0, at most 100 %, at most 20 for "points sur 20"."""
    if not isinstance(value, Decimal) or not value.is_finite() or abs(value) >= LARGEST_VALUE:
        raise Refused(_("Give a number, for example 7 or 7.5."))
    most = units.largest(unit)
    if most is not None and not 0 <= value <= most:
        raise Refused(_("Give a number from 0 to %(most)s.") % {"most": units.quantity(most, unit)})
    if value < 0:
        raise Refused(_("Give a number that is not below 0."))
    return value.quantize(record.SMALLEST)


def check_levels(enrolment: Enrolment, levels: Mapping[int, int]) -> dict[str, int]:
    known = Competency.objects.filter(
        pk__in=list(levels), competency_block__framework__journeys=enrolment.journey_id
    ).values_list("pk", flat=True)
    if not levels or set(levels) - set(known):
        raise Refused(_("This competency does not belong to the learner's journey. Nothing was recorded."))
    if any(isinstance(level, bool) or level not in LEVELS for level in levels.values()):
        raise Refused(_("A level goes from 0 to 3."))
    return {str(competency): int(level) for competency, level in levels.items()}
