"""Who was connected, by the word of a virtual class's own server: bounded by the session, people and clock we know.

Rows only say when somebody was seen; whether that counts is the organisation's rule (AgendaRules.presence_share).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lms.agenda.classes.door import spans_of
from lms.agenda.half_days import Span
from lms.agenda.models import Booking, HalfDay, Online, Presence, Session
from lms.agenda.rules import rules_of
from lms.enrolment.models import Enrolment

# Two looks at a running class that are further apart than this were two connections.
LONGEST_GAP = timedelta(seconds=180)
MOST_SPANS = 200  # of one learner in one class: no honest line drops so often


def connected_minutes(session: Session, enrolment: Enrolment) -> int:
    """Whole minutes during the session's half-days; two devices at once count once. For information (B2, rule 2)."""
    return sum(_minutes(seen, spans_of(session)) for seen in _seen(session, [enrolment.pk]).values())


def is_present(session: Session, enrolment: Enrolment, half_day: HalfDay) -> bool:
    """Connected for enough of this half-day, by the organisation's rule (B2, rule 1)."""
    return enrolment.pk in present_in(session, half_day)


def present_in(session: Session, half_day: HalfDay) -> set[int]:
    """Ids of the enrolments that were connected for enough of this half-day. Two queries, however many they are."""
    span = Span(half_day.starts_at, half_day.ends_at)
    share = rules_of(session.organisation_id).presence_share
    enough = span.minutes * share / 100
    return {pk for pk, seen in _seen(session).items() if span.minutes > 0 and _minutes(seen, [span]) >= enough}


def keep(session: Session, reported: Mapping[str, Iterable[Span]]) -> int:
    """Store what a server reports, by the key we gave it for each guest; returns how many new rows.

    Unknown people, and time outside the session or still to come, are left out. The same report twice changes nothing.
    """
    known, window = _booked(session), window_of(session, timezone.now())
    rows = [
        Presence(
            session=session,
            enrolment_id=known[key],
            joined_at=span.starts_at,
            left_at=span.ends_at,
            source=Online.BIGBLUEBUTTON,
        )
        for key, spans in reported.items()
        if key in known
        for span in _bounded(spans, window)
    ]
    with transaction.atomic():
        before = Presence.objects.filter(session=session).count()
        # A report is exact: where it begins when a look did, its end is the better one.
        Presence.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["session", "enrolment", "joined_at"],
            update_fields=["left_at"],
        )
        return Presence.objects.filter(session=session).count() - before


def seen_now(session: Session, keys: Iterable[str], now: datetime) -> None:
    """These guests are connected at this moment: who was so at the last look still is, who was not has just come."""
    known, window = _booked(session), window_of(session, now)
    if window is None or now > window.ends_at:
        return
    here = {known[key] for key in keys if key in known}
    with transaction.atomic():
        recent = Presence.objects.select_for_update().filter(
            session=session, enrolment__in=here, left_at__gte=now - LONGEST_GAP, left_at__lte=now
        )
        going_on = set(recent.order_by("pk").values_list("enrolment", flat=True))
        recent.update(left_at=now)
        rows = [
            Presence(session=session, enrolment_id=pk, joined_at=now, left_at=now, source=Online.BIGBLUEBUTTON)
            for pk in sorted(here - going_on)
        ]
        Presence.objects.bulk_create(rows, ignore_conflicts=True)


def window_of(session: Session, now: datetime) -> Span | None:
    """The time of which a server may speak: from the opening of the door to the end, and not of what is to come."""
    start = session.starts_at - timedelta(minutes=settings.CLASS_OPENS_MINUTES)
    end = min(session.ends_at, now)
    return Span(start, end) if start < end else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: each.starts_at):
        if found and span.starts_at <= found[-1].ends_at:
            found[-1] = Span(found[-1].starts_at, max(found[-1].ends_at, span.ends_at))
        elif span.starts_at < span.ends_at:
            found.append(span)
    return found


def _bounded(spans: Iterable[Span], window: Span | None) -> list[Span]:
    if window is None:
        return []
    cut = (Span(max(each.starts_at, window.starts_at), min(each.ends_at, window.ends_at)) for each in spans)
    return merged(cut)[:MOST_SPANS]


def _minutes(seen: Iterable[Span], during: Iterable[Span]) -> int:
    seconds = sum(
        max(0.0, (min(one.ends_at, part.ends_at) - max(one.starts_at, part.starts_at)).total_seconds())
        for one in merged(seen)
        for part in merged(during)
    )
    return int(seconds // 60)


def _seen(session: Session, enrolments: Iterable[int] | None = None) -> dict[int, list[Span]]:
    rows = Presence.objects.filter(session=session)
    if enrolments is not None:
        rows = rows.filter(enrolment__in=enrolments)
    found: dict[int, list[Span]] = defaultdict(list)
    for pk, joined_at, left_at in rows.values_list("enrolment", "joined_at", "left_at"):
        found[pk].append(Span(joined_at, left_at))
    return found


def _booked(session: Session) -> dict[str, int]:
    """Who may have been there, by the key their server knows."""
    rows = Booking.objects.filter(session=session, state=Booking.State.BOOKED)
    pairs: Iterable[tuple[UUID, int]] = rows.values_list("enrolment__public_id", "enrolment")
    return {str(key): pk for key, pk in pairs}
