"""What a learner's browser sends from an activity's form: named once, so that a double click counts once, and kept
when the session ended meanwhile. views.py receives, routes.py recovers."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.seat import Seat
from lms.catalogue.models import Activity
from lms.catalogue.outline import ActivityItem
from lms.plugins.kind import Refused, Verb
from lms.plugins.registry import kinds
from lms.progress import intake

SALT = "cordee.act"
LIFETIME = 14 * 24 * 3600  # seconds: a page may stay open on a telephone for days
PENDING = "pending_act"
WORDS = "pending_words"
SAID_DONE = {"verb": Verb.COMPLETED.value}  # what the button "I have done it" sends
LARGEST_PENDING = 64 * 1024  # characters; sessions are no store


class Act(NamedTuple):
    """Whose form it was, and the form's own name: evidence of the same name is stored once."""

    enrolment_id: int
    name: str


def make_act(enrolment_id: int) -> str:
    return signing.dumps([enrolment_id, secrets.token_urlsafe(12)], salt=SALT)


def read_act(text: str) -> Act | None:
    """None when it is too old or was never ours."""
    try:
        enrolment_id, name = signing.loads(text, salt=SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Act(int(enrolment_id), f"act:{name}")


def record(
    seat: Seat, item: ActivityItem, payload: Mapping[str, Any], act: Act, at: datetime | None = None
) -> intake.Outcome:
    """Hand the message to the engine; raises Refused with a sentence."""
    assert seat.enrolment is not None
    if act.enrolment_id != seat.enrolment.pk:
        raise Refused(_("This page was opened for somebody else. Nothing was recorded in your name."))
    activity = Activity.objects.select_related("version", "sequence").get(pk=item.id)
    # Two tabs are two forms with two names, and "I have done it" said in both is one thing.
    is_said_done = dict(payload) == SAID_DONE
    return intake.receive(seat.enrolment, activity, payload, key=act.name, happened_at=at, unless_done=is_said_done)


def keep_for_later(request: HttpRequest, key: str, payload: Mapping[str, Any]) -> bool:
    """The session ended mid-work: what was sent waits in the new one until the same person has signed in."""
    act = request.POST.get("key", "")
    pending = {"activity": key, "payload": dict(payload), "act": act, "at": timezone.now().isoformat()}
    if read_act(act) is None or len(json.dumps(pending)) > LARGEST_PENDING:
        return False
    request.session[PENDING] = pending
    return True


def recover(request: HttpRequest, seat: Seat, key: str) -> bool:
    """Record what waits for this activity, if the one who signed in is the one who sent it. True: say so afresh."""
    pending = request.session.get(PENDING)
    if not pending or pending["activity"] != key:
        return False
    del request.session[PENDING]
    act, item = read_act(pending["act"]), seat.outline.activity_by_key.get(key)
    if act is None or item is None or seat.enrolment is None or act.enrolment_id != seat.enrolment.pk:
        return False
    try:
        record(seat, item, pending["payload"], act, datetime.fromisoformat(pending["at"]))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("You had been signed out while you worked. Nothing is lost: it is recorded now."))
    return True


def keep_words(request: HttpRequest) -> None:
    """The session ended while somebody wrote about a learner: the words wait for the form to be opened again."""
    if read_act(request.POST.get("key", "")) is None:
        return
    words = {name: str(request.POST.get(name, ""))[:2000] for name in ("value", "comment", "reason")}
    request.session[WORDS] = {"path": request.path, "words": words}
    messages.info(request, _("You had been signed out. What you wrote is kept: sign in, then send it once more."))


def words_kept(request: HttpRequest) -> dict[str, str]:
    """What waits for this form, once."""
    if request.method != "GET" or request.session.get(WORDS, {}).get("path") != request.path:
        return {}
    words: dict[str, str] = request.session.pop(WORDS)["words"]
    return words


def record_opening(request: HttpRequest, seat: Seat, item: ActivityItem) -> intake.Outcome | None:
    """The first opening is evidence. A browser that only fetches ahead opens nothing."""
    kind = kinds().get(item.kind)
    if kind is None or Verb.OPENED not in kind.verbs or not seat.may_send or not _is_read_by_a_person(request):
        return None
    act = Act(seat.enrolment.pk if seat.enrolment else 0, f"opened:{item.id}")
    try:
        return record(seat, item, {"verb": Verb.OPENED.value}, act)
    except Refused:
        return None


def _is_read_by_a_person(request: HttpRequest) -> bool:
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return request.method == "GET" and "prefetch" not in purpose
