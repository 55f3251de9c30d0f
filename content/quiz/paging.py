"""Which questions of an attempt stand on one page, and the way from page to page."""

from typing import Any

from django.utils.crypto import get_random_string

from content.quiz.models import Answer, Attempt, QuizPage
from content.quiz.pictures import addresses_for
from content.quiz.review import put

END = "end"  # the page that says what is answered, and hands in


class Paging:
    """One page of an attempt, as an address names it: a number, or the end."""

    def __init__(self, attempt: Attempt, asked: str) -> None:
        self.attempt = attempt
        rows = attempt.answers.order_by("position")
        self.states = list(rows.values_list("position", "response", "is_checked"))
        self.is_end = asked == END
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 1
        self.count = len(self.states) if attempt.is_one_a_page else 1
        self.number = min(max(number, 1), max(self.count, 1))

    @property
    def answers(self) -> list[Answer]:
        rows = self.attempt.answers.select_related("version").order_by("position")
        return list(rows.filter(position=self.number) if self.attempt.is_one_a_page else rows)

    def context(self, page: QuizPage | None) -> dict[str, Any]:
        """See quiz/attempt.html and quiz/end.html."""
        if self.is_end:
            return {"steps": self._steps(), "left": sum(not response for _at, response, _checked in self.states)}
        answers = self.answers
        pictures = addresses_for(answers)
        return {
            "questions": put(answers, page, self.attempt, False, pictures),
            "count": len(self.states),
            "number": self.number,
            "pages": self.count,
            "previous": self.number - 1 if self.number > 1 else None,
            "next": self.number + 1 if self.number < self.count else None,
            "is_checked": bool(answers) and all(answer.is_checked for answer in answers),
            "tab": get_random_string(12),
        }

    def _steps(self) -> list[dict[str, Any]]:
        return [
            {
                "position": position,
                "is_answered": bool(response),
                "page": position if self.attempt.is_one_a_page else 1,
            }
            for position, response, _checked in self.states
        ]
