"""End documents: a learner's own, how they are issued, and the public page that verifies them."""

from django.urls import path

from lms.agenda.documents import many, verify, views

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/file/<str:document>/", views.document, name="document"),
    path("documents/learners/<uuid:enrolment>/", views.issue_one, name="issue"),
    path("documents/journeys/<uuid:journey>/", many.issue_many, name="issue_many"),
    path("verify/", verify.verify, name="verify"),
]
