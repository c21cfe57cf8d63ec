"""What two units are worth to each other in one example: the names that both have.

A model that has read a name pays less for it.  Measured over 4,348 pieces of 18 repositories
(`benchmarks/context_value`), the bits that a context saves are a sum over the names that the
piece has seen in it: 30 to 60 bits for one that 2 to 16 pieces of the repository have, 17 for one
of 17 to 32, 10 for one of more (R^2 0.63; 0.74 with the lengths of the names and of the piece).  An
import edge by itself says little beside that: among 16 candidates for one place the rank
correlation with the bits saved is 0.79 for the names in common and -0.09 for the importance of the
edge.  So the weight of a name falls with the number of units that have it, and imports count
besides, for the sake of what the statement promises to its reader: definition before use.

The objective of composition is then the one of hypergraph partitioning, the weight of the names
that no longer have to be learnt anew in each example ("connectivity minus one": Catalyurek and
Aykanat 1999, section 2), in its approximation by pairs: a name of k units is worth (2 / k)^0.5 of
its weight to each two of them, between the 1 of two units and the 2 / k at which all pairs of all
k add up to k - 1.

Ties are whole numbers, so that sums of them are exact, whatever the order of addition is.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from repoloom.transforms.examples.units import Item, Unit
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.tokens import names

Ties = npt.NDArray[np.float64]
"""Whole numbers [units, units], symmetric, 0 on the diagonal: `NAME` is a name of two units."""

NAME = 1024
_MOST_UNITS = 32  # a name of more units ties nothing: it is in every example soon
_HELD = 1 << 20  # pairs of units in memory at once, of 16 bytes
_HALF = 16.0  # units from which a name is worth half
IMPORTANCE = 16.0
"""Names that 1 of the importance of an edge counts as: definition before use stays where it was."""
PAIRED = 8.0  # importance of a test and its source in two units: an import of three symbols


def between(
    items: Sequence[Item], units: Sequence[Unit], edges: Sequence[Edge], pairs: Sequence[Pair]
) -> Ties:
    """The ties between units.

    Time and memory are quadratic in the units: composition gives it at most 1,024.

    Args:
        items: of the units, and others.
        units: what is tied.
        edges: those of kind `import` that are `kept` count; of a long file its first and last unit
            have them.
        pairs: tests and sources.
    """
    ties = _by_names([_names(items, unit) for unit in units])
    found = [(edge.importer, edge.imported, edge.importance) for edge in edges if _counts(edge)]
    found += [(pair.test, pair.source, PAIRED) for pair in pairs]
    homes: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        for index in unit.items:
            homes.setdefault(items[index].path, []).append(number)
    for left, right, importance in found:
        strength = round(importance * IMPORTANCE * NAME)
        for one in _ends(homes.get(left, ())):
            for other in _ends(homes.get(right, ())):
                if one != other:
                    ties[one, other] += strength
                    ties[other, one] += strength
    return ties


def _counts(edge: Edge) -> bool:
    return edge.kept and edge.kind == "import"


def _ends(numbers: Sequence[int]) -> set[int]:
    return {numbers[0], numbers[-1]} if numbers else set()


def _names(items: Sequence[Item], unit: Unit) -> names.Names:
    found = [names.unpacked(items[index].names) for index in unit.items]
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def _by_names(of_units: Sequence[names.Names]) -> Ties:
    """Ties by names: each two units of a name, at each distance in the list of its units."""
    count = len(of_units)
    ties = np.zeros(count * count)
    name = np.concatenate([*of_units, np.empty(0, np.uint32)])
    order = np.argsort(name, kind="stable")
    name = name[order]
    unit = np.repeat(np.arange(count), [len(some) for some in of_units])[order]
    first = np.flatnonzero(np.diff(name, prepend=name[:1] ^ 1))
    units = np.repeat(counts := np.diff(first, append=len(name)), counts)
    shared = (units > 1) & (units <= _MOST_UNITS)
    name, unit, weight = name[shared], unit[shared], _weights()[units[shared]]
    places, weights, held = list[npt.NDArray[np.int64]](), list[npt.NDArray[np.float64]](), 0
    furthest = min(_MOST_UNITS, len(name)) - 1
    for apart in range(1, furthest + 1):
        both = np.flatnonzero(name[apart:] == name[:-apart])
        places.append(unit[both] * count + unit[both + apart])
        weights.append(weight[both])
        held += len(both)
        if held > _HELD or apart == furthest:
            ties += np.bincount(np.concatenate(places), np.concatenate(weights), count * count)
            places, weights, held = [], [], 0
    square: Ties = ties.reshape(count, count)
    found: Ties = square + square.T
    return found


def _weights() -> npt.NDArray[np.float64]:
    """What a name of so many units is worth to each two of them [_MOST_UNITS + 1]."""
    units = np.arange(_MOST_UNITS + 1.0)
    weights: npt.NDArray[np.float64] = NAME / (1 + units / _HALF) * np.sqrt(2 / units.clip(2))
    return weights.round()
