"""Tokens and n-grams, against a regular expression that says what a token is."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.duplicates import shingles
from tests.strategies import token_texts

TOKEN = re.compile(rb"[A-Za-z0-9_\x80-\xff]+|[!-~]")


@given(token_texts)
def test_equal_tokens_have_equal_hashes_and_others_do_not(text):
    tokens = TOKEN.findall(text)
    hashes = shingles.token_hashes(text, lower=False).tolist()
    assert len(hashes) == len(tokens)
    assert len(set(zip(tokens, hashes, strict=True))) == len(set(tokens)) == len(set(hashes))


@given(token_texts)
def test_lower_is_what_lower_case_text_gives(text):
    np.testing.assert_array_equal(
        shingles.token_hashes(text.lower(), lower=False), shingles.token_hashes(text, lower=True)
    )


def test_chunks_do_not_show():
    text = b"word and (more) " * 20_000 + b"x" * 100_000 + b" end"
    hashes = shingles.token_hashes(text, lower=False)
    once = shingles.token_hashes(b"word and (more) ", lower=False)
    np.testing.assert_array_equal(hashes[:-2], np.tile(once, 20_000))
    assert len(hashes) == 20_000 * 5 + 2


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(1, 6))
def test_ngrams_agree_with_tuples(values, n):
    hashes = shingles.token_hashes(" ".join("abcd"[v] for v in values).encode(), lower=False)
    tuples = [tuple(values[i : i + n]) for i in range(len(values) - n + 1)]
    grams = shingles.ngrams(hashes, n).tolist()
    assert len(grams) == len(tuples)
    assert len(set(zip(tuples, grams, strict=True))) == len(set(tuples)) == len(set(grams))


def test_an_ngram_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="n is 0"):
        shingles.ngrams(np.empty(0, np.uint64), 0)


def test_hashes_are_the_same_in_every_version():
    # Stored signatures and indexes rest on these values: a change needs a new format number.
    assert shingles.token_hashes(b"def f", lower=False).tolist() == [PINNED_DEF, PINNED_F]


PINNED_DEF, PINNED_F = 1716734367826361761, 537343105223481944


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=20), st.data())
def test_a_run_has_the_hash_of_its_ngram(values, data):
    hashes = np.array(values, np.uint64)
    first = data.draw(st.integers(0, len(values) - 1))
    last = data.draw(st.integers(first + 1, len(values)))
    run = shingles.run_hashes(hashes, np.array([first, 0]), np.array([last, 0]))
    assert run[0] == shingles.ngrams(hashes[first:last], last - first)[0]
