"""A person's notices, and how they want to be told."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lms.notices import views
from lms.notices.inbound import door

app_name = "notices"
urlpatterns = [
    path("", views.centre, name="centre"),
    path("read/", views.read_all, name="read_all"),
    path("<int:notice>/", views.visit, name="visit"),
    path("<int:notice>/mark/", views.mark, name="mark"),
    path("again/", views.try_again, name="try_again"),
    path("failing/", views.failing, name="failing"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("upload/inbound/", door.take, name="inbound"),
    path(_("preferences/"), views.preferences, name="preferences"),
]
