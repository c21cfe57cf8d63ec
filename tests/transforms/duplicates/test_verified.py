import numpy as np

from repoloom.transforms.duplicates import election, minhash, signals_table, similarity, verified
from repoloom.transforms.duplicates.election import Pairs
from repoloom.transforms.duplicates.verified import ShingleSets, Traces
from tests.transforms import selecting

BASE = selecting.program(1)
TEXTS = [
    text.encode()
    for text in (
        BASE,
        selecting.edited(BASE, 3),
        selecting.program(2),
        selecting.edited(BASE, *range(0, 40, 5)),
    )
]
PAIRS = Pairs(np.array([0, 0, 0, 1], np.uint64), np.array([1, 2, 3, 3], np.uint64), np.empty(0))


def ids(texts, start):
    return np.arange(start, start + len(texts), dtype=np.uint64)


def shingle_sets(texts, start=0):
    return ShingleSets(ids(texts, start), tuple(minhash.shingle_set(text) for text in texts))


def traces(texts, start=0):
    values = signals_table.as_matrix([minhash.signature(text) for text in texts]).astype(np.uint8)
    return Traces(0, ids(texts, start), ids(texts, start).astype(np.int64), values)


def both(pairs):
    return list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


def test_pairs_that_may_be_alike_are_likely():
    found = verified.likely(PAIRS, [traces(TEXTS[2:], 2), traces(TEXTS[:2])], 0.7)
    assert 0.7 - verified.MARGIN < similarity.text_jaccard(TEXTS[0], TEXTS[3]) < 0.7
    assert (0, 1) in both(found)
    assert (0, 3) in both(found)
    assert (0, 2) not in both(found)


def test_only_pairs_of_the_true_jaccard_are_verified():
    found = verified.verified(PAIRS, [shingle_sets(TEXTS[2:], 2), shingle_sets(TEXTS[:2])], 0.7)
    assert both(found) == [(0, 1)]
    assert found.jaccard[0] == similarity.text_jaccard(TEXTS[0], TEXTS[1])


def test_no_pair_at_all():
    empty = verified.verified(election.no_pairs(), [shingle_sets([b"x " * 50])], 0.7)
    assert len(empty) == 0
    assert len(verified.likely(election.no_pairs(), [traces([b"x " * 50])], 0.7)) == 0
