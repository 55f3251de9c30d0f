"""Virtual classes: the way in, and what their servers report."""

from django.urls import path

from lms.agenda.classes import callback, views

urlpatterns = [
    path("class/<uuid:online_meeting>/", views.join, name="join"),
    path("class/<uuid:online_meeting>/presence/", callback.presence, name="presence"),
]
