"""The smallest page that publishes, and the messages that complete it: a testimonial of ten seconds, without a file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from content.testimonial.models import Testimonial, TestimonialLine, TestimonialPage
from courses.media.evidence import complete_messages
from courses.media.models import Consent, Video
from lms.people.models import Organisation

KEY = UUID("6f1c6c1e-6f0c-5b5e-9d53-2f6a0a3f5b02")
MS = 10_000


def build_page() -> TestimonialPage:
    """An unsaved page, ready to be added below a sequence; its testimonial is kept by the organisation."""
    page = TestimonialPage(title="Un témoignage", minutes=10)
    page.lines = [TestimonialLine(testimonial=_testimonial())]
    return page


def _testimonial() -> Testimonial:
    found = Testimonial.objects.filter(public_id=KEY).first()
    if found is not None:
        return found
    organisation = Organisation.objects.order_by("pk").first()
    video = Video.objects.create(
        key=KEY, organisation=organisation, title="Mon premier client", duration_ms=MS, is_testimonial=True
    )
    today = timezone.localdate()
    Consent.objects.create(
        organisation=organisation, video=video, person_name="Inès", purpose="Montrer ce qui a été créé.", given_at=today
    )
    return Testimonial.objects.create(
        public_id=KEY, organisation=organisation, title="Mon premier client", video=video, people="Inès", live=True
    )


def played(*segments: list[int]) -> dict[str, Any]:
    """A message as a player's page sends it."""
    return {"verb": "progressed", "video": KEY.hex, "segments": list(segments)}


def messages_for(settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What completes any activity of this kind."""
    return complete_messages(settings)


MESSAGES = [{"verb": "opened"}, played([5000, 9800]), played([0, 6000]), {"verb": "completed"}]
RUBBISH: list[dict[str, Any]] = [
    {},
    {"verb": "submitted"},
    {"verb": 7},
    {"verb": "progressed", "video": "0" * 32, "said": True},
    {"verb": "progressed", "gone": [KEY.hex], "receipt": "0" * 64},
    {"verb": "progressed", "video": KEY.hex, "segments": [[0]]},
    played([5000, 5000]),
    played([20_000, 30_000]),
]
