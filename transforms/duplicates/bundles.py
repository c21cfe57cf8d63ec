"""Candidate pairs cut into bundles, and what a bundle asks of the buckets that hold its files."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from repoloom.transforms.duplicates import numbering
from repoloom.transforms.duplicates.election import Ids, Pairs
from repoloom.transforms.duplicates.numbering import Homes

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


def undecided(pairs: Pairs, homes: Homes) -> Pairs:
    """The pairs but those of two files of an earlier run, which are both kept."""
    first, second = numbering.upper_parts(pairs.first), numbering.upper_parts(pairs.second)
    return pairs.take(np.maximum(first, second) >= homes.decided)


def bundles(partition: int, pairs: Pairs) -> Iterator[tuple[int, Pairs]]:
    """Cuts the pairs of one partition, ordered by their first id, into numbered bundles."""
    for number, start in enumerate(range(0, len(pairs), BUNDLE_PAIRS)):
        yield (
            partition << 32 | number,
            pairs.take(np.arange(start, min(start + BUNDLE_PAIRS, len(pairs)))),
        )


def requests(number: int, pairs: Pairs, homes: Homes) -> Iterator[tuple[int, Request]]:
    """The files of a bundle, by the bucket that holds them."""
    ids = np.unique(np.concatenate([pairs.first, pairs.second]))
    places = homes.places(ids)
    buckets = numbering.upper_parts(places)
    for bucket in np.unique(buckets).tolist():
        here = buckets == bucket
        yield bucket, Request(number, ids[here], numbering.lower_parts(places[here]))
