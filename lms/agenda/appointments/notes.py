"""Coaches' private notes: opened on purpose, and written down who opened them before a word is shown (domain.md C)."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.agenda.access import may_accompany, may_read_notes_on, may_read_who_read
from lms.agenda.appointments.forms import NoteForm
from lms.agenda.appointments.lookup import enrolment_for
from lms.agenda.models import NoteReading, PrivateNote
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in
from lms.people.models import Person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """The notes on one learner, for their coach; a form adds one. Notes are never edited."""
    person = signed_in(request)
    row = enrolment_for(person, enrolment, may_accompany)
    if not may_read_notes_on(person, row):
        raise PermissionDenied(_("Private notes are for this learner's coach."))
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write(row, person, form.cleaned_data["text"])
        messages.success(request, _("Your note is kept."))
        return redirect("agenda:notes", row.public_id)
    context = {"name": str(row.person), "enrolment": row, "form": form, "notes": read(row, person)}
    return render(request, "agenda/appointments/notes.html", context)


@login_required
@require_GET
def readings(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Who opened this learner's notes, and when; never what they say."""
    person = signed_in(request)
    row = enrolment_for(person, enrolment, may_accompany)
    if not may_read_who_read(person, row):
        raise PermissionDenied(_("Coordinators and administrators see who opened private notes."))
    rows = NoteReading.objects.filter(enrolment=row).select_related("reader").order_by("-read_at", "-pk")[:200]
    context = {"name": str(row.person), "enrolment": row, "readings": rows}
    return render(request, "agenda/appointments/readings.html", context)


def read(enrolment: Enrolment, reader: Person) -> list[PrivateNote]:
    """The notes, after it is stored that this person opened them: without that line nothing is read."""
    with transaction.atomic():
        NoteReading.objects.create(enrolment=enrolment, reader=reader)
    rows = PrivateNote.objects.filter(enrolment=enrolment).select_related("author")
    return list(rows.order_by("-written_at", "-pk"))


def write(enrolment: Enrolment, author: Person, text: str) -> PrivateNote:
    """A note more; the same words again within a minute are the same note."""
    since = timezone.now() - timedelta(minutes=1)
    same = PrivateNote.objects.filter(enrolment=enrolment, author=author, text=text, written_at__gte=since).first()
    return same or PrivateNote.objects.create(enrolment=enrolment, author=author, text=text)
