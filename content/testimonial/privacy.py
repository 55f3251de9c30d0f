"""What this kind keeps of a person beside evidence: what they wrote for themselves after watching."""

from typing import Any

from content.testimonial.models import KeptWords
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Their own words, activity by activity."""
    rows = KeptWords.objects.filter(enrolment__person=person).select_related("activity").order_by("pk")
    words = [{"activity": row.activity.title, "text": row.text, "saved_at": row.saved_at} for row in rows]
    return {"kept_of_testimonials": words}


def erase(person: Person) -> None:
    """Their own words go."""
    KeptWords.objects.filter(enrolment__person=person).delete()
