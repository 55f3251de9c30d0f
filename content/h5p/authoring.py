"""The contents in the authors' admin: a list, an upload, the chooser of the page editor. See wagtail_hooks."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import ProtectedError, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView, InspectView
from wagtail.admin.views.generic import chooser as choosing
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from content.h5p import store
from content.h5p.forms import PackageForm
from content.h5p.models import Package
from courses.choosing import Choosable, views_of
from courses.permissions import OrganisationPolicy
from lms.people.models import Person


class PackagePolicy(OrganisationPolicy):
    """Contents without an organisation are the whole site's: every author may choose them, its keepers change them."""

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Any) -> bool:
        if instance.pk and instance.organisation_id is None and action != "choose":
            return bool(user.is_active and user.is_superuser)
        return super().user_has_permission_for_instance(user, action, instance)

    def instances_user_has_any_permission_for(self, user: Person, actions: Sequence[str]) -> QuerySet:
        own = super().instances_user_has_any_permission_for(user, actions)
        if "choose" in actions and self.user_has_permission(user, "choose"):
            return Package.objects.filter(Q(pk__in=own.values("pk")) | Q(organisation=None))
        return own


PACKAGE_POLICY = PackagePolicy(Package)
register_permission_policy(Package, PACKAGE_POLICY)


class _Own:
    """Views of one's own contents only."""

    request: Any
    action = "change"

    def get_object(self, queryset: Any = None) -> Any:
        found = super().get_object(queryset) if queryset is not None else super().get_object()  # type: ignore[misc]
        if not PACKAGE_POLICY.user_has_permission_for_instance(self.request.user, self.action, found):
            raise Http404
        return found


class PackageIndexView(IndexView):
    """Everything one may put on a page: a list of one's own alone would say that there is nothing."""

    def get_base_queryset(self) -> QuerySet[Package]:
        rows = PACKAGE_POLICY.instances_user_has_any_permission_for(self.request.user, ["choose"])
        return rows.select_related("library", "organisation")

    def get_edit_url(self, instance: Package) -> str | None:
        return super().get_edit_url(instance) if _may_change(self.request.user, instance) else None

    def get_delete_url(self, instance: Package) -> str | None:
        return super().get_delete_url(instance) if _may_change(self.request.user, instance) else None


def _may_change(person: Person, package: Package) -> bool:
    return PACKAGE_POLICY.user_has_permission_for_instance(person, "change", package)


def _owner(package: Package) -> str:
    return str(package.organisation) if package.organisation else _t("the whole site")


class PackageCreateView(CreateView):
    def form_valid(self, form: PackageForm) -> HttpResponse:
        # Before Wagtail's transaction: it would hold the database while files are written, and hide the rows that
        # announce them, so that a crash left files nobody knows of.
        form.install()
        answer: HttpResponse = super().form_valid(form)
        return answer

    def save_instance(self) -> Any:
        saved = super().save_instance()
        for warning in saved.warnings:
            messages.warning(self.request, warning)
        return saved


class PackageEditView(_Own, EditView):
    pass


class PackageInspectView(_Own, InspectView):
    action = "choose"

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if _may_change(self.request.user, self.object) else None

    def get_delete_url(self) -> str | None:
        return super().get_delete_url() if _may_change(self.request.user, self.object) else None


class PackageUsageView(_Own, UsageView):
    pass


class PackageHistoryView(_Own, HistoryView):
    pass


class PackageDeleteView(_Own, DeleteView):
    def delete_action(self) -> None:
        store.discard(self.object)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, _t("A page plays this content: change the page first. Nothing was deleted."))
            return redirect(self.index_url_name)
        return answer


class PackageViewSet(ModelViewSet):
    model = Package
    icon = "media"
    menu_label = _("Interactive contents")
    menu_order = 310
    add_to_admin_menu = True
    name = url_prefix = url_namespace = "h5p-contents"
    index_view_class, add_view_class, edit_view_class = PackageIndexView, PackageCreateView, PackageEditView
    delete_view_class, inspect_view_class = PackageDeleteView, PackageInspectView
    usage_view_class, history_view_class = PackageUsageView, PackageHistoryView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields: ClassVar = [
        "title",
        "library",
        "organisation",
        "language",
        "warnings",
        "uploaded_by",
        "uploaded_at",
    ]
    list_display: ClassVar = [
        "title",
        Column("library", label=_("type")),
        Column("organisation", label=_("organisation"), accessor=_owner),
        "uploaded_at",
    ]
    search_fields: ClassVar = ["title"]
    search_backend_name = None
    edit_handler = ObjectList(
        [FieldPanel("title"), FieldPanel("upload"), FieldPanel("organisation")], base_form_class=PackageForm
    )


class _Choosable(Choosable):
    """Choosing among one's own contents and those of the whole site."""

    def get_object_list(self) -> QuerySet[Package]:
        return PACKAGE_POLICY.instances_user_has_any_permission_for(self.request.user, ["choose"]).select_related(
            "library"
        )

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}  # type: ignore[misc]


class PackageUploadView(_Choosable, choosing.CreateView):
    pass


class PackageChooserViewSet(ChooserViewSet):
    model = Package
    icon = "media"
    choose_one_text = _("Choose a content or upload one")
    choose_another_text = _("Choose another content")
    edit_item_text = _("Change its title")
    create_action_label = _("Upload")
    creation_tab_label = _("Upload an H5P file")
    creation_form_class = PackageForm
    choose_view_class, choose_results_view_class, chosen_view_class, chosen_multiple_view_class = views_of(_Choosable)
    create_view_class = PackageUploadView
