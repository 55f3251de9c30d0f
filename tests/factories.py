"""Builds what tests need: the cast, and a small journey published as an author would, without a page."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils import timezone

from lms.catalogue.models import Competency, CompetencyBlock, Framework, Indicator, Journey
from lms.catalogue.plan import ActivityPlan, BlockPlan, JourneyPlan, SequencePlan
from lms.catalogue.publish import publish
from lms.enrolment.enrol import enrol
from lms.enrolment.models import Enrolment
from lms.people.models import Membership, Organisation, Person, Role
from tests.kept import kept

PASSWORD = "a good long password"


def make_person(name: str, organisation: Organisation | None = None, *roles: Role, **fields: object) -> Person:
    """A person of that first name, with roles in the organisation."""
    email = fields.pop("email", f"{name.split()[0].lower()}@example.org")
    person = Person.objects.create_user(str(email), PASSWORD, name=name, **fields)
    for role in roles:
        assert organisation is not None
        Membership.objects.create(person=person, organisation=organisation, role=role)
    return person


def make_organisation(code: str = "club") -> Organisation:
    return Organisation.objects.create(code=code, name=f"Organisation {code}", help_name="Chloé", help_phone="05 00")


def make_framework(
    organisation: Organisation, blocks: int = 2, competencies: int = 2, indicators: int = 2
) -> Framework:
    """Blocks B1.., competencies C1.1.., indicators I1.1a..: at least 60 (autonomy 80) out of 100."""
    framework = Framework.objects.create(organisation=organisation, code="FW", title="Entreprendre")
    for b in range(1, blocks + 1):
        block = CompetencyBlock.objects.create(framework=framework, code=f"B{b}", title=f"Bloc {b}", position=b)
        for c in range(1, competencies + 1):
            competency = Competency.objects.create(
                competency_block=block, code=f"C{b}.{c}", title=f"Savoir faire {b}.{c}", position=c
            )
            for i in range(indicators):
                Indicator.objects.create(
                    competency=competency,
                    code=f"I{b}.{c}{chr(97 + i)}",
                    title=f"Signe {b}.{c}{chr(97 + i)}",
                    unit="%",
                    threshold=Decimal(60),
                    autonomy_threshold=Decimal(80),
                    evidence_type="quiz",
                    assessor="trainer",
                    source_sequence=f"S{b}1",
                    position=i,
                )
    return framework


def make_plan(
    organisation: Organisation, framework: Framework | None, sequences_per_block: int = 2, activities: int = 2
) -> JourneyPlan:
    """Text activities of 30 minutes; the second sequence of a block needs the first; S11 is in person."""
    blocks = []
    for b, row in enumerate(framework.blocks.order_by("position") if framework else [], start=1):
        sequences: list[SequencePlan] = []
        for s in range(1, sequences_per_block + 1):
            sequences.append(
                SequencePlan(
                    key=uuid4(),
                    code=f"S{b}{s}",
                    titles={"fr": f"Séquence {b}.{s}", "en": f"Sequence {b}.{s}"},
                    addresses={"fr": f"/fr/s{b}{s}/"},
                    week=b,
                    timing="synchronous" if s == 1 else "asynchronous",
                    grouping="collective" if s == 1 else "individual",
                    place="in_person" if s == 1 else "remote",
                    prerequisites=(sequences[0].key,) if s == 2 else (),
                    competencies=tuple(row.competencies.values_list("pk", flat=True)),
                    activities=tuple(
                        ActivityPlan(
                            key=uuid4(),
                            kind="text",
                            titles={"fr": f"Activité {b}.{s}.{a}", "en": f"Activity {b}.{s}.{a}"},
                            addresses={"fr": f"/fr/s{b}{s}/a{a}/"},
                            rule="marked_done",
                            minutes=30,
                        )
                        for a in range(1, activities + 1)
                    ),
                )
            )
        blocks.append(
            BlockPlan(code=row.code, titles={"fr": row.title}, competency_block_id=row.pk, sequences=tuple(sequences))
        )
    return JourneyPlan(
        key=uuid4(),
        organisation_id=organisation.pk,
        framework_id=framework.pk if framework else None,
        code="J1",
        titles={"fr": "Entreprendre à sa mesure", "en": "Starting a business"},
        addresses={"fr": "/fr/j1/"},
        blocks=tuple(blocks),
    )


@dataclass
class World:
    """Ana, Chloé's learner, three weeks into a published journey; the team; and Otto, of another organisation."""

    organisation: Organisation
    framework: Framework
    journey: Journey
    plan: JourneyPlan
    people: dict[str, Person] = field(default_factory=dict)
    enrolment: Enrolment | None = None
    other_organisation: Organisation | None = None

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def activity(self, sequence_code: str = "S11", number: int = 1) -> "object":
        """The Activity row of that sequence, counted from 1."""
        return self.journey.activities.get(sequence__code=sequence_code, position=number)

    def indicator(self, code: str = "I1.1a") -> Indicator:
        return Indicator.objects.get(competency__competency_block__framework=self.framework, code=code)


CAST = {
    "bo": ("Bo Berger", Role.TRAINER),
    "chloe": ("Chloé Costa", Role.COACH),
    "dora": ("Dora Diallo", Role.COORDINATOR),
    "emile": ("Émile Esteve", Role.EDITOR),
    "eva": ("Eva Evrard", Role.EVALUATOR),
    "gaelle": ("Gaëlle Guérin", Role.GUEST),
    "admin": ("Aude Admin", Role.ADMIN),
}


@kept
def make_world(sequences_per_block: int = 2, activities: int = 2, blocks: int = 2) -> World:
    """The whole world of a test, in one call."""
    organisation = make_organisation("club")
    framework = make_framework(organisation, blocks=blocks)
    plan = make_plan(organisation, framework, sequences_per_block, activities)
    world = World(organisation, framework, publish(plan), plan)
    for key, (name, role) in CAST.items():
        world.people[key] = make_person(name, organisation, role, email=f"{key}@example.org")
    world.people["ana"] = make_person("Ana Ferreira", organisation, Role.LEARNER)
    world.other_organisation = make_organisation("other")
    world.people["otto"] = make_person("Otto Autre", world.other_organisation, Role.LEARNER)
    world.enrolment = enrol_learner(world, world.people["ana"], coach=world.people["chloe"])
    return world


def enrol_learner(world: World, person: Person, weeks_ago: int = 3, **fields: object) -> Enrolment:
    starts_on: date = timezone.localdate() - timedelta(weeks=weeks_ago)
    return enrol(person, world.journey, starts_on, **fields)


def keys_of(plan: JourneyPlan) -> list[UUID]:
    return [activity.key for sequence in plan.sequences for activity in sequence.activities]
