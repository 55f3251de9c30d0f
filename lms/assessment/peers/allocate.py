"""Who reviews whom: everybody the same number, nobody themselves, and what stands stays. Pure: no database."""

from collections import Counter
from collections.abc import Collection, Sequence

Pair = tuple[int, int]  # (reviewer, reviewed)


def allocate(peers: Sequence[int], standing: Collection[Pair], each: int) -> list[Pair]:
    """The pairs to add, so that each of these peers reviews `each` others, or all others when they are fewer.

    peers: those who take part now, in an order of their own. standing: the pairs there are, reviews already given by
    or to somebody who left among them; none of them is taken away or given twice.
    """
    ring = list(peers)
    taken = set(standing)
    received = Counter(reviewed for _reviewer, reviewed in taken)
    given = Counter(reviewer for reviewer, reviewed in taken if reviewed in set(ring))
    added: list[Pair] = []
    for turn in range(1, len(ring)):
        for place, reviewer in enumerate(ring):
            if given[reviewer] >= min(each, len(ring) - 1) or turn > each + len(taken):
                continue
            found = _next(ring, place, reviewer, taken, received)
            if found is None:
                continue
            pair = (reviewer, found)
            taken.add(pair)
            added.append(pair)
            received[found] += 1
            given[reviewer] += 1
    return added


def _next(ring: list[int], place: int, reviewer: int, taken: set[Pair], received: Counter[int]) -> int | None:
    """Whoever fewest have reviewed; among equals the next one round the ring, which keeps all of them level."""
    following = ring[place + 1 :] + ring[:place]
    free = [one for one in following if one != reviewer and (reviewer, one) not in taken]
    return min(free, key=lambda one: received[one], default=None)
