"""Juries: planning them, scoring alone, deliberating and deciding."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lms.assessment.juries import score_screens, screens

urlpatterns = [
    path("", screens.juries, name="juries"),
    path(_("new/<slug:code>/"), screens.new_jury, name="new_jury"),
    path(_("decisions/<slug:code>/"), screens.outcomes, name="jury_outcomes"),
    path("<uuid:jury>/", screens.jury, name="jury"),
    path(_("<uuid:jury>/change/"), screens.change_jury, name="change_jury"),
    path(_("<uuid:jury>/jurors/"), screens.add_juror, name="add_juror"),
    path(_("<uuid:jury>/jurors/<int:juror>/"), screens.change_juror, name="change_juror"),
    path(_("<uuid:jury>/candidates/"), screens.add_candidates, name="add_candidates"),
    path(_("<uuid:jury>/candidates/<int:candidate>/change/"), screens.change_candidate, name="change_candidate"),
    path(_("<uuid:jury>/candidates/<int:candidate>/category/"), screens.category, name="jury_category"),
    path(_("<uuid:jury>/candidates/<int:candidate>/score/"), score_screens.score, name="jury_score"),
    path(_("<uuid:jury>/candidates/<int:candidate>/"), score_screens.deliberate, name="jury_candidate"),
    path(_("<uuid:jury>/candidates/<int:candidate>/reopen/"), score_screens.reopen, name="jury_reopen"),
    path(_("<uuid:jury>/open/"), score_screens.open_jury, name="open_jury"),
    path(_("<uuid:jury>/comments/"), score_screens.comments, name="jury_comments"),
]
