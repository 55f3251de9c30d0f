"""A sitting as it is prepared: which activity and grid, who sits, who comes in which order. Screens call it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.assessment.grids import CriterionTold, GridTold, LevelTold, current, find_grid, write_grid
from lms.assessment.juries import telling
from lms.assessment.juries.models import (
    Candidate,
    Juror,
    JuryCategory,
    JuryDecision,
    JuryOutcome,
    JuryScore,
    JurySession,
)
from lms.assessment.models import Grid
from lms.catalogue.models import Activity, Indicator
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.models import Organisation, Person
from lms.plugins.kind import Refused

MOST_CANDIDATES = 200
Verb = JuryOutcome.Verb


@dataclass(frozen=True)
class Told:
    """What somebody says of a sitting."""

    title: str
    starts_at: datetime  # UTC
    grid: Grid | None = None  # nothing: the one that the activity names
    place: str = ""
    closes_on: date | None = None
    categories: tuple[tuple[str, int | None], ...] = ()  # (title, the activity must be under so many months)


def activities_for(organisation_id: int) -> QuerySet[Activity]:
    """Activities that are done before a jury: those whose settings say how ("jury")."""
    rows = Activity.objects.filter(journey__organisation=organisation_id, is_live=True)
    return rows.filter(version__settings__has_key="jury").select_related("journey", "version").order_by("journey", "pk")


def settings_of(activity: Activity) -> dict[str, Any]:
    """{"grid", "described", "minutes", "out_of", "jury_weight", "continuous_weight", "continuous", "time_indicator"}:
    the grid's code, a grid in words, both weights as text, codes of sequences, the code of an indicator in seconds."""
    return dict(activity.version.settings.get("jury") or {}) if activity.version else {}


def grid_for(activity: Activity, organisation: Organisation) -> Grid | None:
    """The grid that the activity names; one that a journey file described is written when it is first needed."""
    told = settings_of(activity)
    code = str(told.get("grid") or "")
    grid = find_grid(organisation.pk, code)
    if grid is None and code and told.get("described"):
        return write_grid(organisation, _described(code, told["described"], activity))
    return grid


def plan(activity: Activity, organisation: Organisation, told: Told, president: Person) -> JurySession:
    """A new sitting, with the weights that the activity says today; the president sits on it. Raises Refused."""
    ways = settings_of(activity)
    with transaction.atomic():
        _check_member(president, organisation.pk)
        session = JurySession.objects.create(
            organisation=organisation,
            activity=activity,
            grid=_grid(told.grid or grid_for(activity, organisation), organisation),
            title=told.title,
            starts_at=told.starts_at,
            place=told.place,
            closes_on=told.closes_on,
            president=president,
            minutes_each=int(ways.get("minutes") or 15),
            out_of=int(ways.get("out_of") or 20),
            jury_weight=Decimal(str(ways.get("jury_weight", 1))),
            continuous_weight=Decimal(str(ways.get("continuous_weight", 0))),
            continuous=list(ways.get("continuous") or []),
            time_indicator=_indicator(activity, ways.get("time_indicator")),
        )
        _write_categories(session, told)
        Juror.objects.create(session=session, person=president)
        ensure_outcomes(organisation)
    return session


def change(session: JurySession, told: Told) -> JurySession:
    """The same sitting, at other hours or by another grid as long as nobody gave a score. Raises Refused."""
    with transaction.atomic():
        row = _locked(session)
        if told.grid is not None and told.grid.pk != row.grid_id:
            if JuryScore.objects.filter(candidate__session=row).exists():
                raise Refused(_("Jurors have begun to write by this grid: it cannot change any more."))
            row.grid = _grid(told.grid, row.organisation)
        row.title, row.place, row.closes_on, row.starts_at = told.title, told.place, told.closes_on, told.starts_at
        row.save()
        _write_categories(row, told)
        _set_hours(row)
    return row


def add_juror(session: JurySession, person: Person) -> Juror:
    """A second time changes nothing. Raises Refused."""
    _check_member(person, session.organisation_id)
    if session.candidates.filter(enrolment__person=person).exists():
        raise Refused(_("%(name)s comes before this jury, and cannot sit on it.") % {"name": person})
    juror, is_new = Juror.objects.get_or_create(session=session, person=person)
    if is_new:
        telling.asked_to_sit(juror)
    return juror


def remove_juror(juror: Juror) -> None:
    """Somebody who does not sit after all; what was given stays, so who gave something stays too. Raises Refused."""
    with transaction.atomic():
        session = _locked(juror.session)
        if juror.scores.filter(given_at__isnull=False).exists():
            raise Refused(_("%(name)s has given a score, and stays on the list of this jury.") % {"name": juror})
        if juror.person_id is not None and juror.person_id == session.president_id:
            raise Refused(_("Name another president first."))
        juror.scores.all().delete()
        juror.delete()


def name_president(juror: Juror) -> None:
    if juror.person is None:
        raise Refused(_("This person has left."))
    JurySession.objects.filter(pk=juror.session_id).update(president=juror.person)


def may_come(session: JurySession) -> QuerySet[Enrolment]:
    """Learners of the activity's journey who are not on the list, and do not sit; also those who have left since."""
    listed = session.candidates.values("enrolment")
    day = session.starts_at.astimezone(session.organisation.zone).date()
    rows = Enrolment.objects.filter(journey=session.activity.journey_id, person__isnull=False, starts_on__lte=day)
    rows = rows.exclude(pk__in=listed)
    rows = rows.exclude(person__in=session.jurors.filter(person__isnull=False).values("person"))
    return rows.select_related("person").order_by("person__name", "pk")


def add_candidates(session: JurySession, enrolments: list[Enrolment]) -> int:
    """At the end of the order; how many are new. Raises Refused."""
    with transaction.atomic():
        row = _locked(session)
        allowed = set(may_come(row).filter(pk__in=[one.pk for one in enrolments]).values_list("pk", flat=True))
        last = row.candidates.count()
        if last + len(allowed) > MOST_CANDIDATES:
            raise Refused(_("A sitting hears %(most)d candidates at most. Plan several.") % {"most": MOST_CANDIDATES})
        new = [one for one in enrolments if one.pk in allowed]
        Candidate.objects.bulk_create(
            Candidate(session=row, enrolment=one, position=last + place, starts_at=row.starts_at)
            for place, one in enumerate(new)
        )
        _set_hours(row)
    return len(new)


def remove_candidate(candidate: Candidate) -> None:
    """Raises Refused when a juror gave something already."""
    with transaction.atomic():
        session = _locked(candidate.session)
        if candidate.scores.filter(given_at__isnull=False).exists() or candidate.decisions.exists():
            raise Refused(_("A juror has given a score to this candidate, who stays on the list."))
        candidate.delete()
        _set_hours(session)


def move_candidate(candidate: Candidate, earlier: bool) -> None:
    """One place up or down the order; hours follow."""
    with transaction.atomic():
        session = _locked(candidate.session)
        rows = list(session.candidates.order_by("position", "pk"))
        place = next(number for number, row in enumerate(rows) if row.pk == candidate.pk)
        other = place - 1 if earlier else place + 1
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
        _set_hours(session, rows)


def place_in_category(candidate: Candidate, category: JuryCategory | None, active_since: date | None) -> None:
    """Refused, with the reason, when the candidate's activity is too old for the category (domain.md A07, AC1)."""
    session = candidate.session
    if category is not None and category.under_months is not None:
        day = session.closes_on or session.starts_at.astimezone(session.organisation.zone).date()
        if active_since is None:
            raise Refused(
                _("“%(title)s” asks since when the activity has existed: write its date.") % {"title": category}
            )
        if months_between(active_since, day) >= category.under_months:
            words = _("“%(title)s” is for activities under %(months)d months on %(day)s: this one is older.")
            raise Refused(words % {"title": category, "months": category.under_months, "day": day.strftime("%d/%m/%Y")})
    candidate.category, candidate.active_since = category, active_since
    candidate.save(update_fields=["category", "active_since"])


def months_between(start: date, end: date) -> int:
    """Whole months that have passed."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def selection(session: JurySession) -> tuple[int, int]:
    """How many were admitted, of how many candidates (domain.md A07, AC2)."""
    rows = JuryDecision.objects.filter(candidate__session=session, withdrawn_at=None, outcome__verb=Verb.PASSED)
    return rows.count(), session.candidates.count()


def ensure_outcomes(organisation: Organisation) -> None:
    """The first words an organisation decides by; it renames, adds and puts aside as it likes."""
    if JuryOutcome.objects.filter(organisation=organisation).exists():
        return
    JuryOutcome.objects.bulk_create(
        [
            JuryOutcome(organisation=organisation, title=_("Admitted"), verb=Verb.PASSED),
            JuryOutcome(organisation=organisation, title=_("Not admitted this time"), verb=Verb.FAILED),
            JuryOutcome(organisation=organisation, title=_("Heard, with advice"), verb=Verb.COMPLETED),
            JuryOutcome(organisation=organisation, title=_("Favourite of the jury"), is_distinction=True),
        ]
    )


def _locked(session: JurySession) -> JurySession:
    rows = JurySession.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "activity").get(pk=session.pk)


def _set_hours(session: JurySession, rows: list[Candidate] | None = None) -> None:
    ordered = rows if rows is not None else list(session.candidates.order_by("position", "pk"))
    for place, row in enumerate(ordered):
        row.position = place
        row.starts_at = session.starts_at + timedelta(minutes=place * session.minutes_each)
    Candidate.objects.bulk_update(ordered, ["position", "starts_at"])


def _write_categories(session: JurySession, told: Told) -> None:
    """By title: those that are named again keep their candidates."""
    for title, months in told.categories:
        JuryCategory.objects.update_or_create(session=session, title=title, defaults={"under_months": months})
    session.categories.exclude(title__in=[title for title, _months in told.categories]).delete()


def _check_member(person: Person, organisation_id: int) -> None:
    if not access.is_member(person, organisation_id):
        raise Refused(_("%(name)s is not of this organisation: invite them first.") % {"name": person})


def _grid(grid: Grid | None, organisation: Organisation) -> Grid:
    """The version in force, locked: whoever writes it over waits, and then finds it used."""
    if grid is None:
        raise Refused(_("This activity names no grid: choose one."))
    row = current(organisation.pk).select_for_update().filter(code=grid.code).first()
    if row is None:
        raise Refused(_("This grid does not exist any more. Choose another one."))
    return row


def _indicator(activity: Activity, code: Any) -> Indicator | None:
    if not code:
        return None
    return Indicator.objects.filter(
        competency__competency_block__framework__journeys=activity.journey_id, code=str(code)
    ).first()


def _described(code: str, told: Mapping[str, Any], activity: Activity) -> GridTold:
    criteria = [
        CriterionTold(
            title=one["title"],
            levels=[
                LevelTold(row["title"], Decimal(row["points"]), row.get("description", "")) for row in one["levels"]
            ],
            help=one.get("help", ""),
            weight=Decimal(one.get("weight", "1")),
            indicator=_indicator(activity, one.get("indicator")),
            scale=Decimal(one.get("scale", "100")),
        )
        for one in told["criteria"]
    ]
    return GridTold(code, str(told.get("title") or code), criteria, str(told.get("instructions") or ""))
