"""Every address of the site; apps are named as strings, kinds' addresses come from the registry."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from lms.plugins.registry import companion, kinds

urlpatterns = [
    path("", include("lms.people.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", include("lms.people.door")),
    path("admin/", include("courses.admin_access")),
    path("admin/", include("wagtail.admin.urls")),
    path("documents/", include("wagtail.documents.urls")),
    path("videos/", include("courses.media.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("media/images/", include("courses.pictures")),
    path("styleguide/", TemplateView.as_view(template_name="styleguide.html"), name="styleguide"),
    *[
        path(f"content/{name}/", include(module.__name__))
        for name in kinds()
        if (module := companion(name, "urls")) is not None
    ],
]
urlpatterns += i18n_patterns(
    path("accessibility/", TemplateView.as_view(template_name="accessibility.html"), name="accessibility"),
    path("reports/", include("lms.reports.urls")),
    path(_("agenda/"), include("lms.agenda.urls")),
    path(_("notices/"), include("lms.notices.urls")),
    path(_("assessment/"), include("lms.assessment.urls")),
    path(_("messages/"), include("lms.conversations.urls")),
    path(_("partners/"), include("lms.partners.urls")),
    path(_("incidents/"), include("lms.incidents.urls")),
    *[
        path(f"{name}/", include(module.__name__))
        for name in kinds()
        if (module := companion(name, "screens")) is not None
    ],
    path("", include("courses.urls")),
    path("", include("courses.routes")),
)

handler403 = "lms.people.errors.forbidden"
