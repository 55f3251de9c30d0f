"""The way to a half-day, and the sheet: on screen, as a PDF, from paper, and corrected line by line."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from lms.agenda.models import HalfDay, SignOff
from lms.agenda.pdf import render as render_pdf
from lms.agenda.signoffs import room, sign
from lms.agenda.signoffs.forms import CorrectionForm, LineCorrectionForm, PaperLineForm
from lms.agenda.signoffs.printing import printed
from lms.agenda.signoffs.sheet import about, sheet_of
from lms.agenda.signoffs.signing import say, what
from lms.agenda.signoffs.slots import WITH, check_leads, led_half_day, led_session
from lms.agenda.signoffs.words import Word, tap_of
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in
from lms.plugins.kind import Refused


@login_required
@require_GET
def signing_session(request: HttpRequest, signed_session: UUID) -> HttpResponse:
    """To the half-day that runs or comes next; when all are over, to the sheet."""
    session = led_session(request, signed_session)
    half_day = session.half_days.filter(ends_at__gte=timezone.now()).order_by("part").first()
    if half_day is None:
        return redirect("agenda:sheet", signed_session)
    return redirect("agenda:signing", signed_session, half_day.part)


@login_required
@require_GET
def sheet(request: HttpRequest, signed_session: UUID) -> HttpResponse:
    session = led_session(request, signed_session)
    facts = [{"label": label, "value": value} for label, value in about(session)]
    return render(request, "agenda/sheet.html", {"session": session, "facts": facts, "sheet": sheet_of(session)})


@login_required
@require_GET
def sheet_pdf(request: HttpRequest, signed_session: UUID) -> HttpResponse:
    session = led_session(request, signed_session)
    page = render_pdf("sheet", printed(sheet_of(session)))
    name = f"{session.starts_at.astimezone(session.organisation.zone):%Y-%m-%d}-{str(session.public_id)[:8]}.pdf"
    return HttpResponse(
        page, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, signed_session: UUID, part: int) -> HttpResponse:
    """What a sheet on paper says, of everybody who has no line yet."""
    half_day = led_half_day(request, signed_session, part)
    forms = _paper_forms(request, half_day)
    if request.method == "POST" and all(form.is_valid() for _enrolment, form in forms):
        lines = [(enrolment, form.word()) for enrolment, form in forms if form.cleaned_data["state"]]
        if not lines:
            messages.info(request, _("Nothing was filled in, and nothing recorded."))
        elif _entered(request, half_day, lines):
            return redirect("agenda:signing", signed_session, part)
    context = {
        **what(half_day),
        "back_url": reverse("agenda:signing", args=[signed_session, part]),
        "lines": [(str(enrolment.person), form) for enrolment, form in forms],
        "has_errors": any(form.errors for _enrolment, form in forms),
    }
    return render(request, "agenda/paper.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, sign_off: UUID) -> HttpResponse:
    """Strike a line, with the reason, and put another in its place."""
    places = (f"half_day__session__{name}" for name in WITH)
    rows = SignOff.objects.select_related("enrolment__person", "person", *places)
    row = get_object_or_404(rows, public_id=sign_off)
    session = row.half_day.session
    check_leads(request, session)
    back = reverse("agenda:sheet", args=[session.public_id])
    form: CorrectionForm | LineCorrectionForm
    form = (LineCorrectionForm if row.role == SignOff.Role.LEARNER else CorrectionForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and _corrected(request, row, form):
        return redirect(back)
    context = {
        **what(row.half_day),
        "back_url": back,
        "sign_off": row,
        "name": str(row.person or _("Name erased")),
        "words": room.words_of(row),
        "form": form,
    }
    return render(request, "agenda/correct.html", context)


def _paper_forms(request: HttpRequest, half_day: HalfDay) -> list[tuple[Enrolment, PaperLineForm]]:
    silent = [line.enrolment for line in room.lines_of(half_day) if line.sign_off is None and line.enrolment.person]
    data = request.POST if request.method == "POST" else None
    return [(one, PaperLineForm(data, prefix=str(one.public_id), use_required_attribute=False)) for one in silent]


def _entered(request: HttpRequest, half_day: HalfDay, lines: list[tuple[Enrolment, Word]]) -> bool:
    try:
        done = sign.enter_paper(half_day, lines, signed_in(request))
    except Refused as why:
        messages.error(request, str(why))
        return False
    count = sum(each.is_new for each in done)
    words = ngettext("%(count)s line entered from paper.", "%(count)s lines entered from paper.", count)
    messages.success(request, words % {"count": count})
    for each in done:
        for line in each.untold:
            messages.warning(request, _("Signed, and not in the learner's record: %(line)s") % {"line": line})
    return True


def _corrected(request: HttpRequest, row: SignOff, form: CorrectionForm | LineCorrectionForm) -> bool:
    new = form.new() if isinstance(form, LineCorrectionForm) else Word(SignOff.State.PRESENT)
    try:
        done = sign.cancel_and_replace(row, signed_in(request), form.cleaned_data["why"], new, tap_of(request))
    except Refused as why:
        form.add_error(None, str(why))
        return False
    say(request, _("Corrected: the line that was there stays readable, struck, with your reason."), done)
    return True
