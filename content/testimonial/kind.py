"""Testimonials to watch: what was really played becomes evidence. What the learner keeps of them stays their own."""

from django.utils.translation import gettext_lazy as _

from courses.media.evidence import Watched


class Testimonial(Watched):
    name = "testimonial"
    label = _("Testimonials")


KIND = Testimonial()
