"""A person's own calendar: page, printable week, private feed."""

from django.urls import path

from lms.agenda.calendar import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/print/", views.calendar_print, name="calendar_print"),
    path("calendar/address/", views.feed_settings, name="feed_settings"),
    path("calendar/session/<uuid:ics_session>.ics", views.session_ics, name="session_ics"),
    path("calendar/appointment/<uuid:ics_appointment>.ics", views.appointment_ics, name="appointment_ics"),
    path("feed/<str:secret>.ics", views.feed, name="feed"),
]
