"""To report violence or harassment in confidence, and to follow what was reported."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from lms.incidents import desk, screens, writing

app_name = "incidents"
urlpatterns = [
    path("", screens.home, name="home"),
    path(_("by-code/"), screens.follow, name="follow"),
    path(_("my-reports/"), screens.mine, name="mine"),
    path(_("read/<uuid:report>/"), desk.report, name="report"),
    path(_("at/<slug:code>/"), screens.procedure, name="procedure"),
    path(_("at/<slug:code>/report/"), screens.tell, name="tell"),
    path(_("at/<slug:code>/versions/"), writing.versions, name="versions"),
    path(_("at/<slug:code>/write/"), writing.write, name="write"),
    path(_("at/<slug:code>/reports/"), desk.reports, name="reports"),
    path(_("at/<slug:code>/log/"), desk.log, name="log"),
    path(_("at/<slug:code>/count/"), desk.count, name="count"),
]
