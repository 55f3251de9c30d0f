"""Juries of the demo: sittings that were held, whose marks come out as wanted, and one to come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from django.utils import timezone

from courses.demo.deeds import Deed
from lms.assessment.grading import Given
from lms.assessment.juries.decide import Decided, decide
from lms.assessment.juries.models import Candidate, JuryDecision, JuryOutcome, JuryScore, JurySession
from lms.assessment.juries.plan import Told, add_candidates, add_juror, plan
from lms.assessment.juries.scoring import Sent, open_deliberation, save_score
from lms.assessment.models import Grid, Level
from lms.catalogue.models import Activity, Indicator, Journey
from lms.enrolment.models import Enrolment
from lms.people.models import Membership, Person, Role

PLACE = "Maison des projets, salle du tilleul"
COME = timedelta(days=9)
USUAL = (Decimal("0.65"), 290)  # share of the points, seconds
WORDS = (
    "On comprend pour qui, et pourquoi maintenant. Le prix est assumé.",
    "J’aurais aimé entendre une personne de l’enquête, avec ses mots.",
    "Les chiffres tiennent. Dites plus tôt ce que vous attendez de nous.",
)
REASONS = "Le jury a compris le besoin, l’offre et les chiffres. Il conseille de commencer petit, et de dater la suite."
ADVICE = "Le jury a entendu un vrai besoin. Les chiffres restent à reprendre avec votre référente : rien ne presse."


def do(deed: Deed) -> set[int]:
    """Heard, given a mark by each juror, and decided on the same day. Returns the indicators that were measured."""
    session = _sitting(deed.activity, deed.moment)
    add_candidates(session, [deed.enrolment])
    candidate = Candidate.objects.select_related("session", "enrolment__person").get(
        session=session, enrolment=deed.enrolment
    )
    share, seconds, measured = _wanted(deed, session)
    _score(candidate, session, share, seconds, deed)
    open_deliberation(session, _president(session))
    is_admitted = share >= Decimal("0.5")
    rows = JuryOutcome.objects.filter(organisation=session.organisation_id, is_distinction=False)
    verb = JuryOutcome.Verb.PASSED if is_admitted else JuryOutcome.Verb.COMPLETED
    favourite = JuryOutcome.objects.filter(organisation=session.organisation_id, is_distinction=True)
    decided = Decided(
        rows.get(verb=verb), REASONS if is_admitted else ADVICE, favourite if share > Decimal("0.8") else ()
    )
    decision = decide(candidate, decided, author=_president(session), key="demo")
    _as_it_was(candidate, decision)
    return measured


def build(journey: Journey, told: Mapping[str, Any]) -> None:
    """A sitting to come, for those who are far enough; two jurors of three, one of them a guest."""
    activity = Activity.objects.filter(journey=journey, kind="jury", is_live=True).select_related("version").first()
    rows = Enrolment.objects.filter(journey=journey, state=Enrolment.State.ACTIVE).exclude(pk__in=told["settled"])
    heard = Candidate.objects.filter(session__activity=activity).values("enrolment")
    coming = list(rows.exclude(pk__in=heard).select_related("person").order_by("starts_on", "pk")[:4])
    if activity is None or not coming:
        return
    zone = journey.organisation.zone
    day = (timezone.now() + COME).astimezone(zone).replace(hour=14, minute=0, second=0, microsecond=0)
    day += timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
    session = _plan(activity, day, _title(day))
    add_candidates(session, coming)


def _sitting(activity: Activity, moment: datetime) -> JurySession:
    """That afternoon; at the end of the week before, rather than on a Saturday or a Sunday."""
    day = moment.astimezone(activity.journey.organisation.zone).replace(hour=14, minute=0, second=0, microsecond=0)
    day -= timedelta(days=max(0, day.weekday() - 4))
    known = JurySession.objects.filter(activity=activity, starts_at=day).first()
    return known or _plan(activity, day, _title(day))


def _title(day: datetime) -> str:
    return f"Jury bienveillant du {day:%d/%m}"


def _plan(activity: Activity, starts_at: datetime, title: str) -> JurySession:
    organisation = activity.journey.organisation
    members = Membership.objects.filter(organisation=organisation).select_related("person").order_by("pk")
    trainers = [row.person for row in members if row.role == Role.TRAINER]
    guests = [row.person for row in members if row.role == Role.GUEST]
    session = plan(activity, organisation, Told(title, starts_at, place=PLACE), trainers[0])
    for person in [*trainers[1:2], *guests[:1]]:
        add_juror(session, person)
    return session


def _wanted(deed: Deed, session: JurySession) -> tuple[Decimal, int, set[int]]:
    """Share of the points and seconds that give what is wanted, and the indicators that they measure."""
    scales = {int(feed["indicator"]): Decimal(feed["scale"]) for feed in deed.activity.version.feeds}  # type: ignore[union-attr]
    share, seconds = USUAL
    for pk, scale in scales.items():
        share = deed.wanted.get(pk, share * scale) / scale
    timed: Indicator | None = session.time_indicator
    if timed is None:
        return share, seconds, set(scales)
    return share, int(deed.wanted.get(timed.pk, Decimal(seconds))), {*scales, timed.pk}


def _score(candidate: Candidate, session: JurySession, share: Decimal, seconds: int, deed: Deed) -> None:
    """Each juror alone; together they come as near to the share as the grid's levels can."""
    criteria = list(Grid.objects.get(pk=session.grid_id).criteria.prefetch_related("levels"))
    jurors = [one.person for one in session.jurors.select_related("person") if one.person is not None]
    levels = [list(one.levels.all()) for _each in jurors for one in criteria]
    chosen = _levels(levels, share)
    deed.chance.shuffle(jurors)
    # The same points, not always given by the same juror for the same thing.
    points = [level.points for level in chosen]
    deed.chance.shuffle(points)
    chosen = [next(one for one in row if one.points == each) for row, each in zip(levels, points, strict=True)]
    for place, (juror, words) in enumerate(zip(jurors, cycle(WORDS), strict=False)):
        mine = chosen[place * len(criteria) : (place + 1) * len(criteria)]
        given = {one.pk: Given(level.pk) for one, level in zip(criteria, mine, strict=True)}
        save_score(candidate, juror, Sent(given, words, seconds))


def _levels(offered: list[list[Level]], share: Decimal) -> list[Level]:
    """One level of each list, whose points together are nearest to that share of the most there is, and each of which
    is near to it: jurors differ, but not as night and day."""
    ways: dict[Decimal, tuple[Decimal, list[Level]]] = {Decimal(0): (Decimal(0), [])}
    for levels in offered:
        usual = share * max(one.points for one in levels)
        grown: dict[Decimal, tuple[Decimal, list[Level]]] = {}
        for total, (odd, so_far) in ways.items():
            for one in levels:
                found = (odd + (one.points - usual) ** 2, [*so_far, one])
                known = grown.get(total + one.points)
                if known is None or found[0] < known[0]:
                    grown[total + one.points] = found
        ways = grown
    wanted = share * sum((max(one.points for one in levels) for levels in offered), Decimal(0))
    return ways[min(ways, key=lambda total: abs(total - wanted))][1]


def _president(session: JurySession) -> Person:
    assert session.president is not None
    return session.president


def _as_it_was(candidate: Candidate, decision: JuryDecision) -> None:
    """Written that day, not now."""
    moment = min(candidate.starts_at + timedelta(minutes=15), timezone.now())
    JuryScore.objects.filter(candidate=candidate).update(saved_at=moment, given_at=moment)
    JurySession.objects.filter(pk=candidate.session_id).update(
        opened_at=min(moment + timedelta(hours=1), timezone.now())
    )
    JuryDecision.objects.filter(pk=decision.pk).update(made_at=min(moment + timedelta(hours=2), timezone.now()))
