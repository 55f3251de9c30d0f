"""What end documents know of a person: to hand it over, and to take it out. lms/agenda/privacy.py calls it.

The law asks to forget the person, not the numbering: PDF, facts and reason go; number, code, hash, sort and day stay,
so that a copy which somebody holds can still be verified and no number is missing (domain.md B4, C).
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lms.agenda.models import EndDocument
from lms.people.models import Person

# Said to who decides on erasing, beside what else is taken out.
WORDS: Promise = gettext_lazy(
    "Documents that were issued lose all they say, and their PDF cannot be read here any more. Their number, code, "
    "date and fingerprint stay: a copy that somebody holds can still be verified. If the law asks you to keep a "
    "certificate, download it first."
)


def export(person: Person) -> list[dict[str, Any]]:
    """Every document of this person, as it was issued."""
    rows = EndDocument.objects.filter(enrolment__person=person).select_related("replaces").order_by("issued_at", "pk")
    return [
        {
            "sort": row.sort,
            "number": row.full_number,
            "code": row.code,
            "issued_at": row.issued_at,
            "sha256": row.sha256,
            "says": row.facts.get("content", {}),
            "replaces": row.replaces.full_number if row.replaces else None,
            "reason": row.reason,
        }
        for row in rows.defer("pdf")
    ]


def erase(person: Person) -> None:
    """Blank this person's documents; those they issued forget by whom with the person's row."""
    EndDocument.objects.filter(enrolment__person=person).blank()
