"""The last word on a candidate pair: its true Jaccard index, from what its two texts hold."""

import dataclasses
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from transforms import similarity
from transforms.duplicates import Ids, Pairs

MARGIN = 0.15
"""A pair whose estimate is so far below the threshold is not verified: 5 standard errors."""
_BATCH = 4096  # pairs estimated at a time, half a kilobyte each


@dataclasses.dataclass(frozen=True, slots=True)
class Sketches:
    """What is compared of some files.

    Attributes:
        ids: uint64[n].
        traces: uint8[n, permutations], the low byte of each MinHash value.  A quarter of the
            signature, and it estimates the Jaccard index too high by 1/256 at most.
        shingles: for each file its distinct shingle hashes, ascending.
    """

    ids: Ids
    traces: npt.NDArray[np.uint8]
    shingles: tuple[npt.NDArray[np.uint32], ...]


def verified(pairs: Pairs, sketches: Iterable[Sketches], threshold: float) -> Pairs:
    """The pairs whose true Jaccard index is at least `threshold`, each with that index.

    Args:
        pairs: candidates.
        sketches: of all files in them.
        threshold: Jaccard index of the shingle sets.
    """
    known = list(sketches)
    ids = np.concatenate([part.ids for part in known])
    order = np.argsort(ids)
    traces = np.concatenate([part.traces for part in known])
    shingles = [shingle for part in known for shingle in part.shingles]
    first, second = (
        order[np.searchsorted(ids, side, sorter=order)] for side in (pairs.first, pairs.second)
    )
    likely = np.flatnonzero(_estimates(traces, first, second) >= threshold - MARGIN)
    alike = np.array(
        [similarity.jaccard(shingles[first[i]], shingles[second[i]]) for i in likely], np.float64
    )
    near = likely[alike >= threshold]
    return Pairs(pairs.first[near], pairs.second[near], alike[alike >= threshold])


def _estimates(
    traces: npt.NDArray[np.uint8], first: npt.NDArray[np.intp], second: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Estimated Jaccard indices of the pairs."""
    parts = [
        np.mean(traces[first[at : at + _BATCH]] == traces[second[at : at + _BATCH]], axis=1)
        for at in range(0, len(first), _BATCH)
    ]
    return np.concatenate([np.empty(0), *parts])
