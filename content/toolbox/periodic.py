"""What a worker does for libraries from time to time: tell who looks after a resource that it is to be read over."""

from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.toolbox.models import Resource
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell_many
from lms.people.access import is_member

# Read by lms/notices/periodic.py: dotted name of a function, and every how many seconds.
TASKS = {"content.toolbox.periodic.run": 6 * 3600}


def run() -> int:
    """One notice a resource and date, however often it runs; how many are new."""
    due = Resource.objects.filter(live=True, review_on__lte=timezone.localdate(), owner__is_active=True)
    rows = due.select_related("owner", "organisation").defer("words", "body").order_by("pk")
    return tell_many(_telling(row) for row in rows if row.owner and is_member(row.owner, row.organisation_id))


def _telling(row: Resource) -> Telling:
    assert row.owner is not None
    title = lazystr(row.title)
    return Telling(
        row.owner,
        row.organisation_id,
        Topic.TEAM,
        f"resource:{row.pk}:review:{row.review_on}",
        format_lazy(_("To be read over: {title}"), title=title),
        _("You look after this resource. Is it still right? Change it, or say that it still holds."),
        reverse_lazy("toolbox:reviewed", args=[row.public_id]),
    )
