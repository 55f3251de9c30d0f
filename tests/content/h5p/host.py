"""A page with nothing but the box of one content: the player is tested without the rest of the site."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from content.h5p.models import H5PPage
from content.h5p.player import player_context

PAGE = """{% load static %}<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>hôte</title></head>
<body><article>{% include "h5p/box.html" %}</article><script src="{% static "h5p/page.js" %}"></script></body></html>"""


def host(request: HttpRequest, package: int) -> HttpResponse:
    context = player_context(H5PPage(package_id=package), {})
    return HttpResponse(engines["django"].from_string(PAGE).render(context))


urlpatterns = [
    path("host/<int:package>/", host),
    path("content/h5p/", include("content.h5p.urls")),
    path("account/", include("allauth.urls")),
]
