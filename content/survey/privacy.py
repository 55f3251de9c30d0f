"""What this kind keeps of a person. Anonymous answers are nobody's: they can be neither handed over nor taken out."""

from typing import Any

from django.db.models import Q

from content.survey.models import Answer, Participant, Response
from content.survey.words import lines_of
from lms.catalogue.outline import outline_of
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Which surveys asked this person, whether they answered, their drafts, and the answers that bear their name."""
    asked = Participant.objects.filter(_of(person)).select_related("survey__questionnaire").order_by("pk")
    said = Response.objects.filter(enrolment__person=person).order_by("sent_at", "pk")
    return {
        "surveys": [
            {
                "survey": str(row.survey),
                "anonymous": row.survey.questionnaire.is_anonymous,
                "answered": row.has_answered,
                "invited_at": row.first_sent_at,
                "draft": row.draft,
            }
            for row in asked
        ],
        "answers": [
            {
                "survey": str(row.survey),
                "sent_at": row.sent_at,
                "answers": lines_of(row, outline_of(row.enrolment.journey) if row.enrolment else None),
            }
            for row in said.select_related("survey__questionnaire", "enrolment__journey")
        ],
    }


def erase(person: Person) -> None:
    """Words, drafts and addresses go; figures stay, of an enrolment that names nobody any more."""
    Answer.objects.filter(response__enrolment__person=person).update(text="")
    Participant.objects.filter(_of(person)).update(draft={}, email="", next_send_at=None)


def _of(person: Person) -> Q:
    return Q(enrolment__person=person) | Q(email__iexact=person.email)
