"""Takes what the page sends for one learner and one activity: statements become evidence, states are kept to resume."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from content.h5p.models import Package, UserState
from lms.catalogue.models import Activity
from lms.enrolment.access import closed_enrolment
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Completion
from lms.progress.tokens import Pass

MAX_BODY = 600_000
MAX_STATE = 200_000
MAX_PARTS = 60
MAX_MESSAGES = 50
PER_MINUTE = 120
LONGEST_WAIT = timedelta(days=30)
_WORD = re.compile(r"[\w.:-]{1,60}", re.ASCII)


class Unusable(ValueError):
    """The request as a whole is turned away; the text is for the person."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass
class Message:
    token: str
    content: str
    statements: list[dict[str, Any]] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)


def parse(request: HttpRequest) -> Message:
    """The body of a request; raises Unusable."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise Unusable(_("This content wants to keep too much at once. What was kept before stays."), 413)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise _malformed() from None
    if not isinstance(body, dict) or not isinstance(body.get("token"), str):
        raise _malformed()
    statements, states = body.get("statements", []), body.get("states", [])
    if not _is_list_of_objects(statements) or not _is_list_of_objects(states):
        raise _malformed()
    return Message(body["token"], str(body.get("content", ""))[:60], statements, states)


def take(speaks_for: Pass, message: Message) -> dict[str, Any]:
    """Keep everything that can be kept; what is refused is told one by one, and the rest is not held up by it."""
    _slow_down(speaks_for)
    enrolment = (
        Enrolment.objects.select_related("journey", "organisation", "person").filter(pk=speaks_for.enrolment_id).first()
    )
    activity = Activity.objects.select_related("version").filter(pk=speaks_for.activity_id).first()
    # A page may still be open when its learner was erased, or may not sign in any more.
    person = enrolment.person if enrolment else None
    if enrolment is None or activity is None or person is None or not person.is_active:
        raise Unusable(_("This activity is not yours any more. Load the page again."), 403)
    answers = [_record(enrolment, activity, one) for one in message.statements]
    refused = [answer for answer in answers if isinstance(answer, str)]
    refused += [sentence for one in message.states if (sentence := _save(enrolment, activity, message.content, one))]
    is_done = any(not isinstance(answer, str) and answer.state == Completion.State.DONE for answer in answers)
    return {"refused": list(dict.fromkeys(refused)), "done": is_done}


def is_own(person: Person | AnonymousUser, speaks_for: Pass) -> bool:
    """Is this the learner whom the token speaks for?"""
    return (
        person.is_authenticated and Enrolment.objects.filter(pk=speaks_for.enrolment_id, person_id=person.pk).exists()
    )


def _record(enrolment: Enrolment, activity: Activity, one: dict[str, Any]) -> intake.Outcome | str:
    """One statement, or "viewed"; what became of it, or why not, in words."""
    waited = one.get("waited")
    seconds = float(waited) if isinstance(waited, int | float) and 0 <= waited <= LONGEST_WAIT.total_seconds() else 0.0
    payload: dict[str, Any] = {name: one[name] for name in ("statement", "id", "verb") if name in one}
    try:
        if payload.get("verb", "viewed") != "viewed":
            raise Refused(_("This content sent something that could not be read. What you did before is kept."))
        happened_at = timezone.now() - timedelta(seconds=seconds)
        return intake.receive(enrolment, activity, payload, happened_at=happened_at)
    except Refused as refusal:
        return str(refusal)


def _save(enrolment: Enrolment, activity: Activity, content: str, one: dict[str, Any]) -> str:
    """One state to resume from, or its removal; returns why not, in words."""
    kind, part, data = one.get("type"), str(one.get("part", "0")), one.get("data")
    if not isinstance(kind, str) or not _WORD.fullmatch(kind) or not _WORD.fullmatch(part):
        return str(_malformed())
    if reason := _why_closed(enrolment, activity):
        return reason
    wanted = (activity.version.settings if activity.version else {}).get("content")
    package = Package.objects.filter(public_id=wanted).first() if content and content == wanted else None
    if package is None:
        return _("This content has changed. Load the page again.")
    mine = UserState.objects.filter(enrolment=enrolment, activity=activity)
    if data is None:
        mine.filter(data_type=kind, sub_content=part).delete()
        return ""
    if not isinstance(data, str) or len(data) > MAX_STATE:
        return _("This content wants to keep too much at once. What was kept before stays.")
    if not _is_storable(data):
        return str(_malformed())
    mine.exclude(package=package).delete()
    if mine.exclude(data_type=kind, sub_content=part).count() >= MAX_PARTS:
        return _("This content wants to keep too much at once. What was kept before stays.")
    UserState.objects.update_or_create(
        enrolment=enrolment,
        activity=activity,
        data_type=kind,
        sub_content=part,
        defaults={"package": package, "data": data},
    )
    return ""


def _why_closed(enrolment: Enrolment, activity: Activity) -> str:
    """The engine asks the same of evidence; states are ours to guard."""
    if activity.journey_id != enrolment.journey_id:
        return _("This activity does not belong to your journey. Nothing was recorded.")
    if not activity.is_live:
        return _("This activity has been withdrawn by your team. What you did before is kept.")
    gate = closed_enrolment(enrolment)
    return str(gate) if gate else ""


def _slow_down(speaks_for: Pass) -> None:
    key = f"h5p:{speaks_for.enrolment_id}:{speaks_for.activity_id}:{timezone.now():%H%M}"
    cache.add(key, 0, 120)
    if cache.incr(key) > PER_MINUTE:
        raise Unusable(_("That was very much at once. It is sent again in a minute."), 429)


def _is_storable(text: str) -> bool:
    """No database keeps half of a character pair, and PostgreSQL no NUL."""
    return "\x00" not in text and text.encode("utf-8", "ignore").decode() == text


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MAX_MESSAGES and all(isinstance(one, dict) for one in value)


def _malformed() -> Unusable:
    return Unusable(_("This content sent something that could not be read. What you did before is kept."))
