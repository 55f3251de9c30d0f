"""The smallest survey page that publishes, and the messages that complete it."""

from content.survey.kind import message_of
from content.survey.models import SurveyPage


def build_page() -> SurveyPage:
    """An unsaved page, ready to be added below a sequence; its questionnaire may be written later."""
    return SurveyPage(title="Votre avis", minutes=10, questionnaire_code="AVIS")


MESSAGES = [{"verb": "opened"}, message_of(3, 4)]
RUBBISH = [
    {},
    {"verb": "completed"},
    {"verb": 7},
    {"verb": "submitted"},
    {"verb": "submitted", "answered": 3, "asked": 4},
    {**message_of(3, 4), "answered": 4},
    {**message_of(3, 4), "receipt": 7},
    {**message_of(3, 4), "receipt": "é" * 64},
    message_of(5, 4),
    message_of(-1, 4),
    message_of(True, 4),
]
