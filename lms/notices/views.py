"""A person's own notices: the list, the way on from each, and how they want to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.notices.forms import PreferencesForm
from lms.notices.letter import is_ours
from lms.notices.models import Notice
from lms.notices.unread import count_unread, forget_count
from lms.people.access import signed_in

PAGE = 20


@login_required
@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    found = Paginator(Notice.objects.filter(person=person), PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/centre.html", {"page": found, "unread_here": count_unread(person)})


@login_required
@require_GET
def visit(request: HttpRequest, notice: int) -> HttpResponse:
    """To what the notice is about; it is read then."""
    row = get_object_or_404(Notice, pk=notice, person=signed_in(request))
    Notice.objects.filter(pk=row.pk, read_at=None).update(read_at=timezone.now())
    forget_count(row.person)
    return redirect(row.address if is_ours(row.address) else "notices:centre")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """What has come since the list was shown stays unread."""
    unread = Notice.objects.filter(person=signed_in(request), read_at=None)
    latest = request.POST.get("latest", "")
    if latest.isdecimal():
        unread = unread.filter(pk__lte=min(int(latest), 2**63 - 1))
    unread.update(read_at=timezone.now())
    forget_count(signed_in(request))
    return redirect("notices:centre")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, person=signed_in(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("It is noted. You can change it whenever you want."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form})
