"""What the authors' admin gets from this kind."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from content.toolbox.authoring.viewset import ResourceChooserViewSet, ResourceViewSet


@hooks.register("register_admin_viewset")
def register_resources() -> ViewSet:
    return ResourceViewSet()


@hooks.register("register_admin_viewset")
def register_chooser() -> ViewSet:
    return ResourceChooserViewSet("toolbox_resource_chooser", url_prefix="toolbox-resource-chooser")
