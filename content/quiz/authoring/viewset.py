"""The bank as one of Wagtail's lists, and the chooser of the page editor. See wagtail_hooks."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from content.quiz.authoring import correcting, exporting, importing, views
from content.quiz.authoring.policy import POLICY, questions_of
from content.quiz.drawing import search
from content.quiz.models import Question
from content.quiz.questions import TYPES
from courses.choosing import Choosable, views_of
from lms.catalogue.models import Competency
from lms.people.access import AUTHORS, organisations_where, signed_in


def type_label(question: Question) -> str:
    kind = TYPES.get(question.type)
    return str(kind.label) if kind else question.type


def own_competencies(request: HttpRequest | None) -> QuerySet[Competency]:
    """What the filter of questions offers."""
    if request is None:
        return Competency.objects.none()
    person = signed_in(request)
    rows = Competency.objects.order_by("competency_block__framework", "competency_block__position", "position")
    if person.is_superuser:
        return rows
    return rows.filter(competency_block__framework__organisation__in=organisations_where(person, *AUTHORS))


class QuestionFilter(WagtailFilterSet):
    type = django_filters.ChoiceFilter(choices=[(name, each.label) for name, each in TYPES.items()], label=_("Type"))
    competencies = django_filters.ModelChoiceFilter(queryset=own_competencies, label=_("Competency"))
    tag = django_filters.CharFilter(method="tagged", label=_("Tag"))
    is_retired = django_filters.BooleanFilter(label=_("Put aside"))

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = []

    def tagged(self, rows: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        return search(rows, tag=value.strip())


class QuestionIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Question]:
        return questions_of(self.request).select_related("organisation").defer("words")

    def search_queryset(self, queryset: QuerySet[Question]) -> QuerySet[Question]:
        return search(queryset, self.search_query or "")

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        own = [
            HeaderButton(gettext("Import a file"), reverse("quiz-questions:import"), icon_name="upload", priority=10),
            HeaderButton(gettext("Export"), reverse("quiz-questions:export"), icon_name="download", priority=20),
        ]
        return [*super().header_more_buttons, *own]


class QuestionViewSet(ModelViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    menu_order = 305
    add_to_admin_menu = True
    name = url_prefix = url_namespace = "quiz-questions"
    form_fields: ClassVar = ["title"]
    index_view_class = QuestionIndexView
    filterset_class = QuestionFilter
    list_display: ClassVar = [
        TitleColumn("title", label=_("Question"), url_name="quiz-questions:edit"),
        Column(type_label, label=_("Type")),
        Column("organisation", label=_("Organisation")),
        "changed_at",
    ]
    list_per_page = 50
    search_fields: ClassVar = ["words"]
    search_backend_name = None
    copy_view_enabled = inspect_view_enabled = False

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_index_view_kwargs(**kwargs), "delete_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        # Questions are put aside, never deleted: attempts show them for years.
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", views.add, name="add"),
            path("edit/<int:pk>/", views.edit, name="edit"),
            path("aside/<int:pk>/", views.put_aside, name="put_aside"),
            path("preview/", views.preview, name="preview"),
            path("correct/<int:pk>/", correcting.regrade_view, name="regrade"),
            path("import/", importing.upload, name="import"),
            path("import/<uuid:key>/", importing.confirm, name="confirm"),
            path("export/", exporting.export, name="export"),
        ]


class _Choosable(Choosable):
    """Choosing among the questions of one's own organisations."""

    def get_object_list(self) -> QuerySet[Question]:
        rows = POLICY.instances_user_has_any_permission_for(self.request.user, ["choose"])
        return rows.filter(is_retired=False).defer("words")

    @property
    def columns(self) -> list[Any]:
        return [*super().columns, Column(type_label, label=_("Type"), accessor=type_label)]  # type: ignore[misc]


class QuestionChooserViewSet(ChooserViewSet):
    model = Question
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    edit_item_text = _("Change this question")
    per_page = 20
    choose_view_class, choose_results_view_class, chosen_view_class, chosen_multiple_view_class = views_of(
        _Choosable, search
    )
