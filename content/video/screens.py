"""Behind the language, under video/: what players send, and the list of tutorials that anybody follows."""

from django.urls import path

from content.video import views
from courses.media.inbox import said, watch

app_name = "video"
urlpatterns = [
    path("watch/", watch, name="watch"),
    path("said/<uuid:key>/", said, name="said"),
    path("tutorials/", views.tutorials, name="tutorials"),
]
