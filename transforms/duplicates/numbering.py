"""Files as numbers that say which of two copies is kept: the smaller one.

Select knows a file first by its place (bucket and row), then, when the repositories are ranked, by
an id that carries the order of preference.  Both are 64 bits, so millions of them move as arrays.

    place   context bit | bucket (31 bits)             | row in the bucket (32 bits)
    id      context bit | rank of repository (31 bits) | row in the repository (32 bits)

The context bit comes first: a file that may be learnt from wins over a copy that may not.  Ids do
not depend on how the store is cut into buckets; places do and never decide anything.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from repoloom.transforms.duplicates.election import Ids

CONTEXT_BIT = 1 << 63
_UPPER = np.uint64(0x7FFFFFFF)
_LOWER = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def packed(context: bool, upper: int, lower: int) -> int:
    """A place or an id from its three parts."""
    return (CONTEXT_BIT if context else 0) | upper << 32 | lower


def upper_parts(numbers: Ids) -> npt.NDArray[np.int64]:
    """The buckets of places, or the ranks of ids."""
    return ((numbers >> _HALF) & _UPPER).astype(np.int64)


def lower_parts(numbers: Ids) -> npt.NDArray[np.int64]:
    """The rows in the bucket of places, or in the repository of ids."""
    return (numbers & _LOWER).astype(np.int64)


def high(numbers: npt.NDArray[np.int64]) -> Ids:
    """Buckets or ranks, shifted to where they stand in a place or an id."""
    return numbers.astype(np.uint64) << _HALF


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """What a bucket needs to number its files.

    Attributes:
        ranks: int64[repositories], in row order.
        starts: int64[repositories], the row of each one's first file, ascending.
        lost: int64[n], rows that are removed as exact copies.
    """

    ranks: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    lost: npt.NDArray[np.int64]

    def contest(self, places: Ids) -> tuple[npt.NDArray[np.int64], Ids]:
        """Rows and ids of those of these files of the bucket that are not lost."""
        places = places[~np.isin(lower_parts(places), self.lost)]
        rows = lower_parts(places)
        owner = np.searchsorted(self.starts, rows, side="right") - 1
        upper = high(self.ranks[owner])
        lower = (rows - self.starts[owner]).astype(np.uint64)
        return rows, (places & np.uint64(CONTEXT_BIT)) | upper | lower


@dataclasses.dataclass(frozen=True, slots=True)
class Homes:
    """Where ranked repositories stand: all that it takes to find the file of an id.

    Attributes:
        first: uint64[repositories], by rank the place of its first file.
        decided: how many of the first ranks are of an earlier run, whose files lose nothing.
    """

    first: Ids
    decided: int

    def places(self, ids: Ids) -> Ids:
        """The places of the files with these ids."""
        plain: Ids = self.first[upper_parts(ids)] + (ids & _LOWER)
        return plain | (ids & np.uint64(CONTEXT_BIT))
