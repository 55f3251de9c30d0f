"""My journey, and the screens of a competency block and of a sequence."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import words
from courses.learner import DONE, WAITING, Look, block_address, block_of, neighbours
from courses.models import BlockPage, SequencePage
from courses.seat import Seat, block_at, seat_in
from courses.this_week import this_week
from lms.catalogue import units
from lms.catalogue.models import Timing
from lms.catalogue.outline import BlockItem, SequenceItem
from lms.conversations.shown import who_answers
from lms.enrolment import access, calendar
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.registry import companion, kinds

Context = dict[str, Any]


def my_journey(seat: Seat, enrolments: list[Enrolment], person: Person) -> Context:
    """See themes/default/templates/courses/my_journey.html."""
    assert seat.enrolment is not None
    look, outline = Look(seat), seat.outline
    week = calendar.week_of(seat.enrolment, look.today, look.agreed.days_off)
    now = look.next_step()
    required = [item for item in outline.activities if item.is_required and item.id in look.asked]
    is_finished = bool(required) and all(look.state_of(item) == DONE for item in required)
    return {
        "enrolled": True,
        "journey": {"title": outline.title or seat.journey.title, "url": seat.journey.address},
        "first_name": person.first_name,
        "week": week,
        "weeks": seat.journey.weeks,
        "starts_on": seat.enrolment.starts_on,
        "blocks": [_across(look, block, now.sequence_id if now else None) for block in outline.blocks],
        "now": _now(look, now) if now and seat.may_send else None,
        "finished": is_finished,
        "waiting": _waiting(look),
        "this_week": this_week(look, week, person) if seat.may_send else [],
        "calendar_url": reverse("agenda:calendar"),
        "every_week": _every_week(look, week),
        "competencies": _competencies(look),
        "progress": _progress(look),
        "group": _group(seat.enrolment, person),
        "others": _others(enrolments, seat.enrolment),
        "ended": stop_sentence(seat),
        "help_contact": coach_contact(seat.enrolment),
        "write": {
            "url": reverse("conversations:read", args=[seat.enrolment.public_id]),
            "name": who_answers(seat.enrolment),
        },
    }


def block_screen(page: BlockPage, request: HttpRequest) -> Context:
    seat = seat_in(request)
    block = block_at(seat.outline, page) if seat else None
    if seat is None or block is None:
        return {"steps": [], "competencies": []}
    look = Look(seat)
    return {
        "journey": way_back(seat),
        "steps": [look.sequence_step(sequence) for sequence in block.sequences],
        "competencies": [
            {"title": item.title, "level": _level(look, item.id), "words": words.level(_level(look, item.id) or 0)}
            for item in block.competencies
        ],
    }


def sequence_screen(page: SequencePage, request: HttpRequest) -> Context:
    seat = seat_in(request)
    sequence = seat.outline.sequence_by_key.get(str(page.translation_key)) if seat else None
    if seat is None or sequence is None:
        return {"state": "todo", "facts": [], "steps": []}
    look = Look(seat)
    block = block_of(seat, sequence)
    titles = {item.id: item.title for item in seat.outline.competencies}
    done, asked = look.steps_of(sequence)
    return {
        "back": way_back(seat),
        "competency_block": {"code": block.code, "title": block.title} if block else None,
        "facts": _facts(look, sequence),
        "state": look.sequence_state(sequence),
        "done": done,
        "total": asked,
        "steps": _steps(look, sequence),
        "competencies": [titles[pk] for pk in sequence.competencies if pk in titles],
        "notice": notice_of(seat),
        "help_contact": coach_contact(seat.enrolment) if seat.enrolment else None,
        **neighbours(seat.outline.sequences, sequence),
    }


def way_back(seat: Seat) -> dict[str, str]:
    if seat.enrolment is None:
        return {"title": seat.outline.title, "url": seat.journey.address}
    return {"title": _("My journey"), "url": reverse("courses:my_journey", args=[seat.enrolment.public_id])}


def notice_of(seat: Seat) -> dict[str, str] | None:
    """What must be said on top of a page: the team looks, or nothing can be sent any more."""
    if seat.enrolment is None:
        return {"kind": "info", "text": _("You see this page as a learner would. Nothing you do here is recorded.")}
    stopped = stop_sentence(seat)
    return {"kind": "info", "text": stopped} if stopped else None


def stop_sentence(seat: Seat) -> str:
    """Why nothing can be sent, in words; empty while the learner is under way."""
    return str(access.closed_enrolment(seat.enrolment) or "") if seat.enrolment else ""


def coach_contact(enrolment: Enrolment) -> dict[str, str] | None:
    """The learner's own coach; else whoever helps in the organisation."""
    coach, organisation = enrolment.coach, enrolment.journey.organisation
    if coach is not None:
        phone = coach.phone or organisation.help_phone
        return {"name": coach.name, "role": _("your coach"), "phone": phone, "email": coach.email}
    if not (organisation.help_name or organisation.help_phone or organisation.help_email):
        return None
    name = organisation.help_name or organisation.name
    return {"name": name, "role": "", "phone": organisation.help_phone, "email": organisation.help_email}


def _across(look: Look, block: BlockItem, now_in: int | None) -> Context:
    asked = look.asked_of(block.sequences)
    done, total = look.done_count(asked), len(asked)
    said = ngettext("%(done)d sequence of %(total)d done", "%(done)d sequences of %(total)d done", done)
    return {
        "code": block.code,
        "title": block.title,
        "state": look.block_state(block),
        "url": block_address(block),
        "words": said % {"done": done, "total": total},
        "here": any(sequence.id == now_in for sequence in block.sequences),
    }


def _now(look: Look, item: Any) -> Context:
    return {"title": item.title, "url": item.address, "meta": look.meta_of(item), "state": look.state_of(item)}


def _waiting(look: Look) -> list[Context]:
    return [
        {"title": item.title, "url": item.address, "words": ""}
        for item in look.seat.outline.activities
        if look.state_of(item) == WAITING
    ]


def _every_week(look: Look, now: int) -> list[Context]:
    """All weeks, each with its sequences down the rope."""
    found: dict[int, list[SequenceItem]] = {}
    for sequence in look.seat.outline.sequences:
        found.setdefault(sequence.week, []).append(sequence)
    return [
        {
            "title": _("Week %(number)d") % {"number": number},
            "words": _("%(done)d of %(total)d done")
            % {"done": look.done_count(asked := look.asked_of(tuple(sequences))), "total": len(asked)},
            "here": number == now,
            "steps": [look.sequence_step(sequence) for sequence in sequences],
        }
        for number, sequences in sorted(found.items())
    ]


def _competencies(look: Look) -> Context | None:
    if look.standing is None or look.seat.enrolment is None:
        return None
    return {
        "validated": look.standing.competencies_validated,
        "total": len(look.seat.outline.competencies),
        "url": reverse("courses:my_progress", args=[look.seat.enrolment.public_id]),
    }


def _progress(look: Look) -> Context | None:
    activities = [item for item in look.seat.outline.activities if item.id in look.asked]
    if not activities:
        return None
    done = sum(look.state_of(item) == DONE for item in activities)
    said = ngettext("%(done)d activity of %(total)d", "%(done)d activities of %(total)d", done)
    return {"percent": 100 * done // len(activities), "figures": said % {"done": done, "total": len(activities)}}


def _others(enrolments: list[Enrolment], chosen: Enrolment) -> list[Context]:
    if len(enrolments) < 2:
        return []
    return [
        {
            "label": row.journey.title,
            "title": row.journey.title,
            "url": reverse("courses:my_journey", args=[row.public_id]),
            "current": row.pk == chosen.pk,
        }
        for row in enrolments
    ]


def _group(enrolment: Enrolment, person: Person) -> Context | None:
    """What is new among the people of this journey, {url, words}: a kind's module `group`, the first that knows."""
    modules = (companion(name, "group") for name in kinds())
    return next((line for one in modules if one and (line := one.line(enrolment, person))), None)


def _level(look: Look, competency_id: int) -> int | None:
    return look.standing.level_of(competency_id) if look.standing else None


def _facts(look: Look, sequence: SequenceItem) -> list[dict[str, str]]:
    due = look.due_dates.get(sequence.id)
    is_set = sequence.timing == Timing.SYNCHRONOUS
    return [
        {"label": _("Duration"), "value": units.duration(sequence.minutes)},
        {"label": _("Where"), "value": words.where(sequence)},
        {"label": _("With whom"), "value": words.with_whom(sequence)},
        {"label": _("When"), "value": _("at a set time") if is_set else _("when you like")},
        {"label": _("Until"), "value": words.day(due) if due and not look.is_done(sequence) else ""},
    ]


def _steps(look: Look, sequence: SequenceItem) -> list[Context]:
    steps = [look.activity_step(item, look.gate(sequence) is None) for item in sequence.activities]
    asked = (step for step, item in zip(steps, sequence.activities, strict=True) if item.id in look.asked)
    first = next((step for step in asked if step["state"] in ("todo", "doing")), None)
    if first is not None and look.seat.enrolment is not None:
        first["here"] = True
    return steps
