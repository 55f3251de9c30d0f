"""What a toolbox page shows a learner: its resources in order, what to do with each, which are opened. Two queries."""

from typing import Any

from django.urls import reverse

from content.toolbox.models import ToolboxPage
from content.toolbox.pictograms import PICTOGRAMS
from lms.progress.models import Completion


def page_context(page: ToolboxPage, state: dict[str, Any]) -> dict[str, Any]:
    """See templates/toolbox/toolbox_page.html; without an activity it is an author's preview."""
    learner, activity = state.get("learner"), state.get("activity")
    seen = _seen(learner, activity)
    rows = page.lines.select_related("resource__file", "resource__organisation")
    lines = [_line(one, activity, seen) for one in (rows if page.pk else page.lines.all())]
    return {
        "lines": lines,
        "opened": sum(1 for line in lines if line["is_seen"]),
        "is_learner": learner is not None,
        "asks_some": page.rule_in_force() == "opened_some",
        "needed": min(page.needed, len(lines)),
    }


def _seen(learner: Any, activity: Any) -> set[str]:
    if learner is None or activity is None:
        return set()
    row = Completion.objects.filter(enrolment=learner, activity_id=activity.pk).values_list("facts", flat=True).first()
    return set((row or {}).get("resources", []))


def _line(one: Any, activity: Any, seen: set[str]) -> dict[str, Any]:
    row, key = one.resource, str(one.resource.public_id)
    return {
        "row": row,
        "task": one.task,
        "is_needed": one.is_needed,
        "is_seen": key in seen,
        "sign": PICTOGRAMS[row.format],
        "url": reverse("toolbox:use", args=[activity.key, key]) if activity is not None and row.live else "",
        "about_url": reverse("toolbox:resource", args=[key]),
    }
