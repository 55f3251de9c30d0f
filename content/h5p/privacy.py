"""What this kind keeps of a person beside evidence: where they left each content."""

from typing import Any

from content.h5p.models import UserState
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Every saved state of the person's enrolments, as it is stored."""
    rows = UserState.objects.filter(enrolment__person=person).select_related("activity", "package").order_by("pk")
    states = [
        {
            "content": row.package.title,
            "activity": str(row.activity.key),
            "type": row.data_type,
            "part": row.sub_content,
            "data": row.data,
            "saved_at": row.saved_at.isoformat(),
        }
        for row in rows
    ]
    return {"interactive_contents": states}


def erase(person: Person) -> None:
    """States hold people's own answers: they go."""
    UserState.objects.filter(enrolment__person=person).delete()
