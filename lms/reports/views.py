"""The reports' pages and files. Nothing here writes; what a reader may not see does not exist (404)."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.catalogue.models import Journey
from lms.catalogue.outline import OutlineItem, outline_of
from lms.enrolment.closures import closures_told, days_off_told
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.progress.models import Measure
from lms.reports import hours_screen, learner_screens, matrix_screen
from lms.reports.evidence import EvidenceTrail
from lms.reports.evidence_screen import evidence_screen
from lms.reports.hours import HoursReport
from lms.reports.hours_learner import LearnerHours
from lms.reports.index import journeys_for
from lms.reports.learner import LearnerReport
from lms.reports.matrix import Matrix
from lms.reports.measures import Measures, measures_table, with_evidence
from lms.reports.readers import Reader
from lms.reports.selection import Selection
from lms.reports.tables import csv_response


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The journeys this person may read about."""
    return render(request, "reports/index.html", {"journeys": journeys_for(_person(request))})


@login_required
@require_safe
def matrix(request: HttpRequest, journey: UUID) -> HttpResponse:
    """Learners x competencies."""
    return render(request, "reports/matrix.html", matrix_screen.build(_matrix(request, journey)))


@login_required
@require_safe
def matrix_csv(request: HttpRequest, journey: UUID) -> StreamingHttpResponse:
    return csv_response(_matrix(request, journey).table())


@login_required
@require_safe
def journey_measures_csv(request: HttpRequest, journey: UUID) -> StreamingHttpResponse:
    """Every measure of the people chosen."""
    report = _matrix(request, journey)
    people = report.selection.totals.values("enrolment")
    name = f"{report.journey.code}-{_('measures')}"
    return csv_response(measures_table(name, Enrolment.objects.filter(pk__in=people), report.outline, report.reader))


@login_required
@require_safe
def learner(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """One learner, block by block."""
    row, reader, _outline = _enrolment(request, enrolment)
    return render(
        request,
        "reports/learner.html",
        learner_screens.learner_screen(LearnerReport(row, days_off_told(row)), reader),
    )


@login_required
@require_safe
def measures_csv(request: HttpRequest, enrolment: UUID) -> StreamingHttpResponse:
    row, reader, outline = _enrolment(request, enrolment)
    name = f"{row.journey.code}-{row.public_id.hex[:6]}"
    return csv_response(measures_table(name, Enrolment.objects.filter(pk=row.pk), outline, reader))


@login_required
@require_safe
def measures(request: HttpRequest, enrolment: UUID, competency: int) -> HttpResponse:
    """A cell of the matrix, opened."""
    row, reader, outline = _enrolment(request, enrolment)
    item = next((one for one in outline.competencies if one.id == competency), None)
    if item is None:
        raise Http404
    report = Measures(row, outline, item, reader)
    return render(request, "reports/measures.html", learner_screens.measures_screen(report))


@login_required
@require_safe
def evidence(request: HttpRequest, enrolment: UUID, evidence: UUID, indicator: int) -> HttpResponse:
    """A measure, opened."""
    row, reader, outline = _enrolment(request, enrolment)
    item = outline.indicator_by_id.get(indicator)
    if item is None:
        raise Http404
    found = with_evidence(Measure.objects.filter(enrolment=row, evidence__public_id=evidence, indicator_id=indicator))
    measure = found.select_related("evidence__author", "evidence__activity", "indicator_version").first()
    if measure is None:
        raise Http404
    context = evidence_screen(EvidenceTrail(measure, outline), item, row, reader)
    return render(request, "reports/evidence.html", context)


@login_required
@require_safe
def hours(request: HttpRequest, journey: UUID) -> HttpResponse:
    """Learners x hours: planned, performed and justified, connected."""
    return render(request, "reports/hours.html", hours_screen.build(_hours(request, journey)))


@login_required
@require_safe
def hours_csv(request: HttpRequest, journey: UUID) -> StreamingHttpResponse:
    return csv_response(_hours(request, journey).table())


@login_required
@require_safe
def hours_of(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """One learner's hours, down to each proof."""
    row, reader, outline = _enrolment(request, enrolment)
    return render(request, "reports/hours_of.html", LearnerHours(row, outline, reader).context())


def _matrix(request: HttpRequest, key: UUID) -> Matrix:
    journey, reader = _read_by(request, key)
    return Matrix(journey, reader, request.GET.dict(), days_off_told(journey))


def _hours(request: HttpRequest, key: UUID) -> HoursReport:
    return HoursReport(*_read_by(request, key, "organisation__agenda_rules"), request.GET.dict())


def _read_by(request: HttpRequest, key: UUID, *with_: str) -> tuple[Journey, Reader]:
    rows = Journey.objects.select_related("organisation", *with_).annotate(closures_told=closures_told())
    journey = rows.filter(key=key).first()
    if journey is None:
        raise Http404
    reader = Reader(_person(request), journey.organisation_id)
    if not reader.may_read:
        raise Http404
    return journey, reader


def _enrolment(request: HttpRequest, public_id: UUID) -> tuple[Enrolment, Reader, OutlineItem]:
    """The enrolment, if it exists for this reader; without names, only where its group is large enough."""
    rows = Enrolment.objects.select_related("person", "cohort", "coach", "journey__organisation", "total")
    row = rows.annotate(closures_told=closures_told()).filter(public_id=public_id).first()
    if row is None:
        raise Http404
    reader = Reader(_person(request), row.organisation_id)
    outline = outline_of(row.journey)
    if not reader.may_open(row) or Selection(row.journey, outline, reader, {}).is_suppressed:
        raise Http404
    return row, reader, outline


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)
