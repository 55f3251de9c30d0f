"""The kind's own addresses, below /content/deliverable/. What takes files stands below upload/ (lms/bounds.py)."""

from django.urls import path

from content.deliverable import files, following_views, learner_views, marker_views
from lms.people.middleware import in_own_language

app_name = "deliverable"
urlpatterns = [
    path("upload/<uuid:key>/", in_own_language(learner_views.save), name="save"),
    path("upload/<uuid:key>/begin/", in_own_language(learner_views.begin), name="begin"),
    path("upload/<uuid:key>/<uuid:upload>/<int:number>/", in_own_language(learner_views.piece), name="piece"),
    path("draft/<uuid:key>/", in_own_language(learner_views.draft), name="draft"),
    path("recover/<uuid:key>/", in_own_language(learner_views.recover), name="recover"),
    path("file/<uuid:file>/", in_own_language(files.original), name="file"),
    path("preview/<uuid:file>/", in_own_language(files.preview), name="preview"),
    path("mark/<uuid:work>/", in_own_language(marker_views.mark), name="mark"),
    path("follow/<uuid:activity>/", in_own_language(following_views.following), name="follow"),
    path("follow/<uuid:activity>/table.csv", in_own_language(following_views.following_csv), name="follow_csv"),
    path("follow/<uuid:activity>/teams/", in_own_language(following_views.teams), name="teams"),
    path("later/<uuid:activity>/<uuid:enrolment>/", in_own_language(following_views.later), name="later"),
]
