"""Candidate pairs cut into bundles, and what a bundle asks of the buckets that hold its files."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from transforms import preference
from transforms.duplicates import Ids, Pairs
from transforms.preference import Ranking

BUNDLE_PAIRS = 1 << 14
"""Pairs verified together: at most twice as many files, about 80 MB of shingles."""


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """Files of one bucket that a bundle of pairs compares.

    Attributes:
        bundle: number of the bundle.
        ids: uint64[n].
        rows: int64[n], their rows in the bucket.
    """

    bundle: int
    ids: Ids
    rows: npt.NDArray[np.int64]


def undecided(pairs: Pairs, ranking: Ranking) -> Pairs:
    """The pairs but those of two files of an earlier run, which are both kept."""
    first, second = preference.upper_parts(pairs.first), preference.upper_parts(pairs.second)
    return pairs.take(np.maximum(first, second) >= ranking.decided)


def bundles(pairs: Pairs) -> Iterator[tuple[int, Pairs]]:
    """Cuts pairs, ordered by their first id, into numbered bundles."""
    for number, start in enumerate(range(0, len(pairs), BUNDLE_PAIRS)):
        yield number, pairs.take(np.arange(start, min(start + BUNDLE_PAIRS, len(pairs))))


def requests(number: int, pairs: Pairs, ranking: Ranking) -> Iterator[tuple[int, Request]]:
    """The files of a bundle, by the bucket that holds them."""
    ids = np.unique(np.concatenate([pairs.first, pairs.second]))
    places = ranking.places(ids)
    buckets = preference.upper_parts(places)
    for bucket in np.unique(buckets).tolist():
        here = buckets == bucket
        yield bucket, Request(number, ids[here], preference.lower_parts(places[here]))
