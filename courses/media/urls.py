"""Files of videos, their captions and the desk's own screens, below /videos/. Files ask for each request."""

from django.urls import path
from django.views.generic import RedirectView

from courses.media import files

app_name = "media"
urlpatterns = [
    path("<uuid:key>/<str:name>", files.file, name="file"),
    path("search/", RedirectView.as_view(url="/"), name="search"),
]
