"""The last word on a candidate pair: its estimate first, then its true Jaccard index."""

import dataclasses
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from repoloom.transforms.duplicates import similarity
from repoloom.transforms.duplicates.election import Ids, Pairs

MARGIN = 0.15
"""A pair whose estimate is so far below the threshold is not verified: 5 standard errors."""
_BATCH = 4096  # pairs estimated at a time, half a kilobyte each


@dataclasses.dataclass(frozen=True, slots=True)
class Traces:
    """What some files of one bucket are first compared by.

    Attributes:
        bucket: number of the bucket.
        ids: uint64[n].
        rows: int64[n], their rows in the bucket.
        values: uint8[n, permutations], the low byte of each MinHash value.  A quarter of the
            signature, and it estimates the Jaccard index too high by 1/256 at most.
    """

    bucket: int
    ids: Ids
    rows: npt.NDArray[np.int64]
    values: npt.NDArray[np.uint8]


@dataclasses.dataclass(frozen=True, slots=True)
class ShingleSets:
    """What some files hold.

    Attributes:
        ids: uint64[n].
        shingles: for each file its distinct shingle hashes, ascending.
    """

    ids: Ids
    shingles: tuple[npt.NDArray[np.uint32], ...]


def likely(pairs: Pairs, traces: Iterable[Traces], threshold: float) -> Pairs:
    """The pairs that are worth reading two texts for.

    Args:
        pairs: candidates.
        traces: of all files in them.
        threshold: Jaccard index of the shingle sets that they must reach.
    """
    known = list(traces)
    first, second = _places(np.concatenate([part.ids for part in known]), pairs)
    values = np.concatenate([part.values for part in known])
    parts = [
        np.mean(values[first[at : at + _BATCH]] == values[second[at : at + _BATCH]], axis=1)
        for at in range(0, len(pairs), _BATCH)
    ]
    estimates = np.concatenate([np.empty(0), *parts])
    return pairs.take(estimates >= threshold - MARGIN)


def verified(pairs: Pairs, shingle_sets: Iterable[ShingleSets], threshold: float) -> Pairs:
    """The pairs whose true Jaccard index is at least `threshold`, each with that index.

    Args:
        pairs: candidates.
        shingle_sets: of all files in them.
        threshold: Jaccard index of the shingle sets.
    """
    known = list(shingle_sets)
    first, second = _places(np.concatenate([part.ids for part in known]), pairs)
    shingles = [shingle for part in known for shingle in part.shingles]
    alike = np.array(
        [
            similarity.jaccard(shingles[one], shingles[other])
            for one, other in zip(first.tolist(), second.tolist(), strict=True)
        ],
        np.float64,
    )
    return Pairs(pairs.first, pairs.second, alike).take(alike >= threshold)


def _places(ids: Ids, pairs: Pairs) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Where the two ids of each pair stand in `ids`."""
    order = np.argsort(ids)
    first, second = (
        order[np.searchsorted(ids, side, sorter=order)] for side in (pairs.first, pairs.second)
    )
    return first, second
