import random

import datasketch
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repoloom.transforms.duplicates import election, minhash, similarity
from tests.strategies import hash_sets


def as_set(values):
    return np.array(sorted(values), np.uint32)


@given(hash_sets, hash_sets)
def test_jaccard_is_that_of_the_sets(one, other):
    expected = len(one & other) / len(one | other) if one | other else 1.0
    assert similarity.jaccard(as_set(one), as_set(other)) == expected


def test_the_default_cut_finds_what_is_at_the_threshold():
    banding = similarity.choose_banding(256, 0.7)
    assert banding == similarity.Banding(bands=42, rows=6)
    curve = [similarity.collision_probability(s, 42, 6) for s in (0.5, 0.7, 0.75, 0.8)]
    assert curve == pytest.approx([0.484, 0.9948, 0.9997, 1.0], abs=5e-4)


@given(st.integers(16, 1024), st.floats(0.3, 1.0))
def test_a_cut_keeps_its_promise_or_is_the_finest(permutations, threshold):
    banding = similarity.choose_banding(permutations, threshold)
    found = similarity.collision_probability(threshold, banding.bands, banding.rows)
    assert banding.bands * banding.rows <= permutations
    assert found >= similarity.RECALL or banding.rows == 1


def test_a_threshold_of_zero_is_refused():
    with pytest.raises(ValueError, match="threshold is 0"):
        similarity.choose_banding(256, 0)


def random_pair(draw, likeness, size=400):
    """Two sets of `size` hashes with about this Jaccard index."""
    shared = round(2 * size * likeness / (1 + likeness))
    values = draw.sample(range(2**32), 2 * size - shared)
    return values[:size], values[size - shared :]


def test_collisions_follow_the_curve():
    draw = random.Random(4)
    banding = similarity.Banding(bands=25, rows=10)  # steep at 0.7, so a wrong exponent shows
    hits, estimates = 0, []
    for _ in range(200):
        one, other = (
            minhash.minimums(np.array(values, np.uint32)) for values in random_pair(draw, 0.7)
        )
        keys = similarity.band_keys(np.stack([one, other]), banding)
        estimates.append(float(similarity.estimate(one, other)))
        coarse = keys >> np.uint64(similarity.TAIL_BITS)
        hits += bool((coarse[0] == coarse[1]).any())
    expected = similarity.collision_probability(0.7, 25, 10)
    assert hits / 200 == pytest.approx(expected, abs=0.11)  # three standard errors
    assert np.mean(estimates) == pytest.approx(0.7, abs=0.01)


def test_keys_agree_exactly_where_bands_do():
    signatures = np.arange(24, dtype=np.uint32).reshape(2, 12)
    signatures[1, 3:6] = signatures[0, 3:6]
    keys = similarity.band_keys(signatures, similarity.Banding(4, 3)) >> np.uint64(24)
    assert (keys[0] == keys[1]).tolist() == [False, True, False, False]
    assert len(np.unique(keys)) == 7


def test_the_same_values_in_another_band_have_another_key():
    signatures = np.ones((1, 12), np.uint32)
    keys = similarity.band_keys(signatures, similarity.Banding(4, 3))
    assert len(np.unique(keys)) == 4


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=12, max_size=12), min_size=2, max_size=12),
    st.sampled_from([(2, 6), (3, 4), (4, 3), (6, 2), (5, 2)]),
)
def test_candidates_are_those_of_datasketch(values, cut):
    """Fewer texts than a crowd: then a pair is a candidate if any of its bands is equal."""
    bands, rows = cut
    signatures = np.array(values, np.uint32)
    lsh = datasketch.MinHashLSH(num_perm=12, params=(bands, rows))
    theirs = [datasketch.MinHash(hashvalues=one, scheme="affine32") for one in signatures]
    for number, one in enumerate(theirs):
        lsh.insert(number, one)
    expected = {
        tuple(sorted((number, other)))
        for number, one in enumerate(theirs)
        for other in lsh.query(one)
        if other != number
    }
    keys = similarity.band_keys(signatures, similarity.Banding(bands, rows))
    ids = np.repeat(np.arange(len(values), dtype=np.uint64), bands)
    pairs = election.candidate_pairs(keys.ravel(), ids)
    assert set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)) == expected


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 9), min_size=30, max_size=30),
    st.lists(st.integers(0, 9), min_size=30, max_size=30),
)
def test_the_estimate_is_that_of_datasketch(one, other):
    ours = np.array([one, other], np.uint32)
    theirs = [datasketch.MinHash(hashvalues=values, scheme="affine32") for values in ours]
    assert float(similarity.estimate(*ours)) == pytest.approx(theirs[0].jaccard(theirs[1]))


def test_the_low_bits_of_a_key_are_those_of_the_next_bands_first_values():
    signatures = np.arange(32, dtype=np.uint32).reshape(2, 16) + 100
    signatures[1, 5:8] = signatures[0, 5:8]  # the first three values of the second of three bands
    keys = similarity.band_keys(signatures, similarity.Banding(3, 5))
    tails = keys & np.uint64((1 << similarity.TAIL_BITS) - 1)
    assert (tails[0] == tails[1]).tolist() == [True, False, False]
    assert len(np.unique(tails)) == 5
    signatures[1, 0:3] = signatures[0, 0:3]  # behind the last band comes the first
    tails = similarity.band_keys(signatures, similarity.Banding(3, 5)) & np.uint64(0xFFFFFF)
    assert (tails[0] == tails[1]).tolist() == [True, False, True]
    signatures[1, 5] += 1
    tails = similarity.band_keys(signatures, similarity.Banding(3, 5)) & np.uint64(0xFFFFFF)
    assert (tails[0] == tails[1]).tolist() == [False, False, True]


@given(st.integers(2, 300), st.floats(0.05, 1.0))
def test_no_cut_with_more_rows_finds_enough(permutations, threshold):
    rows = similarity.choose_banding(permutations, threshold).rows
    for more in range(rows + 1, permutations + 1):
        found = similarity.collision_probability(threshold, permutations // more, more)
        assert found < similarity.RECALL


def test_text_jaccard_of_a_text_with_one_line_more():
    text = b"".join(b"value_%d = call_%d(left)\n" % (i, i) for i in range(30))
    assert 0.9 < similarity.text_jaccard(text, text + b"more = 1\n") < 1
    assert similarity.text_jaccard(text, text) == 1
