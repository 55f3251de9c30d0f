"""Peer reviews: the team's rounds, and what each learner is asked to look at."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.assessment.filling import FillForm, initial_of, to_read
from lms.assessment.grids import current, with_lines
from lms.assessment.learners import assessed_by
from lms.assessment.models import Grid
from lms.assessment.peers import rounds
from lms.assessment.peers.models import Peer, PeerReview, PeerRound
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import signed_in
from lms.people.models import Organisation, Person, Role
from lms.plugins.kind import Refused

PER_PAGE = 30


class LearnersForm(forms.Form):
    learners = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who takes part"), queryset=Enrolment.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: QuerySet[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["learners"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = rows
        field.label_from_instance = lambda obj: f"{obj.person} ({obj.journey})"  # type: ignore[method-assign]


class RoundForm(LearnersForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    grid = forms.ModelChoiceField(label=gettext_lazy("Assessment grid"), queryset=Grid.objects.none())
    reviews_each = forms.IntegerField(
        label=gettext_lazy("How many others each person reviews"),
        initial=2,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    way = forms.ChoiceField(
        label=gettext_lazy("An indicator gets"),
        choices=PeerRound.Way.choices,
        initial=PeerRound.Way.MEAN,
        widget=forms.RadioSelect,
    )
    field_order = ("title", "grid", "reviews_each", "way", "learners")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["grid"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = current(organisation.pk)


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What the others are to look at"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Your offer in a few lines, or a link. Leave it empty when you present it aloud."),
    )


@login_required
@require_GET
def peer_rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of the organisations where this person teaches; for learners those they take part in."""
    person = signed_in(request)
    teaches = access.organisations_where(person, Role.TRAINER)
    own = PeerReview.objects.filter(reviewer__enrolment__person=person).select_related(
        "reviewer__round", "reviewed__enrolment__person"
    )
    peers = Peer.objects.filter(enrolment__person=person).select_related("round").order_by("-pk")
    if not teaches and not access.has_role_somewhere(person, Role.LEARNER):
        raise PermissionDenied(_("Peer reviews are for learners, and for the trainers who begin them."))
    rows = PeerRound.objects.filter(organisation__in=teaches).annotate(
        people=Count("peers", distinct=True),
        asked=Count("peers__given", distinct=True),
        given=Count("peers__given", filter=Q(peers__given__given_at__isnull=False), distinct=True),
    )
    context = {
        "page": Paginator(rows.order_by("-created_at", "-pk"), PER_PAGE).get_page(request.GET.get("page")),
        "organisations": Organisation.objects.filter(pk__in=teaches).order_by("name"),
        "teaches": bool(teaches),
        "peers": peers,
        "reviews": own.filter(reviewer__round__closed_at=None, reviewed__enrolment__person__isnull=False),
    }
    return render(request, "assessment/peers/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_round(request: HttpRequest, code: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, code=code)
    person = signed_in(request)
    if not access.has_role(person, organisation.pk, Role.TRAINER):
        if access.is_member(person, organisation.pk):
            raise PermissionDenied(_("Peer reviews are begun by trainers."))
        raise Http404
    learners = assessed_by(person).filter(organisation=organisation, state=Enrolment.State.ACTIVE)
    form = RoundForm(request.POST or None, organisation=organisation, rows=learners)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        told = rounds.Told(data["title"], data["grid"], data["reviews_each"], data["way"])
        try:
            row = rounds.begin(organisation, told, data["learners"], author=person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The round is open: each of them is told whom to review."))
            return redirect("assessment:peer_round", row.public_id)
    return _form(request, _("Begin a peer review"), form, _("Begin"), None)


@login_required
@require_GET
def peer_round(request: HttpRequest, round: UUID) -> HttpResponse:
    """Who reviews whom and how far they are, for the trainer."""
    row = _taught(signed_in(request), round)
    reviews = PeerReview.objects.filter(reviewer__round=row).select_related("reviewer", "reviewed__enrolment__person")
    by_reviewer: dict[int, list[PeerReview]] = {}
    received: dict[int, int] = {}
    for one in reviews:
        by_reviewer.setdefault(one.reviewer_id, []).append(one)
        received[one.reviewed_id] = received.get(one.reviewed_id, 0) + (one.given_at is not None)
    lines = [
        {
            "peer": peer,
            "name": _name(peer),
            "reviews": by_reviewer.get(peer.pk, []),
            "received": received.get(peer.pk, 0),
        }
        for peer in row.peers.select_related("enrolment__person")
    ]
    missing = sum(one.given_at is None for one in reviews)
    return render(request, "assessment/peers/round.html", {"round": row, "lines": lines, "missing": missing})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_peers(request: HttpRequest, round: UUID) -> HttpResponse:
    person = signed_in(request)
    row = _taught(person, round)
    there = row.peers.filter(left_at=None).values("enrolment")
    learners = assessed_by(person).filter(organisation=row.organisation_id, state=Enrolment.State.ACTIVE)
    form = LearnersForm(request.POST or None, rows=learners.exclude(pk__in=there))
    if request.method == "POST" and form.is_valid():
        try:
            rounds.add_peers(row, form.cleaned_data["learners"], author=person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("assessment:peer_round", row.public_id)
    return _form(request, _("Add somebody"), form, _("Add them"), row)


@login_required
@require_POST
def change_round(request: HttpRequest, round: UUID) -> HttpResponse:
    """Somebody leaves the round, or it is closed and measured."""
    person = signed_in(request)
    row = _taught(person, round)
    number = request.POST.get("leaves", "")
    try:
        if number.isdecimal() and len(number) < 18:
            rounds.leave(get_object_or_404(Peer, round=row, pk=number))
        elif "close" in request.POST:
            count = rounds.close(row, author=person)
            said = ngettext("Closed. %(count)d person was measured.", "Closed. %(count)d people were measured.", count)
            messages.success(request, said % {"count": count})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("assessment:peer_round", row.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_part(request: HttpRequest, round: UUID) -> HttpResponse:
    """What a learner shows the others; once the round is closed, what they got, nameless."""
    person = signed_in(request)
    rows = Peer.objects.select_related("round__grid", "enrolment")
    peer = get_object_or_404(rows, round__public_id=round, enrolment__person=person)
    form = WordsForm(request.POST or None, initial={"words": peer.words})
    is_open = peer.round.closed_at is None
    if request.method == "POST" and is_open and form.is_valid():
        Peer.objects.filter(pk=peer.pk).update(words=form.cleaned_data["words"].replace("\x00", ""))
        messages.success(request, _("Kept: the others read it now."))
        return redirect("assessment:peer_rounds")
    received: list[dict[str, Any]] = []
    if not is_open:
        criteria = list(with_lines(Grid.objects.all()).get(pk=peer.round.grid_id).criteria.all())
        given = peer.received.filter(given_at__isnull=False).order_by("public_id")
        received = [{"lines": to_read(one.lines, criteria), "comment": one.comment} for one in given]
    context = {"peer": peer, "form": form if is_open else None, "received": received}
    return render(request, "assessment/peers/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, review: UUID) -> HttpResponse:
    """One peer's review of another; nobody else opens it."""
    person = signed_in(request)
    rows = PeerReview.objects.select_related("reviewer__round", "reviewed__enrolment__person")
    row = get_object_or_404(rows, public_id=review, reviewer__enrolment__person=person)
    grid = with_lines(Grid.objects.all()).get(pk=row.reviewer.round.grid_id)
    form = FillForm(request.POST or None, grid=grid, initial=initial_of(row.lines, row.comment))
    if request.method == "POST" and form.is_valid():
        try:
            rounds.give(row, form.given(), form.cleaned_data["comment"], by=person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you: your review is given."))
            return redirect("assessment:peer_rounds")
    context = {
        "row": row,
        "grid": grid,
        "name": _name(row.reviewed),
        "form": form,
        "is_open": row.reviewer.round.closed_at is None,
    }
    return render(request, "assessment/peers/review.html", context)


def _form(request: HttpRequest, title: str, form: forms.Form, button: str, round: PeerRound | None) -> HttpResponse:
    context = {"title": title, "form": form, "button": button, "round": round}
    return render(request, "assessment/peers/form.html", context)


def _taught(person: Person, public_id: UUID) -> PeerRound:
    """A round of an organisation where this person teaches; for others of it, closed; elsewhere unknown."""
    row = get_object_or_404(PeerRound.objects.select_related("grid", "organisation"), public_id=public_id)
    if access.has_role(person, row.organisation_id, Role.TRAINER):
        return row
    if access.is_member(person, row.organisation_id):
        raise PermissionDenied(_("Peer reviews are begun by trainers."))
    raise Http404


def _name(peer: Peer) -> str:
    return str(peer.enrolment.person or _("Somebody who has left"))
