import datasketch
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.duplicates import minhash, shingles

TEXT = b"".join(b"value_%d = call_%d(left, right) + %d\n" % (i, i * 7, i) for i in range(60))


@given(st.lists(st.integers(0, 2**32 - 1), max_size=40), st.sampled_from([16, 100, 256]))
def test_minimums_are_those_of_datasketch(hashes, permutations):
    theirs = datasketch.MinHash(permutations, hashfunc=int, scheme="affine32")
    for value in hashes:
        theirs.update(value)
    ours = minhash.minimums(np.array(hashes, np.uint32), permutations=permutations)
    np.testing.assert_array_equal(ours, theirs.hashvalues)


def test_minimums_of_more_hashes_than_one_chunk():
    hashes = np.arange(10_000, dtype=np.uint32) * np.uint32(2654435761)
    theirs = datasketch.MinHash(256, hashfunc=int, scheme="affine32")
    theirs.update_batch(hashes.tolist())
    np.testing.assert_array_equal(minhash.minimums(hashes), theirs.hashvalues)


def test_a_signature_is_a_datasketch_minhash():
    values = np.frombuffer(minhash.signature(TEXT), "<u4")
    theirs = datasketch.MinHash(hashvalues=values, scheme="affine32")
    again = datasketch.MinHash(256, hashfunc=int, scheme="affine32")
    again.update_batch(minhash.shingle_set(TEXT).tolist())
    assert theirs.jaccard(again) == 1.0


def test_the_minimum_of_a_union_is_the_minimum_of_the_parts():
    one, other = np.arange(50, dtype=np.uint32), np.arange(40, 99, dtype=np.uint32)
    union = minhash.minimums(np.union1d(one, other))
    np.testing.assert_array_equal(union, np.minimum(minhash.minimums(one), minhash.minimums(other)))


def test_short_texts_have_no_signature():
    assert minhash.signature(b"") == b""
    assert minhash.signature(b"a " * (minhash.MIN_TOKENS - 1)) == b""
    assert len(minhash.signature(b"a " * minhash.MIN_TOKENS)) == 4 * minhash.PERMUTATIONS


@pytest.mark.parametrize(
    "other",
    [TEXT.replace(b"+", b"-"), TEXT.replace(b"+ 7\n", b"+ 8\n"), TEXT.replace(b"left", b"Left")],
    ids=["operator", "number", "case"],
)
def test_operators_numbers_and_case_count(other):
    assert minhash.signature(TEXT) != minhash.signature(other)


def test_white_space_does_not_count():
    assert minhash.signature(TEXT) == minhash.signature(TEXT.replace(b" = ", b"\t=\r\n  "))


@given(st.binary(max_size=300))
def test_shingle_set_is_the_set_of_the_ngrams(text):
    grams = shingles.ngrams(shingles.token_hashes(text, lower=False), 5)
    expected = np.unique(grams.astype(np.uint32))
    np.testing.assert_array_equal(minhash.shingle_set(text), expected)
