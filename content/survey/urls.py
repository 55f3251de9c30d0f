"""Mounted under /content/survey/: learners' answers, links sent by e-mail, polls, and the team's own screens."""

from django.urls import path

from content.survey import polls, public, reading, team, views

app_name = "survey"
urlpatterns = [
    path("", team.index, name="index"),
    path("new/", team.new, name="new"),
    path("questionnaires/<uuid:questionnaire>/", team.questionnaire, name="questionnaire"),
    path("questionnaires/<uuid:questionnaire>/questions/", team.question, name="question"),
    path("questionnaires/<uuid:questionnaire>/questions/<int:question>/", team.question, name="question"),
    path("questionnaires/<uuid:questionnaire>/version/", team.version, name="version"),
    path("questionnaires/<uuid:questionnaire>/ask/", team.ask, name="ask"),
    path("results/<uuid:survey>/", reading.results, name="results"),
    path("results/<uuid:survey>/results.csv", reading.results_csv, name="results_csv"),
    path("results/<uuid:survey>/results.xlsx", reading.results_xlsx, name="results_xlsx"),
    path("results/<uuid:survey>/answers.csv", reading.answers_csv, name="answers_csv"),
    path("results/<uuid:survey>/missing/", reading.missing, name="missing"),
    path("results/<uuid:survey>/invite/", reading.invite, name="invite"),
    path("results/<uuid:survey>/close/", reading.close, name="close"),
    path("polls/new/", polls.new, name="poll_new"),
    path("polls/<uuid:poll>/", polls.screen, name="poll_screen"),
    path("activities/<uuid:activity>/", views.answer, name="answer"),
    path("a/<str:token>/", public.link, name="link"),
    path("p/", public.poll_door, name="poll_door"),
    path("p/<str:code>/", public.poll, name="poll"),
]
