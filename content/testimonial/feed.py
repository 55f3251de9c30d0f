"""The newest testimonials as an Atom feed: those that anybody may watch, and nothing of the others."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.testimonial.access import shown_to_anybody

MOST = 30


@never_cache
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """At most thirty, the newest first; a withdrawn one is not in the next answer."""
    made = Atom1Feed(
        title=_("Testimonials"),
        link=request.build_absolute_uri(reverse("testimonial:list")),
        feed_url=request.build_absolute_uri(),
        description="",
        language=get_language(),
    )
    for row in shown_to_anybody().select_related("organisation")[:MOST]:
        address = request.build_absolute_uri(row.get_absolute_url())
        made.add_item(
            title=row.title,
            link=address,
            unique_id=row.public_id.urn,
            description=row.easy_read or row.made,
            author_name=row.organisation.name,
            pubdate=row.live_since,
            updateddate=row.live_since,
            categories=[each for each in (row.theme, row.step, row.territory) if each],
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
