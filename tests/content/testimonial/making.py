"""Testimonials for tests: with captions read over and a consent, on the page of a journey or alone."""

from datetime import timedelta

from django.utils import timezone

from content.testimonial.models import Testimonial, TestimonialLine, TestimonialPage
from courses.media.models import CaptionTrack, Consent, Cue, Video
from lms.people.models import Organisation


def make_testimonial(organisation: Organisation, title: str, *, public: bool = True, live: bool = True, **fields):
    """Sixty seconds, one line said at 0:31. `public`: agreed for the public site, else for the platform alone."""
    said = fields.pop("said", "Je parle de la boulangerie")
    video = Video.objects.create(
        organisation=organisation, title=title, duration_ms=60_000, is_testimonial=True, file="videos/x.mp4"
    )
    Consent.objects.create(
        organisation=organisation,
        video=video,
        person_name="Inès",
        purpose="Montrer",
        public_site=public,
        given_at=timezone.localdate() - timedelta(days=3),
    )
    track = CaptionTrack.objects.create(video=video, state=CaptionTrack.State.REVIEWED)
    Cue.objects.create(track=track, start_ms=31_000, end_ms=35_000, text=said, position=0)
    return Testimonial.objects.create(organisation=organisation, title=title, video=video, live=live, **fields)


def make_page(parent, *rows: Testimonial) -> TestimonialPage:
    page = TestimonialPage(title="Deux témoignages", minutes=10)
    page.lines = [TestimonialLine(testimonial=row) for row in rows]
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def withdraw(row: Testimonial) -> None:
    Consent.objects.filter(video=row.video).update(withdrawn_at=timezone.now())
