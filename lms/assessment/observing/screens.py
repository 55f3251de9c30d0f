"""Observe one learner or a group: choose whom and by which grid, then one screen of names and levels."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lms.assessment.grids import with_lines
from lms.assessment.learners import assessed_by
from lms.assessment.models import Grid
from lms.assessment.observing.forms import GroupForm
from lms.assessment.observing.observe import MOST, observe
from lms.enrolment.models import Cohort, Enrolment
from lms.people.access import has_role_somewhere, signed_in
from lms.people.models import Person, Role
from lms.plugins.kind import Refused

SHOWN = 200  # names to choose from


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def observe_group(request: HttpRequest) -> HttpResponse:
    """Without a grid and somebody chosen, the choice; with them, names x levels. Eight queries, however many people."""
    person = signed_in(request)
    if not has_role_somewhere(person, Role.TRAINER, Role.COACH):
        raise PermissionDenied(_("Learners are observed by their trainers and coaches."))
    learners = list(assessed_by(person).filter(public_id__in=_keys(request.GET.getlist("e")))[: MOST + 1])
    grid = _grid(person, learners, request.GET.get("grid", ""))
    if not learners or grid is None or len(learners) > MOST:
        if len(learners) > MOST:
            messages.warning(request, _("%(most)d people at most on one screen.") % {"most": MOST})
        return _choose(request, person, learners)
    form = GroupForm(request.POST or None, grid=grid, learners=learners)
    if request.method == "POST" and form.is_valid():
        try:
            kept = observe(grid, form.seen(), author=person, key=form.cleaned_data["key"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = ngettext("%(count)d observation is kept.", "%(count)d observations are kept.", len(kept))
            messages.success(request, said % {"count": len(kept)})
            return redirect("courses:learners")
    return render(request, "assessment/observing/fill.html", {"grid": grid, "form": form, "learners": learners})


def _choose(request: HttpRequest, person: Person, chosen: list[Enrolment]) -> HttpResponse:
    rows = assessed_by(person).filter(state=Enrolment.State.ACTIVE)
    cohort = request.GET.get("cohort", "")
    if cohort.isdecimal() and len(cohort) < 18:
        rows = rows.filter(cohort=cohort)
    picked = {row.pk for row in chosen}
    organisations = assessed_by(person).order_by().values("organisation").distinct()
    context: dict[str, Any] = {
        "learners": [{"row": row, "is_chosen": row.pk in picked} for row in rows[:SHOWN]],
        "grids": Grid.objects.filter(organisation__in=organisations, is_current=True).order_by("title", "pk"),
        "cohorts": Cohort.objects.filter(pk__in=assessed_by(person).order_by().values("cohort")).order_by("name"),
        "cohort": cohort,
    }
    return render(request, "assessment/observing/choose.html", context)


def _grid(person: Person, learners: list[Enrolment], wanted: str) -> Grid | None:
    """Of the learners' own organisation, which is one and the same."""
    organisations = {row.organisation_id for row in learners}
    keys = _keys([wanted])
    if len(organisations) != 1 or not keys:
        return None
    rows: QuerySet[Grid] = with_lines(Grid.objects.filter(organisation__in=organisations, is_current=True))
    return rows.filter(public_id=keys[0]).first()


def _keys(texts: list[str]) -> list[UUID]:
    """What can be a key, of what an address holds."""
    found = []
    for text in texts[: MOST + 1]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
