"""Which groups may be counted without pointing at somebody (design.md 7, domain.md B6): five people or more.

Hiding a small group is not enough: the whole less its other groups would give it back. So a line of the table cohort x
state that hides anybody hides at least five people.
"""

from collections.abc import Iterator, Mapping

from lms.people.access import SMALLEST_GROUP

ALL = "all"
Side = int | str | None  # a cohort's id, None for nobody's cohort, a state, or ALL
Group = tuple[Side, Side]


def shown_groups(counts: Mapping[Group, int]) -> frozenset[Group]:
    """The groups that may be shown, margins included; `counts` holds (cohort, state) without margins."""
    table = with_margins(counts)
    hidden = {group for group, people in table.items() if 0 < people < SMALLEST_GROUP}
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for total, parts in _lines(table):
            hidden |= _hide_in_line(table, hidden, total, parts)
    return frozenset(table) - hidden


def with_margins(counts: Mapping[Group, int]) -> dict[Group, int]:
    table: dict[Group, int] = {(ALL, ALL): 0}
    for (cohort, state), people in counts.items():
        for group in ((cohort, state), (cohort, ALL), (ALL, state), (ALL, ALL)):
            table[group] = table.get(group, 0) + people
    return table


def _lines(table: Mapping[Group, int]) -> Iterator[tuple[Group, list[Group]]]:
    """Every sum of the table: a total and its parts, so cells within a cohort, a state, and both margins."""
    for cohort in {group[0] for group in table}:
        yield (cohort, ALL), [group for group in table if group[0] == cohort and group[1] != ALL]
    for state in {group[1] for group in table}:
        yield (ALL, state), [group for group in table if group[1] == state and group[0] != ALL]


def _hide_in_line(table: Mapping[Group, int], hidden: set[Group], total: Group, parts: list[Group]) -> set[Group]:
    """What must be hidden besides, so that neither a part nor the total can be worked out from the rest."""
    if total in hidden:
        return {part for part in parts if table[part]}
    more: set[Group] = set()
    missing = sum(table[part] for part in parts if part in hidden)
    for part in sorted((part for part in parts if part not in hidden), key=lambda part: table[part]):
        if not 0 < missing < SMALLEST_GROUP:
            break
        if table[part]:
            more.add(part)
            missing += table[part]
    return more
