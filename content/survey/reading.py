"""The results of one survey on screen and as files, who has not answered, and the end of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.survey import access, inviting
from content.survey.forms import InviteForm
from content.survey.models import Participant, Response, Survey
from content.survey.results import Results
from content.survey.spoken import spoken
from content.survey.team import asked, survey_read, survey_run, where_of
from content.survey.words import answers_table
from lms.enrolment.models import Enrolment
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell_many
from lms.people.access import SMALLEST_GROUP, has_role
from lms.people.models import Role
from lms.progress.models import Completion
from lms.reports.tables import csv_response, xlsx_response

PAGE = 50


@login_required
@require_safe
@spoken
def results(request: HttpRequest, survey: UUID) -> HttpResponseBase:
    """Each question with its chart and its table; see templates/survey/results.html."""
    row = survey_read(request, survey)
    report = Results(row, request.user, request.GET.dict())
    may_run = access.may_run(request.user, row.organisation_id)
    chosen = {name: request.GET[name] for name in ("group", "quarter") if request.GET.get(name)}
    query = f"?{urlencode(chosen)}" if chosen else ""
    may_list = _may_list(request, row)
    context = {
        "survey": row,
        "questionnaire": row.questionnaire,
        "where": where_of(row),
        "report": report,
        "figures": _figures(row, report),
        "filters": _filters(report, chosen),
        "is_filtered": bool(chosen),
        "withheld": _withheld(report),
        "too_small": _too_small(row, report),
        "csv_url": reverse("survey:results_csv", args=[survey]) + query,
        "xlsx_url": reverse("survey:results_xlsx", args=[survey]) + query,
        "answers_url": reverse("survey:answers_csv", args=[survey]) if _may_read_lines(request, row) else "",
        "missing_url": reverse("survey:missing", args=[survey]) if may_list else "",
        "invite_url": reverse("survey:invite", args=[survey]) if may_run and row.sort == Survey.Sort.STUDY else "",
        "poll_url": reverse("survey:poll_screen", args=[survey]) if may_run and row.sort == Survey.Sort.POLL else "",
        "close_url": reverse("survey:close", args=[survey]) if may_run else "",
        "edit_url": reverse("survey:questionnaire", args=[row.questionnaire.public_id]) if may_run else "",
        "is_open": row.is_open(),
    }
    return render(request, "survey/results.html", context)


@login_required
@require_safe
@spoken
def results_csv(request: HttpRequest, survey: UUID) -> HttpResponseBase:
    return csv_response(Results(survey_read(request, survey), request.user, request.GET.dict()).as_table())


@login_required
@require_safe
@spoken
def results_xlsx(request: HttpRequest, survey: UUID) -> HttpResponseBase:
    return xlsx_response(Results(survey_read(request, survey), request.user, request.GET.dict()).as_table())


@login_required
@require_safe
@spoken
def answers_csv(request: HttpRequest, survey: UUID) -> HttpResponseBase:
    """One line a person: only of what bears names, and for those who know everybody by name."""
    row = survey_read(request, survey)
    if not _may_read_lines(request, row):
        raise Http404
    return csv_response(answers_table(row))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def missing(request: HttpRequest, survey: UUID) -> HttpResponseBase:
    """Who has not answered. A post reminds those who have an account: once a day at most."""
    row = survey_read(request, survey)
    if not _may_list(request, row):
        raise Http404
    if request.method == "POST":
        if not (
            access.may_run(request.user, row.organisation_id) or has_role(request.user, row.organisation_id, Role.COACH)
        ):
            raise Http404
        told = _remind(row, request)
        words = ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", told) % {"count": told}
        messages.success(request, words if told else _("Everybody here was reminded today already."))
        return redirect(request.path)
    people: Any = (
        _silent_enrolments(row, request) if row.sort == Survey.Sort.ACTIVITY else _silent_invited(row, request)
    )
    context = {
        "survey": row,
        "where": where_of(row),
        "page": Paginator(people, PAGE).get_page(request.GET.get("page")),
        "by_mail": row.sort != Survey.Sort.ACTIVITY,
        "back": reverse("survey:results", args=[survey]),
    }
    return render(request, "survey/missing.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def invite(request: HttpRequest, survey: UUID) -> HttpResponseBase:
    """One more audience, or more people of one."""
    row = survey_run(request, survey)
    if row.sort != Survey.Sort.STUDY:
        raise Http404
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not row.is_open():
            messages.error(request, _("This survey is closed: nobody can be invited any more."))
            return redirect("survey:results", survey)
        new = inviting.invite(row, form.cleaned_data["addresses"], form.cleaned_data["audience"])
        words = ngettext("%(count)d person is invited.", "%(count)d people are invited.", new) % {"count": new}
        messages.success(request, words if new else _("These people were invited already."))
        return redirect("survey:results", survey)
    back = reverse("survey:results", args=[survey])
    lead = _("Each gets a link of their own by e-mail, and answers once. Results are shown audience by audience.")
    return asked(request, form, _("Invite people: %(title)s") % {"title": row}, _("Invite"), back, lead)


@login_required
@require_POST
@spoken
def close(request: HttpRequest, survey: UUID) -> HttpResponseBase:
    """End it, or open it again."""
    row = survey_run(request, survey)
    row.closed_at = timezone.now() if row.closed_at is None else None
    row.save(update_fields=["closed_at"])
    messages.success(request, _("The survey is closed.") if row.closed_at else _("The survey is open again."))
    return redirect("survey:results", survey)


def _may_list(request: HttpRequest, row: Survey) -> bool:
    return row.sort != Survey.Sort.POLL and access.may_remind(request.user, row)


def _may_read_lines(request: HttpRequest, row: Survey) -> bool:
    return row.sort != Survey.Sort.POLL and access.sees_small_groups(request.user, row)


def _silent_enrolments(row: Survey, request: HttpRequest) -> Any:
    """People on the journey who have come to that week and not answered, as far as the reader knows them."""
    # An earlier version counts: nobody is asked twice.
    answered = Participant.objects.filter(survey__activity=row.activity_id, has_answered=True, enrolment__isnull=False)
    week = row.activity.sequence.week if row.activity and row.activity.sequence else 1
    here = timezone.localdate(timezone=row.organisation.zone) - timedelta(weeks=week - 1)
    rows = Enrolment.objects.filter(
        journey=row.journey_id, state=Enrolment.State.ACTIVE, person__isnull=False, starts_on__lte=here
    )
    known = access.known_to(request.user, row.organisation_id, rows)
    left = known.exclude(pk__in=answered.values("enrolment")).select_related("person", "cohort")
    return left.order_by("person__name", "pk")


def _silent_invited(row: Survey, request: HttpRequest) -> Any:
    """Those who were asked by e-mail; addresses without an account are for those who know everybody."""
    known = access.known_to(request.user, row.organisation_id, Enrolment.objects.all())
    wanted = Q(enrolment__in=known.values("pk"))
    if access.may_see_everybody(request.user, row.organisation_id):
        wanted |= Q(enrolment=None)
    rows = Participant.objects.filter(wanted, survey=row, has_answered=False)
    return rows.select_related("enrolment__person", "enrolment__cohort").order_by(
        "enrolment__person__name", "email", "pk"
    )


def _remind(row: Survey, request: HttpRequest) -> int:
    if row.sort == Survey.Sort.ACTIVITY:
        subject = gettext_lazy("Your answers are awaited")
        day, address = timezone.localdate(), row.activity.address if row.activity else ""
        return tell_many(
            Telling(
                one.person,
                row.organisation_id,
                Topic.PACE,
                f"survey:{row.pk}:{day}",
                subject,
                row.questionnaire.title,
                address,
            )
            for one in _silent_enrolments(row, request)
            if one.person is not None
        )
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = _silent_invited(row, request).exclude(sends=0).filter(Q(next_send_at=None) | Q(next_send_at__gt=today))
    keys = [one.pk for one in rows if one.first_sent_at and one.first_sent_at < today and not inviting.is_expired(one)]
    return Participant.objects.filter(pk__in=keys, has_answered=False).update(next_send_at=timezone.now())


def _figures(row: Survey, report: Results) -> list[dict[str, str]]:
    """How many answered of how many who were asked. What waits to be counted is told without saying whose it is."""
    told = [{"label": _("Answers counted"), "value": str(report.people), "note": ""}]
    if report.waiting:
        said = ngettext("%(count)d more waits for others", "%(count)d more wait for others", report.waiting)
        told[0]["note"] = said % {"count": report.waiting}
    if row.sort == Survey.Sort.POLL:
        return told
    answered = Participant.objects.filter(survey=row, has_answered=True).count()
    of = _people_asked(row)
    if of:
        rate = _("%(rate)d %%") % {"rate": round(100 * answered / of)}
        note = _("%(answered)d of %(asked)d people asked") % {"answered": answered, "asked": of}
        told.append({"label": _("Response rate"), "value": rate, "note": note})
    if row.sort == Survey.Sort.STUDY or row.sort == Survey.Sort.FOLLOW_UP:
        reminded = Participant.objects.filter(survey=row, sends__gt=1).count()
        told.append({"label": _("People reminded"), "value": str(reminded), "note": ""})
    return told


def _people_asked(row: Survey) -> int:
    """Who was invited; on a page, who has opened it."""
    if row.sort != Survey.Sort.ACTIVITY:
        return Participant.objects.filter(survey=row).count()
    opened = Completion.objects.filter(activity=row.activity_id).exclude(state=Completion.State.VOIDED)
    return max(opened.count(), Participant.objects.filter(survey=row, has_answered=True).count())


def _filters(report: Results, chosen: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    sides = [(value, f"{words} ({count})") for value, words, count in report.sides()]
    label = _("Audience") if report.is_by_audience else _("Cohort")
    for name, words, options in (("group", label, sides), ("quarter", _("Period"), report.quarters())):
        if len(options) > (name == "quarter") or name in chosen:
            lines = [("", _("All")), *options]
            told = [{"value": value, "label": text, "selected": value == chosen.get(name, "")} for value, text in lines]
            found.append({"name": name, "label": words, "options": told})
    return found


def _too_small(row: Survey, report: Results) -> str:
    """The audiences asked whose answers cannot be shown, by name and without a number."""
    if not report.is_by_audience:
        return ""
    asked = set(Participant.objects.filter(survey=row).values_list("audience", flat=True).distinct())
    hidden = asked - {value for value, _words, _count in report.sides()}
    names = ", ".join(sorted(hidden))
    return _("Too few answers to be shown apart: %(audiences)s.") % {"audiences": names} if hidden else ""


def _withheld(report: Results) -> str:
    few = _("Fewer than %(few)d answers, or a group that others would give away: nothing is shown.")
    if report.is_withheld:
        return few % {"few": SMALLEST_GROUP}
    has_some = report.waiting or Response.objects.filter(survey=report.survey).exists()
    if not report.people and has_some:
        return _("Results are shown once five people have answered.")
    return ""
