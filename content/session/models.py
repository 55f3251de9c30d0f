"""The page of the session kind: what happens there and what to bring; the dates are the agenda's."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from courses.models import PROSE, ActivityPage
from courses.panels import plain
from lms.agenda.sessions.offers import Offer, dates_of_activity

SHOWN = 4  # dates on the page; the others are one touch away


class SessionPage(ActivityPage):
    kind = "session"
    is_creatable = True

    body = RichTextField(_("what happens there"), blank=True, features=PROSE)
    bring = models.TextField(_("what to bring"), blank=True, help_text=_("One thing a line."))
    share = models.PositiveSmallIntegerField(
        _("share that must be attended (%)"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of the half-days of one session. 50: one of two is enough."),
    )

    template = "session/session_page.html"
    content_panels: ClassVar = [
        *ActivityPage.content_panels[:2],
        FieldPanel("body"),
        FieldPanel("bring"),
        plain("share"),
        *ActivityPage.content_panels[2:],
    ]

    class Meta:
        verbose_name = _("session")

    def rule_settings(self) -> dict[str, Any]:
        return {**super().rule_settings(), "share": self.share}

    def get_activity_context(self, state: dict[str, Any]) -> dict[str, Any]:
        """The dates this learner may book, and the one they hold. Two queries, none without an enrolment."""
        told: dict[str, Any] = {"things": [line.strip() for line in self.bring.splitlines() if line.strip()]}
        enrolment = state.get("enrolment")
        if enrolment is None:
            return told
        found = dates_of_activity(enrolment, state["activity"].pk)
        held = [offer for offer in found if offer.booking is not None]
        free = [offer for offer in found if offer.booking is None]
        return {
            **told,
            "held": [_line(offer) for offer in held],
            "free": [_line(offer) for offer in free[:SHOWN]],
            "dates_url": _dates_url(found),
            "is_asked": True,
        }


def _line(offer: Offer) -> dict[str, Any]:
    # Always by way of the page that asks for a word when it is late: the rules of lateness cost a query.
    return {"offer": offer, "km": "", "is_late": True}


def _dates_url(found: list[Offer]) -> str:
    sequence = found[0].session.sequence if found else None
    return reverse("agenda:choose_session", args=[sequence.key]) if sequence else ""
