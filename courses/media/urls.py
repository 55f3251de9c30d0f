"""Addresses of the library, below /videos/. What takes files stands below upload/ (lms/bounds.py)."""

from django.urls import path

from courses.media import files
from courses.media.captions import glossary_screens
from courses.media.captions import screens as captions
from courses.media.consents import screens as consents
from courses.media.desk import screens as desk
from courses.media.search import screens as search
from lms.people.middleware import in_own_language as own

app_name = "media"
urlpatterns = [
    path("", own(desk.desk), name="desk"),
    path("search/", own(search.look), name="search"),
    path("watch/<uuid:key>/", own(search.watch), name="watch"),
    path("upload/add/", own(desk.add), name="add"),
    path("upload/<uuid:key>/", own(desk.change), name="change"),
    path("upload/<uuid:key>/captions/", own(captions.bring), name="bring"),
    path("upload/<uuid:key>/consent/", own(consents.add), name="consent_add"),
    path("upload/consents/<uuid:consent>/", own(consents.change), name="consent_change"),
    path("consents/<uuid:consent>/proof/", own(consents.proof), name="proof"),
    path("consents/<uuid:consent>/withdraw/", own(consents.take_back), name="take_back"),
    path("consents/<uuid:consent>/link/", own(consents.send_again), name="send_link"),
    path("withdraw/<str:token>/", consents.own, name="withdraw"),
    path("<uuid:key>/", own(desk.film), name="film"),
    path("<uuid:key>/preparing/", own(desk.work), name="work"),
    path("<uuid:key>/prepare/", own(desk.prepare_again), name="prepare"),
    path("<uuid:key>/delete/", own(desk.delete), name="delete"),
    path("<uuid:key>/copies/", own(consents.copies), name="copies"),
    path("<uuid:key>/copies/<int:copy>/removed/", own(consents.removed), name="removed"),
    path("<uuid:key>/captions/<slug:language>/", own(captions.captions), name="captions"),
    path("<uuid:key>/captions/<slug:language>/review/", own(captions.review), name="review"),
    path("<uuid:key>/captions/<slug:language>/glossary/", own(glossary_screens.correct), name="glossary"),
    path("<uuid:key>/captions/<slug:language>/glossary/<int:entry>/", own(glossary_screens.forget), name="forget"),
    path("<uuid:key>/captions/<slug:language>/<str:ending>/", own(captions.export), name="export"),
    path("<uuid:key>/file/<str:name>/", files.file, name="file"),
]
