"""Giving up the weakest groups of units so that the others' rows get full.

Where everything in a repository is tied to something, joining goes on until no two groups fit
together: all are 0.6 to 1 of a row and nothing is left to stand beside them (16 % of padding over a
random graph of 1,200 files).  Then the groups with the least importance inside, by token, are taken
apart, and their units stand alone: packing fills the rest with them.
"""

import itertools
from collections.abc import Mapping, Sequence

from transforms import bins

_PADDING = 0.01  # of the rows: below that nothing is given up
_ROWS = 128  # a tenth of a shard: a smaller repository finds what fills its rows in others
_ROUNDS = 8
_SHARE = 0.5  # of the padding that a round takes apart: more than is needed costs importance


def loosen(
    groups: Sequence[Sequence[int]],
    lengths: Sequence[int],
    ties: Sequence[Mapping[int, float]],
    capacity: int,
) -> list[list[int]]:
    """Takes groups apart until best fit leaves at most 1 % of padding, or a few rounds are over.

    The emptiest row does not count, for other repositories fill it; nor is a row's `<bos>` told
    from a separator.  Objective: least importance given up, greedily; ties of strength go to the
    group with the later first unit.  Cost: best fit `_ROUNDS` times, linear in the ties.

    Args:
        groups: units by number.
        lengths: tokens of each unit and of what separates it from the next.
        ties: between units.
        capacity: of a row in such tokens.

    Returns:
        The groups that stay and the units of the others alone, in no order.
    """
    kept = [list(group) for group in groups]
    weakest = _weakest_last(kept, lengths, ties)
    alone: list[list[int]] = []
    for _ in range(_ROUNDS):
        sizes = [sum(lengths[unit] for unit in group) for group in (*weakest, *alone)]
        padding, rows = _padding(sizes, capacity)
        if rows < _ROWS or padding <= _PADDING * rows * capacity:
            break
        given = 0
        while weakest and given < _SHARE * padding:
            group = weakest.pop()
            given += sum(lengths[unit] for unit in group) if len(group) > 1 else 0
            alone += [[unit] for unit in group]
    return [*weakest, *alone]


def _padding(sizes: Sequence[int], capacity: int) -> tuple[int, int]:
    """Tokens of padding, and the number of rows, without the emptiest row."""
    rooms = sorted(
        capacity - sum(sizes[item] for item in row) for row in bins.best_fit(sizes, capacity)
    )[:-1]
    return sum(rooms), len(rooms)


def _weakest_last(
    groups: Sequence[list[int]], lengths: Sequence[int], ties: Sequence[Mapping[int, float]]
) -> list[list[int]]:
    """By falling importance inside a token, ties by the first unit."""
    home = {unit: number for number, group in enumerate(groups) for unit in group}

    def strength(group: list[int]) -> float:
        inside = itertools.chain.from_iterable(ties[unit].items() for unit in group)
        number = home[group[0]]
        tied = sum(tie for other, tie in inside if home[other] == number)
        return tied / max(sum(lengths[unit] for unit in group), 1)

    return sorted(groups, key=lambda group: (-strength(group), min(group)))
