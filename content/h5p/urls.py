"""Mounted under /content/h5p/: frame and files answer on the content origin, send and renew on the site."""

from django.urls import path

from content.h5p import views

app_name = "h5p"
urlpatterns = [
    path("play/<str:ticket>/", views.play, name="play"),
    path("core/<str:version>/<path:path>", views.core, name="core"),
    path("files/<str:where>/<str:folder>/<path:path>", views.file, name="file"),
    path("send/", views.send, name="send"),
    path("renew/", views.renew, name="renew"),
]
