"""What the authors' admin gets from this kind."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from content.h5p.authoring import PackageChooserViewSet, PackageViewSet


@hooks.register("register_admin_viewset")
def register_contents() -> ViewSet:
    return PackageViewSet()


@hooks.register("register_admin_viewset")
def register_chooser() -> ViewSet:
    return PackageChooserViewSet("h5p_content_chooser", url_prefix="h5p-content-chooser")
