"""The library as one of Wagtail's lists with drafts and history, and the chooser of the page editor."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views import snippets

from content.toolbox.authoring.forms import ResourceForm
from content.toolbox.authoring.policy import POLICY
from content.toolbox.library import search
from content.toolbox.models import Resource
from content.toolbox.names import Audience, Format
from courses.choosing import Choosable, views_of
from courses.panels import plain


class _Own:
    """One of one's own organisations': another's does not exist."""

    request: Any
    action = "change"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if found is not None and not POLICY.user_has_permission_for_instance(self.request.user, self.action, found):
            raise Http404
        return found


class _Warning:
    """After a save, what the easy-read linter finds is said beside it."""

    request: Any
    form: ResourceForm

    def save_instance(self) -> Any:
        saved = super().save_instance()  # type: ignore[misc]
        if not getattr(self, "expects_json_response", False):
            for words in self.form.warnings():
                messages.warning(self.request, words)
        return saved


class ResourceFilter(WagtailFilterSet):
    format = django_filters.ChoiceFilter(choices=Format.choices, label=_("Format"))
    audience = django_filters.ChoiceFilter(choices=Audience.choices, label=_("Who may use it"))
    live = django_filters.BooleanFilter(label=_("Published"))

    class Meta:
        model = Resource
        fields: ClassVar[list[str]] = []


class ResourceIndexView(snippets.IndexView):
    def get_base_queryset(self) -> QuerySet[Resource]:
        rows = POLICY.instances_user_has_any_permission_for(self.request.user, ["change"])
        return rows.select_related("organisation", "owner").defer("words", "body")

    def search_queryset(self, queryset: QuerySet[Resource]) -> QuerySet[Resource]:
        return search(queryset, self.search_query or "")

    @property
    def columns(self) -> list[Any]:
        return [one for one in super().columns if not isinstance(one, BulkActionsCheckboxColumn)]


class ResourceCreateView(_Warning, snippets.CreateView):
    pass


class ResourceEditView(_Warning, _Own, snippets.EditView):
    def get_available_actions(self) -> list[str]:
        """Publishing is asked of this very resource: an author may publish in one organisation and not in another."""
        actions = super().get_available_actions()
        may = POLICY.user_has_permission_for_instance(self.request.user, "publish", self.object)
        return [one for one in actions if one != "publish" or may]


class ResourceDeleteView(_Own, snippets.DeleteView):
    action = "delete"


class ResourceUsageView(_Own, snippets.UsageView):
    pass


class ResourceHistoryView(_Own, snippets.HistoryView):
    pass


class ResourceCompareView(_Own, snippets.RevisionsCompareView):
    pass


class ResourceUnpublishView(_Own, snippets.UnpublishView):
    action = "publish"


class ResourceUnscheduleView(_Own, snippets.RevisionsUnscheduleView):
    action = "publish"


class ResourceViewSet(snippets.SnippetViewSet):
    model = Resource
    icon = "folder-open-inverse"
    menu_label = _("Resources")
    menu_order = 308
    add_to_admin_menu = True
    url_prefix = url_namespace = "toolbox-resources"
    index_view_class, add_view_class, edit_view_class = ResourceIndexView, ResourceCreateView, ResourceEditView
    delete_view_class, usage_view_class, history_view_class = ResourceDeleteView, ResourceUsageView, ResourceHistoryView
    revisions_compare_view_class = ResourceCompareView
    unpublish_view_class, revisions_unschedule_view_class = ResourceUnpublishView, ResourceUnscheduleView
    copy_view_enabled = inspect_view_enabled = False
    filterset_class = ResourceFilter
    list_display: ClassVar = ["title", "format", Column("organisation", label=_("Organisation")), "review_on"]
    list_per_page = 50
    search_fields: ClassVar = ["words"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("description"),
            MultiFieldPanel(
                [FieldRowPanel([plain("format"), plain("upload")]), plain("link"), FieldPanel("body")],
                heading=_("The resource"),
            ),
            MultiFieldPanel([plain("licence"), plain("authors")], heading=_("Licence")),
            MultiFieldPanel(
                [
                    FieldRowPanel([plain("step"), plain("language")]),
                    FieldRowPanel([plain("competency_block"), plain("competency")]),
                ],
                heading=_("Where it helps"),
            ),
            FieldPanel("easy_read"),
            MultiFieldPanel(
                [FieldRowPanel([plain("owner"), plain("review_months")]), plain("change_note")],
                heading=_("Kept up to date"),
            ),
            MultiFieldPanel(
                [FieldRowPanel([plain("organisation"), plain("code")]), plain("audience")], heading=_("Whose it is")
            ),
        ],
        base_form_class=ResourceForm,
    )

    def register_snippet_model(self) -> None:
        """Not among Wagtail's general list of snippets, whose rights are given by hand and know no organisation."""

    def register_chooser_viewset(self) -> None:
        """Ours stands below: Wagtail's own shows every organisation's."""


class _Choosable(Choosable):
    """Published resources of one's own organisations, and those that every organisation may use."""

    def get_object_list(self) -> QuerySet[Resource]:
        rows = POLICY.instances_user_has_any_permission_for(self.request.user, ["choose"])
        return rows.select_related("organisation").defer("words", "body")

    @property
    def columns(self) -> list[Any]:
        own = [Column("format", label=_("Format"), accessor="get_format_display"), Column("organisation")]
        return [*super().columns, *own]  # type: ignore[misc]


class ResourceChooserViewSet(ChooserViewSet):
    model = Resource
    icon = "folder-open-inverse"
    choose_one_text = _("Choose a resource")
    choose_another_text = _("Choose another resource")
    edit_item_text = _("Change this resource")
    per_page = 20
    choose_view_class, choose_results_view_class, chosen_view_class, chosen_multiple_view_class = views_of(
        _Choosable, search
    )
