"""The directory of partners, and what is asked of them."""

from django.urls import URLPattern

app_name = "partners"
urlpatterns: list[URLPattern] = []
