"""Behind the language, under testimonial/: visitors and learners browse; players and learners send."""

from django.urls import path

from content.testimonial import feed, keeping, views
from courses.media.inbox import said, watch

app_name = "testimonial"
urlpatterns = [
    path("", views.browse, name="list"),
    path("feed/", feed.atom, name="feed"),
    path("watch/", watch, name="watch"),
    path("said/<uuid:key>/", said, name="said"),
    path("keep/<uuid:key>/", keeping.keep, name="keep"),
    path("<uuid:testimonial>/", views.one, name="one"),
    path("<uuid:testimonial>/poster/", views.poster, name="poster"),
]
