import numpy as np

from repoloom.transforms.duplicates import bundles
from repoloom.transforms.duplicates.election import Pairs
from repoloom.transforms.duplicates.keepers import Ranking
from repoloom.transforms.duplicates.numbering import packed
from repoloom.transforms.duplicates.repositories import Repository


def test_bundles_hold_every_pair_once(monkeypatch):
    monkeypatch.setattr(bundles, "BUNDLE_PAIRS", 4)
    pairs = Pairs(np.arange(10, dtype=np.uint64), np.arange(10, 20, dtype=np.uint64), np.empty(0))
    found = list(bundles.bundles(3, pairs))
    assert [(number, len(part)) for number, part in found] == [
        ((3 << 32) + number, size) for number, size in enumerate((4, 4, 2))
    ]
    np.testing.assert_array_equal(np.concatenate([part.first for _, part in found]), pairs.first)


def homes():
    """An earlier run's repository at rank 0, in bucket 2; new ones in buckets 0 and 1."""
    places = [(2, "train"), (0, ""), (1, "")]
    return Ranking(
        [
            Repository(f"r{bucket}", bucket, 5, 9, 9, b"", b"", 1, 0, side)
            for bucket, side in places
        ],
        {},
    ).homes


def pairs(*numbers):
    first, second = (np.array(side, np.uint64) for side in zip(*numbers, strict=True))
    return Pairs(first, second, np.empty(0))


OLD, ONE, TWO = (packed(False, rank, 1) for rank in range(3))


def test_pairs_within_an_earlier_run_are_not_compared():
    found = bundles.undecided(pairs((OLD, OLD + 1), (OLD, ONE), (ONE, TWO)), homes())
    assert (found.first.tolist(), found.second.tolist()) == ([OLD, ONE], [ONE, TWO])


def test_a_bundle_asks_each_bucket_for_its_rows():
    asked = dict(bundles.requests(7, pairs((OLD, ONE), (ONE, TWO), (ONE, TWO + 2)), homes()))
    found = {bucket: (one.bundle, one.rows.tolist()) for bucket, one in asked.items()}
    assert found == {0: (7, [6]), 1: (7, [6, 8]), 2: (7, [6])}
