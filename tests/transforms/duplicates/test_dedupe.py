"""The stage on a small store: what it finds is what all pairs of texts say."""

import functools
import itertools
import uuid

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from repoloom.transforms.duplicates import bundles, dedupe, election, minhash, numbering, similarity
from repoloom.transforms.duplicates.dedupe import Fingerprints, Keys
from repoloom.transforms.duplicates.keepers import Ranking
from repoloom.transforms.duplicates.repositories import Repository
from tests.transforms import selecting
from tests.transforms.selecting import edited, program

LINES = range(0, 40, 6)
# Bucket 0 is of a new run and holds two repositories; bucket 2 is of an earlier one.
STORE = {
    0: [program(1), edited(program(1), 3), program(2), edited(program(1), 3, 9), "x = 1\n"],
    1: [program(3), edited(program(2), *LINES), edited(program(2), *LINES[:3]), program(1)],
    2: [program(4), edited(program(4), 1), edited(program(2), 8), edited(program(3), 2)],
}
THRESHOLD = 0.7


def repository(name, bucket, start, split=""):
    return Repository(name, bucket, start, 4, 4, name.encode(), b"", 1, 0, split)


RANKING = Ranking(
    [
        *(repository("old", 2, 0, "train"), repository("b", 1, 0)),
        *(repository("a1", 0, 2), repository("a0", 0, 0)),
    ],
    {},
)


def signals(store, bucket, columns):
    assert list(columns) == ["signature"]
    found = [minhash.signature(text.encode()) for text in store[bucket]]
    return selecting.halves(pa.table({"signature": found}))


def texts(store, bucket, rows):
    assert rows == sorted(set(rows))  # each text is read once
    return [store[bucket][row].encode() for row in rows]


def collect(found, folder):
    number, pairs = found
    assert number == 0
    np.savez(f"{folder}/{uuid.uuid4().hex}", pairs.first, pairs.second, pairs.jaccard)


def sketched(store, bucket):
    """The places of the files that have a signature."""
    rows = [row for row, text in enumerate(store[bucket]) if minhash.signature(text.encode())]
    return np.array([numbering.packed(row == 0, bucket, row) for row in rows], np.uint64)


def run(folder, store=STORE, lost=(), pair_bits=0):
    """Verified pairs of ids with their Jaccard index."""
    stage = dedupe.Dedupe(
        functools.partial(signals, store), functools.partial(texts, store), THRESHOLD, pair_bits
    )
    standings = [(bucket, RANKING.standing(bucket, lost)) for bucket in store]
    homes = [(part, RANKING.homes) for part in range(1 << pair_bits)]
    with beam.Pipeline(FnApiRunner(), options=PipelineOptions([])) as root:
        inputs = {
            "places": [(bucket, sketched(store, bucket)) for bucket in store],
            "standings": standings,
            "homes": homes,
        }
        collections = {
            name: root | name >> beam.Create(values, reshuffle=False)
            for name, values in inputs.items()
        }
        collections | stage | beam.Map(collect, folder=str(folder))
    loaded = [np.load(path) for path in folder.iterdir()]
    parts = [election.Pairs(*(part[name] for name in part)) for part in loaded]
    pairs = election.joined(parts)
    assert sum(map(len, parts)) == len(pairs)
    return {
        (first, second): jaccard
        for first, second, jaccard in zip(
            pairs.first.tolist(), pairs.second.tolist(), pairs.jaccard.tolist(), strict=True
        )
    }


def expected(store=STORE, lost=()):
    """The same from all pairs of texts, without a signature."""
    files = {}
    for bucket in store:
        places = sketched(store, bucket)
        rows = numbering.lower_parts(places).tolist()
        for row, number in zip(rows, RANKING.ids(places).tolist(), strict=True):
            if row not in lost:
                files[number] = bucket, store[bucket][row].encode()
    alike = {
        (one, other): similarity.text_jaccard(files[one][1], files[other][1])
        for one, other in itertools.combinations(sorted(files), 2)
        if not files[one][0] == files[other][0] == 2  # an earlier run keeps what it has kept
    }
    return {pair: jaccard for pair, jaccard in alike.items() if jaccard >= THRESHOLD}


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"pair_bits": 3}, {"lost": (1, 3)}])
def test_the_stage_finds_the_pairs_that_are_alike(tmp_path, settings):
    lost = settings.get("lost", ())
    wanted = expected(lost=lost)
    assert len(wanted) >= 3
    assert run(tmp_path, **settings) == wanted


@pytest.mark.slow
def test_small_bundles_find_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(bundles, "BUNDLE_PAIRS", 1)
    assert run(tmp_path) == expected()


@pytest.mark.slow
def test_files_that_are_not_alike_make_no_pair(tmp_path):
    store = {bucket: [program(10 * bucket + row) for row in range(4)] for bucket in range(3)}
    assert run(tmp_path, store) == expected(store) == {}


def test_a_bucket_whose_files_do_not_compete_enters_nothing():
    entered = {"places": [np.empty(0, np.uint64)], "standing": [RANKING.standing(1, [])]}
    assert [*dedupe.enter((1, entered))] == []


def test_buckets_hear_which_of_their_keys_recur():
    sent = [
        Fingerprints(4, np.array([7, 8, 7], np.uint32)),
        Fingerprints(5, np.array([9], np.uint32)),
        Fingerprints(6, np.array([1, 8], np.uint32)),
    ]
    told = {bucket: (one.partition, one.bits.tolist()) for bucket, one in dedupe.sift((3, sent))}
    assert told == {4: (3, [True, True, True]), 6: (3, [False, True])}


def test_candidates_of_several_buckets_meet():
    parts = [Keys(np.array([1 << 30], np.uint64), np.array([i], np.uint64)) for i in (5, 2)]
    [(_, pairs)] = dedupe.Dedupe(None, None, 0.7).candidates((0, parts))
    assert (pairs.first.tolist(), pairs.second.tolist()) == ([2], [5])
