"""Joining units along sparse ties, such as the imports between directories.

Groups start as single units and join pairwise, always the two with the strongest tie per token of
the joint group that fit the budget; their ties to a third group add up.  Per token, because the
budget is what runs out: a hub with a thousand importers keeps those that cost least.  The
partition into groups of bounded size with the most inside is NP-hard; this is a greedy solution,
near-linear in the ties, that `tests/transforms/examples/test_composition.py` holds against the
optimum on small graphs.

What is maximised: the sum of ties inside groups.  Bound: of a heap of E ties, each is pushed once
and again for each growth of a group that has it, always into the group with more ties, so
O(E log^2 E).  Ties of priority go to the lower numbers of units.  Groups without a tie to anything
stay as they are, but for small ones of one directory.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence

from repoloom.transforms.examples.units import SEPARATOR, Unit

Ties = Sequence[Mapping[int, float]]
"""For each unit, the units it has ties to and how strong they are; symmetric."""

_SMALL = 16  # groups of up to 1/16 of the budget may join without a tie


class _Groups:
    """Disjoint groups of units, each known by one of its units."""

    def __init__(self, units: Sequence[Unit], ties: Ties, budget: int) -> None:
        self._budget = budget
        self._length = [unit.length for unit in units]
        self._ties = [dict(some) for some in ties]
        self.members = {number: [number] for number in range(len(units))}

    def joint_length(self, left: int, right: int) -> int:
        """Tokens of the two together."""
        return self._length[left] + SEPARATOR + self._length[right]

    def fit(self, left: int, right: int, budget: int) -> bool:
        """Whether the two may join."""
        return self.joint_length(left, right) <= budget

    def join(self, left: int, right: int) -> tuple[int, list[int]]:
        """Joins the two; returns the name of the group and the groups it has a stronger tie to."""
        if len(self._ties[left]) < len(self._ties[right]):
            left, right = right, left
        self._length[left] = self.joint_length(left, right)
        self.members[left] += self.members.pop(right)
        self._ties[left].pop(right, None)
        taken = self._ties[right]
        taken.pop(left, None)
        for other, tie in taken.items():
            del self._ties[other][right]
            self._ties[left][other] = self._ties[other][left] = (
                self._ties[left].get(other, 0.0) + tie
            )
        self._ties[right] = {}
        return left, list(taken)

    def join_by_ties(self) -> None:
        """Joins along ties until none is left whose groups fit the budget together."""
        queue = [
            (self._priority(left, right), left, right)
            for left, some in enumerate(self._ties)
            for right in some
            if left < right
        ]
        heapq.heapify(queue)
        while queue:
            priority, left, right = heapq.heappop(queue)
            if right not in self._ties[left]:
                continue
            if not self.fit(left, right, self._budget):
                del self._ties[left][right], self._ties[right][left]  # groups only grow
                continue
            now = self._priority(left, right)
            if now > priority:  # one of them has grown since
                heapq.heappush(queue, (now, left, right))
            if now != priority:
                continue
            name, stronger = self.join(left, right)
            for other in stronger:
                low, high = min(name, other), max(name, other)
                heapq.heappush(queue, (self._priority(low, high), low, high))

    def join_small(self, directory_of: Callable[[int], str]) -> None:
        """Joins small groups whose first units are of one directory, in the order of the units."""
        cap = self._budget // _SMALL
        open_group: dict[str, int] = {}
        for _, name in sorted((min(members), name) for name, members in self.members.items()):
            directory = directory_of(min(self.members[name]))
            before = open_group.get(directory)
            if before is not None and self.fit(before, name, cap):
                open_group[directory] = self.join(before, name)[0]
            elif self._length[name] < cap:
                open_group[directory] = name

    def _priority(self, left: int, right: int) -> float:
        """The tie per token, negative: a heap gives the least."""
        return -self._ties[left][right] / self.joint_length(left, right)


def joined(
    units: Sequence[Unit], ties: Ties, budget: int, directory_of: Callable[[int], str]
) -> list[list[int]]:
    """Groups units, in no order.

    Its cost does not depend on the budget, so lengths may be of any unit.

    Args:
        units: each within the budget.
        ties: between them.
        budget: length of a group with its separators.
        directory_of: the directory of a unit; small groups of one directory join without a tie.
    """
    groups = _Groups(units, ties, budget)
    groups.join_by_ties()
    groups.join_small(directory_of)
    return list(groups.members.values())
