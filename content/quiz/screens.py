"""Behind the language, under quiz/: learners take a quiz and review it, the team marks and grants extra time."""

from django.urls import path

from content.quiz import accommodating, marking, taking

app_name = "quiz"
urlpatterns = [
    path("start/<uuid:key>/", taking.start_attempt, name="start"),
    path("attempts/<uuid:attempt>/", taking.attempt, name="attempt"),
    path("attempts/<uuid:attempt>/keep/", taking.keep, name="keep"),
    path("attempts/<uuid:attempt>/review/", taking.review, name="review"),
    path("mark/<uuid:attempt>/", marking.mark, name="mark"),
    path("attempts/<uuid:attempt>/reopen/", accommodating.reopen_attempt, name="reopen"),
    path("extra-time/<uuid:enrolment>/", accommodating.accommodate, name="accommodate"),
]
