"""The demo's surveys: questions worth answering, the answers of its learners, and studies among others. All fictive.

build_demo calls `build` once its learners have their histories; what they did is in the record already.
"""

import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from content.survey.asking import freeze, survey_on
from content.survey.demo_words import CHANGES, FROM_AFAR, NEEDED, NEEDS, PEERS, REUSED, REVIEW, WISHES
from content.survey.fields import choices_of
from content.survey.models import CHOSEN, NUMBERS, Answer, Participant, Question, Questionnaire, Response, Sort, Survey
from content.survey.polls import make_poll
from content.survey.writing import write_questions
from lms.agenda.models import Session
from lms.catalogue.models import Activity, Journey
from lms.catalogue.outline import outline_of
from lms.people.access import SMALLEST_GROUP
from lms.progress.models import Completion, Measure

EARLIER = 22  # people of earlier groups who gave their opinion at the end
FORMER = (14, 9)  # invited long after they left, and answered


class Fill:
    """One journey's surveys, always the same."""

    def __init__(self, journey: Journey) -> None:
        self.journey, self.chance = journey, random.Random(2911)
        self.today = timezone.localdate(timezone=journey.organisation.zone)
        self.outline = outline_of(journey)
        self.words = {"QC5": list(CHANGES), "QF2": list(REUSED), "QF3": list(WISHES), "MOT": list(NEEDED)}

    def questionnaire(self, code: str) -> Questionnaire:
        return Questionnaire.objects.get(organisation=self.journey.organisation_id, code=code)

    # -- what is asked

    def write(self) -> None:
        """The file says the titles of these; here are questions worth their half hour."""
        for code, questions in (("EVALUATION-ENTRE-PAIRS", PEERS), ("BILAN-DES-ACQUIS-AVEC-LE-REFERENT", REVIEW)):
            write_questions(self.questionnaire(code), questions)
        warm = self.questionnaire("Q-CHAUD")
        warm.is_anonymous = True  # its page says so in its instructions too
        warm.save()
        afar = self.questionnaire("Q-FROID")
        afar.intro = FROM_AFAR
        afar.save()

    # -- what learners answered on pages

    def fill_pages(self) -> None:
        activities = {row.pk: row for row in Activity.objects.filter(journey=self.journey, kind="survey")}
        done = Completion.objects.filter(activity__in=activities, state=Completion.State.DONE)
        rows = done.select_related("enrolment__total", "enrolment__cohort").order_by("pk")
        for row in rows:
            activity = activities[row.activity_id]
            code = activity.version.settings["questionnaire"] if activity.version else ""
            questionnaire = self.questionnaire(code)
            survey = survey_on(activity, questionnaire)
            Participant.objects.create(survey=survey, enrolment=row.enrolment, has_answered=True)
            response = Response(survey=survey)
            if not questionnaire.is_anonymous:
                response.enrolment, response.cohort = row.enrolment, row.enrolment.cohort
                response.sent_at = row.completed_at
                response.said_on = row.completed_at.date() if row.completed_at else self.today
            self.add(response, questionnaire, row.enrolment)
        self.count_by_five()

    def count_by_five(self) -> None:
        """As it would have happened: anonymous answers count once five are there."""
        for survey in Survey.objects.filter(journey=self.journey, questionnaire__is_anonymous=True):
            waiting = list(Response.objects.filter(survey=survey, said_on=None))
            whole = len(waiting) - len(waiting) % SMALLEST_GROUP
            keys = [row.pk for row in waiting]
            Response.objects.filter(pk__in=keys[:whole]).update(said_on=self.today.replace(day=1))
            Response.objects.filter(pk__in=keys[whole:]).update(is_counted=False)

    def add_earlier_groups(self) -> None:
        """Opinions from before the platform, typed in from paper: nobody's, by month."""
        questionnaire = self.questionnaire("Q-CHAUD")
        activity = Activity.objects.get(journey=self.journey, kind="survey", titles__fr="Questionnaire à chaud")
        survey = survey_on(activity, questionnaire)
        for number in range(EARLIER):
            self.add(Response(survey=survey, said_on=self.month(3 if number < EARLIER // 2 else 7)), questionnaire)

    # -- after people left, studies, a poll

    def add_follow_up(self) -> None:
        survey = Survey.objects.get(journey=self.journey, sort=Survey.Sort.FOLLOW_UP)
        invited, answered = FORMER
        for number in range(invited):
            has_answered = number < answered
            self.invited(survey, f"ancien{number + 1:02}@demo.example", "", has_answered, reminders=number % 3)
            if has_answered:
                self.add(Response(survey=survey, said_on=self.today - timedelta(days=5 + number)), survey.questionnaire)

    def add_study(self) -> None:
        """A needs study in three audiences, one of which is too small to be shown."""
        row = Questionnaire.objects.create(
            organisation_id=self.journey.organisation_id,
            code="BESOINS",
            title="Une conciergerie de village : et vous ?",
            intro="Quatre questions, trois minutes. Vos réponses aident à décider ce qui sera proposé, et où.",
            use="needs",
            is_anonymous=True,
        )
        write_questions(row, NEEDS)
        survey = Survey.objects.create(
            organisation_id=self.journey.organisation_id, questionnaire=row, sort=Survey.Sort.STUDY, title=row.title
        )
        for audience, invited, answered in (("Artisans", 12, 10), ("Acteurs locaux", 8, 5), ("Habitants", 6, 3)):
            for number in range(invited):
                email = f"{audience.split()[0].lower()}{number + 1}@demo.example"
                self.invited(survey, email, audience, number < answered, reminders=number % 2)
            for _each in range(answered):
                counted = answered >= SMALLEST_GROUP
                month = self.today.replace(day=1) if counted else None
                self.add(Response(survey=survey, audience=audience, said_on=month, is_counted=counted), row)

    def add_poll(self) -> None:
        poll = make_poll(
            self.journey.organisation,
            "Parler de votre projet en deux minutes : vous vous sentez…",
            ["Prêt ou prête", "Presque", "Pas encore"],
            self.session_of_today(),
        )
        for _each in range(8):
            self.add(Response(survey=poll, said_on=self.today.replace(day=1)), poll.questionnaire)

    def session_of_today(self) -> Session | None:
        """The one that began last, else the next."""
        now = timezone.now()
        rows = Session.objects.filter(journey=self.journey, state=Session.State.PLANNED)
        running = rows.filter(starts_at__lte=now, ends_at__gt=now).order_by("-starts_at").first()
        return running or rows.filter(starts_at__gt=now).order_by("starts_at").first()

    # -- one answer after the other

    def invited(self, survey: Survey, email: str, audience: str, has_answered: bool, reminders: int) -> None:
        Participant.objects.create(
            survey=survey,
            email=email,
            audience=audience,
            has_answered=has_answered,
            sends=1 + reminders,
            first_sent_at=timezone.now() - timedelta(days=24),
            expires_on=self.today + timedelta(days=20),
        )

    def add(self, response: Response, questionnaire: Questionnaire, enrolment: Any = None) -> None:
        freeze(questionnaire)
        response.save(force_insert=True)
        for question in questionnaire.questions.all():
            Answer.objects.bulk_create(
                Answer(response=response, question=question, **told) for told in self.said(question, enrolment)
            )

    def said(self, question: Question, enrolment: Any) -> Iterable[dict[str, Any]]:
        """Of a learner what the record knows; else something plausible."""
        if question.sort == Sort.LEVELS:
            return self.levels(question, enrolment)
        if question.sort == Sort.INDICATOR:
            measures = Measure.objects.filter(enrolment=enrolment, indicator__code=question.indicator_code)
            last = measures.order_by("pk").last()
            return [{"number": last.value}] if last else []
        if question.sort in NUMBERS:
            return [{"number": self.figure(question)}]
        if question.sort in CHOSEN:
            codes = [code for code, _label in choices_of(question)]
            many = self.chance.sample(codes, min(len(codes), 1 + self.chance.randrange(3)))
            return [{"option": code} for code in (many if question.sort == Sort.CHOICES else many[:1])]
        words = self.words.get(question.code, [])
        return [{"text": words.pop()}] if words and self.chance.random() < 0.5 else []

    def levels(self, question: Question, enrolment: Any) -> list[dict[str, Any]]:
        total = getattr(enrolment, "total", None)
        declared = total.declared_levels if total else {}
        now = total.levels if total and question.questionnaire.use != "positioning" else {}
        wanted = set(question.competency_codes)
        return [
            {"part": one.code, "number": now.get(str(one.id), declared.get(str(one.id), 0))}
            for one in self.outline.competencies
            if not wanted or one.code in wanted
        ]

    def figure(self, question: Question) -> Decimal:
        most = 5 if question.sort == Sort.SCALE5 else 10
        return Decimal(min(most, max(1, round(self.chance.gauss(most * 0.8, most * 0.15)))))

    def month(self, ago: int) -> date:
        """The first day of the month so many months ago."""
        months = self.today.year * 12 + self.today.month - 1 - ago
        return date(months // 12, months % 12 + 1, 1)


def build(journey: Journey, _told: Mapping[str, Any]) -> None:
    """Fill the surveys of the demo's journey, once its learners have lived."""
    fill = Fill(journey)
    fill.write()
    fill.fill_pages()
    fill.add_earlier_groups()
    fill.add_follow_up()
    fill.add_study()
    fill.add_poll()
