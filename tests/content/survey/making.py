"""What the tests of surveys stand on: the walk of Ana, a survey page on it, and questionnaires to answer."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from content.survey.models import Questionnaire, Survey, SurveyPage
from content.survey.writing import write_questions
from courses.acts import make_act
from lms.catalogue.models import Activity
from lms.enrolment.models import Cohort, Enrolment
from lms.people.models import Organisation, Person, Role
from tests.courses.walk import Walk, make_walk
from tests.factories import enrol_learner, make_person
from tests.kept import kept

OPINION: list[dict[str, Any]] = [
    {"code": "PACE", "title": "Le rythme vous convenait-il ?", "sort": "scale5"},
    {"code": "AGAIN", "title": "Recommanderiez-vous ce parcours ?", "sort": "scale10"},
    {
        "code": "HOW",
        "title": "Comment avez-vous connu le parcours ?",
        "sort": "choice",
        "options": [{"code": "friend", "label": "Par un proche"}, {"code": "work", "label": "Au travail"}],
    },
    {
        "code": "WHAT",
        "title": "Qu'avez-vous aimé ?",
        "sort": "choices",
        "options": [{"code": "group", "label": "Le groupe"}, {"code": "home", "label": "Le travail chez soi"}],
        "is_required": False,
    },
    {"code": "CHANGE", "title": "Que faut-il changer ?", "sort": "long", "is_required": False},
]
POSITIONING: list[dict[str, Any]] = [{"code": "ALL", "title": "Où en êtes-vous ?", "sort": "levels"}]


def make_questionnaire(
    organisation: Organisation, questions: list[dict[str, Any]] | None = None, code: str = "AVIS", **fields: Any
) -> Questionnaire:
    row = Questionnaire.objects.create(
        organisation=organisation, code=code, **{"title": "Votre avis sur le parcours", **fields}
    )
    write_questions(row, OPINION if questions is None else questions)
    return row


@dataclass
class Scene:
    """Ana before a survey page of her journey."""

    walk: Walk
    page: SurveyPage
    questionnaire: Questionnaire

    @property
    def activity(self) -> Activity:
        return Activity.objects.get(key=self.page.translation_key)

    @property
    def address(self) -> str:
        return self.page.get_url()

    @property
    def send_to(self) -> str:
        return f"/content/survey/activities/{self.page.translation_key}/"

    @property
    def survey(self) -> Survey:
        return Survey.objects.get(activity__key=self.page.translation_key)

    def filled(self, **changes: Any) -> dict[str, Any]:
        """A whole answer by the codes of the questions, as a browser sends it."""
        by_code = {row.code: row for row in self.questionnaire.questions.all()}
        data: dict[str, Any] = {}
        for code, value in {"PACE": "4", "AGAIN": "9", "HOW": "friend", **changes}.items():
            if code in by_code and value is not None:
                data[f"q{by_code[code].pk}"] = value
        return data

    def post(self, person: Person, data: dict[str, Any], do: str = "send", client: Client | None = None, **more: Any):
        client = client or Client()
        client.force_login(person)
        enrolment = Enrolment.objects.get(person=person, journey=self.walk.world.journey)
        asked = more.pop("asked", None)
        sent = {"key": make_act(enrolment.pk), "do": do, "language": "fr", **data, **more}
        return client.post(self.send_to, {**sent, **({"asked": asked} if asked else {})}, follow=True)

    def learner(self, number: int, cohort: Cohort | None = None) -> Person:
        organisation = self.walk.world.organisation
        person = make_person(f"Learner {number}", organisation, Role.LEARNER, email=f"learner{number}@example.org")
        enrol_learner(self.walk.world, person, cohort=cohort)
        return person

    def cohort(self, name: str = "Groupe") -> Cohort:
        world = self.walk.world
        return Cohort.objects.create(organisation=world.organisation, journey=world.journey, name=name)


@kept
def make_scene(questions: list[dict[str, Any]] | None = None, **fields: Any) -> Scene:
    walk = make_walk(blocks=2)
    questionnaire = make_questionnaire(walk.world.organisation, questions, **fields)
    page = SurveyPage(title="Votre avis", slug="avis", minutes=10, questionnaire_code=questionnaire.code)
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    walk.world.journey.refresh_from_db()
    return Scene(walk, page, questionnaire)
