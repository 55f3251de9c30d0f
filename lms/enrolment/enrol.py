"""Enter, pause, resume, change cohort, leave. Coordinators' screens, imports and the demo call it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.catalogue.models import Journey
from lms.enrolment.agreed import days_off_of
from lms.enrolment.models import Cohort, Enrolment, EnrolmentTotal, ExitCategory
from lms.people.models import Membership, Person, Role


def enrol(
    person: Person, journey: Journey, starts_on: date | None = None, *, cohort: Cohort | None = None, **fields: Any
) -> Enrolment:
    """Put a person on a journey, as a learner of its organisation; today unless another day is given.

    A second click, or a person who is already on their way, gets the enrolment that is there.
    Raises ValidationError, in words, when the cohort is another journey's.
    """
    _check_cohort(journey, cohort)
    day = starts_on or timezone.localdate(timezone=journey.organisation.zone)
    known = _under_way(person, journey, day)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _create(person, journey, day, cohort, fields)
    except IntegrityError:
        # Two clicks at the same moment: the other one was first.
        known = _under_way(person, journey, day)
        if known is None:
            raise
        return known


def pause(enrolment: Enrolment, on: date | None = None) -> None:
    """Stop the calendar; nothing is asked of the learner until resume()."""
    _change(enrolment, Enrolment.State.ACTIVE, state=Enrolment.State.PAUSED, paused_on=on or _today(enrolment))


def resume(enrolment: Enrolment, on: date | None = None) -> None:
    """Go on: every due date moves by the days the pause lasted. Weeks off move them already."""
    if enrolment.paused_on is None:
        return
    days = days_off_of(enrolment.organisation_id).between(enrolment.paused_on, on or _today(enrolment))
    _change(
        enrolment,
        Enrolment.State.PAUSED,
        state=Enrolment.State.ACTIVE,
        paused_on=None,
        days_paused=enrolment.days_paused + days,
    )


def end(enrolment: Enrolment, on: date | None = None, category: ExitCategory | None = None, reason: str = "") -> None:
    """Leave the journey. What was done stays; nothing more can be sent. Raises ValidationError, in words."""
    if category is not None and category.journey_id != enrolment.journey_id:
        raise ValidationError(_("This exit category belongs to another journey."))
    enrolment.state, enrolment.exit_reason = Enrolment.State.ENDED, reason
    enrolment.ends_on, enrolment.exit_category, enrolment.paused_on = on or _today(enrolment), category, None
    enrolment.save(update_fields=["state", "ends_on", "exit_category", "exit_reason", "paused_on"])


def reopen(enrolment: Enrolment) -> None:
    """Take back an exit made by mistake: under way again, as if it had not been. A second click changes nothing.

    Raises ValidationError, in words, when the person has entered this journey again since.
    """
    others = Enrolment.objects.filter(person_id=enrolment.person_id, journey_id=enrolment.journey_id)
    if enrolment.person_id is None or others.exclude(pk=enrolment.pk).exclude(state=Enrolment.State.ENDED).exists():
        raise ValidationError(_("This person has entered the same journey again since. Work with that entry."))
    _change(
        enrolment,
        Enrolment.State.ENDED,
        state=Enrolment.State.ACTIVE,
        ends_on=None,
        exit_category=None,
        exit_reason="",
    )


def move(enrolment: Enrolment, cohort: Cohort | None) -> None:
    """Change cohort. The shared totals of both cohorts follow with the next tally."""
    _check_cohort(enrolment.journey, cohort)
    with transaction.atomic():
        EnrolmentTotal.objects.select_for_update().filter(pk=enrolment.pk).update(is_tallied=False)
        enrolment.cohort = cohort
        enrolment.save(update_fields=["cohort"])


def _create(
    person: Person, journey: Journey, starts_on: date, cohort: Cohort | None, fields: dict[str, Any]
) -> Enrolment:
    enrolment = Enrolment.objects.create(
        person=person,
        journey=journey,
        organisation_id=journey.organisation_id,
        starts_on=starts_on,
        cohort=cohort,
        **fields,
    )
    EnrolmentTotal.objects.create(
        enrolment=enrolment, organisation_id=journey.organisation_id, journey=journey, is_tallied=False
    )
    Membership.objects.get_or_create(person=person, organisation_id=journey.organisation_id, role=Role.LEARNER)
    return enrolment


def _under_way(person: Person, journey: Journey, starts_on: date) -> Enrolment | None:
    """The enrolment that a new one would double: one not ended, or one that starts the same day."""
    mine = Enrolment.objects.filter(person=person, journey=journey)
    same_day = mine.filter(starts_on=starts_on).first()
    return same_day or mine.exclude(state=Enrolment.State.ENDED).order_by("-starts_on").first()


def _check_cohort(journey: Journey, cohort: Cohort | None) -> None:
    if cohort is not None and cohort.journey_id != journey.pk:
        raise ValidationError(_("The cohort %(cohort)s belongs to another journey."), params={"cohort": cohort.name})


def _change(enrolment: Enrolment, expected: str, **values: Any) -> None:
    """Only from the expected state, so that a second click changes nothing."""
    Enrolment.objects.filter(pk=enrolment.pk, state=expected).update(**values)
    enrolment.refresh_from_db(fields=["state", "paused_on", "days_paused", *values])


def _today(enrolment: Enrolment) -> date:
    return timezone.localdate(timezone=enrolment.organisation.zone)
