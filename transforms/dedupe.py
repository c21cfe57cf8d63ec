"""Near duplicates among the files of all buckets: hashed to candidates, then verified.

What crosses the shuffle is arrays: for each bucket and each part of the key space one element with
all keys of the bucket that fall in it (16 bytes a key), for each bundle of candidate pairs their
ids, and the shingle hashes of the files in it (4 bytes a shingle, about the text's size).  A text
is read once, and only if its file is in a pair.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, TypedDict

import apache_beam as beam
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from apache_beam import pvalue
from apache_beam.pvalue import PCollection

from transforms import duplicates, minhash, policy, preference, rows, similarity
from transforms.duplicates import Ids, Pairs
from transforms.policy import Policy
from transforms.preference import Ranking, Standing
from transforms.records import CONTEXT_ONLY

PARTITION_BITS = 6
"""64 parts of the key space: two million files have 84 million keys, 21 MB in each part."""
BUNDLE_PAIRS = 1 << 14
"""Pairs verified together: at most twice as many files, about 100 MB of shingles."""
MARGIN = 0.15
"""A pair whose estimate is so far below the threshold is not verified: 5 standard errors."""


@dataclasses.dataclass(frozen=True, slots=True)
class Keys:
    """Band keys of one bucket in one part of the key space.

    Attributes:
        keys: uint64[n].
        ids: uint64[n].
    """

    keys: Ids
    ids: Ids


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


@dataclasses.dataclass(frozen=True, slots=True)
class Sketches:
    """What is compared of a bundle's files.

    Attributes:
        ids: uint64[n].
        signatures: uint32[n, permutations].
        shingles: for each file its distinct shingle hashes, ascending.
    """

    ids: Ids
    signatures: npt.NDArray[np.uint32]
    shingles: tuple[npt.NDArray[np.uint32], ...]


class Planned(TypedDict):
    """Candidate pairs beside the ranking."""

    pairs: Iterable[Pairs]
    ranking: Iterable[Ranking]


class Bundle(TypedDict):
    """A bundle of pairs beside the sketches of its files."""

    pairs: Iterable[Pairs]
    sketches: Iterable[Sketches]


def as_matrix(signatures: Sequence[bytes]) -> npt.NDArray[np.uint32]:
    """Signatures as uint32[n, permutations].  Raises ValueError where their lengths differ."""
    lengths = sorted({len(signature) for signature in signatures})
    if len(lengths) > 1:
        raise ValueError(
            f"signatures of {[length // 4 for length in lengths]} permutations are in one store; "
            "ingest it again with one number of permutations"
        )
    values: npt.NDArray[np.uint32] = np.frombuffer(b"".join(signatures), "<u4")
    return values.reshape(len(signatures), -1) if signatures else values.reshape(0, 0)


def scattered(keys: Ids) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Cuts keys by their high bits: (part, places of its keys), the parts that have any."""
    part = (keys >> np.uint64(64 - PARTITION_BITS)).astype(np.intp)
    order = np.argsort(part, kind="stable")
    ends = np.cumsum(np.bincount(part, minlength=1 << PARTITION_BITS))
    for number, places in enumerate(np.split(order, ends[:-1])):
        if len(places):
            yield number, places


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


def verified(pairs: Pairs, sketches: Iterable[Sketches], threshold: float) -> Pairs:
    """The pairs whose true Jaccard index is at least `threshold`, each with that index.

    Args:
        pairs: candidates.
        sketches: of all files in them.
        threshold: Jaccard index of the shingle sets.
    """
    known = sorted(sketches, key=lambda part: int(part.ids[0]))
    ids = np.concatenate([part.ids for part in known])
    order = np.argsort(ids)
    signatures = np.concatenate([part.signatures for part in known])[order]
    shingles = [shingle for part in known for shingle in part.shingles]
    first, second = (np.searchsorted(ids[order], side) for side in (pairs.first, pairs.second))
    likely = np.flatnonzero(_estimates(signatures, first, second) >= threshold - MARGIN)
    alike = np.array(
        [similarity.jaccard(shingles[order[first[i]]], shingles[order[second[i]]]) for i in likely]
    )
    near = likely[alike >= threshold]
    return Pairs(pairs.first[near], pairs.second[near], alike[alike >= threshold])


def _estimates(
    signatures: npt.NDArray[np.uint32],
    first: npt.NDArray[np.intp],
    second: npt.NDArray[np.intp],
) -> npt.NDArray[np.float64]:
    """Estimated Jaccard indices, some thousand pairs at a time: two kilobytes a pair."""
    cuts = range(0, len(first), 4096)
    parts = [
        similarity.estimate(signatures[first[at : at + 4096]], signatures[second[at : at + 4096]])
        for at in cuts
    ]
    return np.concatenate([np.empty(0), *parts])


@dataclasses.dataclass
class Dedupe(beam.PTransform):
    """(bucket, Standing) and (0, Ranking) -> (0, Pairs): verified near duplicates.

    Input: `standings`, one for each bucket with files, and `ranking`, one element.

    Attributes:
        signals: reads a bucket of the store without its texts.
        texts: reads the texts of some of its rows.
        policy: says which files compete.
        threshold: true Jaccard index of 5-token shingles from which two files are near duplicates.
    """

    signals: Callable[[int], pa.Table]
    texts: Callable[[int, Sequence[int]], list[bytes]]
    policy: Policy
    threshold: float

    def expand(self, inputs: Any) -> PCollection[tuple[int, Pairs]]:
        """Wires the steps; `inputs` maps names to collections, a type Beam warns about."""
        pairs = (
            inputs["standings"]
            | "BandKeys" >> beam.FlatMap(self.keys)
            | "SameKeySpace" >> beam.GroupByKey()
            | "Candidates" >> beam.Map(self.candidates)
        )
        plan = (
            {"pairs": pairs, "ranking": inputs["ranking"]}
            | "AllCandidates" >> beam.CoGroupByKey()
            | "Bundles" >> beam.FlatMap(self.plan).with_outputs("requests", main="pairs")
        )
        sketches = (
            plan.requests
            | "SameBucket" >> beam.GroupByKey()
            | "ReadCandidates" >> beam.FlatMap(self.sketches)
        )
        return (
            {"pairs": plan.pairs, "sketches": sketches}
            | "SameBundle" >> beam.CoGroupByKey()
            | "Verified" >> beam.Map(self.verify)
        )

    def keys(self, element: tuple[int, Standing]) -> Iterator[tuple[int, Keys]]:
        """The band keys of a bucket's competing files, by part of the key space."""
        bucket, standing = element
        table = self.signals(bucket)
        chosen, context, signatures = self._competing(table, set(standing.lost.tolist()))
        if not chosen:
            return
        ids = standing.ids(np.array(chosen, np.int64), np.array(context, np.bool_))
        matrix = as_matrix(signatures)
        banding = similarity.choose_banding(matrix.shape[1], self.threshold)
        keys = similarity.band_keys(matrix, banding).ravel()
        for part, places in scattered(keys):
            yield part, Keys(keys[places], ids[places // banding.bands])

    def _competing(
        self, table: pa.Table, lost: set[int]
    ) -> tuple[list[int], list[bool], list[bytes]]:
        """Rows that take part, whether they are context only, and their signatures."""
        files = rows.read_rows(table)
        signatures = rows.signatures(table, range(len(files)))
        chosen, context = [], []
        for row, file in enumerate(files):
            judgement = policy.judge(file, self.policy)
            if row not in lost and signatures[row] and policy.competes(file, judgement):
                chosen.append(row)
                context.append(judgement.verdict == CONTEXT_ONLY)
        return chosen, context, [signatures[row] for row in chosen]

    def candidates(self, element: tuple[int, Iterable[Keys]]) -> tuple[int, Pairs]:
        """The candidate pairs of one part of the key space."""
        parts = list(element[1])
        keys = np.concatenate([part.keys for part in parts])
        ids = np.concatenate([part.ids for part in parts])
        return 0, duplicates.candidate_pairs(keys, ids)

    def plan(
        self, element: tuple[int, Planned]
    ) -> Iterator[
        tuple[int, Pairs] | pvalue.TaggedOutput[Literal["requests"], tuple[int, Request]]
    ]:
        """Cuts all candidate pairs into bundles, and asks the buckets for what they compare.

        It holds all pairs at once, 16 bytes each and nothing else: 100 million in 5 GB of work
        memory, where a corpus of two million files has some millions.
        """
        _, planned = element
        for ranking in planned["ranking"]:
            for number, pairs in bundles(duplicates.joined(planned["pairs"])):
                yield number, pairs
                for request in requests(number, pairs, ranking):
                    yield pvalue.TaggedOutput("requests", request)

    def sketches(self, element: tuple[int, Iterable[Request]]) -> Iterator[tuple[int, Sketches]]:
        """Reads the candidates of one bucket, each text once."""
        bucket, found = element
        asked = sorted(found, key=lambda request: request.bundle)
        wanted = np.unique(np.concatenate([request.rows for request in asked])).tolist()
        signatures = as_matrix(rows.signatures(self.signals(bucket), wanted))
        shingles = [minhash.shingle_set(text) for text in self.texts(bucket, wanted)]
        for request in asked:
            at = np.searchsorted(wanted, request.rows)
            chosen = tuple(shingles[place] for place in at)
            yield request.bundle, Sketches(request.ids, signatures[at], chosen)

    def verify(self, element: tuple[int, Bundle]) -> tuple[int, Pairs]:
        """The near duplicates of one bundle."""
        _, bundle = element
        pairs = duplicates.joined(bundle["pairs"])
        return 0, verified(pairs, bundle["sketches"], self.threshold)
