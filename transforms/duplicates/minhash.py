"""MinHash signatures of source text: small sketches whose agreement estimates a Jaccard index.

The set that is sketched is the file's 5-token shingles.  A token keeps its case, and every
operator and number is one, so two programs that differ in an operator alone have different sets.
Value `k` of a signature is the minimum of one permutation of the 32-bit hashes over that set;
two signatures agree at a place with the probability of the sets' Jaccard index (Broder 1997).

The permutations are those of datasketch 2 with `scheme="affine32"` and seed 1: a signature is what
`datasketch.MinHash(hashvalues=..., scheme="affine32")` takes.  Only the loop is ours, cut so that
it stays in the cache, and datasketch (1.3 s to import) is not needed to run it.
"""

import functools

import numpy as np
import numpy.typing as npt

from repoloom.transforms import settings
from repoloom.transforms.duplicates import shingles

Values = npt.NDArray[np.uint32]

SHINGLE_TOKENS = 5
PERMUTATIONS = settings.PERMUTATIONS
MIN_TOKENS = 33
"""Shorter files have no signature: they are matched exactly or not at all.

A changed token inside a file of `n` tokens changes 5 of its n - 4 shingles, which leaves a
Jaccard index of (n - 9) / (n + 1).  That is under 0.7 up to n = 32: one edit is enough to make a
shorter file another file, so a near match of two such files would rest on chance alone.  Among 63
installed files of 20 to 32 tokens one pair is at 0.7 or more, and it is two different programs.
"""
EMPTY = np.uint32(0xFFFFFFFF)
"""The value of a place that has seen no shingle, as in datasketch."""
_SEED = 1
_CHUNK = 4096  # fastest of 256 to 4096 for 200 to 20,000 hashes; the work array has 4 MiB


@functools.cache
def _permutations(count: int) -> tuple[Values, Values]:
    """Multipliers (odd) and offsets, as column vectors; drawn in the order of datasketch."""
    draw = np.random.RandomState(_SEED)  # the seeded stream is what makes the values compatible
    odd = draw.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    offset = draw.randint(0, 1 << 32, count, dtype=np.uint32)
    return odd[:, None], offset[:, None]


def _premix(hashes: Values) -> Values:
    """The 32-bit finalizer of MurmurHash3, a bijection that spreads every bit."""
    hashes = hashes ^ (hashes >> np.uint32(16))
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes


def minimums(hashes: Values, *, permutations: int = PERMUTATIONS) -> Values:
    """The MinHash values of a set of 32-bit hashes.

    Args:
        hashes: uint32[n]; repeats count once, the order does not count.
        permutations: number of values, K.

    Returns:
        uint32[K], equal to datasketch's `hashvalues` for the same hashes; all `EMPTY` for n = 0.
    """
    odd, offset = _permutations(permutations)
    mixed = _premix(hashes)
    least = np.full(permutations, EMPTY, np.uint32)
    work = np.empty((permutations, min(_CHUNK, len(mixed))), np.uint32)
    for start in range(0, len(mixed), _CHUNK):
        chunk = mixed[start : start + _CHUNK]
        view = work[:, : len(chunk)]
        np.multiply(odd, chunk, out=view)
        np.add(view, offset, out=view)
        np.minimum(least, view.min(axis=1), out=least)
    return least


def _distinct_shingles(tokens: shingles.Hashes) -> Values:
    grams = shingles.ngrams(tokens, SHINGLE_TOKENS)
    hashes = np.sort(grams.astype(np.uint32))  # the low half of a well-mixed 64-bit hash
    first = np.ones(len(hashes), np.bool_)
    first[1:] = hashes[1:] != hashes[:-1]  # np.unique takes six times as long
    return hashes[first]


def shingle_set(text: bytes) -> Values:
    """The distinct 5-token shingles of `text` as sorted 32-bit hashes.

    Among 100,000 distinct shingles about one pair collides, so a Jaccard index of these sets is
    that of the texts to four digits.

    Returns:
        uint32[n], ascending, without repeats; n = 0 for a text of fewer than 5 tokens.
    """
    return _distinct_shingles(shingles.token_hashes(text, lower=False))


def signature(text: bytes, *, permutations: int = PERMUTATIONS) -> bytes:
    """The MinHash signature of a text.

    Args:
        text: UTF-8.
        permutations: number of values, K; all files of a run need the same.

    Returns:
        K little-endian uint32 values, or b"" for a text of fewer than `MIN_TOKENS` tokens.
    """
    tokens = shingles.token_hashes(text, lower=False)
    if len(tokens) < MIN_TOKENS:
        return b""
    values = minimums(_distinct_shingles(tokens), permutations=permutations)
    return values.astype("<u4").tobytes()
