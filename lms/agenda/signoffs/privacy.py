"""A person's sign-offs: handed over in full; when they are erased, proofs stay, without a name or anybody's words.

lms/agenda/privacy.py calls it.
"""

from typing import Any

from lms.agenda.models import SignOff
from lms.people.models import Person


def export(person: Person) -> list[dict[str, Any]]:
    """Every half-day that this person signed, or that was noted of them, also what was struck since."""
    rows = SignOff.objects.filter(person=person).select_related("half_day__session").order_by("pk")
    return [
        {
            "session": row.half_day.session.title,
            "starts_at": row.half_day.starts_at,
            "ends_at": row.half_day.ends_at,
            "role": row.role,
            "state": row.state,
            "minutes_late": row.minutes_late,
            "reason": row.reason,
            "method": row.method,
            "signed_at": row.signed_at,
            "device": row.device,
            "statement_hash": row.statement_hash,
            "cancelled_at": row.cancelled_at,
            "cancel_reason": row.cancel_reason,
        }
        for row in rows
    ]


def erase(person: Person) -> None:
    """Who, why and from where go; that somebody was there, when, and the hash of it stay (domain.md C)."""
    rows = SignOff.objects.filter(person=person)
    rows.update(person=None, reason="", cancel_reason="", address_hash="", device="")
    SignOff.objects.filter(entered_by=person).update(entered_by=None)
    SignOff.objects.filter(cancelled_by=person).update(cancelled_by=None)
