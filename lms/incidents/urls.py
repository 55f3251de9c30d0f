"""To report violence or harassment in confidence, and to follow what was reported."""

from django.urls import URLPattern

app_name = "incidents"
urlpatterns: list[URLPattern] = []
