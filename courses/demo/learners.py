"""Histories of the demo's learners, told to the engine as if they had happened: dates run up to today."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from courses.demo.agenda import DemoAgenda
from courses.demo.deeds import Deed
from courses.journeyfile.replay import Replay, Replayed
from lms.assessment.grading import Given, Subject, grade, worth
from lms.assessment.grids import find_grid
from lms.assessment.models import Grading
from lms.catalogue import units
from lms.catalogue.models import Assessor, Indicator, Journey
from lms.catalogue.outline import ActivityItem, SequenceItem
from lms.enrolment.enrol import end, pause
from lms.enrolment.models import Cohort, Enrolment, ExitCategory
from lms.people.models import Person
from lms.plugins.kind import Dated
from lms.plugins.registry import companion, kind_of
from lms.progress import intake

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre"),
    *("novembre", "décembre"),
)
# Name, fortnights since entry, pace (1: as planned), strength (1: just met), what became of it.
PEOPLE: tuple[tuple[str, int, float, float, str], ...] = (
    ("Yasmine Aubry", 6, 1.1, 1.25, "creation"),
    ("Loïc Le Goff", 6, 1.0, 1.1, "cesa"),
    ("Fatou Sarr", 6, 0.9, 1.05, "formation"),
    ("Bernard Chaumeil", 5, 1.0, 1.15, "creation"),
    ("Inès Marchetti", 5, 0.8, 0.95, "renoncement_choisi"),
    ("Kévin Dupuis", 5, 0.5, 0.9, "cdd_court"),
    ("Rosa Almeida", 4, 1.0, 1.2, ""),
    ("Jean-Marc Poitou", 4, 0.9, 1.0, ""),
    ("Aïcha Benali", 4, 1.0, 1.3, ""),
    ("Mathieu Roussel", 4, 0.6, 0.85, "pause"),
    ("Nadia Kowalska", 3, 1.0, 1.1, ""),
    ("Gwenaëlle Riou", 3, 0.9, 1.2, ""),
    ("Samuel Ortiz", 3, 0.7, 0.95, ""),
    ("Coumba Diop", 3, 1.1, 1.15, ""),
    ("Pierrick Morvan", 2, 1.0, 1.05, ""),
    ("Leïla Haddad", 2, 0.8, 1.25, ""),
    ("Christine Vasseur", 2, 1.0, 0.95, ""),
    ("Tomás Ribeiro", 1, 1.0, 1.1, ""),
    ("Élodie Garnier", 1, 1.2, 1.15, ""),
    ("Moussa Traoré", 1, 0.7, 1.0, ""),
    ("Solène Kerjean", 0, 1.0, 1.0, ""),
)
COMMENTS = (
    "Des exemples précis et vivants.",
    "Le fond est là ; il manque une source.",
    "Bien préparé, et dit simplement.",
    "Nous en avons parlé ensemble : c'est acquis.",
    "À reprendre au prochain rendez-vous.",
    "",
)


# What a trainer sees and notes on a grid: the grid's code by the indicator that it measures.
OBSERVED = {"I1.3a": "GESTES", "I3.3b": "FINANCEURS"}


class Histories(Replay):
    """Replays the file's four learners with the demo's own team, and makes up the others."""

    def __init__(self, data: dict[str, Any], journey: Journey, bo: Person, chloe: Person, told: dict[str, Any]) -> None:
        super().__init__(data, journey, shift=timedelta())
        self.works = {(one["sequence"], one["titre"]): one for one in told["works"]}
        self.wanted: dict[int, Decimal] = {}  # of who is told of, by indicator id
        self.measured: set[int] = set()
        self.fates: dict[str, str] = {}  # by title: what is not done, and accepted, at the first go
        self.told = told
        self.agenda = DemoAgenda(journey, data["organisme"]["lieux"], bo, chloe)
        self.agenda.plan()
        self.last_day = timezone.localdate()
        assert self.reference is not None
        # Whole weeks, so that Mondays stay Mondays: the file's last day is now the Monday that has just passed.
        self.shift = timedelta(weeks=(timezone.localdate() - self.reference).days // 7)
        self.bo, self.chloe = bo, chloe
        self.chance = random.Random(84)  # the same world each time

    def run(self) -> Replayed:
        try:
            replayed = super().run()
            # Their figures are the file's: nothing more happens to them.
            self.told["settled"] = {row.pk for row in replayed.enrolments.values()}
            return replayed
        finally:
            # Who is told of next lives by the dates of today.
            self.shift = timedelta()

    def learner(self, told: dict[str, Any]) -> Person:
        name = str(told["pseudonyme"])
        return Person.objects.create_user(f"{told['code'].lower()}@demo.example", None, name=name)

    def follow(self, told: dict[str, Any], person: Person, **fields: Any) -> Enrolment:
        self.last_day = self._day(told["sortie"]) if told.get("sortie") else timezone.localdate()
        measures = told.get("mesures") or {}
        self.wanted = {self.indicators[code].pk: Decimal(str(value)) for code, value in measures.items()}
        self.measured = set()
        return super().follow(told, person, coach=self.chloe, cohort=self.cohort(self._day(told["entree"])), **fields)

    def _do(self, enrolment: Enrolment, sequence: SequenceItem, clock: Iterator[datetime]) -> None:
        """What is dated was signed, or met; the rest is done as its kind's example tells."""
        dated = {item.id: kind_of(item.kind).dated for item in sequence.activities}
        if Dated.SESSION in dated.values():
            self.agenda.attend(enrolment, sequence, self.last_day)
        for item in sequence.activities:
            if dated[item.id] == Dated.APPOINTMENT:
                self.agenda.meet(enrolment, self.activities[item.id], next(clock), self.last_day)
        rest = []
        for item in sequence.activities:
            module = companion(item.kind, "demo") if dated[item.id] is None else None
            if module is not None and hasattr(module, "do"):
                self.measured |= module.do(self._deed(enrolment, sequence, item, next(clock)))
            elif dated[item.id] is None:
                rest.append(item)
        super()._do(enrolment, replace(sequence, activities=tuple(rest)), clock)

    def _deed(self, enrolment: Enrolment, sequence: SequenceItem, item: ActivityItem, moment: datetime) -> Deed:
        return Deed(
            enrolment,
            self.activities[item.id],
            moment,
            self.wanted,
            lambda indicator: self.assessor(indicator, enrolment),
            self.chance,
            self.works.get((sequence.code, item.title), {}),
            self.fates.get(item.title, ""),
        )

    def assessor(self, indicator: Indicator, enrolment: Enrolment) -> Person:
        if indicator.assessor == Assessor.LEARNER and enrolment.person is not None:
            return enrolment.person
        return self.chloe if indicator.assessor == Assessor.COACH else self.bo

    def cohort(self, start: date) -> Cohort:
        month = MONTHS[start.month - 1]
        name = f"Groupe {'d’' if month[0] in 'ao' else 'de '}{month} {start.year}"
        cohort, is_new = Cohort.objects.get_or_create(
            journey=self.journey, name=name, defaults={"organisation_id": self.journey.organisation_id}
        )
        if is_new:
            cohort.trainers.add(self.bo)
        return cohort

    def make_up(self) -> Iterator[str]:
        """The other learners, one at a time; yields their names."""
        monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
        for number, (name, fortnights, pace, strength, fate) in enumerate(PEOPLE):
            start = monday - timedelta(weeks=2 * fortnights)
            self._make_up_one(number, name, start, pace, strength, fate)
            yield name

    def tell_ana(self, ana: Person) -> Enrolment:
        """Ana, in her third week: five sequences done, one under way, one indicator to take up again."""
        monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
        start = monday - timedelta(weeks=2)
        told: dict[str, Any] = {
            "code": "ANA",
            "entree": start,
            "sortie": timezone.localdate() - timedelta(days=1),
            "type_stagiaire_bpf": "F1c",
            "zone": {"qpv": False},
            "sequences_realisees": ["S01", "S02", "S03", "S04", "S05"],
            "positionnement": dict.fromkeys(self.competencies, 0) | {"C1.1": 1, "C1.2": 1, "C2.2": 1, "C5.1": 1},
            "mesures": {"I1.1a": 7, "I1.1b": 1, "I1.2a": 2, "I1.2b": 7, "I1.3a": 9, "I1.3b": 80, "I2.1b": 4},
        }
        self.fates = {"Écrire trois objectifs à soi": "returned", "Quiz « mes informations, mes droits »": "twice"}
        enrolment = self.follow(told, ana)
        self.fates = {}
        last = timezone.now() - timedelta(hours=3)
        self._say(
            enrolment, "I1.1b", 1, last - timedelta(days=4), "Un écart bien vu. Cherchez-en un second : les chiffres ?"
        )
        self._send(enrolment, "S08", 0, last - timedelta(days=1), only_first=False)
        self._send(enrolment, "S06", 0, last, only_first=True)
        return enrolment

    def _make_up_one(self, number: int, name: str, start: date, pace: float, strength: float, fate: str) -> None:
        weeks = (timezone.localdate() - start).days / 7
        reached = [one for one in self.outline.sequences if one.week <= weeks * pace]
        # Nobody goes round the first one.
        done = reached[:1] + [one for one in reached[1:] if self.chance.random() < 0.93]
        person = Person.objects.create_user(f"apprenant{number + 1:02}@demo.example", None, name=name)
        left_on = timezone.localdate() - timedelta(days=self.chance.randint(2, 20))
        told: dict[str, Any] = {
            "code": f"X{number}",
            "entree": start,
            # Who has left did nothing afterwards.
            "sortie": left_on if fate not in ("", "pause") else timezone.localdate(),
            "type_stagiaire_bpf": self.chance.choice(["F1a", "F1c", "F1c", "F1c", "F1e"]),
            "zone": {"qpv": self.chance.random() < 0.25},
            "sequences_realisees": [one.code for one in self._with_needs(done)],
            "positionnement": {code: self.chance.choice([0, 0, 0, 1, 1, 2]) for code in self.competencies},
            "mesures": {},
        }
        told["mesures"] = {
            code: self._value(indicator, strength)
            for code, indicator in self.indicators.items()
            if indicator.source_sequence in told["sequences_realisees"] and self.chance.random() < 0.94
        }
        enrolment = self.follow(told, person)
        if fate == "pause":
            pause(enrolment, on=timezone.localdate() - timedelta(days=9))
        elif fate:
            category = ExitCategory.objects.get(journey=self.journey, code=fate)
            end(enrolment, on=left_on, category=category)

    def _with_needs(self, sequences: list[SequenceItem]) -> list[SequenceItem]:
        """Those whose prerequisites are among them too: nobody walks past a closed door."""
        kept: list[SequenceItem] = []
        keys: set[str] = set()
        for one in sequences:
            if set(one.prerequisites) <= keys:
                kept.append(one)
                keys.add(one.key)
        return kept

    def _value(self, indicator: Indicator, strength: float) -> float:
        """A plausible value around the threshold; at most what its unit allows."""
        bound, alone = float(indicator.threshold), float(indicator.autonomy_threshold)
        reach = strength * self.chance.uniform(0.82, 1.22)
        most = float(units.largest(indicator.unit) or 0)
        if indicator.operator == "<=":
            value = min(bound / max(reach, 0.2), most or bound * 5)
        else:
            value = min(bound * reach, most or max(alone, bound) + 1)
        return round(value * 2) / 2 if indicator.unit == "points sur 20" else float(round(value))

    def _measure(self, enrolment: Enrolment, code: str, value: float, moment: datetime) -> None:
        if self.indicators[code].pk in self.measured:
            return  # by what they did
        if code in OBSERVED:
            self._observe(enrolment, code, Decimal(str(value)), moment)
            return
        comment = (
            self.chance.choice(COMMENTS) if self.assessor(self.indicators[code], enrolment) != enrolment.person else ""
        )
        self._say(enrolment, code, value, moment, comment)

    def _observe(self, enrolment: Enrolment, code: str, value: Decimal, moment: datetime) -> None:
        """Seen by the trainer, and noted on a grid: the level whose value is nearest."""
        grid = find_grid(self.journey.organisation_id, OBSERVED[code])
        assert grid is not None
        given = {}
        for criterion in grid.criteria.all():
            levels = list(criterion.levels.all())
            most = max(one.points for one in levels)
            near = [abs(worth(criterion, one.points / most) - value) for one in levels]
            is_measure = criterion.indicator_id == self.indicators[code].pk
            level = levels[near.index(min(near))] if is_measure else self.chance.choice(levels)
            given[criterion.pk] = Given(level.pk)
        subject = Subject(enrolment, f"observation:demo-{enrolment.pk}-{code}", happened_at=moment)
        author = self.assessor(self.indicators[code], enrolment)
        comment = self.chance.choice(COMMENTS)
        row = grade(grid, subject, given, author=author, key=f"demo-{code}", comment=comment)
        Grading.objects.filter(pk=row.pk).update(made_at=moment)

    def _say(self, enrolment: Enrolment, code: str, value: float, moment: datetime, comment: str) -> None:
        indicator = self.indicators[code]
        author = self.assessor(indicator, enrolment)
        intake.judge(
            enrolment,
            indicator,
            Decimal(str(value)),
            author=author,
            comment=comment,
            key=f"demo-{code}-{value}",
            happened_at=moment,
        )

    def _send(self, enrolment: Enrolment, sequence: str, number: int, moment: datetime, only_first: bool) -> None:
        sequence_item = next(one for one in self.outline.sequences if one.code == sequence)
        item = sequence_item.activities[number]
        module = companion(item.kind, "demo")
        if not only_first and module is not None and hasattr(module, "do"):
            self.measured |= module.do(self._deed(enrolment, sequence_item, item, moment))
            return
        messages = self._messages(self.activities[item.id])
        for place, message in enumerate(messages[:1] if only_first else messages):
            intake.receive(
                enrolment,
                self.activities[item.id],
                message,
                key=f"demo-{item.key}-{place}",
                happened_at=moment + timedelta(minutes=9 * place),
            )
