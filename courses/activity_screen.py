"""The screen of one activity, whatever its kind: one query of progress; the first opening is recorded."""

import math
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from courses import acts, words
from courses.journey_screen import coach_contact, notice_of
from courses.learner import DONE, TODO, Look, counts_for, neighbours
from courses.models import ActivityPage
from courses.seat import Seat, seat_in
from lms.catalogue import units
from lms.catalogue.models import Activity
from lms.catalogue.outline import ActivityItem, SequenceItem
from lms.plugins import rules
from lms.progress import folding
from lms.progress.models import Completion

Context = dict[str, Any]
# The rules that a learner fulfils by saying so; with any other the activity ends by itself.
SAID_DONE = {rules.MARKED_DONE.name, rules.FINISHED.name}


def activity_screen(page: ActivityPage, request: HttpRequest) -> Context:
    """See themes/default/templates/courses/activity_page.html. Without a seat it is an author's preview."""
    seat = seat_in(request)
    item = seat.outline.activity_by_key.get(str(page.translation_key)) if seat else None
    if seat is None or item is None:
        return {"meta": units.duration(page.minutes), **page.get_activity_context({})}
    sequence = seat.outline.sequence_by_id[item.sequence_id]
    completion = completion_of(seat, item)
    state = completion.state if completion else TODO
    if completion is None and (opened := acts.record_opening(request, seat, item)):
        state = opened.state
    look = Look(seat)
    context = {
        "sequence": {"title": sequence.title, "url": sequence.address},
        "meta": _meta(look, item, sequence, state),
        "state": state if seat.enrolment else "",
        "detail": _detail(seat, completion),
        "score": _score(page, seat, completion),
        "words": _("Not asked of you") if completion and folding.WAIVED in completion.facts else "",
        "counts_for": counts_for(seat, item),
        "notice": notice_of(seat),
        "help_contact": coach_contact(seat.enrolment) if seat.enrolment else None,
        **neighbours(seat.outline.activities, item),
        **_button(page, seat, item, state),
    }
    return context | page.get_activity_context({**_for_the_kind(look, item, state), "completion": completion})


def completion_of(seat: Seat, item: ActivityItem) -> Completion | None:
    if seat.enrolment is None:
        return None
    rows = Completion.objects.exclude(state=Completion.State.VOIDED).select_related("version")
    return rows.filter(enrolment=seat.enrolment, activity_id=item.id).first()


def _meta(look: Look, item: ActivityItem, sequence: SequenceItem, state: str) -> str:
    due = look.due_dates.get(sequence.id) if state != DONE else None
    return words.meta(
        units.duration(item.minutes) if item.minutes else "",
        words.where(sequence),
        words.until(due, look.today) if due and due >= look.today else "",
    )


def _detail(seat: Seat, completion: Completion | None) -> str:
    if completion is None or completion.completed_at is None:
        return ""
    return words.day_of(completion.completed_at, seat.journey.organisation.zone)


def _score(page: ActivityPage, seat: Seat, completion: Completion | None) -> Context | None:
    """Where a score makes it done: what is asked of this learner, their best so far, and whether they may try again."""
    if completion is None:
        rule, pass_score = page.rule_in_force(), page.pass_score
    else:
        rule, pass_score = completion.version.rule, completion.version.settings.get("pass_score")
    if rule != rules.SCORED.name:
        return None
    best = completion.score if completion else None
    return {
        "asked": words.percent(100 * float(pass_score)) if pass_score else "",
        # Rounded down: nobody reads 60 % who has not reached it.
        "best": words.percent(math.floor(round(1000 * best, 6)) / 10) if best is not None else "",
        "may_try_again": best is not None and seat.may_send,
    }


def _button(page: ActivityPage, seat: Seat, item: ActivityItem, state: str) -> Context:
    """ "I have done it", where saying so is what makes it done."""
    if not seat.may_send or seat.enrolment is None or state == DONE or page.rule_in_force() not in SAID_DONE:
        return {"done_url": ""}
    return {
        "done_url": reverse("courses:done", args=[item.key]),
        "send_url": reverse("courses:send", args=[item.key]),
        "done_key": acts.make_act(seat.enrolment.pk),
    }


def _for_the_kind(look: Look, item: ActivityItem, state: str) -> Context:
    """What a kind may know of who looks: the enrolment while something can be sent, the reader's own also later; and
    the completion with its version, as it was before this opening."""
    activity, seat = Activity(pk=item.id, key=item.key, kind=item.kind), look.seat
    told = {"enrolment": seat.enrolment if seat.may_send else None, "learner": seat.enrolment}
    # What was agreed with this person, where the page has read it already.
    agreed = {"agreed": look.agreed} if "agreed" in look.__dict__ else {}
    return {**told, **agreed, "activity": activity, "state": state}
