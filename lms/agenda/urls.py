"""Everything that has a date: each area brings its own addresses, all under the names agenda:..."""

from django.urls import include, path

app_name = "agenda"
urlpatterns = [
    path("", include(f"lms.agenda.{area}.urls"))
    for area in ("calendar", "sessions", "signoffs", "appointments", "documents", "classes", "entries", "desk")
]
