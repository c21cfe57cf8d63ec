"""Giving up the weakest groups of a shard so that the others' rows get full.

Groups that are joined until nothing more fits stop short of their rows where the units are large,
and nothing is left to stand beside them.  Then the groups with the least in common, of those that
leave room, are taken apart, and their units stand alone: packing fills the rest with them.  Which
rows lack filler is known once all repositories of a shard are there: small files of one fill the
rows of another.  A group that fills its row stays, for its units alone would only need more filler.
"""

import dataclasses
import math
from collections.abc import Sequence

from repoloom.transforms.rows import bins

_FULL = 0.994  # of a row on average: 99 % is the aim, and a last group more costs next to nothing
_ROWS = 100  # below, one row more or less is over 1 %
_ROUNDS = 40
_STEP = (
    0.15  # of the rows too many that a round gives up: at 1 it gives up four times as many groups
)
_ROOM = 0.98  # of a row: fuller groups stay


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """What a row has to hold together, or apart.

    Attributes:
        strength: ties inside.
        size: tokens in a row.
        units: tokens in a row of each of its units, if it stands alone.
    """

    strength: float
    size: int
    units: tuple[int, ...]


def given_up(groups: Sequence[Group], capacity: int) -> frozenset[int]:
    """Chooses the groups to take apart for rows that are 99.4 % full on average.

    Each round gives up the weakest that hold a seventh of the tokens of the rows too many, one at
    least, of equal ones the later.  Of all rounds the one with the fewest rows counts, so there
    are never more rows than before; rounds end where there are no more than the tokens need.
    Cost: best fit `_ROUNDS` times.

    Args:
        groups: of one split of a shard.
        capacity: tokens of a row.

    Returns:
        Their numbers; none in a shard of under 100 rows.
    """
    weakest = sorted(
        (
            number
            for number, group in enumerate(groups)
            if len(group.units) > 1 and group.size < _ROOM * capacity
        ),
        key=lambda number: (-groups[number].strength, number),
    )
    apart: set[int] = set()
    best: frozenset[int] = frozenset()
    fewest = math.inf
    for _ in range(_ROUNDS):
        rows, needed = _rows(groups, apart, capacity)
        if rows < fewest:
            fewest, best = rows, frozenset(apart)
        if rows < _ROWS or rows <= needed or not weakest:
            break
        room = max(rows - needed, 1) * capacity * _STEP
        while weakest and room > 0:
            number = weakest.pop()
            apart.add(number)
            room -= groups[number].size
    return best


def _rows(groups: Sequence[Group], apart: set[int], capacity: int) -> tuple[int, float]:
    """The rows of best fit, and how many there may be."""
    sizes: list[int] = []
    for number, group in enumerate(groups):
        sizes += group.units if number in apart else (group.size,)
    tokens = sum(sizes)
    enough = max(tokens / capacity / _FULL, -(-tokens // capacity))
    return len(bins.best_fit(sizes, capacity)), enough
