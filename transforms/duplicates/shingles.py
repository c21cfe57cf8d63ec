"""Tokens and n-grams of source text as 64-bit hashes, a whole file at a time.

A token is a run of letters, digits, `_` and bytes from 0x80 up (so any non-ASCII word), or one
other visible byte by itself: `a += b1` is `a`, `+`, `=`, `b1`.  White space and control bytes
separate and count for nothing, so a re-indented copy has the tokens of its original.

There is no loop over tokens: a byte gets a random 64-bit value, the place inside its token a
random odd weight, and the hash of a token is the sum of their products, finished by a bijective
mixer.  Two different tokens collide with a probability of about 2**-64, and the tables come from
a fixed seed, so hashes may be stored.
"""

import numpy as np
import numpy.typing as npt

from repoloom.transforms import keyed

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

_BLANK, _SINGLE, _WORD = 0, 1, 2
_PERIOD = 1024  # weights repeat after so many bytes of one token: 8 KiB stay in the L1 cache
_CHUNK = 1 << 15  # bytes at a time: the temporary arrays (26 bytes a byte) stay in the L2 cache
_STEP = 0x9E3779B97F4A7C15


def _byte_classes() -> npt.NDArray[np.uint8]:
    """The class of each byte value."""
    classes = np.full(256, _BLANK, np.uint8)
    classes[0x21:0x7F] = _SINGLE
    classes[0x80:] = _WORD
    for byte in range(0x80):
        if chr(byte).isalnum() or byte == ord("_"):
            classes[byte] = _WORD
    return classes


def _byte_values(*, lower: bool) -> Hashes:
    """A random value for each byte; 0 for blanks, so that they add nothing to a sum."""
    draw = keyed.rng(0, "shingles", "byte values")
    values = np.array([draw.getrandbits(64) for _ in range(256)], np.uint64)
    values[_CLASSES == _BLANK] = 0
    if lower:
        values[ord("A") : ord("Z") + 1] = values[ord("a") : ord("z") + 1]
    return values


def _place_weights() -> Hashes:
    """A random odd weight for each place in a token."""
    draw = keyed.rng(0, "shingles", "place weights")
    return np.array([draw.getrandbits(64) | 1 for _ in range(_PERIOD)], np.uint64)


_CLASSES = _byte_classes()
_VALUES = {lower: _byte_values(lower=lower) for lower in (False, True)}
_WEIGHTS = _place_weights()


def _mix(values: Hashes) -> Hashes:
    """Spreads every bit over all others, in place (the finalizer of SplitMix64; a bijection)."""
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def _token_starts(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Byte offsets where a token starts."""
    classes = _CLASSES.take(data)
    starts: npt.NDArray[np.bool_] = classes != _BLANK
    starts[1:] &= classes[1:] + classes[:-1] != 2 * _WORD
    return starts.nonzero()[0]


def _chunk_hashes(data: npt.NDArray[np.uint8], values: Hashes) -> Hashes:
    """Hashes of the tokens of `data`, which begins and ends between two tokens."""
    starts = _token_starts(data)
    if not starts.size:
        return np.empty(0, np.uint64)
    data = data[starts[0] :]
    starts -= starts[0]
    lengths = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=lengths[:-1])
    lengths[-1] = len(data) - starts[-1]
    places = np.arange(len(data)) - starts.repeat(lengths)
    if lengths.max() > _PERIOD:
        places &= _PERIOD - 1
    terms = values.take(data)
    terms *= _WEIGHTS.take(places)
    return _mix(np.add.reduceat(terms, starts))


def _chunks(data: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.uint8]]:
    """Cuts `data` into chunks of about `_CHUNK` bytes, never inside a word."""
    chunks = []
    at = 0
    while len(data) - at > _CHUNK:
        end = at + _CHUNK
        while end < len(data) and _CLASSES[data[end]] == _WORD:
            end += 1
        chunks.append(data[at:end])
        at = end
    return [*chunks, data[at:]]


def token_hashes(text: bytes, *, lower: bool) -> Hashes:
    """The 64-bit hash of each token of `text`, in order.

    Args:
        text: any bytes; UTF-8 words are whole tokens.
        lower: ASCII capitals count as small letters.

    Returns:
        uint64[tokens].
    """
    data = np.frombuffer(text, np.uint8)
    return np.concatenate([_chunk_hashes(chunk, _VALUES[lower]) for chunk in _chunks(data)])


def token_span(text: bytes, first: int, last: int) -> tuple[int, int]:
    """The bytes of the tokens `first` to `last - 1` of a text."""
    starts = _token_starts(np.frombuffer(text, np.uint8))
    end = int(starts[last]) if last < len(starts) else len(text)
    return int(starts[first]), len(text[:end].rstrip())


def ngrams(hashes: Hashes, n: int) -> Hashes:
    """The hash of each run of `n` tokens; equal runs have equal hashes, the order counts.

    Returns:
        uint64[max(0, tokens - n + 1)], in order of the first token.
    """
    if n < 1:
        raise ValueError(f"n is {n}; an n-gram has at least one token")
    if len(hashes) < n:
        return np.empty(0, np.uint64)
    # By halves: runs of 1, 2, 4, ... tokens, joined where `n` has the bit, so 10 take 4 products.
    total, taken = np.zeros(len(hashes) + 1, np.uint64), 0
    run, length = hashes, 1
    while True:
        factor = np.uint64(pow(_STEP, length, 1 << 64))
        if n & length:
            total = _joined(total, taken, run, factor)
            taken += length
        if taken == n:
            return _mix(total)
        run, length = _joined(run, length, run, factor), 2 * length


def run_hashes(hashes: Hashes, starts: Places, ends: Places) -> Hashes:
    """The hash of each run from a start to its end, as `ngrams` gives it for runs of one length.

    With the inverse of the factor, a run's sum is a difference of two sums over all before.

    Returns:
        uint64[runs].
    """
    inverse = np.full(len(hashes) + 1, pow(_STEP, -1, 1 << 64), np.uint64)
    inverse[0] = 1
    factors = np.full(len(hashes) + 1, _STEP, np.uint64)
    factors[0] = 1
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(hashes * np.cumprod(inverse)[:-1])])
    total: Hashes = (sums[ends] - sums[starts]) * np.cumprod(factors)[np.maximum(ends, 1) - 1]
    return _mix(total)


def _joined(first: Hashes, length: int, second: Hashes, factor: np.uint64) -> Hashes:
    """Runs of `first`, `length` tokens each, with the run of `second` right behind them."""
    count = len(second) - length
    total = first[:count] * factor
    total += second[length:]
    return total
