"""Long lists of learners, page by page at the same cost for any number of them."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from lms.enrolment.models import EnrolmentTotal
from lms.reports.selection import Selection

PER_PAGE = 50


def page_of(selection: Selection) -> Page:
    """The page asked for, or the last there is; its object_list holds totals with their enrolment and person."""
    number = selection.choice.page
    rows, total = _rows(selection, number), selection.count()
    if not rows and number > 1:
        number = max(1, -(-total // PER_PAGE))
        rows = _rows(selection, number)
    start = (number - 1) * PER_PAGE
    # A shared total may be a moment late; what is seen here is not.
    total = max(total, start + len(rows)) if len(rows) > PER_PAGE else start + len(rows)
    page = _Pages(range(total), PER_PAGE).page(number)
    page.object_list = rows[:PER_PAGE]
    return page


def with_people(rows: QuerySet[EnrolmentTotal]) -> QuerySet[EnrolmentTotal]:
    return rows.select_related("enrolment__person", "enrolment__cohort").defer(
        "sequences", "tallied", "blocks_validated", "enrolment__intake"
    )


def _rows(selection: Selection, number: int) -> list[EnrolmentTotal]:
    """One line more than the page holds, to know whether another follows. People are joined to these alone."""
    start = (number - 1) * PER_PAGE
    wanted = selection.keys()[start : start + PER_PAGE + 1]
    return list(with_people(selection.in_order(EnrolmentTotal.objects.filter(pk__in=wanted))))


class _Pages(Paginator):
    """Knows its length without counting, and names only the pages near the one shown."""

    shown = 1

    def page(self, number: int | str) -> Page:
        self.shown = int(number)
        return super().page(number)

    @property
    def page_range(self) -> list[int]:  # type: ignore[override]
        near = range(self.shown - 3, self.shown + 4)
        return sorted({1, self.num_pages, *(number for number in near if 1 <= number <= self.num_pages)})
