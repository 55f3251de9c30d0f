"""What an activity's page shows a learner: the draft, what was handed in, the answers. Three queries with a date."""

from decimal import Decimal
from typing import Any

from django.db.models import FilteredRelation, Q
from django.urls import reverse

from content.deliverable.desk import Desk, members_and_files
from content.deliverable.files import line
from content.deliverable.hand_in import WRITABLE
from content.deliverable.models import DeliverablePage, HandedFile, Mark, Version, Work
from content.deliverable.uploads import PIECE
from courses import acts
from lms.catalogue.models import Activity, ActivityVersion
from lms.catalogue.outline import outline_of
from lms.catalogue.units import number
from lms.enrolment.models import Enrolment


def page_context(page: DeliverablePage, state: dict[str, Any]) -> dict[str, Any]:
    """See templates/deliverable/deliverable_page.html; for the team, only the way to the list of who handed in."""
    if "activity" not in state:
        return {}
    reader: Enrolment | None = state.get("learner")
    key = state["activity"].key
    if reader is None:
        return {"follow_url": reverse("deliverable:follow", args=[key])}
    activity = Activity(pk=state["activity"].pk, key=key, kind=page.kind, sequence_id=_sequence_of(reader, key))
    activity.version = ActivityVersion(settings=page.rule_settings())
    known = {reader.pk: state["agreed"]} if "agreed" in state else {}
    members, files = members_and_files(reader, activity.pk)
    desk = Desk(reader, activity, members, known)
    work = desk.member.work if desk.member else None
    versions = _versions(desk) if work else []
    told = [_version(row, files, desk) for row in versions]
    refusal = desk.refusal(len(versions))
    may_send = state.get("enrolment") is not None
    return {
        "is_learner": True,
        "asked": desk.asked,
        "dates": desk.dates,
        "is_late_now": desk.dates.is_late(desk.today),
        "work": work,
        "team": [str(one.person) for one in desk.together] if work and work.team else [],
        "text": work.text if work else "",
        "link": work.link if work else "",
        "files": [line(one) for one in files if one.in_draft],
        "versions": list(reversed(told)),
        "refusal": refusal if may_send else "",
        "may_write": may_send and (work is None or work.state in WRITABLE),
        "may_hand_in": may_send and not refusal,
        "may_take_back": may_send and work is not None and work.state == Work.State.WAITING,
        "key": acts.make_act(reader.pk),
        "save_url": reverse("deliverable:save", args=[key]),
        "draft_url": reverse("deliverable:draft", args=[key]),
        "begin_url": reverse("deliverable:begin", args=[key]),
        "piece": PIECE,
        "accept": accept_of(desk),
    }


def accept_of(desk: Desk) -> str:
    """What a browser's file picker offers: pictures alone where no other file is asked for."""
    return "" if desk.asked.files else "image/*"


def mark_words(score: float | None, out_of: int) -> str:
    """15 / 20, or 75 %; nothing for work that was seen without a mark."""
    if score is None:
        return ""
    if not out_of:
        return f"{round(score * 100)} %"
    return f"{number(Decimal(str(round(score * out_of, 1))))} / {out_of}"


def _sequence_of(reader: Enrolment, key: object) -> int | None:
    item = outline_of(reader.journey).activity_by_key.get(str(key))
    return item.sequence_id if item else None


def _versions(desk: Desk) -> list[Any]:
    """Those that count, each with `mark`, this member's mark in force. One query."""
    own = Q(marks__member=desk.member, marks__is_in_force=True)
    rows = Version.objects.filter(work__members=desk.member, taken_back_at=None)
    marked: Any = rows.annotate(mark=FilteredRelation("marks", condition=own))
    return list(marked.select_related("returned_by", "mark__author").order_by("number"))


def _version(row: Any, files: list[HandedFile], desk: Desk) -> dict[str, Any]:
    mark: Mark | None = getattr(row, "mark", None)
    return {
        "row": row,
        "files": [line(one) for one in files if one.is_in(row.number)],
        "mark": mark,
        "score": mark_words(mark.score, desk.asked.out_of) if mark else "",
        "lines": mark.lines if mark else [],
    }
