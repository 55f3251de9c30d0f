"""A person's notices, and how they want to be told."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lms.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.centre, name="centre"),
    path("read/", views.read_all, name="read_all"),
    path("<int:notice>/", views.visit, name="visit"),
    path(_("preferences/"), views.preferences, name="preferences"),
]
