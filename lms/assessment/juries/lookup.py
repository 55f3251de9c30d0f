"""A jury by its address, for those who may enter it; for anybody else it does not exist."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from lms.assessment.grids import with_lines
from lms.assessment.juries.access import may_enter
from lms.assessment.juries.models import Candidate, JurySession
from lms.assessment.models import Grid
from lms.people.access import is_member
from lms.people.models import Person


def session_for(person: Person, public_id: UUID) -> JurySession:
    """With its grid's criteria and levels. Raises Http404, or PermissionDenied to somebody of the organisation."""
    rows = JurySession.objects.select_related("organisation", "activity__journey", "activity__version", "president")
    session = get_object_or_404(rows.select_related("time_indicator"), public_id=public_id)
    if not may_enter(person, session):
        if is_member(person, session.organisation_id):
            raise PermissionDenied(_("Juries are for those who sit on them, and for those who organise them."))
        raise Http404
    session.grid = with_lines(Grid.objects.all()).get(pk=session.grid_id)
    return session


def candidate_of(session: JurySession, number: int) -> Candidate:
    rows = session.candidates.select_related("enrolment__person", "category").prefetch_related("scores__juror__person")
    row = get_object_or_404(rows.prefetch_related("decisions__outcome", "decisions__distinctions"), pk=number)
    row.session = session
    return row
