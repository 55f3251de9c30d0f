"""The language of the sentences that these tests look for."""

from tests.content.quiz.questions.conftest import english

__all__ = ["english"]
