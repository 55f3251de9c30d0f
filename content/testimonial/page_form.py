"""What the page editor accepts: testimonials of one's own organisation."""

from typing import Any

from courses.forms import ActivityPageForm
from courses.models import CataloguePage


class TestimonialPageForm(ActivityPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from content.testimonial.models import Testimonial

        catalogue = self.ancestor(CataloguePage)
        rows = Testimonial.objects.order_by("title")
        own = rows.filter(organisation_id=catalogue.organisation_id) if catalogue is not None else rows.none()
        self.limit_each("lines", "testimonial", own)
