"""Signing a half-day: learners, trainers, paper entered later, and the sheet."""

from django.urls import path

from lms.agenda.signoffs import own, sheets, signing

urlpatterns = [
    path("sign/", own.sign_now, name="sign_now"),
    path("sign/<uuid:signed_session>/<int:part>/", own.sign_page, name="sign"),
    path("signing/<uuid:signed_session>/", sheets.signing_session, name="signing"),
    path("signing/<uuid:signed_session>/<int:part>/", signing.signing, name="signing"),
    path("signing/<uuid:signed_session>/<int:part>/add/", signing.signing_add, name="signing_add"),
    path("signing/<uuid:signed_session>/<int:part>/paper/", sheets.paper, name="paper"),
    path("signing/<uuid:signed_session>/<int:part>/<uuid:signer>/", signing.signing_person, name="signing_person"),
    path("sheet/<uuid:signed_session>/", sheets.sheet, name="sheet"),
    path("sheet/<uuid:signed_session>/sheet.pdf", sheets.sheet_pdf, name="sheet_pdf"),
    path("sign-off/<uuid:sign_off>/correct/", sheets.correct, name="correct"),
]
