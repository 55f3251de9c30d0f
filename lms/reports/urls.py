"""Reports for evaluators, coaches and coordinators: from a journey down to one evidence."""

from django.urls import path

from lms.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("journeys/<uuid:journey>/", views.matrix, name="matrix"),
    path("journeys/<uuid:journey>/matrix.csv", views.matrix_csv, name="matrix_csv"),
    path("journeys/<uuid:journey>/measures.csv", views.journey_measures_csv, name="journey_measures_csv"),
    path("journeys/<uuid:journey>/hours/", views.hours, name="hours"),
    path("journeys/<uuid:journey>/hours.csv", views.hours_csv, name="hours_csv"),
    path("learners/<uuid:enrolment>/hours/", views.hours_of, name="hours_of"),
    path("learners/<uuid:enrolment>/", views.learner, name="learner"),
    path("learners/<uuid:enrolment>/measures.csv", views.measures_csv, name="measures_csv"),
    path("learners/<uuid:enrolment>/<int:competency>/", views.measures, name="measures"),
    path("learners/<uuid:enrolment>/evidence/<uuid:evidence>/<int:indicator>/", views.evidence, name="evidence"),
]
