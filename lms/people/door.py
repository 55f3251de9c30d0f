"""One door for everybody: Wagtail's own ways in and out lead to the site's."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.generic import RedirectView


def door(request: HttpRequest) -> HttpResponse:
    """Where Wagtail sends whoever may not enter: strangers sign in; others read why, and are sent round no circle."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': _wanted(request)})}")
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect(_wanted(request))
    raise PermissionDenied(_("This space is for the people who write the journeys."))


def _wanted(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if is_ours else reverse("wagtailadmin_home")


urlpatterns = [
    path("login/", door, name="admin_door"),
    path("password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
]
