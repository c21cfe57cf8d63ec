"""Which items share an example.

An example is what a model attends across, so what helps with a file should be in it.  A topological
order that is cut wherever the budget ends does that badly: a file that everything imports stands
once, early, and the examples behind it do not have it.  So in `affinity` the names that files share
and the import graph decide on membership (`ties`), and the arranged order only on the order inside,
which is worth little beside: members in any order lose 0.03 % of the bits that the right ones save.
`linear` is the plain reading of CodeGemma's report and the baseline: the arranged order, cut at the
budget.  `context` groups as `affinity` does and leaves room in front of an example for copies of
what it still lacks (module `context`).
"""

import dataclasses
from collections.abc import Iterator, Sequence

from repoloom.transforms.examples import affinity, division, ties
from repoloom.transforms.examples.units import SEPARATOR, Item, Unit, gather
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.settings import COMPOSERS, WeaveKeys

__all__ = ["METHODS", "Group", "Item", "compose", "group"]

METHODS = COMPOSERS
BLOCK = 1024
"""Units that are grouped together; a repository of more falls into blocks by directory."""


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Items that share an example.

    Attributes:
        units: those of each unit, ascending.  A shard that lacks filler may give the group up
            (`filler`), and no unit; one unit stays as it is.
        strength: ties between them.
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
        context_share: share of the budget that `context` leaves free where files import others
            or are imported; an item that needs it, and a unit, still has it.

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
    if method == "affinity":
        return list(_groups(items, units, edges, pairs, budget))
    # Files without imports have nothing to repeat: a share left free for them would be padding.
    linked = {path for edge in edges for path in (edge.importer, edge.imported)}
    lacking = [any(items[index].path in linked for index in unit.items) for unit in units]
    own = budget - int(budget * context_share)
    parts = [
        ([unit for unit, lacks in zip(units, lacking, strict=True) if lacks], own),
        ([unit for unit, lacks in zip(units, lacking, strict=True) if not lacks], budget),
    ]
    # Copies of what a group lacks fill its row, so it cannot be given up.
    return [
        Group((tuple(one.items),))
        for some, most in parts
        for one in _groups(items, some, edges, pairs, most)
    ]


def _groups(
    items: Sequence[Item],
    units: Sequence[Unit],
    edges: Sequence[Edge],
    pairs: Sequence[Pair],
    budget: int,
) -> Iterator[Group]:
    """Groups of some units; one over the budget stands alone."""
    for block in _blocks(items, units, edges):
        some = [units[number] for number in block]
        bounded = [dataclasses.replace(unit, length=min(unit.length, budget)) for unit in some]
        tied = ties.between(items, some, edges, pairs)
        for members in affinity.partition(bounded, tied, budget):
            strength = affinity.strength(members, tied)
            yield Group(tuple(some[number].items for number in members), strength)


def _blocks(items: Sequence[Item], units: Sequence[Unit], edges: Sequence[Edge]) -> list[list[int]]:
    """The units in blocks of at most `BLOCK`, those of one file in the same one."""
    if len(units) <= BLOCK:
        return [list(range(len(units)))]
    home = {items[index].path: items[unit.items[0]].path for unit in units for index in unit.items}
    of_home: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        of_home.setdefault(home[items[unit.items[0]].path], []).append(number)
    between = [
        dataclasses.replace(edge, importer=home[edge.importer], imported=home[edge.imported])
        for edge in edges
        if edge.importer in home and edge.imported in home
    ]
    sizes = {path: len(numbers) for path, numbers in of_home.items()}
    divided = division.divide(sizes, between, (), BLOCK)
    blocks = [sorted(number for path in part for number in of_home[path]) for part in divided]
    return sorted(blocks)


def _whole(members: Sequence[int], units: Sequence[Unit]) -> Group:
    return Group((tuple(sorted(item for unit in members for item in units[unit].items)),))


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
