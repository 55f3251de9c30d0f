"""What a learner's home says of their group: how many messages are new in the forums of this journey."""

from typing import Any

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.forum.models import Thread
from content.forum.reading import NEW, with_news
from lms.enrolment.models import Enrolment
from lms.people.models import Person


def line(enrolment: Enrolment, person: Person) -> dict[str, Any] | None:
    """{url, words}, as this learner reads; None where nobody has written yet. One query."""
    here = Q(forum__journey=enrolment.journey_id)
    here |= Q(forum__journey=None, forum__organisation=enrolment.organisation_id)
    theirs = Q(cohort=None) | Q(cohort=enrolment.cohort_id, cohort__isnull=False)
    rows = with_news(Thread.objects.filter(here, theirs, forum__for_learners=True), person).order_by()
    fresh = Q(news__gt=0, last_at__gte=timezone.now() - NEW)
    news = dict(rows.values("forum").annotate(fresh=Sum("news", filter=fresh)).values_list("forum__public_id", "fresh"))
    if not news:
        return None
    count = sum(one or 0 for one in news.values())
    words = ngettext("%(count)d new message", "%(count)d new messages", count) % {"count": count}
    where = [key for key, one in news.items() if one]
    url = f"{reverse('forum:forum', args=where)}?which=new" if len(where) == 1 else reverse("forum:index")
    return {"url": url, "words": words if count else _("Nothing new: write to your group")}
