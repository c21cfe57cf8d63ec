"""Which of many alike things stay: candidate pairs, connected components, election of keepers.

A thing is a 64-bit id, and a smaller id is the better keeper: the order of preference is made
before (`repositories.rank`) and everything here follows it, so that no result depends on the order
in which things came, on buckets or on workers.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from repoloom.transforms.duplicates.similarity import TAIL_BITS

Ids = npt.NDArray[np.uint64]

CROWD = 16
"""Members from which a run of equal keys is crowded: below, each is paired with each other."""
PARTITION_BITS = 6
"""64 partitions of the keys: two million files have 84 million keys, 5 MB in each partition."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: ranks are dense low numbers
_UNKNOWN = np.empty(0, np.float64)


@dataclasses.dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of ids with `first < second`; `jaccard` is empty where it is not known yet.

    Attributes:
        first: uint64[n].
        second: uint64[n].
        jaccard: float64[n] or float64[0].
    """

    first: Ids
    second: Ids
    jaccard: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.first)

    def take(self, places: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Pairs":
        """The pairs at these places, or where the mask holds."""
        known = self.jaccard[places] if len(self.jaccard) else self.jaccard
        return Pairs(self.first[places], self.second[places], known)


@dataclasses.dataclass(frozen=True, slots=True)
class Loss:
    """Why an id is removed.

    Attributes:
        twin: the id that is kept.
        jaccard: Jaccard index of the two.
        exact: their contents are equal, not only their shingles.
    """

    twin: int
    jaccard: float
    exact: bool = False


def joined(parts: Iterable[Pairs]) -> Pairs:
    """All pairs of `parts`, ordered by both ids, each pair once."""
    found = list(parts) or [no_pairs()]
    pairs = Pairs(
        np.concatenate([part.first for part in found]),
        np.concatenate([part.second for part in found]),
        np.concatenate([part.jaccard for part in found]),
    )
    pairs = pairs.take(np.lexsort((pairs.second, pairs.first)))
    fresh = np.ones(len(pairs), np.bool_)
    fresh[1:] = (pairs.first[1:] != pairs.first[:-1]) | (pairs.second[1:] != pairs.second[:-1])
    return pairs.take(fresh)


def no_pairs() -> Pairs:
    """No pair at all."""
    return Pairs(np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0, np.float64))


def recurring(fingerprints: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """For each fingerprint whether it comes more than once."""
    ordered = np.sort(fingerprints)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(repeated):
        return np.zeros(len(fingerprints), np.bool_)
    places = np.searchsorted(repeated, fingerprints)
    places[places == len(repeated)] = 0
    return np.asarray(repeated[places] == fingerprints)


def scattered(keys: Ids, bits: int = PARTITION_BITS) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Cuts keys by their high bits: (partition, places of its keys), where it has any."""
    partition = (keys >> np.uint64(64 - bits)).astype(np.uint8 if bits <= 8 else np.intp)
    order = np.argsort(partition, kind="stable")
    ends = np.cumsum(np.bincount(partition, minlength=1 << bits))
    for number, places in enumerate(np.split(order, ends[:-1])):
        if len(places):
            yield number, places


def by_keeper(pairs: Pairs, bits: int) -> Iterator[tuple[int, Pairs]]:
    """Cuts pairs by a hash of their first id: equal pairs of all bands meet in one partition."""
    for partition, places in scattered(pairs.first * _SPREAD, bits):
        yield partition, pairs.take(places)


def candidate_pairs(keys: Ids, ids: Ids) -> Pairs:
    """The pairs of ids that share a key, without the quadratic cost of a crowd.

    A run of fewer than `CROWD` ids gives all its pairs.  A crowded run of `m` gives `m - 1`, each
    member with the run's smallest id.  That is the best keeper among them, so where the run is
    one family of copies, its star is all that the election needs: the others fall to the centre.
    It is not enough where the run holds several families, as small files under one long licence
    text do.  They are told apart by the rest of the key: the members of a run that also agree in
    the low `TAIL_BITS` are a run of their own, treated in the same way.  A family of 0.85 shares
    such a finer run in 9 of 42 bands on average.  Which pairs come out depends on the set of
    (key, id) alone.

    Args:
        keys: uint64[n], as from `similarity.band_keys`.
        ids: uint64[n].
    """
    order = np.lexsort((ids, keys))
    keys, ids = keys[order], ids[order]
    coarse = keys >> np.uint64(TAIL_BITS)
    parts = [*_small_runs(coarse, ids)]
    crowded = _run_lengths(coarse) >= CROWD
    if crowded.any():
        fine = keys[crowded]
        parts += [_stars(coarse[crowded], ids[crowded]), _stars(fine, ids[crowded])]
        parts += _small_runs(fine, ids[crowded])
    return joined(parts)


def _run_lengths(keys: Ids) -> npt.NDArray[np.intp]:
    """For each place the length of the run of equal keys that it stands in."""
    starts = _run_starts(keys)
    lengths = np.diff(starts, append=len(keys))
    return np.repeat(lengths, lengths)


def _run_starts(keys: Ids) -> npt.NDArray[np.intp]:
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = keys[1:] != keys[:-1]
    return np.flatnonzero(fresh)


def _small_runs(keys: Ids, ids: Ids) -> Iterator[Pairs]:
    """All pairs of the runs shorter than `CROWD`, by their distance in the run."""
    lengths = _run_lengths(keys)
    small = (lengths > 1) & (lengths < CROWD)
    keys, ids = keys[small], ids[small]
    for distance in range(1, min(CROWD - 1, len(keys))):
        same = keys[distance:] == keys[:-distance]
        yield ordered_pairs(ids[:-distance][same], ids[distance:][same], _UNKNOWN)


def _stars(keys: Ids, ids: Ids) -> Pairs:
    """The smallest id of each crowded run with every other member."""
    lengths = _run_lengths(keys)
    keys, ids = keys[lengths >= CROWD], ids[lengths >= CROWD]
    starts = _run_starts(keys)
    if not len(starts):
        return no_pairs()
    centres = np.minimum.reduceat(ids, starts)
    lengths = np.diff(starts, append=len(ids))
    return ordered_pairs(np.repeat(centres, lengths), ids, _UNKNOWN)


def ordered_pairs(first: Ids, second: Ids, jaccard: npt.NDArray[np.float64]) -> Pairs:
    """Pairs with the smaller id first; an id is no pair with itself."""
    unequal = first != second
    low, high = np.minimum(first, second), np.maximum(first, second)
    return Pairs(low, high, jaccard).take(unequal)


def elect(pairs: Pairs) -> dict[int, Loss]:
    """Decides who is removed, given all verified pairs.

    Ids are taken from the best keeper on.  One is removed if it is a verified twin of an id that
    was kept before it, and stays otherwise.  So each removed id has a kept twin of its own (no
    removal by a chain of likenesses), no two kept ids are a pair, and a component always keeps one.

    Args:
        pairs: verified pairs, each with its Jaccard index.

    Returns:
        The removed ids; the twin is the kept one that is most alike, the better keeper first.
    """
    lost: dict[int, Loss] = {}
    order = np.lexsort((pairs.first, -pairs.jaccard, pairs.second))
    ordered = pairs.take(order)
    for first, second, alike in zip(
        ordered.first.tolist(), ordered.second.tolist(), ordered.jaccard.tolist(), strict=True
    ):
        # Ids below `second` are all decided, as its pairs come after those of every smaller one.
        if second not in lost and first not in lost:
            lost[second] = Loss(first, alike)
    return lost


def components(links: Iterable[tuple[int, int]], count: int) -> list[int]:
    """Connected components of the numbers below `count` (union-find with path halving).

    Returns:
        For each number the smallest one of its component.
    """
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in links:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return [root(node) for node in range(count)]


def resolved(exact: Mapping[int, int], near: Mapping[int, Loss]) -> dict[int, Loss]:
    """Joins exact and near losses so that each twin is a kept one.

    An exact copy's twin may itself have been removed as near to a third file.  As the copy has the
    same shingles, that third file is its twin too, at the same Jaccard index.
    """
    losses = dict(near)
    for copy, twin in exact.items():
        losses[copy] = near.get(twin, Loss(twin, 1.0, exact=True))
    return losses
