"""The competency frameworks in the authors' admin: a framework with its blocks, a competency with its indicators."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from courses.framework_file import RefusedFramework, read_framework, save_framework
from courses.models import BlockPage
from courses.panels import Snippets
from courses.permissions import OrganisationPolicy
from courses.publish import publish_framework
from lms.catalogue.models import Competency, CompetencyBlock, Framework
from lms.people.access import AUTHORS, organisations_where
from lms.people.models import Organisation, Person
from lms.progress.models import Measure

FRAMEWORK_POLICY = OrganisationPolicy(Framework)
COMPETENCY_POLICY = OrganisationPolicy(Competency, "competency_block__framework__organisation")
register_permission_policy(Framework, FRAMEWORK_POLICY)
register_permission_policy(Competency, COMPETENCY_POLICY)


def own_organisations(person: Person) -> QuerySet[Organisation]:
    """Where this person writes frameworks."""
    rows = Organisation.objects.order_by("name")
    return rows if person.is_superuser else rows.filter(pk__in=organisations_where(person, *AUTHORS))


class FrameworkForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "organisation" in self.fields and self.for_user is not None:
            field = self.fields["organisation"]
            field.queryset = own_organisations(self.for_user)
            field.disabled = self.instance.pk is not None
            if self.instance.pk is None and field.queryset.count() == 1:
                field.initial = field.queryset.get()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        refuse_measured(self.formsets.get("blocks"), "indicator__competency__competency_block")
        return cleaned


class CompetencyForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for form in self.formsets["indicators"].forms if "indicators" in self.formsets else []:
            for name in ("threshold", "autonomy_threshold"):
                if form.initial.get(name) is not None:
                    form.initial[name] = format(form.initial[name].normalize(), "f")
        if "competency_block" in self.fields and self.for_user is not None:
            blocks = CompetencyBlock.objects.filter(framework__organisation__in=own_organisations(self.for_user))
            if self.instance.pk:
                # Elsewhere its indicators would leave the journeys that measure them.
                blocks = blocks.filter(framework=self.instance.competency_block.framework)
            self.fields["competency_block"].queryset = blocks.select_related("framework")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for form in self.formsets["indicators"].forms if "indicators" in self.formsets else []:
            if form.is_valid() and not form.cleaned_data.get("DELETE"):
                _check_thresholds(form)
        refuse_measured(self.formsets.get("indicators"), "indicator")
        return cleaned


def refuse_measured(formset: Any, path: str) -> None:
    """A line that learners were measured on cannot be taken away: it would take their records with it."""
    for form in formset.forms if formset is not None else []:
        if form.is_valid() and form.cleaned_data.get("DELETE") and form.instance.pk:
            if Measure.objects.filter(**{path: form.instance.pk}).exists():
                words = gettext("“%(row)s” cannot be removed: learners were measured on it.") % {"row": form.instance}
                raise ValidationError(words)
            if isinstance(form.instance, CompetencyBlock) and BlockPage.objects.filter(competency_block=form.instance):
                words = gettext("“%(row)s” cannot be removed: pages of a journey work on it.") % {"row": form.instance}
                raise ValidationError(words)


def _check_thresholds(form: forms.BaseForm) -> None:
    told = form.cleaned_data
    bound, alone, operator = told.get("threshold"), told.get("autonomy_threshold"), told.get("operator")
    if bound is None or alone is None:
        return
    if (operator == ">=" and alone < bound) or (operator == "<=" and alone > bound):
        form.add_error("autonomy_threshold", gettext("To do it alone cannot be easier than to do it."))


class _OneOrganisation:
    """Views that show and change the rows of the person's own organisations only."""

    request: HttpRequest
    model: Any
    permission_policy: Any

    def get_object(self, queryset: Any = None) -> Any:
        found = super().get_object(queryset) if queryset is not None else super().get_object()  # type: ignore[misc]
        if not self.permission_policy.user_has_permission_for_instance(self.request.user, "change", found):
            raise PermissionDenied
        return found

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.permission_policy.instances_user_has_permission_for(self.request.user, "change")


class _Publishing:
    """What is saved goes to learners at once: new versions of indicators, and the outlines that show them."""

    def save_instance(self) -> Any:
        saved = super().save_instance()  # type: ignore[misc]
        publish_framework(saved if isinstance(saved, Framework) else saved.competency_block.framework)
        return saved


class RowIndexView(_OneOrganisation, IndexView):
    pass


class RowCreateView(_Publishing, CreateView):
    pass


class RowEditView(_Publishing, _OneOrganisation, EditView):
    pass


class RowDeleteView(_OneOrganisation, DeleteView):
    def form_valid(self, form: forms.Form) -> HttpResponse:
        framework = None if isinstance(self.object, Framework) else self.object.competency_block.framework
        try:
            answer = super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                gettext(
                    "It cannot be deleted: learners were measured on it, or a journey works on it. Nothing was changed."
                ),
            )
            return redirect(self.index_url_name)
        if framework is not None:
            publish_framework(framework)
        return answer


class RowHistoryView(_OneOrganisation, HistoryView):
    pass


class RowUsageView(_OneOrganisation, UsageView):
    pass


def own_frameworks(request: HttpRequest | None) -> QuerySet[Framework]:
    """What the filter of competencies offers."""
    return (
        FRAMEWORK_POLICY.instances_user_has_permission_for(request.user, "change")
        if request
        else Framework.objects.none()
    )


class CompetencyFilter(WagtailFilterSet):
    framework = django_filters.ModelChoiceFilter(
        field_name="competency_block__framework", queryset=own_frameworks, label=_("Framework")
    )

    class Meta:
        model = Competency
        fields: ClassVar[list[str]] = []


class FrameworkIndexView(RowIndexView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        label, url = gettext("Import a file"), reverse("frameworks:import")
        return [*super().header_more_buttons, HeaderButton(label, url, icon_name="upload", priority=10)]


class FrameworkViewSet(ModelViewSet):
    model = Framework
    icon = "list-ol"
    menu_label = _("Frameworks")
    name = url_prefix = url_namespace = "frameworks"
    index_view_class = FrameworkIndexView
    add_view_class, edit_view_class, delete_view_class = RowCreateView, RowEditView, RowDeleteView
    history_view_class, usage_view_class = RowHistoryView, RowUsageView
    copy_view_enabled = False
    list_display: ClassVar = ["title", "code", Column("organisation", label=_("Organisation")), "source"]
    search_fields: ClassVar = ["title", "code"]
    search_backend_name = None
    edit_handler = ObjectList(Snippets.FRAMEWORK, base_form_class=FrameworkForm)

    def get_urlpatterns(self) -> list[Any]:
        return [path("import/", import_view, name="import"), *super().get_urlpatterns()]


class CompetencyViewSet(ModelViewSet):
    model = Competency
    icon = "clipboard-list"
    menu_label = _("Competencies and indicators")
    name = url_prefix = url_namespace = "competencies"
    index_view_class, add_view_class = RowIndexView, RowCreateView
    edit_view_class, delete_view_class = RowEditView, RowDeleteView
    history_view_class, usage_view_class = RowHistoryView, RowUsageView
    copy_view_enabled = False
    list_display: ClassVar = ["title", "code", Column("competency_block", label=_("Competency block"))]
    filterset_class = CompetencyFilter
    ordering: ClassVar = ["competency_block__framework", "competency_block__position", "position"]
    list_per_page = 50
    search_fields: ClassVar = ["title", "code"]
    search_backend_name = None
    edit_handler = ObjectList(Snippets.COMPETENCY, base_form_class=CompetencyForm)


class FrameworkGroup(ViewSetGroup):
    menu_label = _("Competencies")
    menu_icon = "clipboard-list"
    menu_order = 150
    items = (FrameworkViewSet, CompetencyViewSet)


class UploadForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=capfirst(_("organisation")))
    file = forms.FileField(
        label=capfirst(_("file")),
        help_text=_("CSV as Moodle or OpenSALT writes it, or JSON as 1EdTech CASE defines it; 5 MB at most."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = own_organisations(person)
        field: Any = self.fields["organisation"]
        field.queryset = rows
        if rows.count() == 1:
            field.initial, field.widget = rows.get(), forms.HiddenInput()


def import_view(request: HttpRequest) -> HttpResponse:
    """Upload a framework file; a refused one says why line by line and changes nothing."""
    person = request.user
    if not isinstance(person, Person) or not FRAMEWORK_POLICY.user_has_permission(person, "add"):
        raise PermissionDenied
    form = UploadForm(request.POST or None, request.FILES or None, person=person)
    report, faults = None, []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            read = read_framework(upload.name, upload.read(6 * 1024 * 1024))
            framework = save_framework(read, form.cleaned_data["organisation"])
        except RefusedFramework as refused:
            faults = refused.lines()
        else:
            report = {"framework": framework, "read": read}
            publish_framework(framework)
    context = {
        "form": form,
        "report": report,
        "faults": faults,
        "header_title": gettext("Import a competency framework"),
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": reverse("frameworks:index"), "label": gettext("Frameworks")},
            {"url": "", "label": gettext("Import a file")},
        ],
    }
    return render(request, "courses/frameworks/import.html", context)
