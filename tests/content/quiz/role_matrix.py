"""What each role meets at this kind's addresses; see tests/role_matrix.py for columns and marks."""

from typing import Any

from content.quiz.models import Answer, Attempt, QuizPage
from content.quiz.questions.examples import EXAMPLES
from content.quiz.writing import add
from lms.catalogue.models import Activity

TABLE = r"""
GET  en/quiz/start/<uuid:key>/                                                              SMMMMMMMMMM
POST en/quiz/start/<uuid:key>/                                                              SRRRRRRNRNN
GET  en/quiz/attempts/<uuid:attempt>/                                                       SRNNNNNNNNN
POST en/quiz/attempts/<uuid:attempt>/                                                       SRNNNNNNNNN
GET  en/quiz/attempts/<uuid:attempt>/keep/                                                  MMMMMMMMMMM
POST en/quiz/attempts/<uuid:attempt>/keep/                                                  SONNNNNNNNN
GET  en/quiz/attempts/<uuid:attempt>/review/                                                SONNNNNNNNN
POST en/quiz/attempts/<uuid:attempt>/review/                                                SMMMMMMMMMM
GET  en/quiz/mark/<uuid:attempt>/                                                           SNOONNNNNNN
POST en/quiz/mark/<uuid:attempt>/                                                           SNOONNNNNNN
GET  en/quiz/attempts/<uuid:attempt>/reopen/                                                SNOOONNNONN
POST en/quiz/attempts/<uuid:attempt>/reopen/                                                SNOOONNNONN
GET  en/quiz/extra-time/<uuid:enrolment>/                                                   SNOOONNNONN
POST en/quiz/extra-time/<uuid:enrolment>/                                                   SNOOONNNONN
"""


def sample_values(site: Any) -> dict[str, Any]:
    """Ana's own attempt, which waits to be marked; the quiz is the example in her journey."""
    page = QuizPage.objects.get()
    question = add(site.walk.world.organisation.pk, EXAMPLES["essay"])
    attempt = Attempt.objects.create(
        organisation=site.walk.world.organisation,
        enrolment=site.walk.enrolment,
        activity=Activity.objects.get(key=page.translation_key),
        number=1,
        state=Attempt.State.WAITING,
        submitted_at=site.walk.enrolment.created_at,
    )
    Answer.objects.create(
        attempt=attempt, version=question.current, position=1, points=1, seed=1, response={"text": "Voici."}
    )
    return {"quiz:key": page.translation_key, "quiz:attempt": attempt.public_id}
