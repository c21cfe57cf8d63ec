"""Which places of a file meet which entries of an index: by hash, and never more than a file bears.

A filter of one bit for each few hashes sends almost every n-gram of ordinary code away before the
binary search.  A file of one number over and over meets an entry hundreds of thousands of times: of
each hash its first places count, so that the pairs of a file are bounded by its different hashes.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from repoloom.transforms.duplicates.shingles import Hashes

Ints = npt.NDArray[np.int64]

_OCCURRENCES = 16  # places of one hash in a file that are looked at, the first ones
_SPARSE = 16  # bits of the filter for each hash: one foreign hash of sixteen passes
_LEAST_BITS, _MOST_BITS = 16, 27  # 8 KiB to 16 MiB


@dataclasses.dataclass(frozen=True, eq=False)
class Postings:
    """Entries by hash.

    Attributes:
        hashes: uint64[E], sorted; an entry is a row of the arrays beside it.
    """

    hashes: Hashes
    filter: npt.NDArray[np.uint8] = dataclasses.field(init=False)
    shift: np.uint64 = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Makes the filter: whether any hash has these leading bits."""
        wanted = (_SPARSE * max(1, len(self.hashes)) - 1).bit_length()
        bits = min(max(wanted, _LEAST_BITS), _MOST_BITS)
        marks = np.zeros(1 << (bits - 3), np.uint8)
        object.__setattr__(self, "shift", np.uint64(64 - bits))
        at = self._leading(self.hashes)
        np.bitwise_or.at(marks, at >> 3, np.left_shift(1, at & 7).astype(np.uint8))
        object.__setattr__(self, "filter", marks)

    def meet(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """(places, entries): where a file's hashes are those of an entry, both side by side.

        Args:
            hashes: of a file, in its order.
        """
        at = self._leading(hashes)
        marked = (self.filter.take(at >> 3) >> (at & 7).astype(np.uint8)) & 1
        places = np.flatnonzero(marked)
        if not places.size or not self.hashes.size:
            return places[:0], places[:0]
        places, values = _first(places, hashes[places])
        left = np.searchsorted(self.hashes, values, "left")
        known = self.hashes.take(left, mode="clip") == values
        places, left, values = places[known], left[known], values[known]
        counts = np.searchsorted(self.hashes, values, "right") - left
        inner = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(places, counts), np.repeat(left, counts) + inner

    def _leading(self, hashes: Hashes) -> Ints:
        """The leading bits that the filter is indexed by."""
        return (hashes >> self.shift).view(np.int64)


def _first(places: Ints, values: Hashes) -> tuple[Ints, Hashes]:
    """The first places of each value, in any order."""
    if len(values) <= _OCCURRENCES:
        return places, values
    order = np.argsort(values, kind="stable")
    values = values[order]
    begins = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    sizes = np.concatenate([begins[1:], [len(values)]]) - begins
    early = np.arange(len(values)) - np.repeat(begins, sizes) < _OCCURRENCES
    return places[order][early], values[early]
