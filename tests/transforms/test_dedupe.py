import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms import selecting
from transforms import dedupe, duplicates, minhash, similarity
from transforms.dedupe import Sketches
from transforms.duplicates import Pairs


def sketches(texts, start=0):
    return Sketches(
        np.arange(start, start + len(texts), dtype=np.uint64),
        dedupe.as_matrix([minhash.signature(text) for text in texts]),
        tuple(minhash.shingle_set(text) for text in texts),
    )


def test_only_pairs_of_the_true_jaccard_are_verified():
    base = selecting.program(1)
    texts = [text.encode() for text in (base, selecting.edited(base, 3), selecting.program(2))]
    texts.append(selecting.edited(base, *range(0, 40, 5)).encode())
    pairs = Pairs(np.array([0, 0, 0, 1], np.uint64), np.array([1, 2, 3, 3], np.uint64), np.empty(0))
    parts = [sketches(texts[2:], 2), sketches(texts[:2])]
    assert 0.7 - dedupe.MARGIN < similarity.text_jaccard(texts[0], texts[3]) < 0.7
    found = dedupe.verified(pairs, parts, 0.7)
    assert list(zip(found.first, found.second, strict=True)) == [(0, 1)]
    assert found.jaccard[0] == similarity.text_jaccard(texts[0], texts[1])


def test_no_pair_at_all():
    empty = dedupe.verified(duplicates.no_pairs(), [sketches([b"x " * 50])], 0.7)
    assert len(empty) == 0


@given(st.lists(st.integers(0, 2**64 - 1), max_size=30))
def test_scattered_keys_come_once_in_the_part_of_their_high_bits(keys):
    values = np.array(keys, np.uint64)
    found = {int(place): part for part, places in dedupe.scattered(values) for place in places}
    assert found == {place: key >> 58 for place, key in enumerate(keys)}


def test_bundles_hold_every_pair_once(monkeypatch):
    monkeypatch.setattr(dedupe, "BUNDLE_PAIRS", 4)
    pairs = Pairs(np.arange(10, dtype=np.uint64), np.arange(10, 20, dtype=np.uint64), np.empty(0))
    found = list(dedupe.bundles(pairs))
    assert [(number, len(part)) for number, part in found] == [(0, 4), (1, 4), (2, 2)]
    np.testing.assert_array_equal(np.concatenate([part.first for _, part in found]), pairs.first)


def test_signatures_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match=r"\[1, 2\] permutations"):
        dedupe.as_matrix([b"1234", b"12345678"])
