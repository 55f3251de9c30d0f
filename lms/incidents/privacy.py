"""What reports in confidence know of a person: to hand it over, and to take it out. lms.people.privacy calls it.

The copy that somebody takes holds their own reports and what was answered, never another's report that names them.
"""

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lms.incidents.models import IncidentAction, IncidentMessage, IncidentReading, IncidentReport, Procedure
from lms.people.models import Person

# Said to who decides on erasing (RGPD art. 17.3 b and e; Code du travail L4121-1, Code de procédure pénale art. 8).
WORDS: Promise = gettext_lazy(
    "Reports of violence or harassment lose this person’s name, and their name is taken out of what they wrote there. "
    "The case itself stays until its time is over (six years after it was closed, unless the procedure says "
    "otherwise): the law asks the organisation to protect others, and somebody may have to prove what happened."
)
GONE = "[…]"


def export(person: Person) -> dict[str, Any]:
    """Their own reports with their name, what was answered, and when they themselves opened others’ as a contact."""
    rows = IncidentReport.objects.filter(reporter=person).order_by("received_at", "pk")
    readings = IncidentReading.objects.filter(reader=person).order_by("read_at").values("report__number", "read_at")
    return {
        "reports": [
            {
                **{name: getattr(row, name) for name in ("number", "sort", "what", "where", "when", "wish", "state")},
                "received_at": row.received_at,
                "closed_at": row.closed_at,
                "messages": list(row.messages.values("side", "text", "made_at")),
            }
            for row in rows
        ],
        "read_as_a_contact": list(readings),
    }


def organisations(person: Person) -> set[int]:
    """To whom this person reported."""
    return set(IncidentReport.objects.filter(reporter=person).values_list("organisation_id", flat=True))


def erase(person: Person) -> None:
    """The name goes, the case stays without it. What they said as a contact stays without their name too."""
    for row in IncidentReport.objects.filter(reporter=person):
        words = {name: _without(person, getattr(row, name)) for name in ("what", "where", "when", "wish")}
        IncidentReport.objects.filter(pk=row.pk).update(reporter=None, **words)
        for message in row.messages.all():
            IncidentMessage.objects.filter(pk=message.pk).update(text=_without(person, message.text))
    IncidentMessage.objects.filter(author=person).update(author=None)
    IncidentAction.objects.filter(author=person).update(author=None)
    IncidentReading.objects.filter(reader=person).update(reader=None)
    IncidentReport.objects.filter(handed_to=person).update(handed_to=None)
    for role in ("contact", "second", "quality", "author"):
        Procedure.objects.filter(**{role: person}).update(**{role: None})


def _without(person: Person, text: str) -> str:
    """The text without their name, its parts, their e-mail and telephone."""
    parts = [person.name, person.email, person.phone, *(part for part in person.name.split() if len(part) > 2)]
    for part in sorted((part for part in parts if part), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", GONE, text, flags=re.IGNORECASE)
    return text
