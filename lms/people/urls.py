"""A person's own pages, beside those of allauth; and the list of people of an organisation."""

from django.urls import path

from lms.people import desk, views
from lms.people.door import door

app_name = "people"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/home/", views.home, name="home"),
    path("account/door/", door, name="door"),
    path("account/data/", views.data, name="data"),
    path("account/data/download/", views.download, name="download"),
    path("account/data/erase/", views.ask_erasure, name="ask_erasure"),
    path("people/", desk.organisations, name="organisations"),
    path("people/<slug:code>/", desk.members, name="members"),
    path("people/<slug:code>/invite/", desk.invitation, name="invite"),
    path("people/<slug:code>/organisation/", desk.organisation_page, name="organisation"),
    path("people/<slug:code>/<uuid:key>/", desk.member, name="member"),
    path("people/<slug:code>/<uuid:key>/erase/", desk.erasure, name="erase"),
]
