"""Choosers of the admin over rows of one's own organisations, for what kinds keep beside their pages."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser as choosing

Views = tuple[type, type, type, type]


class Choosable:
    """Only what `get_object_list` gives may be chosen, also by its number. Mixed into Wagtail's views of choosers."""

    request: Any

    def get_object_list(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_object(self, pk: Any) -> Any:
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks: Any) -> QuerySet[Any]:
        return self.get_object_list().filter(pk__in=pks)


def views_of(rows: type[Choosable], search: Callable[[Any, str], QuerySet[Any]] | None = None) -> Views:
    """The four views of a ChooserViewSet: to choose, its results, one chosen, several chosen.

    search(rows, words) finds rows by their words, without the search index of pages; without it there is no search.
    """
    found: dict[str, Any] = {} if search is None else {"filter_form_class": _words_form(search)}
    return (
        type("RowsChooseView", (rows, choosing.ChooseView), found),
        type("RowsResultsView", (rows, choosing.ChooseResultsView), found),
        type("RowsChosenView", (rows, choosing.ChosenView), {}),
        type("RowsChosenMultipleView", (rows, choosing.ChosenMultipleView), {}),
    )


def _words_form(search: Callable[[Any, str], QuerySet[Any]]) -> type[BaseFilterForm]:
    class WordsForm(BaseFilterForm):
        q = forms.CharField(label=_("Search"), required=False)

        def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
            words = self.cleaned_data.get("q") or ""
            self.is_searching, self.search_query = bool(words), words
            return search(objects, words)

    return WordsForm
