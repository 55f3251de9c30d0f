"""What questions to partners know of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from django.db.models import Q

from lms.partners.asking.retention import blank
from lms.partners.models import PartnerPlan, PartnerRequest
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """What this person asked, signed in or as a visitor with this e-mail, and what was answered."""
    rows = PartnerRequest.objects.filter(_theirs(person)).select_related("partner").order_by("made_at", "pk")
    return {"questions": [told_of(row) for row in rows]}


def organisations(person: Person) -> set[int]:
    """Through whom this person asked."""
    return set(PartnerRequest.objects.filter(asker=person).values_list("organisation_id", flat=True))


def erase(person: Person) -> None:
    """Names and words go; that a question was asked, and how fast it was answered, stays for the figures."""
    blank(PartnerRequest.objects.filter(_theirs(person)))
    PartnerPlan.objects.filter(author=person).delete()


def told_of(row: PartnerRequest) -> dict[str, Any]:
    """One question whole, as its asker may take it away."""
    return {
        "partner": row.partner.name,
        "name": row.asker_name,
        "email": row.asker_email,
        "question": row.question,
        "state": row.state,
        "agreed_at": row.consented_at,
        "asked_at": row.made_at,
        "sent_at": row.sent_at,
        "seen_at": row.seen_at,
        "answered_at": row.answered_at,
        "closed_at": row.closed_at,
        "messages": list(row.messages.values("side", "text", "made_at")),
    }


def _theirs(person: Person) -> Q:
    return Q(asker=person) | Q(asker=None, email__iexact=person.email, erased_at=None)
