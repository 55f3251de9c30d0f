"""The learners of a file, replayed through the real engine: enrol, declare, do, be measured, leave.

`journey check` calls it in a scratch database; the demo calls it to give its four learners their history.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.journeyfile.problems import Problem
from courses.journeyfile.shape import as_day
from courses.journeyfile.words import ROLE_OF_ASSESSOR
from lms.catalogue.models import Activity, Assessor, Competency, Indicator, Journey
from lms.catalogue.outline import SequenceItem, outline_of
from lms.enrolment.enrol import end, enrol
from lms.enrolment.models import Enrolment, ExitCategory
from lms.people.models import Membership, Person, Role
from lms.plugins.kind import Refused
from lms.plugins.registry import companion, kind_of
from lms.progress import intake
from lms.progress.models import Completion

STEP = timedelta(minutes=7)  # between two things that one learner does


@dataclass
class Replayed:
    """Enrolments by the file's codes, in its order, and what could not be replayed."""

    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def reference_day(data: dict[str, Any]) -> date | None:
    """The first day of entry after the last dated event of the learners: when the file's figures are read."""
    learners = data.get("apprenants_demo") or []
    days = [day for one in learners for day in (as_day(one["entree"]), as_day(one.get("sortie"))) if day]
    if not days:
        return None
    rules = data["parcours"].get("regles_entree_sortie") or {}
    every = int(rules.get("frequence_entree_jours", 14))
    first = min(day for one in learners if (day := as_day(one["entree"])))
    rounds = (max(days) - first).days // every + 1
    return first + timedelta(days=rounds * every)


class Replay:
    """One file's learners on one published journey. `shift` moves every date: the engine believes no future."""

    def __init__(self, data: dict[str, Any], journey: Journey, shift: timedelta | None = None) -> None:
        self.data, self.journey, self.outline = data, journey, outline_of(journey)
        self.reference = reference_day(data)
        self.shift = shift if shift is not None else self._into_the_past()
        self.activities = {row.pk: row for row in Activity.objects.filter(journey=journey).select_related("version")}
        framework = journey.framework_id
        self.competencies = dict(
            Competency.objects.filter(competency_block__framework=framework).values_list("code", "pk")
        )
        self.indicators = {
            row.code: row for row in Indicator.objects.filter(competency__competency_block__framework=framework)
        }
        self.sources = {row.code: row.source_sequence for row in self.indicators.values()}
        self.staff: dict[Role, Person] = {}
        self.replayed = Replayed()

    def run(self) -> Replayed:
        """Everybody. Leaving comes last: nothing is received for who has left."""
        learners = self.data.get("apprenants_demo") or []
        for told in learners:
            self.replayed.enrolments[told["code"]] = self.follow(told, self.learner(told))
        for told in learners:
            self.leave(told, self.replayed.enrolments[told["code"]])
        return self.replayed

    def learner(self, told: dict[str, Any]) -> Person:
        email = f"{told['code'].lower()}@replay.invalid"
        return Person.objects.create_user(email, None, name=str(told.get("pseudonyme") or told["code"]))

    def follow(self, told: dict[str, Any], person: Person, **fields: Any) -> Enrolment:
        """Enrol the person and have them do and be measured as the file says."""
        start = self._day(told["entree"])
        enrolment = enrol(
            person,
            self.journey,
            start,
            trainee_type=told.get("type_stagiaire_bpf", ""),
            lives_in_priority_area=bool((told.get("zone") or {}).get("qpv")),
            intake=_carried(told),
            **fields,
        )
        clock = self._clock(told)
        if levels := told.get("positionnement"):
            declared = {self.competencies[code]: level for code, level in levels.items()}
            intake.declare(enrolment, declared, author=person, key="entree", happened_at=next(clock))
        measures = dict(told.get("mesures") or {})
        for sequence in self._in_order(told["sequences_realisees"]):
            self._do(enrolment, sequence, clock)
            for code in [code for code in measures if self.sources[code] == sequence.code]:
                self._measure(enrolment, code, measures.pop(code), next(clock))
        for code, value in measures.items():
            self._measure(enrolment, code, value, next(clock))
        return enrolment

    def leave(self, told: dict[str, Any], enrolment: Enrolment) -> None:
        category = told.get("categorie_sortie")
        if told.get("sortie") is None and category is None:
            return
        day = told.get("sortie") or self.reference
        row = ExitCategory.objects.filter(journey=self.journey, code=category).first() if category else None
        end(enrolment, on=self._day(day), category=row)

    def _in_order(self, codes: Iterable[str]) -> list[SequenceItem]:
        wanted = set(codes)
        return [item for item in self.outline.sequences if item.code in wanted]

    def _do(self, enrolment: Enrolment, sequence: SequenceItem, clock: Iterator[datetime]) -> None:
        for item in sequence.activities:
            activity, state = self.activities[item.id], ""
            for number, message in enumerate(self._messages(activity)):
                try:
                    name = f"replay-{item.key}-{number}"
                    # What a witness says comes by its own way, as it does from lms.agenda.
                    take = intake.attend if message.get("verb") in kind_of(item.kind).attested else intake.receive
                    outcome = take(enrolment, activity, message, key=name, happened_at=next(clock))
                    state = outcome.state
                except Refused as refused:
                    state = str(refused)
                    break
            if state != Completion.State.DONE:
                words = _("“%(title)s” could not be completed: %(state)s") % {"title": item.title, "state": state}
                self.replayed.problems.append(Problem(("blocs", sequence.code), words))

    def _messages(self, activity: Activity) -> list[dict[str, Any]]:
        """The messages that complete this activity, as the example of its kind tells: `messages_for(settings)` where
        they depend on what an author chose, else MESSAGES."""
        example: Any = companion(activity.kind, "example")
        settings = activity.version.settings if activity.version else {}
        found: list[dict[str, Any]] = (
            example.messages_for(settings) if hasattr(example, "messages_for") else example.MESSAGES
        )
        return found

    def _measure(self, enrolment: Enrolment, code: str, value: float, moment: datetime) -> None:
        indicator = self.indicators[code]
        author = self.assessor(indicator, enrolment)
        amount = Decimal(str(value))
        intake.judge(enrolment, indicator, amount, author=author, key=f"replay-{code}", happened_at=moment)

    def assessor(self, indicator: Indicator, enrolment: Enrolment) -> Person:
        """Learners say what is theirs to say; coaches what is theirs; a trainer enters all the rest."""
        if indicator.assessor == Assessor.LEARNER and enrolment.person is not None:
            return enrolment.person
        role = ROLE_OF_ASSESSOR.get(Assessor(indicator.assessor), Role.TRAINER)
        if role not in self.staff:
            person = Person.objects.create_user(f"{role.value}@replay.invalid", None, name=str(role.label))
            Membership.objects.create(person=person, organisation_id=self.journey.organisation_id, role=role)
            self.staff[role] = person
        if role == Role.COACH and enrolment.coach_id is None:
            # A coach speaks of the people they coach, and of nobody else.
            enrolment.coach = self.staff[role]
            enrolment.save(update_fields=["coach"])
        return self.staff[role]

    def _clock(self, told: dict[str, Any]) -> Iterator[datetime]:
        """Moments of the day from the entry on, in order, evenly until the exit: all fall within the stay."""
        start = datetime.combine(self._day(told["entree"]), time(8), UTC)
        last = self._day(told.get("sortie") or self.reference)
        end = max(datetime.combine(last, time(17), UTC), start + STEP)
        room = end - start
        count = 2 + len(told.get("mesures") or {}) + 2 * len(self.activities)
        step, moment = room / count, start
        while True:
            # People sleep: the twenty-four hours of a day are told as the ten from eight to eighteen.
            yield min(moment.replace(hour=8 + moment.hour * 10 // 24), end, timezone.now())
            moment += step

    def _day(self, value: Any) -> date:
        day = as_day(value)
        assert day is not None  # check_shape has seen it
        return day + self.shift

    def _into_the_past(self) -> timedelta:
        """Whole weeks back, when the file tells of days to come: weekdays stay."""
        if self.reference is None:
            return timedelta()
        ahead = (self.reference - timezone.localdate()).days
        return timedelta(weeks=-(-ahead // 7)) * -1 if ahead > 0 else timedelta()


def _carried(told: dict[str, Any]) -> dict[str, Any]:
    names = ("situation_entree", "zone", "contraintes", "prescripteur", "financeur")
    return {name: told[name] for name in names if name in told}
