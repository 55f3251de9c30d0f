"""In the authors' admin: one entry that leads to the library. wagtailmedia keeps its chooser; its own lists and forms,
which know neither consents nor organisations, lead to ours."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses.media.access import kept_organisations, may_keep
from courses.media.models import Video


class LibraryItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(kept_organisations(request.user))


@hooks.register("register_admin_menu_item")
def show_library() -> MenuItem:
    return LibraryItem(_("Videos"), reverse("media:desk"), name="videos", icon_name="media", order=310)


@hooks.register("construct_main_menu")
def hide_media(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name != "media"]


@hooks.register("register_admin_urls", order=-1)
def answer_first() -> list[URLPattern]:
    return [
        path("media/", to_the_library, name="media_index_elsewhere"),
        re_path(r"^media/(?P<kind>audio|video|media)/add/$", to_a_new_one, name="media_add_elsewhere"),
        path("media/edit/<int:pk>/", to_its_form, name="media_edit_elsewhere"),
        path("media/delete/<int:pk>/", to_its_end, name="media_delete_elsewhere"),
        path("media/usage/<int:pk>/", to_its_form, name="media_usage_elsewhere"),
    ]


def to_the_library(request: HttpRequest) -> HttpResponse:
    return redirect("media:desk")


def to_a_new_one(request: HttpRequest, kind: str) -> HttpResponse:
    return redirect("media:add")


def to_its_form(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("media:film", _own(request, pk).key)


def to_its_end(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("media:delete", _own(request, pk).key)


def _own(request: HttpRequest, pk: int) -> Video:
    video = get_object_or_404(Video, pk=pk)
    if not may_keep(request.user, video.organisation_id):
        raise Http404
    return video
