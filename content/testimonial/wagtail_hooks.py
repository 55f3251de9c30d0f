"""What the authors' admin gets from this kind: the desk of testimonials."""

from wagtail.snippets.models import register_snippet

from content.testimonial.desk_views import TestimonialViewSet

register_snippet(TestimonialViewSet)
