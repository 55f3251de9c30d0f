"""Venues, rooms, sessions and their seats: coordinators' screens, and learners' bookings."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from lms.agenda.sessions import desk, learner, places, planning

urlpatterns: list[URLPattern] = [
    path(_("sessions/"), desk.sessions, name="sessions"),
    path(_("sessions/mine/"), desk.my_sessions, name="my_sessions"),
    path(_("sessions/new/"), planning.new_session, name="new_session"),
    path(_("sessions/<uuid:session>/"), desk.session, name="session"),
    path(_("sessions/<uuid:session>/change/"), planning.change_session, name="change_session"),
    path(_("sessions/<uuid:session>/cancel/"), planning.cancel_session, name="cancel_session"),
    path("sessions/<uuid:session>/add/", desk.book_for, name="book_for"),
    path("sessions/<uuid:session>/remove/", desk.remove, name="remove_booking"),
    path(_("venues/"), places.venues, name="venues"),
    path(_("venues/new/"), places.new_venue, name="new_venue"),
    path(_("venues/<uuid:venue>/"), places.venue, name="venue"),
    path(_("dates/<uuid:sequence_key>/"), learner.choose_session, name="choose_session"),
    path("seats/<uuid:session>/take/", learner.take_seat, name="take_seat"),
    path(_("seats/<uuid:session>/give-back/"), learner.give_back, name="give_back_seat"),
    path(_("access-points/"), learner.access_points, name="access_points"),
]
