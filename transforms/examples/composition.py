"""Which items share an example.

An example is what a model attends across, so what a file needs should be in it, before the file.
A topological order that is cut wherever the budget ends does that badly: a file that everything
imports stands once, early, and the examples behind it do not have it.  So in `affinity` the import
graph decides on membership, and the arranged order only on the order inside.  `linear` is the
plain reading of CodeGemma's report and the baseline: the arranged order, cut at the budget.
`context` groups as `affinity` does and leaves room in front of an example for copies of what it
still lacks (module `context`).
"""

import dataclasses
import posixpath
from collections.abc import Iterable, Sequence

from repoloom.transforms.examples import affinity
from repoloom.transforms.examples.affinity import Ties
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.settings import COMPOSERS, WeaveKeys
from repoloom.transforms.examples.units import SEPARATOR, Item, Unit, gather

__all__ = ["METHODS", "Group", "Item", "compose", "group"]

METHODS = COMPOSERS
_PAIRED = 8.0  # tie between a test and its source in two units: an exact import of three symbols


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Items that share an example.

    Attributes:
        units: those of each unit, ascending.  A shard that lacks filler may give the group up
            (`filler`), and no unit; one unit stays as it is.
        strength: importance of the edges between them.
    """

    units: tuple[tuple[int, ...], ...]
    strength: float = 0.0

    @property
    def items(self) -> list[int]:
        """All items, ascending."""
        return sorted(item for unit in self.units for item in unit)


def compose(
    items: Sequence[Item],
    edges: Sequence[Edge],
    pairs: Sequence[Pair],
    *,
    budget: int,
    method: str = WeaveKeys.composer,
    context_share: float = WeaveKeys.context_share,
) -> list[list[int]]:
    """The items of each group of `group`, ascending."""
    found = group(items, edges, pairs, budget=budget, method=method, context_share=context_share)
    return [one.items for one in found]


def group(
    items: Sequence[Item],
    edges: Sequence[Edge],
    pairs: Sequence[Pair],
    *,
    budget: int,
    method: str = WeaveKeys.composer,
    context_share: float = WeaveKeys.context_share,
) -> list[Group]:
    """Groups the items of one repository into examples.

    Args:
        items: in arranged order, the pieces of a long file in order too.
        edges: between paths; those that are `kept` and whose files are among the items count.
        pairs: tests and sources; they share an example if they fit one together.
        budget: tokens of an example, with one separator between each two items, and without what
            stands around all of them.
        method: `affinity`, `context` or `linear`; only groups of the first have several units.
        context_share: share of the budget that `context` leaves free; an item that needs it, and a
            unit, still has it.

    Returns:
        Each item is in one group.  Read from the first group to the last, the pieces of a file are
        in order.

    Raises:
        ValueError: on an unknown method, an item over the budget, or pieces out of order.
    """
    if method not in METHODS:
        raise ValueError(f"composition {method!r} is unknown; there are {', '.join(METHODS)}")
    units = gather(items, pairs, budget)
    if method == "linear":
        return [_whole(members, units) for members in _linear(units, budget)]
    own = budget - int(budget * context_share) * (method == "context")
    ties = _ties(items, units, edges, pairs)
    found = affinity.partition(
        [dataclasses.replace(unit, length=min(unit.length, own)) for unit in units],
        ties,
        own,
        lambda unit: posixpath.dirname(items[units[unit].items[0]].path),
    )
    if method == "context":  # copies of what a group lacks fill its row
        return [_whole(members, units) for members in found]
    return [
        Group(tuple(units[unit].items for unit in members), affinity.strength(members, ties))
        for members in found
    ]


def _whole(members: Sequence[int], units: Sequence[Unit]) -> Group:
    return Group((tuple(sorted(item for unit in members for item in units[unit].items)),))


def _ties(
    items: Sequence[Item], units: Sequence[Unit], edges: Iterable[Edge], pairs: Iterable[Pair]
) -> Ties:
    """Importance of the edges between units; of a long file, its first and last unit have them."""
    homes: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        for index in unit.items:
            homes.setdefault(items[index].path, []).append(number)
    ties: list[dict[int, float]] = [{} for _ in units]
    strengths = [(e.importer, e.imported, e.importance) for e in edges if e.kept]
    strengths += [(pair.test, pair.source, _PAIRED) for pair in pairs]
    for left, right, strength in strengths:
        for one in _ends(homes.get(left, ())):
            for other in _ends(homes.get(right, ())):
                if one != other:
                    ties[one][other] = ties[one].get(other, 0.0) + strength
                    ties[other][one] = ties[other].get(one, 0.0) + strength
    return ties


def _ends(numbers: Sequence[int]) -> set[int]:
    return {numbers[0], numbers[-1]} if numbers else set()


def _linear(units: Sequence[Unit], budget: int) -> list[list[int]]:
    """The arranged order, with a new example wherever the next unit does not fit."""
    groups: list[list[int]] = []
    used = 0
    for number, unit in enumerate(units):
        if groups and used + SEPARATOR + unit.length <= budget:
            groups[-1].append(number)
            used += SEPARATOR + unit.length
        else:
            groups.append([number])
            used = unit.length
    return groups
