"""Files of videos, their captions and the desk's own screens."""

from django.urls import URLPattern

app_name = "media"
urlpatterns: list[URLPattern] = []
