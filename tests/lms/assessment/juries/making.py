"""A jury of three before which Ana comes: Bo presides, Chloé and Gaëlle, a guest, sit. Shared by tests of juries."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone, translation

from content.jury.models import JuryPage
from lms.assessment.grids import CriterionTold, find_grid
from lms.assessment.juries import plan
from lms.assessment.juries.decide import Decided, decide
from lms.assessment.juries.models import Candidate, JuryDecision, JuryOutcome, JuryScore, JurySession
from lms.assessment.juries.scoring import Sent, open_deliberation, save_score
from lms.assessment.models import Grid
from lms.catalogue.models import Activity, Indicator
from lms.enrolment.enrol import enrol
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from tests.factories import World, make_world
from tests.kept import kept
from tests.lms.assessment.making import LEVELS, given, make_grid
from tests.pages import add_activity, journey_of, make_journey_page

JURORS = ("bo", "chloe", "gaelle")


@dataclass
class Sitting:
    """The world, the jury and its one candidate."""

    world: World
    activity: Activity
    grid: Grid
    session: JurySession = field(default=None)  # type: ignore[assignment]
    enrolment: Enrolment = field(default=None)  # type: ignore[assignment]

    @property
    def candidate(self) -> Candidate:
        return Candidate.objects.select_related("session__grid", "enrolment").get(enrolment=self.enrolment)

    def person(self, name: str) -> Person:
        return Person.objects.get(pk=self.world.people[name].pk)

    def score(self, who: str, *places: int, **fields: object) -> JuryScore:
        """One juror gives the level at each place, from 0, for the criteria in turn."""
        give, reason = bool(fields.pop("give", True)), str(fields.pop("reason", ""))
        sent = Sent(given(self.grid, *places), str(fields.pop("comment", "")), fields.pop("seconds", None))  # type: ignore[arg-type]
        return save_score(self.candidate, self.person(who), sent, give=give, reason=reason)

    def open(self, who: str = "bo") -> JurySession:
        return open_deliberation(self.session, self.person(who))

    def decide(self, title: str = "Admitted", who: str = "bo", key: str = "d1", **fields: object) -> JuryDecision:
        outcome = JuryOutcome.objects.get(organisation=self.world.organisation, title=title)
        names = fields.pop("distinctions", ())
        found = list(JuryOutcome.objects.filter(title__in=names))  # type: ignore[misc]
        decided = Decided(outcome, str(fields.pop("reasons", "Un projet clair.")), found)
        return decide(self.candidate, decided, author=self.person(who), key=key, **fields)  # type: ignore[arg-type]


@kept
def make_sitting(**fields: object) -> Sitting:
    """Clarity measures I1.1a out of 20; care weighs three times as much; the time spoken measures I1.1b."""
    world = make_world(blocks=1)
    for code, unit in (("I1.1a", "points sur 20"), ("I1.1b", "secondes")):
        Indicator.objects.filter(code=code).update(unit=unit)
    criteria = (
        CriterionTold("Clarté", LEVELS, indicator=world.indicator("I1.1a"), scale=Decimal(20)),
        CriterionTold("Soin", LEVELS, weight=Decimal(3)),
    )
    make_grid(world, "JURY", criteria=criteria)
    page = make_journey_page(world.organisation, world.framework)
    options = {"grid_code": "JURY", "minutes_each": 15, "time_indicator": "I1.1b", **fields}
    activity = add_activity(page, JuryPage(title="Passage devant le jury", minutes=30, **options))
    grid = find_grid(world.organisation.pk, "JURY")
    assert grid is not None
    sitting = Sitting(world, activity, grid)
    sitting.enrolment = enrol(world.ana, journey_of(page), world.enrolment.starts_on, coach=world.chloe)
    told = plan.Told("Jury de mars", timezone.now() - timedelta(hours=2), place="Maison des projets")
    with translation.override("en"):
        sitting.session = plan.plan(activity, world.organisation, told, world.bo)
    for name in JURORS[1:]:
        plan.add_juror(sitting.session, world.people[name])
    plan.add_candidates(sitting.session, [sitting.enrolment])
    return sitting
