"""What was really watched of a video: stretches of time, merged, in any order the same. Knows no table."""

from collections.abc import Iterable

Stretch = tuple[int, int]  # milliseconds from the beginning, the first before the second
MOST = 2_000  # stretches one message may hold
LONGEST = 24 * 3600 * 1000


def merge(*several: Iterable[Stretch], duration_ms: int = 0) -> list[Stretch]:
    """All stretches as few as possible that do not touch, in order; cut to the video when its length is known."""
    top = duration_ms or LONGEST
    found = sorted((max(0, a), min(top, b)) for each in several for a, b in each if max(0, a) < min(top, b))
    merged: list[Stretch] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def watched_ms(stretches: Iterable[Stretch], duration_ms: int = 0) -> int:
    """Milliseconds seen at least once."""
    return sum(end - start for start, end in merge(stretches, duration_ms=duration_ms))


def share_watched(stretches: Iterable[Stretch], duration_ms: int) -> float:
    """0 to 1 of the whole; 0 while the length is not known."""
    return min(1.0, watched_ms(stretches, duration_ms) / duration_ms) if duration_ms > 0 else 0.0


def read_stretches(told: object) -> list[Stretch]:
    """Stretches out of a browser's message; raises ValueError for what is none."""
    if not isinstance(told, list) or len(told) > MOST:
        raise ValueError("not a list of stretches")
    for one in told:
        if not isinstance(one, list | tuple) or len(one) != 2 or not all(type(end) is int for end in one):
            raise ValueError("a stretch is two whole numbers")
        if not 0 <= one[0] <= one[1] <= LONGEST:
            raise ValueError("a stretch lies within the video")
    return [(one[0], one[1]) for one in told]
