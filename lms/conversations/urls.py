"""What two people write to each other."""

from django.urls import path

from lms.conversations import desk, views

app_name = "conversations"
urlpatterns = [
    path("", desk.home, name="home"),
    path("figures/", desk.figures, name="figures"),
    path("figures/<uuid:journey>/", desk.exchanges, name="exchanges"),
    path("file/<uuid:file>/", views.file, name="file"),
    path("with/<uuid:enrolment>/", views.read, name="read"),
    path("with/<uuid:enrolment>/people/", views.people, name="people"),
    path("with/<uuid:enrolment>/settled/", views.settled, name="settled"),
    path("upload/<uuid:enrolment>/", views.write, name="write"),
]
