"""Which of two copies is kept: repositories ranked as keepers, and what follows for their files."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from repoloom.transforms.duplicates import election, numbering, repositories
from repoloom.transforms.duplicates.election import Ids
from repoloom.transforms.duplicates.numbering import CONTEXT_BIT, Homes, Standing
from repoloom.transforms.duplicates.repositories import Copy, Repository


@dataclasses.dataclass(frozen=True, slots=True)
class Classes:
    """Classes of files with equal content, at least two in each.

    Attributes:
        places: uint64[n], class after class.
        sizes: int64[classes]; they sum to n.
    """

    places: Ids
    sizes: npt.NDArray[np.int64]

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """The number of each place's class."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)


@dataclasses.dataclass(frozen=True, slots=True)
class Contents:
    """Content digests of the files of one bucket: the first 128 bits of SHA-256.

    Attributes:
        digests: uint64[n, 2].
        places: uint64[n].
    """

    digests: Ids
    places: Ids


def content_classes(parts: Iterable[Contents]) -> Classes:
    """Files with equal content; a file whose content stands alone is in no class."""
    found = list(parts)
    digests = np.concatenate([part.digests for part in found])
    places = np.concatenate([part.places for part in found])
    order = np.lexsort((places, digests[:, 1], digests[:, 0]))
    digests, places = digests[order], places[order]
    fresh = np.ones(len(places), np.bool_)
    fresh[1:] = (digests[1:] != digests[:-1]).any(axis=1)
    sizes = np.diff(np.flatnonzero(fresh), append=len(places))
    return Classes(places[np.repeat(sizes, sizes) > 1], sizes[sizes > 1])


def joined_classes(parts: Iterable[Classes]) -> Classes:
    """All classes of `parts`, which have no content in common."""
    found = list(parts)
    return Classes(
        np.concatenate([np.empty(0, np.uint64), *(part.places for part in found)]),
        np.concatenate([np.empty(0, np.int64), *(part.sizes for part in found)]),
    )


class Ranking:
    """All repositories in the order of preference, and the two ways to number a file.

    Attributes:
        repositories: the best keeper first; the index is the rank.
        copies: by rank, those that repeat another.
        decided: how many of the first ranks are of an earlier run, whose files lose nothing.
        homes: where each rank's repository stands.
    """

    def __init__(self, ordered: Sequence[Repository], copies: Mapping[int, Copy]) -> None:
        self.repositories = [dataclasses.replace(one, sketch=b"", digest=b"") for one in ordered]
        self.copies = dict(copies)
        self.decided = sum(one.split != "" for one in ordered)
        places = [numbering.packed(False, one.bucket, one.start) for one in ordered]
        self.homes = Homes(np.array(places, np.uint64), self.decided)
        self._by_home = np.argsort(self.homes.first)

    def ranks(self, places: Ids) -> npt.NDArray[np.int64]:
        """The rank of the repository that stands at each place."""
        plain = places & ~np.uint64(CONTEXT_BIT)
        after = np.searchsorted(self.homes.first, plain, side="right", sorter=self._by_home)
        return np.asarray(self._by_home[after - 1], np.int64)

    def ids(self, places: Ids) -> Ids:
        """The ids of the files at these places."""
        ranks = self.ranks(places)
        homes: Ids = self.homes.first[ranks]
        rows = (places & ~np.uint64(CONTEXT_BIT)) - homes
        ids: Ids = (places & np.uint64(CONTEXT_BIT)) | numbering.high(ranks) | rows
        return ids

    def bucket(self, bucket: int) -> list[int]:
        """The ranks of a bucket's repositories, in row order."""
        homes = self.homes.first[self._by_home]
        ends = np.array(
            [numbering.packed(False, bucket, 0), numbering.packed(False, bucket + 1, 0)], np.uint64
        )
        low, high = np.searchsorted(homes, ends)
        found: list[int] = self._by_home[low:high].tolist()
        return found

    def standing(self, bucket: int, lost: Sequence[int]) -> Standing:
        """What a bucket needs to number its files, given its lost rows."""
        ranks = self.bucket(bucket)
        starts = [self.repositories[rank].start for rank in ranks]
        return Standing(*(np.array(values, np.int64) for values in (ranks, starts, lost)))


def rank(
    surveyed: Iterable[Repository], classes: Classes, *, threshold: float, find_copies: bool
) -> Ranking:
    """Finds the copies among repositories and ranks all as keepers of files.

    Args:
        surveyed: all repositories, in any order.
        classes: all files with equal content.
        threshold: Jaccard index from which two repositories are copies.
        find_copies: False leaves every repository for itself, but for copies of benchmarks.
    """
    ordered = repositories.preferred(surveyed)
    copies = {
        index: copy
        for index, copy in repositories.find_copies(ordered, threshold).items()
        if find_copies or ordered[copy.twin].leak
    }
    return rank_again(Ranking(ordered, copies), classes)


def rank_again(ranking: Ranking, families: Classes) -> Ranking:
    """The same repositories, ranked by how much of each is in none of these families."""
    order = repositories.rank(ranking.repositories, ranking.copies, _shared(ranking, families))
    rank_of = {old: new for new, old in enumerate(order)}
    copies = {
        rank_of[old]: dataclasses.replace(copy, twin=rank_of[copy.twin])
        for old, copy in ranking.copies.items()
    }
    return Ranking([ranking.repositories[old] for old in order], copies)


def _shared(ranking: Ranking, families: Classes) -> list[int]:
    """For each repository how many of its files another one holds too; copies count as none."""
    ranks, labels = ranking.ranks(families.places), families.labels
    own = ~np.isin(ranks, np.array(sorted(ranking.copies), np.int64))
    ranks, labels = ranks[own], labels[own]
    holders = np.unique(np.stack([labels, ranks], axis=1), axis=0)
    count = np.bincount(holders[:, 0], minlength=len(families.sizes))
    counted = np.bincount(ranks[count[labels] > 1], minlength=len(ranking.repositories))
    shares: list[int] = counted.tolist()
    return shares


def families(classes: Classes, first: Ids, second: Ids) -> Classes:
    """Files that are connected by equal contents or near-duplicate pairs.

    A family may chain files that are not alike, so it says who might compete and who belongs to
    one split; it never removes a file.

    Args:
        classes: of equal content.
        first: places of near-duplicate pairs.
        second: likewise, the other half.
    """
    every = np.unique(np.concatenate([classes.places, first, second]))
    within = classes.labels[1:] == classes.labels[:-1]
    ones = np.concatenate([classes.places[1:][within], first])
    others = np.concatenate([classes.places[:-1][within], second])
    links = zip(
        np.searchsorted(every, ones).tolist(), np.searchsorted(every, others).tolist(), strict=True
    )
    roots = np.array(election.components(links, len(every)), np.int64)
    order = np.argsort(roots, kind="stable")
    return Classes(every[order], np.unique(roots, return_counts=True)[1])


def links(ranking: Ranking, families: Classes) -> Iterator[tuple[int, int]]:
    """Pairs of ranks that hold files of one family, or are copies."""
    yield from ((rank, copy.twin) for rank, copy in ranking.copies.items())
    ranks, labels = ranking.ranks(families.places), families.labels
    same = labels[1:] == labels[:-1]
    pairs = np.unique(np.stack([ranks[1:][same], ranks[:-1][same]], axis=1), axis=0)
    yield from zip(pairs[:, 0].tolist(), pairs[:, 1].tolist(), strict=True)


def best_of_class(ranking: Ranking, classes: Classes) -> Ids:
    """For each place of the classes the id of the best keeper in its class."""
    if not len(classes.sizes):
        return np.empty(0, np.uint64)
    starts = np.cumsum(classes.sizes) - classes.sizes
    return np.minimum.reduceat(ranking.ids(classes.places), starts)[classes.labels]


def exact_losses(ranking: Ranking, classes: Classes) -> dict[int, int]:
    """The files that repeat a better one exactly: id to the id of the best of its class."""
    ids, best = ranking.ids(classes.places), best_of_class(ranking, classes)
    lost = ids != best
    return dict(zip(ids[lost].tolist(), best[lost].tolist(), strict=True))


def represented(ranking: Ranking, classes: Classes, places: Ids) -> Ids:
    """The ids that stand for the files at these places: the best of the class, or the file's."""
    order = np.argsort(classes.places)
    known = classes.places[order]
    at = np.searchsorted(known, places)
    at[at == len(known)] = 0
    inside = known[at] == places if len(known) else np.zeros(len(places), np.bool_)
    ids = ranking.ids(places)
    ids[inside] = best_of_class(ranking, classes)[order][at[inside]]
    return ids


def removable(ranking: Ranking, ids: Ids, *, files: bool) -> npt.NDArray[np.bool_]:
    """Which files may be removed as duplicates: all, or only those of copied repositories.

    Those of an earlier run never are.
    """
    if files:
        return np.asarray(numbering.upper_parts(ids) >= ranking.decided)
    return np.isin(numbering.upper_parts(ids), np.array(sorted(ranking.copies), np.int64))


def by_bucket(ranking: Ranking, ids: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """The files with these ids by bucket, as (row, id) in row order."""
    chosen = np.array(sorted(ids), np.uint64)
    places = ranking.homes.places(chosen)
    found: dict[int, list[tuple[int, int]]] = {}
    for bucket, row, file in zip(
        numbering.upper_parts(places).tolist(),
        numbering.lower_parts(places).tolist(),
        chosen.tolist(),
        strict=True,
    ):
        found.setdefault(bucket, []).append((row, file))
    return {bucket: sorted(files) for bucket, files in sorted(found.items())}
