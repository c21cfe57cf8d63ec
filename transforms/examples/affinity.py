"""Grouping units so that those of a group have much in common and groups fill rows.

Two steps.  Groups start as single units and join, always the two with the largest sum of ties by
the root of the tokens of the joint group; the root, because by token the groups stop at 3/4 of a
row and by sum alone the large ones take all.  Then units move, and change places, as long as the
objective grows (Kernighan and Lin 1970, by single gains and without their look ahead): the ties
inside groups, and the squares of the groups' lengths, which moves tokens from groups with room to
full ones.  A round counts fullness more than the round before, so that ties decide first.

An example has pieces of one long file at most, or the last pieces of several: others might have to
stand before each other for all files to be in order.  Last pieces are where rows have room.

Partition with bounds is NP-hard; `tests/transforms/examples/test_affinity.py` holds this against
the optimum on small graphs.  Both steps take vectors of as many numbers as there are units for each
unit and round: quadratic, so composition divides more than 1,024 units.  Ties of
the objective go to the lower number of a unit, which is its position in the arranged order.
"""

import heapq
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from repoloom.transforms.examples.ties import NAME, Ties
from repoloom.transforms.examples.units import SEPARATOR, Unit

_ROUNDS = (200.0, 700.0, 2100.0, 7000.0)
"""Names that a full group is worth more than two of half a row are, times two, by round."""

_INNER = 1 << 20  # more than a block has units

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


def partition(units: Sequence[Unit], ties: Ties, budget: int) -> list[list[int]]:
    """Groups units.

    Args:
        units: each within the budget.
        ties: [units, units], see module `ties`.
        budget: tokens of a group with its separators.

    Returns:
        Groups as ascending lists of numbers of units, by their first units as far as the pieces of
        each file stay in order.
    """
    if not units:
        return []
    home = _Exchange(units, ties, _joined(units, ties, budget), budget).settled()
    groups = [np.flatnonzero(home == group).tolist() for group in np.unique(home)]
    return _in_order(groups, units)


def _joined(units: Sequence[Unit], ties: Ties, budget: int) -> list[list[int]]:
    """Joins groups as long as two with a tie fit the budget together."""
    most = budget + SEPARATOR
    length, pieces = _lengths(units), _pieces(units)
    ties, alive = ties.copy(), np.ones(len(units), bool)
    members = [[number] for number in range(len(units))]

    def best(group: int) -> tuple[float, int, int]:
        """(priority, group, its best partner), negative for a heap; priority 0 without any."""
        joint = length + length[group]
        fits = joint <= most
        fits &= alive
        fits &= pieces <= _INNER - pieces[group]
        fits[group] = False
        priority = ties[group] / np.sqrt(joint)
        priority *= fits
        other = int(priority.argmax())
        return -float(priority[other]), group, other

    queue = [one for group in range(len(units)) if (one := best(group))[0]]
    heapq.heapify(queue)
    while queue:
        was = heapq.heappop(queue)
        group = was[1]
        if not alive[group]:
            continue
        now = best(group)
        if now == was:
            other = now[2]
            ties[group] += ties[other]
            ties[:, group] += ties[:, other]
            length[group] += length[other]
            pieces[group] += pieces[other]
            alive[other] = False
            members[group] += members[other]
            now = best(group)
        if now[0]:
            heapq.heappush(queue, now)
    return [members[group] for group in np.flatnonzero(alive)]


def _lengths(units: Sequence[Unit]) -> Floats:
    """Tokens of each unit and the separator behind it [units]."""
    return np.array([unit.length + SEPARATOR for unit in units], np.float64)


def _pieces(units: Sequence[Unit]) -> Numbers:
    """Which units have pieces of a long file: 1 with its last one, `_INNER` without [units].

    Groups can be read with the pieces of each file in order where the sum in each is at most
    `_INNER`: it has one unit with inner pieces, or any with last ones.
    """
    kinds = (1 if unit.last else _INNER if unit.split else 0 for unit in units)
    return np.fromiter(kinds, np.int64, len(units))


class _Exchange:
    """Units in groups, and what each unit is tied to in each group."""

    def __init__(
        self, units: Sequence[Unit], ties: Ties, groups: Sequence[Sequence[int]], budget: int
    ) -> None:
        count = len(units)
        self._most = budget + SEPARATOR
        self._ties = ties
        self._length, self._pieces = _lengths(units), _pieces(units)
        self._every = np.arange(count)
        self._home = np.empty(count, np.int64)
        for number, group in enumerate(groups):
            self._home[list(group)] = number
        inside = np.zeros((len(groups), count))
        inside[self._home, self._every] = 1
        self._to = inside @ ties  # [groups, units]
        self._fill = inside @ self._length
        self._held = (inside @ self._pieces).astype(np.int64)
        self._look()

    def settled(self) -> Numbers:
        """The group of each unit once the rounds are over."""
        order = np.argsort(-self._length, kind="stable").tolist()
        for worth in _ROUNDS:
            for unit in order:
                self._improve(unit, worth * NAME / self._most**2)
        return self._home

    def _improve(self, unit: int, worth: float) -> None:
        """Makes the move or the exchange of a unit that gains most, if any gains."""
        to = self._to[:, unit]
        moved, group = self._best_move(unit, to, worth)
        exchanged, other = self._best_exchange(unit, to, worth)
        if max(moved, exchanged) <= 0:
            return
        home = int(self._home[unit])
        if moved >= exchanged:
            self._move(unit, group)
        else:
            self._move(unit, int(self._home[other]))
            self._move(other, home)
        self._look()

    def _best_move(self, unit: int, to: Floats, worth: float) -> tuple[float, int]:
        length, home, fill = self._length[unit], self._home[unit], self._fill
        gain = fill * (2 * worth * length)
        gain += to
        gain -= to[home] + 2 * worth * length * (fill[home] - length)
        fits = fill <= self._most - length
        fits &= fill > 0
        fits &= self._held <= _INNER - self._pieces[unit]
        fits[home] = False
        gain *= fits
        best = int(gain.argmax())
        return float(gain[best]), best

    def _best_exchange(self, unit: int, to: Floats, worth: float) -> tuple[float, int]:
        home, ties = self._home[unit], self._ties[unit]
        room = self._most - self._fill[home]
        more = self._length[unit] - self._length
        gain = self._fill_at - self._fill[home]
        gain += more
        gain *= more
        gain *= 2 * worth
        gain += to[self._home]
        gain += self._to[home]
        gain -= self._own
        gain -= ties
        gain -= ties
        gain -= to[home]
        fits = self._fill_at <= self._most - more
        fits &= more >= -room
        fits &= self._home != home
        kinds = self._pieces - self._pieces[unit]
        fits &= self._held_at - kinds <= _INNER
        fits &= kinds <= _INNER - self._held[home]
        gain *= fits
        best = int(gain.argmax())
        return float(gain[best]), best

    def _move(self, unit: int, group: int) -> None:
        home = self._home[unit]
        self._to[home] -= self._ties[unit]
        self._to[group] += self._ties[unit]
        for total, of in ((self._fill, self._length), (self._held, self._pieces)):
            total[home] -= of[unit]
            total[group] += of[unit]
        self._home[unit] = group

    def _look(self) -> None:
        """Keeps, of the group of each unit [units]: its length, pieces, and ties to the unit."""
        self._fill_at = self._fill[self._home]
        self._held_at = self._held[self._home]
        self._own = self._to[self._home, self._every]


def strength(group: Sequence[int], ties: Ties) -> float:
    """The sum of the ties inside a group."""
    return float(ties[np.ix_(group, group)].sum()) / 2


def _in_order(groups: Sequence[list[int]], units: Sequence[Unit]) -> list[list[int]]:
    """Sorts groups by their first unit; one with a later piece of a file waits for the earlier.

    None waits for a group with the last pieces of several files, so no two wait for each other.
    """
    home = {unit: number for number, group in enumerate(groups) for unit in group}
    position = [(group[0], 0) for group in groups]
    last: dict[str, int] = {}
    for number, unit in enumerate(units):
        if unit.split:
            group = home[number]
            if unit.split in last and last[unit.split] != group:
                first, behind = position[last[unit.split]]
                if position[group] <= (first, behind):
                    position[group] = (first, behind + 1)
            last[unit.split] = group
    order = sorted(range(len(groups)), key=lambda number: (*position[number], groups[number]))
    return [groups[number] for number in order]
