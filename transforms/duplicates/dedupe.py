"""Near duplicates among the files of all buckets: hashed to candidates, then verified.

What crosses the shuffle is arrays.  First go fingerprints of the band keys, 4 bytes each, one
element for each bucket and each partition of the keys; what returns is one bit a key, whether it
comes anywhere else.  Few do, so the keys themselves (16 bytes with the file's id) are sent only
for those: two million files have 84 million keys, and sending all took 7.8 GB in the in-process
runner.  Then go the pairs with a byte of each MinHash value of their files, and of the pairs that
still look alike the shingle hashes (4 bytes a shingle, about the text's size).  So a key that a
million files share costs 256 bytes for each of them, and a text is read once, and only if its file
is likely to have a twin.
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

from repoloom.transforms.duplicates import election, minhash, signals_table, similarity
from repoloom.transforms.duplicates.bundles import Request, bundles, requests, undecided
from repoloom.transforms.duplicates.election import Ids, Pairs
from repoloom.transforms.duplicates.numbering import Homes, Standing
from repoloom.transforms.duplicates.verified import ShingleSets, Traces, likely, verified

FINGERPRINT_SHIFT = np.uint64(64 - election.PARTITION_BITS - 32)
"""A fingerprint is the 32 bits below those that name the partition."""


@dataclasses.dataclass(frozen=True, slots=True)
class Contest:
    """The files of one bucket that compete as near duplicates.

    Attributes:
        rows: int64[n].
        ids: uint64[n].
    """

    rows: npt.NDArray[np.int64]
    ids: Ids


@dataclasses.dataclass(frozen=True, slots=True)
class Fingerprints:
    """Fingerprints of a bucket's keys in one partition of the keys: uint32[n]."""

    bucket: int
    values: npt.NDArray[np.uint32]


@dataclasses.dataclass(frozen=True, slots=True)
class Recurring:
    """Which keys of a bucket in one partition of the keys come more than once: bool[n]."""

    partition: int
    bits: npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, slots=True)
class Keys:
    """Band keys of one bucket in one partition of the keys, and whose they are: uint64[n] each."""

    keys: Ids
    ids: Ids


class Entered(TypedDict):
    """One bucket's files with a signature that compete, and what numbers them."""

    places: Iterable[Ids]
    standing: Iterable[Standing]


class Sifted(TypedDict):
    """One bucket's contest, and which of its keys come more than once."""

    contest: Iterable[Contest]
    recurring: Iterable[Recurring]


class Planned(TypedDict):
    """One partition of the candidate pairs beside what finds their files."""

    pairs: Iterable[Pairs]
    homes: Iterable[Homes]


class Estimated(TypedDict):
    """A bundle of pairs beside the traces of its files."""

    pairs: Iterable[Pairs]
    traces: Iterable[Traces]


class Bundle(TypedDict):
    """A bundle of pairs beside the shingle sets of its files."""

    pairs: Iterable[Pairs]
    shingle_sets: Iterable[ShingleSets]


def enter(element: tuple[int, Entered]) -> Iterator[tuple[int, Contest]]:
    """Numbers the competing files of a bucket; exact copies are out already."""
    bucket, entered = element
    for standing in entered["standing"]:
        for places in entered["places"]:
            contest = Contest(*standing.contest(places))
            if len(contest.ids):
                yield bucket, contest


def sift(element: tuple[int, Iterable[Fingerprints]]) -> Iterator[tuple[int, Recurring]]:
    """Tells each bucket which of its keys in one partition of the keys come more than once."""
    partition, found = element
    sent = list(found)
    bits = election.recurring(np.concatenate([one.values for one in sent]))
    ends = np.cumsum([len(one.values) for one in sent])
    for one, own in zip(sent, np.split(bits, ends[:-1]), strict=True):
        if own.any():
            yield one.bucket, Recurring(partition, own)


def plan(
    element: tuple[int, Planned],
) -> Iterator[tuple[int, Pairs] | pvalue.TaggedOutput[Literal["requests"], tuple[int, Request]]]:
    """Cuts the candidate pairs of one partition into bundles, and asks the buckets for their files.

    A pair that shares several bands comes once from each: all of them are here, and one stays.
    """
    partition, planned = element
    for homes in planned["homes"]:
        for number, pairs in bundles(
            partition, undecided(election.joined(planned["pairs"]), homes)
        ):
            yield number, pairs
            for request in requests(number, pairs, homes):
                yield pvalue.TaggedOutput("requests", request)


def _low_bytes(signatures: similarity.Signatures) -> npt.NDArray[np.uint8]:
    return signatures.astype(np.uint8)


@dataclasses.dataclass
class Dedupe(beam.PTransform):
    """Competing files, numbered -> (0, Pairs): verified near duplicates, in some partitions.

    Input: `places`, the competing files with a signature of each bucket as (bucket, uint64[n]);
    `standings`, (bucket, Standing); and `homes`, (partition, Homes), equal for all of them.

    Attributes:
        signals: reads columns of a bucket of the store, some rows at a time.
        texts: reads the texts of some of its rows.
        threshold: true Jaccard index of 5-token shingles from which two files are near duplicates.
        pair_bits: binary logarithm of the number of partitions of the candidate pairs.
    """

    signals: Callable[[int, Sequence[str]], Iterable[pa.Table]]
    texts: Callable[[int, Sequence[int]], list[bytes]]
    threshold: float
    pair_bits: int = 0

    def expand(self, inputs: Any) -> PCollection[tuple[int, Pairs]]:
        """Wires the steps; `inputs` maps names to collections, a type Beam warns about."""
        contests = (
            {"places": inputs["places"], "standing": inputs["standings"]}
            | "Numbered" >> beam.CoGroupByKey()
            | "Contests" >> beam.FlatMap(enter)
        )
        recurring = (
            contests
            | "Fingerprints" >> beam.FlatMap(self.fingerprints)
            | "SameKeySpace" >> beam.GroupByKey()
            | "Recurring" >> beam.FlatMap(sift)
        )
        pairs = (
            {"contest": contests, "recurring": recurring}
            | "Sifted" >> beam.CoGroupByKey()
            | "SharedKeys" >> beam.FlatMap(self.keys)
            | "SharedKeySpace" >> beam.GroupByKey()
            | "Candidates" >> beam.FlatMap(self.candidates)
        )
        planned = (
            {"pairs": pairs, "homes": inputs["homes"]}
            | "SamePairs" >> beam.CoGroupByKey()
            | "Bundles" >> beam.FlatMap(plan).with_outputs("requests", main="pairs")
        )
        traces = (
            planned.requests
            | "SameBucket" >> beam.GroupByKey()
            | "ReadSignatures" >> beam.FlatMap(self.traces)
        )
        alike = (
            {"pairs": planned.pairs, "traces": traces}
            | "SameBundle" >> beam.CoGroupByKey()
            | "Likely" >> beam.FlatMap(self.likely).with_outputs("requests", main="pairs")
        )
        shingle_sets = (
            alike.requests
            | "SameBucketAgain" >> beam.GroupByKey()
            | "ReadTexts" >> beam.FlatMap(self.shingle_sets)
        )
        return (
            {"pairs": alike.pairs, "shingle_sets": shingle_sets}
            | "SameBundleAgain" >> beam.CoGroupByKey()
            | "Verified" >> beam.Map(self.verify)
        )

    def _keys(self, bucket: int, contest: Contest) -> tuple[Ids, int]:
        """The band keys of the files, file after file, and how many each has."""

        def made(signatures: similarity.Signatures) -> Ids:
            banding = similarity.choose_banding(signatures.shape[1], self.threshold)
            return similarity.band_keys(signatures, banding)

        read = self.signals(bucket, signals_table.SIGNATURE)
        keys = signals_table.gathered(read, contest.rows, made, np.uint64)
        return keys.ravel(), keys.shape[1]

    def fingerprints(self, element: tuple[int, Contest]) -> Iterator[tuple[int, Fingerprints]]:
        """Fingerprints of a bucket's keys, by partition of the keys."""
        bucket, contest = element
        keys, _ = self._keys(bucket, contest)
        for partition, places in election.scattered(keys):
            values = (keys[places] >> FINGERPRINT_SHIFT).astype(np.uint32)
            yield partition, Fingerprints(bucket, values)

    def keys(self, element: tuple[int, Sifted]) -> Iterator[tuple[int, Keys]]:
        """A bucket's keys that come more than once, by partition of the keys."""
        bucket, sifted = element
        bits = {one.partition: one.bits for one in sifted["recurring"]}
        if not bits:
            return
        for contest in sifted["contest"]:
            keys, bands = self._keys(bucket, contest)
            for partition, places in election.scattered(keys):
                if partition in bits:
                    shared = places[bits[partition]]
                    yield partition, Keys(keys[shared], contest.ids[shared // bands])

    def candidates(self, element: tuple[int, Iterable[Keys]]) -> Iterator[tuple[int, Pairs]]:
        """The candidate pairs of one partition of the keys, by partition of the pairs."""
        found = list(element[1])
        keys = np.concatenate([one.keys for one in found])
        ids = np.concatenate([one.ids for one in found])
        yield from election.by_keeper(election.candidate_pairs(keys, ids), self.pair_bits)

    def traces(self, element: tuple[int, Iterable[Request]]) -> Iterator[tuple[int, Traces]]:
        """Reads the signatures of one bucket's candidates."""
        bucket, found = element
        asked = list(found)
        rows = np.concatenate([request.rows for request in asked])
        read = self.signals(bucket, signals_table.SIGNATURE)
        values = signals_table.gathered(read, rows, _low_bytes, np.uint8)
        ends = np.cumsum([len(request.rows) for request in asked])
        for request, own in zip(asked, np.split(values, ends[:-1]), strict=True):
            yield request.bundle, Traces(bucket, request.ids, request.rows, own)

    def likely(
        self, element: tuple[int, Estimated]
    ) -> Iterator[
        tuple[int, Pairs] | pvalue.TaggedOutput[Literal["requests"], tuple[int, Request]]
    ]:
        """The pairs of a bundle that look alike, and the texts that it takes to be sure."""
        number, estimated = element
        traces = list(estimated["traces"])
        pairs = likely(election.joined(estimated["pairs"]), traces, self.threshold)
        if not len(pairs):
            return
        yield number, pairs
        ids = np.concatenate([pairs.first, pairs.second])
        for one in traces:
            wanted = np.isin(one.ids, ids)
            if wanted.any():
                request = Request(number, one.ids[wanted], one.rows[wanted])
                yield pvalue.TaggedOutput("requests", (one.bucket, request))

    def shingle_sets(
        self, element: tuple[int, Iterable[Request]]
    ) -> Iterator[tuple[int, ShingleSets]]:
        """Reads the texts of one bucket's candidates, each once."""
        bucket, found = element
        asked = list(found)
        wanted = np.unique(np.concatenate([request.rows for request in asked]))
        shingles = [minhash.shingle_set(text) for text in self.texts(bucket, wanted.tolist())]
        for request in asked:
            at = np.searchsorted(wanted, request.rows)
            yield request.bundle, ShingleSets(request.ids, tuple(shingles[place] for place in at))

    def verify(self, element: tuple[int, Bundle]) -> tuple[int, Pairs]:
        """The near duplicates of one bundle."""
        _, bundle = element
        pairs = election.joined(bundle["pairs"])
        return 0, verified(pairs, bundle["shingle_sets"], self.threshold)
