"""The bank of questions, the page that puts some of them to learners, and what each learner answered."""

from content.quiz.models.attempts import Accommodation, Answer, Attempt
from content.quiz.models.bank import Question, QuestionImport, QuestionTag, QuestionVersion, Regrading
from content.quiz.models.page import Line, QuizPage, ScoreFeedback, When

__all__ = [
    "Accommodation",
    "Answer",
    "Attempt",
    "Line",
    "Question",
    "QuestionImport",
    "QuestionTag",
    "QuestionVersion",
    "QuizPage",
    "Regrading",
    "ScoreFeedback",
    "When",
]
