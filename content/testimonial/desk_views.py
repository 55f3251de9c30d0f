"""The editors' desk in the admin: testimonials with their four gates and the act that comes next. See wagtail_hooks."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.models import Revision, WorkflowState
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtailmedia.edit_handlers import MediaChooserPanel

from content.testimonial.access import APPROVERS, may_approve
from content.testimonial.browsing import AXES
from content.testimonial.desk import faults_of, gates_of, next_act
from content.testimonial.models import Testimonial
from courses.media.captions.words import fold
from courses.media.gates import Gates
from courses.media.models import Video
from courses.permissions import OrganisationPolicy
from lms.people.access import AUTHORS, has_role_somewhere, organisations_where
from lms.people.models import Organisation, Person

APPROVAL = ("publish", "unpublish", "delete", "lock", "unlock")


class TestimonialPolicy(OrganisationPolicy):
    """Editors prepare; who publishes pages of that organisation publishes, takes down and deletes."""

    def user_has_permission(self, user: Person, action: str) -> bool:
        return has_role_somewhere(user, *(APPROVERS if action in APPROVAL else AUTHORS))

    def user_has_permission_for_instance(self, user: Person, action: str, instance: object) -> bool:
        own = super().user_has_permission_for_instance(user, action, instance)
        organisation_id = getattr(instance, "organisation_id", None)
        if action in APPROVAL and organisation_id is not None:
            return own and may_approve(user, organisation_id)
        return own


POLICY = TestimonialPolicy(Testimonial)
register_permission_policy(Testimonial, POLICY)


class TestimonialForm(WagtailAdminModelForm):
    """Of one's own organisations; it is submitted, approved or published once every gate is open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.for_user
        rows = Organisation.objects.order_by("name")
        own = (
            rows if person is None or person.is_superuser else rows.filter(pk__in=organisations_where(person, *AUTHORS))
        )
        field: Any = self.fields["organisation"]
        field.queryset = own
        if self.instance.pk is None and len(own) == 1:
            field.initial = own[0]
        field.disabled = self.instance.pk is not None
        if "video" in self.fields:
            videos: Any = self.fields["video"]
            videos.queryset = Video.objects.filter(organisation__in=own)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        organisation, video = cleaned.get("organisation"), cleaned.get("video")
        if organisation is not None and video is not None and video.organisation_id != organisation.pk:
            self.add_error("video", _("This video is kept by another organisation. Choose one of this one."))
        for name, _label in AXES:
            cleaned[name] = self._as_others_write(name, cleaned.get(name) or "", organisation)
        if self._goes_live():
            for fault in faults_of(video):
                self.add_error(None, fault)
        may_publish = organisation is None or self.for_user is None or may_approve(self.for_user, organisation.pk)
        if "action-publish" in self.data and not may_publish:
            self.add_error(None, _("Others publish here: submit it, and they are told."))
        return cleaned

    def _goes_live(self) -> bool:
        is_approved = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        return "action-publish" in self.data or "action-submit" in self.data or is_approved

    def _as_others_write(self, name: str, value: str, organisation: Organisation | None) -> str:
        """ "Vendre" and "vendre " are one choice of the list: as it was written first."""
        text = " ".join(value.split())
        known = Testimonial.objects.filter(organisation=organisation).exclude(**{name: ""})
        written = known.order_by("pk").values_list(name, flat=True)
        return next((one for one in written if fold(one) == fold(text)), text) if text else ""


class TestimonialFilter(WagtailFilterSet):
    theme = django_filters.CharFilter(lookup_expr="icontains", label=_("Theme"))
    territory = django_filters.CharFilter(lookup_expr="icontains", label=_("Territory"))
    live = django_filters.BooleanFilter(label=_("Published"))
    has_video = django_filters.BooleanFilter(
        field_name="video", lookup_expr="isnull", exclude=True, label=_("Has a video")
    )

    class Meta:
        model = Testimonial
        fields: ClassVar[list[str]] = []


class GateColumn(Column):
    """One gate: its knot with its words."""

    cell_template_name = "testimonial/desk/gate.html"

    def get_value(self, instance: Any) -> Any:
        opened: Gates = instance.gates
        return getattr(opened, self.name)


class ActColumn(Column):
    cell_template_name = "testimonial/desk/act.html"

    def get_value(self, instance: Any) -> Any:
        return instance.next_act


def with_states(rows: QuerySet[Testimonial]) -> QuerySet[Testimonial]:
    """What the column of states and the next act ask of each row, read for all of them at once."""
    submitted = WorkflowState.objects.active()
    planned = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Testimonial),
        object_id=Cast(OuterRef("pk"), CharField()),
        approved_go_live_at__isnull=False,
    )
    states = Prefetch("_workflow_states", queryset=submitted, to_attr="_current_workflow_states")
    return rows.annotate(is_planned=Exists(planned)).prefetch_related(states)


class DeskView(snippets.IndexView):
    """A page of testimonials; the gates of all of them are read at once."""

    def get_base_queryset(self) -> QuerySet[Testimonial]:
        rows = POLICY.instances_user_has_any_permission_for(self.request.user, ["change"])
        return with_states(rows.select_related("video", "organisation", "latest_revision").order_by("-pk"))

    def search_queryset(self, queryset: QuerySet[Testimonial]) -> QuerySet[Testimonial]:
        for term in fold(self.search_query or "").split()[:6]:
            queryset = queryset.filter(words__contains=term)
        return queryset

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        opened = gates_of(rows)
        for row in rows:
            row.gates = opened[row.pk]
            row.next_act = next_act(row, opened[row.pk], may_approve(self.request.user, row.organisation_id))
        return context

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn("title", label=_("Testimonial"), get_url=self.get_edit_url, sort_key="title"),
            GateColumn("video", label=_("Video")),
            GateColumn("captions", label=_("Captions")),
            GateColumn("transcript", label=_("Transcript")),
            GateColumn("consent", label=_("Consent")),
            Column("status_string", label=_("Status")),
            ActColumn("next_act", label=_("What comes next")),
        ]


class ApproveView(snippets.WorkflowActionView):
    """Nothing is approved while a gate is closed: it is said, and nothing happens."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = faults_of(self.object.video) if self.action_name == "approve" else []
        if found:
            for fault in found:
                messages.error(request, fault)
            return redirect(self.redirect_url)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class TestimonialViewSet(SnippetViewSet):
    model = Testimonial
    icon = "media"
    menu_label = _("Testimonials")
    menu_order = 310
    add_to_admin_menu = True
    url_namespace = base_url_path = admin_url_namespace = "testimonials"
    index_view_class = DeskView
    workflow_action_view_class = ApproveView
    filterset_class = TestimonialFilter
    list_per_page = 50
    search_fields: ClassVar = ["words"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("organisation"),
            MediaChooserPanel("video", media_type="video"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("people"), FieldPanel("made")]),
                    FieldRowPanel([FieldPanel("theme"), FieldPanel("step"), FieldPanel("territory")]),
                ],
                heading=_("Who, what, where"),
            ),
            FieldPanel("easy_read", widget=forms.Textarea(attrs={"rows": 4})),
            FieldPanel("story"),
        ],
        base_form_class=TestimonialForm,
    )
