"""The coordinator's day, and the organisation's settings of time."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lms.agenda import rules_screen
from lms.agenda.desk import views

urlpatterns = [
    path(_("day/"), views.day, name="day"),
    path(_("rules/"), rules_screen.choose, name="rules"),
    path(_("rules/<slug:rules_of>/"), rules_screen.rules, name="rules_of"),
]
