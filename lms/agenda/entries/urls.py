"""Entries, dates, gates, extensions and exits, one by one or from a table."""

from django.urls import path

from lms.agenda.entries import card, changes, closures, enter, lists, together, upload

urlpatterns = [
    path("entries/", lists.entries_home, name="entries_home"),
    path("entries/<slug:code>/", lists.entries, name="entries"),
    path("entries/<slug:code>/new/", enter.enter, name="enter"),
    path("entries/<slug:code>/selected/", together.together, name="together"),
    path("entries/<slug:code>/days-off/", closures.days_off, name="days_off"),
    path("entries/<slug:code>/days-off/<int:closure>/remove/", closures.remove_day_off, name="remove_day_off"),
    path("entries/<slug:code>/table/", upload.upload, name="entry_table"),
    path("entries/<slug:code>/table/sample.csv", upload.sample, name="entry_sample"),
    path("entries/<slug:code>/table/<uuid:entry_plan>/", upload.entry_plan, name="entry_plan"),
    path("entries/<slug:code>/table/<uuid:entry_plan>/wrong.csv", upload.wrong_lines, name="wrong_lines"),
    path("enrolments/<uuid:enrolment>/", card.card, name="enrolment"),
    path("enrolments/<uuid:enrolment>/date/<int:step>/", changes.move_date, name="move_date"),
    path("enrolments/<uuid:enrolment>/gate/<int:step>/", changes.open_gate, name="open_gate"),
    path("enrolments/<uuid:enrolment>/extend/", changes.extend, name="extend"),
    path("enrolments/<uuid:enrolment>/place/", changes.place, name="enrolment_place"),
    path("enrolments/<uuid:enrolment>/exit/", changes.leave, name="leave"),
    path("enrolments/<uuid:enrolment>/pause/", changes.pause, name="pause"),
    path("enrolments/<uuid:enrolment>/resume/", changes.resume, name="resume"),
    path("enrolments/<uuid:enrolment>/reopen/", changes.reopen, name="reopen"),
]
