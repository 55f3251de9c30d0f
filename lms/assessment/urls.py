"""Grids, and the queue of work to mark."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from lms.assessment import grid_screens, screens
from lms.assessment.observing import screens as observing
from lms.assessment.peers import screens as peers
from lms.assessment.recognised import screens as recognised
from lms.assessment.waivers import screens as waivers

app_name = "assessment"
urlpatterns = [
    path(_("to-mark/"), screens.to_mark, name="to_mark"),
    path(_("to-mark/next/"), screens.next_piece, name="next"),
    path(_("grids/"), grid_screens.grids, name="grids"),
    path(_("grids/new/<slug:code>/"), grid_screens.new_grid, name="new_grid"),
    path(_("grids/<uuid:grid>/"), grid_screens.grid, name="grid"),
    path(_("juries/"), include("lms.assessment.juries.urls")),
    path(_("observe/"), observing.observe_group, name="observe"),
    path(_("waivers/<uuid:enrolment>/"), waivers.waivers, name="waivers"),
    path(_("waivers/<uuid:enrolment>/<uuid:evidence>/"), waivers.take_back, name="take_waiver_back"),
    # "upload/" stands as it is: lms/bounds.py lets files through there.
    path("upload/recognised/<uuid:enrolment>/", recognised.recognised, name="recognised"),
    path(_("recognised/<uuid:recognition>/withdraw/"), recognised.take_back, name="withdraw_recognised"),
    path(_("recognised/<uuid:recognition>/paper/"), recognised.paper, name="recognised_paper"),
    path(_("peers/"), peers.peer_rounds, name="peer_rounds"),
    path(_("peers/new/<slug:code>/"), peers.new_round, name="new_peer_round"),
    path(_("peers/<uuid:round>/"), peers.peer_round, name="peer_round"),
    path(_("peers/<uuid:round>/add/"), peers.add_peers, name="add_peers"),
    path(_("peers/<uuid:round>/change/"), peers.change_round, name="change_peer_round"),
    path(_("peers/<uuid:round>/mine/"), peers.my_part, name="my_peer_part"),
    path(_("peers/review/<uuid:review>/"), peers.review, name="peer_review"),
]
