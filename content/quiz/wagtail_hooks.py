"""What the authors' admin gets from this kind."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from content.quiz.authoring.viewset import QuestionChooserViewSet, QuestionViewSet


@hooks.register("register_admin_viewset")
def register_questions() -> ViewSet:
    return QuestionViewSet()


@hooks.register("register_admin_viewset")
def register_chooser() -> ViewSet:
    return QuestionChooserViewSet("quiz_question_chooser", url_prefix="quiz-question-chooser")
