from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TestimonialConfig(AppConfig):
    name = "content.testimonial"
    label = "testimonial"
    verbose_name = _("Testimonials")
