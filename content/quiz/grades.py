"""From the scores of several attempts to one grade. Pure: no database, no clock."""

from collections.abc import Sequence

BEST, LAST, AVERAGE = "best", "last", "average"


def grade_of(scores: Sequence[float], way: str) -> float | None:
    """The grade (0-1) that these scores (0-1), in the order of the attempts, come to; None without any."""
    if not scores:
        return None
    if way == LAST:
        return scores[-1]
    if way == AVERAGE:
        return min(1.0, sum(scores) / len(scores))
    return max(scores)


def grades_so_far(scores: Sequence[float | None], way: str) -> list[float | None]:
    """The grade after each attempt; None for one that has no score yet, and does not count for those that follow."""
    known: list[float] = []
    found: list[float | None] = []
    for score in scores:
        if score is not None:
            known.append(score)
        found.append(None if score is None else grade_of(known, way))
    return found
