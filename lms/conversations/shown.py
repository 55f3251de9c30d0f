"""One conversation as its screen shows it: what was written, who answers and when, who may be brought in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.conversations import access
from lms.conversations.closed import closed
from lms.conversations.delay import usual_words
from lms.conversations.models import Attachment, Conversation, Message
from lms.conversations.send import delay_days
from lms.enrolment.models import Enrolment
from lms.people.models import Membership, Person, Role
from lms.people.richtext import clean_html

PER_PAGE, SHORT, MOST_PAGES = 20, 5, 10_000


@dataclass(frozen=True)
class Line:
    """One message, ready to be shown."""

    row: Message
    words: SafeString
    is_mine: bool
    files: list[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """One page of a conversation, the newest first. How many there are is counted only for who looks for a word."""

    rows: list[Message]
    number: int
    has_next: bool
    count: int | None

    @property
    def is_long(self) -> bool:
        return self.number > 1 or self.has_next or len(self.rows) > SHORT


def part_of(conversation: Conversation | None, wanted: str, number: str) -> Part:
    """Two queries, and one more for a search."""
    rows: QuerySet[Message] = Message.objects.none()
    if conversation is not None:
        rows = conversation.messages.select_related("author", "seen_by").prefetch_related("attachments")
        rows = rows.order_by("-sent_at", "-pk")
    if wanted:
        rows = rows.filter(text__icontains=wanted)
    page = min(int(number), MOST_PAGES) if number.isdecimal() and int(number) else 1
    found = list(rows[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    return Part(found[:PER_PAGE], page, len(found) > PER_PAGE, rows.count() if wanted else None)


def lines_of(part: Part, person: Person) -> list[Line]:
    """As people read: the oldest of the page first."""
    return [_line(row, person) for row in reversed(part.rows)]


def head_of(enrolment: Enrolment, person: Person, due_at: datetime | None) -> dict[str, Any]:
    """What stands above: with whom, within what delay, whether somebody waits, and why nothing more can be written."""
    is_own = access.is_own(person, enrolment)
    name, days = who_answers(enrolment), delay_days(enrolment)
    gate = closed(enrolment)
    return {
        "is_own": is_own,
        "name": name if is_own else str(enrolment.person),
        "promise": usual_words(name, days) if gate is None else "",
        "closed": gate,
        "due_at": due_at if gate is None else None,
        "is_late": due_at is not None and due_at < timezone.now(),
        "back": _back(enrolment, is_own),
        "is_away": is_own and enrolment.coach is not None and not enrolment.coach.is_active,
    }


def who_answers(enrolment: Enrolment) -> str:
    """The coach by first name; where none is named, whoever helps in the organisation."""
    if enrolment.coach is not None and enrolment.coach.is_active:
        return enrolment.coach.get_short_name()
    return enrolment.organisation.help_name or enrolment.organisation.name


def team_of(enrolment: Enrolment, conversation: Conversation | None) -> list[dict[str, Any]]:
    """Who reads along, by name and role: the coach, then whoever was brought in."""
    found = []
    if enrolment.coach is not None:
        found.append({"person": enrolment.coach, "role": Role.COACH.label, "may_leave": False})
    here: dict[int, dict[str, Any]] = {}
    for row in _memberships(conversation) if conversation else ():
        # Who left the team reads along no more.
        if row.person_id != enrolment.coach_id and row.role in access.ADVISERS:
            here.setdefault(row.person_id, {"person": row.person, "role": row.get_role_display(), "may_leave": True})
    return [*found, *here.values()]


def _memberships(conversation: Conversation) -> QuerySet[Membership]:
    rows = Membership.objects.filter(
        organisation_id=conversation.organisation_id, person__in=conversation.parties.values("person")
    )
    return rows.select_related("person").order_by("pk")


def colleagues(enrolment: Enrolment, team: list[dict[str, Any]]) -> list[Person]:
    """Whom one may bring in: advisers of the organisation who are not there yet."""
    here = {one["person"].pk for one in team} | {enrolment.person_id}
    rows = Membership.objects.filter(
        organisation_id=enrolment.organisation_id, role__in=access.ADVISERS, person__is_active=True
    )
    people = {row.person_id: row.person for row in rows.select_related("person").order_by("person__name", "pk")}
    return [person for pk, person in people.items() if pk not in here]


def _line(row: Message, person: Person) -> Line:
    words = clean_html(linebreaks(escape(row.text)))
    return Line(row, words, row.author_id == person.pk, [_file(one) for one in row.attachments.all()])


def _file(row: Attachment) -> dict[str, Any]:
    return {"name": row.name, "size": row.size, "url": reverse("conversations:file", args=[row.public_id])}


def _back(enrolment: Enrolment, is_own: bool) -> dict[str, str]:
    if is_own:
        return {"title": _("My journey"), "url": reverse("courses:my_journey", args=[enrolment.public_id])}
    return {"title": _("Messages"), "url": reverse("conversations:home")}
