"""Coaches' availability, learners' appointments, allowances, notes and goals."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lms.agenda.appointments import accompany, goals, hosting, hours, notes, taken, types

urlpatterns = [
    path(_("appointments/"), taken.appointments, name="appointments"),
    path(_("appointments/<uuid:enrolment>/book/<int:appointment_type>/"), taken.book, name="book"),
    path(_("appointments/<uuid:appointment>/move/"), taken.move, name="move_appointment"),
    path(_("appointments/<uuid:appointment>/cancel/"), taken.cancel, name="cancel_appointment"),
    path(_("appointments/<uuid:appointment>/held/"), hosting.say_held, name="held"),
    path(_("appointments/<uuid:appointment>/missed/"), hosting.say_missed, name="missed"),
    path(_("appointments/<uuid:appointment>/take-back/"), hosting.take_back, name="take_back"),
    path(_("my-appointments/"), hosting.my_appointments, name="my_appointments"),
    path(_("to-call/"), hosting.late, name="overdue"),
    path(_("my-hours/"), hours.availability, name="availability"),
    path(_("my-hours/absence/"), hours.absence, name="absence"),
    path(_("my-hours/<int:hours>/remove/"), hours.remove_hours, name="remove_hours"),
    path(_("my-hours/absence/<int:absence>/remove/"), hours.remove_absence, name="remove_absence"),
    path(_("accompany/<uuid:enrolment>/"), accompany.accompany, name="accompany"),
    path(_("accompany/<uuid:enrolment>/plan/"), accompany.plan, name="plan_appointment"),
    path(_("accompany/<uuid:enrolment>/log/"), accompany.log, name="log_hours"),
    path(_("accompany/<uuid:enrolment>/grant/<int:appointment_type>/"), accompany.override, name="override"),
    path(_("accompany/<uuid:enrolment>/notes/"), notes.notes, name="notes"),
    path(_("accompany/<uuid:enrolment>/notes/readings/"), notes.readings, name="note_readings"),
    path(_("accompany/<uuid:enrolment>/goals/"), goals.add, name="add_goal"),
    path(_("goals/<int:goal>/tick/"), goals.tick, name="tick_goal"),
    path(_("appointment-types/"), types.types, name="types"),
    path(_("appointment-types/<slug:code>/new/"), types.new_type, name="new_type"),
    path(_("appointment-types/<int:appointment_type>/"), types.change_type, name="change_type"),
]
