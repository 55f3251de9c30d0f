"""Those who accompany: their learners, one learner's progress as they see it, judgements and withdrawals.

Reports only read, so what a person says of an indicator is said here.
"""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from courses import acts, progress_screen, words
from courses.learner import Look
from courses.seat import Seat, enrolments_of, signed_in
from lms.agenda.access import may_accompany, may_read_documents
from lms.assessment.learners import group_links, links_for
from lms.catalogue import units
from lms.catalogue.models import Assessor, Indicator
from lms.catalogue.outline import IndicatorItem, outline_of
from lms.conversations.access import may_answer
from lms.enrolment.access import is_assessor, may_judge
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.models import Person, Role
from lms.plugins.kind import Refused
from lms.plugins.registry import companion, kinds
from lms.progress import admission, intake
from lms.progress.models import Evidence

PER_PAGE = 40
ACCOMPANY = (Role.COACH, Role.TRAINER, Role.COORDINATOR)


class AmountField(forms.DecimalField):
    """A figure as people write it: 7,5 or 7.5, 1 250, 80 %. Its unit stands beside it (components/field.html)."""

    unit = ""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 8})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).removesuffix("".join(self.unit.split())).replace(",", ".")
        return super().to_python(value)


class JudgementForm(forms.Form):
    value = AmountField(label=gettext_lazy("Value"), max_digits=12, decimal_places=4)
    comment = forms.CharField(
        label=gettext_lazy("What you saw"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The learner reads it."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, unit: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount = self.fields["value"]
        assert isinstance(amount, AmountField)
        self.unit = amount.unit = units.shown(unit)
        most = units.largest(unit)
        # What stands beside the field is said in its description too: a screen reader reads that.
        free = _("In %(unit)s, 0 or more.") % {"unit": self.unit} if self.unit else _("0 or more.")
        bound = _("From 0 to %(most)s.") % {"most": units.quantity(most, unit)} if most else free
        amount.help_text = bound

    def clean_value(self) -> Decimal:
        try:
            return admission.check_value(self.cleaned_data["value"], self.unit)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays readable, with your name."),
    )
    # Only proves that the form was ours when its words must wait for somebody to sign in again.
    key = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)


@login_required
@require_GET
def learners(request: HttpRequest) -> HttpResponse:
    """The learners this person accompanies, those under way first."""
    person = signed_in(request)
    if not access.has_role_somewhere(person, *ACCOMPANY):
        raise PermissionDenied
    wanted = request.GET.get("q", "").strip()[:100]
    rows = accompanied(person)
    if wanted:
        rows = rows.filter(Q(person__name__icontains=wanted) | Q(person__email__icontains=wanted))
    page = Paginator(rows.order_by("state", "person__name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    query = urlencode({"q": wanted}) if wanted else ""
    context = {"page": page, "q": wanted, "query": query, "learners": [_line(row) for row in page.object_list]}
    context["links"] = group_links(person)
    return render(request, "courses/learners.html", context)


@login_required
@require_GET
def learner(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """One learner's progress, as the learner reads it, with what the team may add."""
    person = signed_in(request)
    seat = _seat(person, enrolment)
    look = Look(seat, is_own=False)
    context = {
        "name": _name(seat),
        "back": {"title": _("My learners"), "url": reverse("courses:learners")},
        "facts": _facts(seat),
        "ways": _ways(person, seat),
        "figures": progress_screen.figures(look),
        "blocks": _with_acts(person, seat, progress_screen.blocks(look)),
    }
    return render(request, "courses/learner.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, enrolment: UUID, indicator: int) -> HttpResponse:
    """What somebody says of one indicator, of the team or the learner: a measure with its author and comment."""
    if not request.user.is_authenticated:
        return _keep_and_sign_in(request)
    person = signed_in(request)
    own = _own_seat(person, enrolment)
    seat = own or _seat(person, enrolment)
    assert seat.enrolment is not None
    item = seat.outline.indicator_by_id.get(indicator)
    if item is None or (own is not None and item.assessor != Assessor.LEARNER):
        raise Http404
    if not may_judge(person, seat.enrolment, item.assessor):
        raise PermissionDenied
    is_in_place = not is_assessor(person, seat.enrolment, item.assessor)
    back = reverse("courses:my_progress", args=[enrolment]) if own else _address(seat)
    initial = {"key": acts.make_act(seat.enrolment.pk), **acts.words_kept(request)}
    form = JudgementForm(item.unit, request.POST or None, initial=initial)
    if is_in_place:
        form.fields["comment"].label, form.fields["comment"].required = _("Why you decide in their place"), True
    if request.method == "POST" and form.is_valid() and _judged(seat, form, indicator, person):
        messages.success(request, _("Recorded: %(title)s.") % {"title": item.title})
        return redirect(back)
    if own is not None:
        form.fields["comment"].label = _("What you want to say about it")
        form.fields["comment"].help_text = _("Your trainer and coach read it.")
    context = {
        "title": _("Say where you stand") if own else _("Give a judgement"),
        "name": _name(seat),
        "back": {"title": _("My progress") if own else _name(seat), "url": back},
        "indicator": {
            "title": item.title,
            "rule": _asked(Look(seat, is_own=own is not None), item),
            "line": item.measure,
            "by": _in_place(item) if is_in_place else "",
        },
        "form": form,
        "button": _("Record this judgement"),
    }
    return render(request, "reports/judge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, enrolment: UUID, evidence: UUID) -> HttpResponse:
    """Take an evidence back, with a reason: new evidence that voids the old."""
    if not request.user.is_authenticated:
        return _keep_and_sign_in(request)
    person = signed_in(request)
    seat = _seat(person, enrolment)
    rows = Evidence.objects.filter(enrolment=seat.enrolment).select_related("author", "activity")
    found = get_object_or_404(rows, public_id=evidence)
    if not access.may_withdraw_evidence(person, found.organisation_id):
        raise PermissionDenied
    assert seat.enrolment is not None
    initial = {"key": acts.make_act(seat.enrolment.pk), **acts.words_kept(request)}
    form = WithdrawalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            intake.void(found, author=person, reason=form.cleaned_data["reason"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Withdrawn. What it counted for has been computed again."))
        return redirect(_address(seat))
    context = {
        "title": _("Withdraw this evidence"),
        "name": _name(seat),
        "back": {"title": _name(seat), "url": _address(seat)},
        "facts": _facts_of(seat, found),
        "form": form,
        "button": _("Withdraw it"),
    }
    return render(request, "reports/judge.html", context)


def accompanied(person: Person) -> QuerySet[Enrolment]:
    """Enrolments whose learner this person knows by name: everybody of an organisation, or those they coach."""
    everybody = [pk for pk in access.roles(person) if access.reach(person, pk) is access.Reach.EVERYBODY]
    coached = [pk for pk in access.roles(person) if access.reach(person, pk) is access.Reach.COACHED]
    rows = Enrolment.objects.filter(
        Q(organisation_id__in=everybody) | Q(organisation_id__in=coached, coach_id=person.pk), person__isnull=False
    )
    return rows.select_related("person", "organisation", "journey__organisation", "total", "coach")


def _keep_and_sign_in(request: HttpRequest) -> HttpResponse:
    acts.keep_words(request)
    return redirect_to_login(request.path, resolve_url(settings.LOGIN_URL))


def _judged(seat: Seat, form: JudgementForm, indicator_id: int, person: Person) -> bool:
    """True when it is recorded; else the form says why not, and keeps what was written."""
    assert seat.enrolment is not None
    act = acts.read_act(form.cleaned_data["key"])
    if act is None or act.enrolment_id != seat.enrolment.pk:
        form.add_error(None, _("This page had been open for a long time. Check what you wrote, and send it once more."))
        form.data = {**form.cleaned_data, "key": acts.make_act(seat.enrolment.pk)}
        return False
    indicator = Indicator.objects.select_related("version").get(pk=indicator_id)
    comment, value = form.cleaned_data["comment"], form.cleaned_data["value"]
    try:
        intake.judge(seat.enrolment, indicator, value, author=person, comment=comment, key=act.name)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _seat(person: Person, public_id: UUID) -> Seat:
    """The learner's enrolment, as those who accompany see it; Http404 for anybody else."""
    row = accompanied(person).filter(public_id=public_id).first()
    if row is None or not access.has_role(person, row.organisation_id, *ACCOMPANY, Role.EVALUATOR, Role.ADMIN):
        raise Http404
    return Seat(row.journey, outline_of(row.journey), row)


def _own_seat(person: Person, public_id: UUID) -> Seat | None:
    """Learners assess themselves, on the indicators that are theirs to assess."""
    row = next((one for one in enrolments_of(person) if one.public_id == public_id), None)
    return Seat(row.journey, outline_of(row.journey), row) if row else None


def _with_acts(person: Person, seat: Seat, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same blocks, with the addresses of what this person may do about each indicator and measure."""
    assert seat.enrolment is not None
    organisation_id, public_id = seat.enrolment.organisation_id, seat.enrolment.public_id
    withdraws = access.may_withdraw_evidence(person, organisation_id)
    for indicator in (one for block in blocks for each in block["competencies"] for one in each["indicators"]):
        judges = may_judge(person, seat.enrolment, indicator["assessor"])
        is_in_place = judges and not is_assessor(person, seat.enrolment, indicator["assessor"])
        indicator["judge_url"] = reverse("courses:judge", args=[public_id, indicator["id"]]) if judges else ""
        indicator["judge_words"] = _("Decide in the assessor's place") if is_in_place else ""
        for measure in indicator["measures"]:
            if withdraws and not measure["is_withdrawn"]:
                measure["void_url"] = reverse("courses:withdraw", args=[public_id, measure["evidence_id"]])
    return blocks


def _line(row: Enrolment) -> dict[str, Any]:
    outline = outline_of(row.journey)
    met = row.total.indicators_met if hasattr(row, "total") else 0
    total = len(outline.indicators)
    last = row.total.last_evidence_at if hasattr(row, "total") else None
    said = ngettext("%(met)d sign of %(total)d", "%(met)d signs of %(total)d", met)
    return {
        "name": str(row.person),
        "url": reverse("courses:learner", args=[row.public_id]),
        "journey": row.journey.title,
        "state": row.get_state_display(),
        "is_active": row.state == Enrolment.State.ACTIVE,
        "figures": said % {"met": met, "total": total},
        "percent": 100 * met // total if total else 0,
        "last": words.day_of(last, row.journey.organisation.zone) if last else "",
        "coach": str(row.coach) if row.coach else "",
    }


def _facts(seat: Seat) -> list[dict[str, str]]:
    row = seat.enrolment
    assert row is not None and row.person is not None
    return [
        {"label": _("Journey"), "value": seat.outline.title},
        {"label": _("Since"), "value": words.day(row.starts_on)},
        {"label": _("State"), "value": row.get_state_display()},
        {"label": _("Coach"), "value": str(row.coach or "")},
        {"label": _("Telephone"), "value": row.person.phone},
        {"label": _("E-mail"), "value": row.person.email},
    ]


def _facts_of(seat: Seat, evidence: Evidence) -> list[dict[str, str]]:
    """Which evidence this is: what happened, about what, when, who said so, and what it is worth."""
    measures = list(evidence.measures.select_related("indicator"))
    values = [units.quantity(row.value, row.indicator.unit) for row in measures]
    if not values and evidence.score is not None:
        values = [words.percent(100 * evidence.score)]
    return [
        {"label": _("What happened"), "value": evidence.get_verb_display().capitalize()},
        {"label": _("Activity"), "value": evidence.activity.title if evidence.activity else ""},
        {"label": _("Indicator"), "value": " ; ".join(row.indicator.title for row in measures)},
        {"label": _("Value"), "value": " ; ".join(values)},
        {"label": _("When"), "value": words.instant(evidence.happened_at, seat.journey.organisation.zone)},
        # Without an author it is the learner's own doing.
        {"label": _("By whom"), "value": str(evidence.author) if evidence.author else _name(seat)},
        {"label": _("Comment"), "value": evidence.comment},
    ]


def _ways(person: Person, seat: Seat) -> list[dict[str, str]]:
    """What else is kept of this learner: where it is, for those who may open it."""
    row = seat.enrolment
    assert row is not None
    ways = []
    if may_answer(person, row):
        ways.append((_("Write"), "conversations:read"))
    if may_accompany(person, row):
        ways += [
            (_("Appointments and goals"), "agenda:accompany"),
            (_("Entry, dates and exit"), "agenda:enrolment"),
        ]
    if may_read_documents(person, row):
        ways.append((_("Documents"), "agenda:issue"))
    if access.may_read_reports(person, row.organisation_id):
        ways.append((_("Hours"), "reports:hours_of"))
    kept = [{"label": label, "url": reverse(name, args=[row.public_id])} for label, name in ways]
    modules = (companion(name, "learners") for name in kinds())
    of_kinds = [link for module in modules if module is not None for link in module.links_for(person, row)]
    return [*kept, *links_for(person, row), *of_kinds]


def _name(seat: Seat) -> str:
    assert seat.enrolment is not None
    return str(seat.enrolment.person)


def _address(seat: Seat) -> str:
    assert seat.enrolment is not None
    return reverse("courses:learner", args=[seat.enrolment.public_id])


def _in_place(item: IndicatorItem) -> str:
    who = str(Assessor(item.assessor).label).lower()
    return _("Assessed by: %(who)s. You decide in their place.") % {"who": who}


def _asked(look: Look, item: IndicatorItem) -> str:
    """At least 3 objectives; on one's own: 5."""
    known = look.standing.indicators.get(item.id) if look.standing else None
    alone = units.quantity(known.autonomy_threshold if known else Decimal(item.autonomy_threshold), item.unit)
    return _("Asked: %(rule)s. On one's own: %(alone)s.") % {
        "rule": progress_screen.rule_of(look, item),
        "alone": alone,
    }
