"""The directory of partners, the guide, solutions, and what is asked of partners.

Addresses of an organisation begin with its code; none of ours beside them has one segment, so no code hides them.
"""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lms.partners import desk, guide, packs, screens
from lms.partners.asking import followed, partner_page, visitors
from lms.partners.table import screens as table

app_name = "partners"
urlpatterns = [
    path("", screens.home, name="home"),
    path(_("question/confirm/<str:token>/"), visitors.confirm, name="confirm"),
    path(_("question/answer/<str:token>/"), partner_page.partner_page, name="partner_link"),
    path(_("question/mine/<str:token>/"), visitors.asker, name="asker"),
    path(_("questions/mine/"), visitors.mine, name="mine"),
    # "upload/" stands as it is: lms/bounds.py lets files through there.
    path("upload/<slug:code>/", table.upload, name="upload"),
    path("upload/<slug:code>/<uuid:partner>/", desk.logo, name="keep_logo"),
    path("<slug:code>/", screens.directory, name="directory"),
    path(_("<slug:code>/guide/"), guide.guide, name="guide"),
    path(_("<slug:code>/guide/pdf/"), guide.guide_pdf, name="guide_pdf"),
    path(_("<slug:code>/solutions/"), packs.packs, name="packs"),
    path(_("<slug:code>/solutions/new/"), packs.new_pack, name="new_pack"),
    path(_("<slug:code>/solutions/<uuid:pack>/"), packs.pack, name="pack"),
    path(_("<slug:code>/solutions/<uuid:pack>/edit/"), packs.edit_pack, name="edit_pack"),
    path(_("<slug:code>/questions/"), followed.requests, name="requests"),
    path(_("<slug:code>/questions/table/"), followed.export, name="requests_table"),
    path(_("<slug:code>/questions/<uuid:request_id>/"), followed.one_request, name="request"),
    path(_("<slug:code>/keep/"), desk.desk, name="desk"),
    path(_("<slug:code>/keep/new/"), desk.new_partner, name="new_partner"),
    path(_("<slug:code>/keep/rules/"), desk.rules, name="rules"),
    path(_("<slug:code>/keep/table/"), table.export, name="export"),
    path(_("<slug:code>/keep/sample/"), table.sample, name="sample"),
    path(_("<slug:code>/keep/plan/<uuid:partner_plan>/"), table.partner_plan, name="partner_plan"),
    path(_("<slug:code>/keep/<uuid:partner>/"), desk.edit_partner, name="edit_partner"),
    path("<slug:code>/<uuid:partner>/", screens.partner, name="partner"),
    path("<slug:code>/<uuid:partner>/logo/", screens.logo, name="logo"),
    path(_("<slug:code>/<uuid:partner>/ask/"), visitors.ask, name="ask"),
]
