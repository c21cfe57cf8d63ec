import numpy as np

from tests.transforms import selecting
from transforms import duplicates, minhash, rows, similarity, verification
from transforms.duplicates import Pairs
from transforms.verification import Sketches


def sketches(texts, start=0):
    return Sketches(
        np.arange(start, start + len(texts), dtype=np.uint64),
        rows.as_matrix([minhash.signature(text) for text in texts]).astype(np.uint8),
        tuple(minhash.shingle_set(text) for text in texts),
    )


def test_only_pairs_of_the_true_jaccard_are_verified():
    base = selecting.program(1)
    texts = [text.encode() for text in (base, selecting.edited(base, 3), selecting.program(2))]
    texts.append(selecting.edited(base, *range(0, 40, 5)).encode())
    pairs = Pairs(np.array([0, 0, 0, 1], np.uint64), np.array([1, 2, 3, 3], np.uint64), np.empty(0))
    parts = [sketches(texts[2:], 2), sketches(texts[:2])]
    assert 0.7 - verification.MARGIN < similarity.text_jaccard(texts[0], texts[3]) < 0.7
    found = verification.verified(pairs, parts, 0.7)
    assert list(zip(found.first, found.second, strict=True)) == [(0, 1)]
    assert found.jaccard[0] == similarity.text_jaccard(texts[0], texts[1])


def test_no_pair_at_all():
    empty = verification.verified(duplicates.no_pairs(), [sketches([b"x " * 50])], 0.7)
    assert len(empty) == 0
