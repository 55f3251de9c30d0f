"""Learners' own screens and their coaches'; pages themselves are served by routes.py."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from courses import coaching, views

app_name = "courses"
urlpatterns = [
    path(_("my-journey/"), views.my_journey, name="my_journey"),
    path(_("my-journey/<uuid:enrolment>/"), views.my_journey, name="my_journey"),
    path(_("my-progress/"), views.my_progress, name="my_progress"),
    path(_("my-progress/<uuid:enrolment>/"), views.my_progress, name="my_progress"),
    path("activity/<uuid:key>/done/", views.done, name="done"),
    path("activity/<uuid:key>/send/", views.send, name="send"),
    path(_("my-learners/"), coaching.learners, name="learners"),
    path(_("my-learners/<uuid:enrolment>/"), coaching.learner, name="learner"),
    path(_("my-learners/<uuid:enrolment>/judge/<int:indicator>/"), coaching.judge, name="judge"),
    path(_("my-learners/<uuid:enrolment>/withdraw/<uuid:evidence>/"), coaching.withdraw, name="withdraw"),
]
