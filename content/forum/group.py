"""What a learner's home says of their group: how many messages are new in the forums of this journey."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.forum.access import pass_to
from content.forum.models import Forum
from content.forum.reading import news_of
from lms.enrolment.models import Enrolment
from lms.people.models import Person


def line(enrolment: Enrolment, person: Person) -> dict[str, Any] | None:
    """{url, words}; None where this journey has no forum. Two queries."""
    here = Q(journey=enrolment.journey_id) | Q(journey=None, organisation=enrolment.organisation_id)
    forums = list(Forum.objects.filter(here, for_learners=True))
    passes = [held for forum in forums if (held := pass_to(person, forum, [enrolment])) is not None]
    if not passes:
        return None
    news = news_of(passes)
    count = sum(one["news"] for one in news.values())
    words = ngettext("%(count)d new message", "%(count)d new messages", count) % {"count": count}
    where = [pk for pk, one in news.items() if one["news"]]
    only = next((one for one in forums if [one.pk] == where), None)
    url = f"{reverse('forum:forum', args=[only.public_id])}?which=new" if only else reverse("forum:index")
    return {"url": url, "words": words if count else _("Nothing new: write to your group")}
