"""The tutorials of the site, for anybody: no account is asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.video.models import TutorialPage


@require_safe
def tutorials(request: HttpRequest) -> HttpResponse:
    """Those of the language being spoken, then the others. Two queries."""
    rows = list(
        TutorialPage.objects.live().public().select_related("locale").prefetch_related("steps").order_by("title")
    )
    rows.sort(key=lambda row: row.locale.language_code != get_language())
    cards = [{"page": row, "url": row.get_url(request), "count": len(row.steps.all())} for row in rows]
    return render(request, "video/tutorials.html", {"tutorials": cards})
