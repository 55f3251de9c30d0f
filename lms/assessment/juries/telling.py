"""Whom a jury tells: who is asked to sit, and a candidate whose decision is written."""

from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from lms.assessment.juries.models import Juror, JuryDecision
from lms.notices.models import Topic
from lms.notices.tell import tell


def asked_to_sit(juror: Juror) -> None:
    """Once a sitting and person."""
    person, session = juror.person, juror.session
    assert person is not None
    with translation.override(person.language):
        address = reverse("assessment:jury", args=[session.public_id])
    subject = gettext_lazy("You are asked to sit on a jury")
    body = format_lazy("{title}, {place}", title=session.title, place=session.place) if session.place else session.title
    tell(person, session.organisation, Topic.ASKED, f"jury:{session.pk}:asked", subject, body, address)


def decided(decision: JuryDecision) -> None:
    """Once a decision; another one in its place is told again."""
    candidate = decision.candidate
    person, session = candidate.enrolment.person, candidate.session
    if person is not None:
        subject = gettext_lazy("The jury has decided: read its answer")
        key = f"jury:{decision.public_id.hex}"
        tell(person, session.organisation, Topic.ANSWER, key, subject, session.title, session.activity.address)
