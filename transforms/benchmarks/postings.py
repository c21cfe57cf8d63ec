"""Which places of a file meet which entries of an index: by hash, and never more than a file bears.

A filter of two bits for each hash sends almost every n-gram of ordinary code away before the
binary search.  A file of one number over and over meets an entry hundreds of thousands of times: of
each hash its first places count, so that the pairs of a file are bounded by its different hashes.
"""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from repoloom.transforms.duplicates.shingles import Hashes

Ints = npt.NDArray[np.int64]

_OCCURRENCES = 16  # places of one hash in a file that are looked at, the first ones
# Bits of the filter for each hash, of which two are set: one foreign hash in seventy passes, where
# one bit of as many lets one in sixteen (Bloom, "Space/time trade-offs in hash coding", 1970).
_SPARSE = 16
_LEAST_BITS, _MOST_BITS = 16, 27  # 8 KiB to 16 MiB


@dataclasses.dataclass(frozen=True, eq=False)
class Stretches:
    """What the readings of a file hold, one behind the other: a search costs one pass over all.

    Attributes:
        tokens: reading `r` has the tokens `tokens[starts[r] : starts[r + 1]]`.
    """

    tokens: Hashes
    starts: Ints

    @classmethod
    def of(cls, readings: Sequence[Hashes]) -> "Stretches":
        """Puts the tokens of the readings together."""
        starts = np.concatenate([[0], np.cumsum([len(one) for one in readings])]).astype(np.int64)
        return cls(readings[0] if len(readings) == 1 else np.concatenate(readings), starts)

    def __iter__(self) -> Iterator[Hashes]:
        """The tokens of each reading."""
        edges = self.starts.tolist()
        return (self.tokens[first:last] for first, last in itertools.pairwise(edges))

    def split(self, places: Ints, length: int) -> list[Ints]:
        """Places of runs of `length` tokens by reading, counted from its first token.

        Args:
            places: in order; a run that ends in the next reading is left out.
            length: of a run.
        """
        starts, lasts = self.starts[:-1], self.starts[1:] - length + 1
        begins = np.searchsorted(places, starts).tolist()
        ends = np.searchsorted(places, np.maximum(starts, lasts)).tolist()
        edges = zip(begins, ends, starts.tolist(), strict=True)
        return [places[begin:end] - first for begin, end, first in edges]


@dataclasses.dataclass(frozen=True, eq=False)
class Filter:
    """Whether hashes may be among those of an index: never no where they are."""

    marks: npt.NDArray[np.uint8]
    bits: int

    @classmethod
    def of(cls, hashes: Hashes) -> "Filter":
        """Marks some hashes, in any order."""
        wanted = (_SPARSE * max(1, len(hashes)) - 1).bit_length()
        new = cls(np.zeros(1, np.uint8), min(max(wanted, _LEAST_BITS), _MOST_BITS))
        marks = np.zeros(1 << (new.bits - 3), np.uint8)
        for at in (new._leading(hashes), new._second(hashes)):
            np.bitwise_or.at(marks, at >> 3, np.left_shift(1, at & 7).astype(np.uint8))
        return cls(marks, new.bits)

    def places(self, hashes: Hashes) -> Ints:
        """Where a file's hashes may be among them, in order."""
        places = np.flatnonzero(self._marked(self._leading(hashes)))
        return places[self._marked(self._second(hashes[places]))]

    def _marked(self, at: Ints) -> npt.NDArray[np.bool_]:
        marked = self.marks.take(at >> 3) >> (at & 7).astype(np.uint8)
        marked &= 1
        return marked.view(bool)

    def _leading(self, hashes: Hashes) -> Ints:
        """The leading bits."""
        return (hashes >> np.uint64(64 - self.bits)).view(np.int64)

    def _second(self, hashes: Hashes) -> Ints:
        """The bits behind them."""
        return ((hashes << np.uint64(self.bits)) >> np.uint64(64 - self.bits)).view(np.int64)


@dataclasses.dataclass(frozen=True, eq=False)
class Postings:
    """Entries by hash.

    Attributes:
        hashes: uint64[E], sorted; an entry is a row of the arrays beside it.
    """

    hashes: Hashes

    def meet(self, places: Ints, values: Hashes) -> tuple[Ints, Ints]:
        """(places, entries): where a file's hashes are those of an entry, both side by side.

        Args:
            places: of the file, in order, all of those where a hash may be that of an entry.
            values: the hash at each.
        """
        if not self.hashes.size:
            return places[:0], places[:0]
        left = np.searchsorted(self.hashes, values, "left")
        known = self.hashes.take(left, mode="clip") == values
        places, left, values = places[known], left[known], values[known]
        first = _first(values)
        places, left, values = places[first], left[first], values[first]
        counts = np.searchsorted(self.hashes, values, "right") - left
        inner = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(places, counts), np.repeat(left, counts) + inner


def _first(values: Hashes) -> Ints | slice:
    """The first places of each value, in their order."""
    if len(values) <= _OCCURRENCES:
        return slice(None)
    order = np.argsort(values, kind="stable")
    values = values[order]
    begins = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    sizes = np.diff(begins, append=len(values))
    if sizes.max() <= _OCCURRENCES:
        return slice(None)
    early = np.arange(len(values)) - np.repeat(begins, sizes) < _OCCURRENCES
    return np.sort(order[early])


def shared_by(hashes: Hashes) -> Ints:
    """Of sorted hashes, how many are equal to each."""
    begins = np.flatnonzero(np.concatenate([hashes[:1] == hashes[:1], hashes[1:] != hashes[:-1]]))
    sizes = np.diff(begins, append=len(hashes))
    return np.repeat(sizes, sizes)


def held_by(
    owners: npt.NDArray[np.int32], entries: Ints, needs: npt.NDArray[np.int32]
) -> list[int]:
    """The owners of whose entries as many different ones were met as each needs, in order.

    `numpy.unique` takes ten times as long as a sort.

    Args:
        owners: of each entry that was met.
        entries: beside them; one may come several times.
        needs: by owner.
    """
    pairs = np.sort((owners.astype(np.int64) << 32) | entries)
    different = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))] >> 32
    begins = np.flatnonzero(np.diff(different, prepend=-1))
    found = different[begins]
    enough: list[int] = found[np.diff(begins, append=len(different)) >= needs[found]].tolist()
    return enough
