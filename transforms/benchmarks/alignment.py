"""Two programs side by side: which tokens of a solution and of a part of a file agree.

The alignment itself (Ratcliff and Metzener, "Pattern Matching: The Gestalt Approach", 1988) is
quadratic and takes milliseconds.  Most candidates share three signs here and three there; bounds
that cost microseconds send them away first, and never one that the alignment would find: of 322
candidates in clean repositories it is reached by 15.
"""

import collections
import dataclasses
import difflib

import numpy as np
import numpy.typing as npt

from repoloom.transforms.benchmarks import shapes
from repoloom.transforms.benchmarks.postings import Ints

AGREEMENT = 0.72  # of the tokens of both that must agree
TOLD = 0.8  # and of the bits of the solution
NAMES = 0.7  # of the aligned names: signs alone are over half of a program's tokens
EDIT = 1.0  # bits that a token which differs takes away
_BLOCK = 3  # tokens in a row that must be of the same form to be aligned at all
_TABLE_BITS = 16  # of the table of rows of so many

Names = npt.NDArray[np.uint32]  # leading halves of tokens' hashes
_Flags = npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Tokens side by side: leading halves of their hashes, shapes, and the bits of a solution."""

    tokens: Names
    codes: shapes.Codes
    bits: shapes.Codes


@dataclasses.dataclass(frozen=True, slots=True)
class Agreement:
    """The part of the window that agrees, and the bits that it says."""

    first: int
    last: int
    bits: float


def align(
    own: Program, tokens: Names, codes: shapes.Codes, least: float = float("-inf")
) -> Agreement | None:
    """What of a solution agrees with a window of a file, None where too little does.

    Args:
        own: the solution.
        tokens: leading halves of the tokens' hashes in the window.
        codes: the shape of the window, beside them.
        least: bits from which it counts.
    """
    most = most_bits(own, codes)
    if most is None or most < least:
        return None
    ones, twos = _pairs(own.codes, codes)
    if not len(ones):
        return None
    agreeing = _agreeing(own.tokens[ones], tokens[twos])
    names = own.codes[ones] == 0
    first, last, count = int(twos[0]), int(twos[-1]) + 1, int(agreeing.sum())
    if count < AGREEMENT * max(len(own.codes), last - first):
        return None
    if agreeing[names].sum() < NAMES * names.sum():
        return None
    said = int(own.bits[ones[agreeing]].sum())
    if said < TOLD * int(own.bits.sum()):
        return None
    bits = said / shapes.SCALE - EDIT * (len(own.codes) + last - first - 2 * count)
    return Agreement(first, last, bits) if bits >= least else None


def most_bits(own: Program, window: shapes.Codes) -> float | None:
    """The most that an alignment may say, None where it finds too little.

    By bounds that each cost more than the last: tokens in any order, in rows of three of the same
    form, in the same order.
    """
    size = len(own.codes)
    counts = [np.bincount(codes, minlength=256) for codes in (own.codes, window)]
    if np.minimum(*counts).sum() < AGREEMENT * size:
        return None
    ones, twos = _rows(own.codes), _rows(window)
    mine, theirs = _covered(ones, twos), _covered(twos, ones)
    if min(np.count_nonzero(mine), np.count_nonzero(theirs)) < AGREEMENT * size:
        return None
    said = int(own.bits[mine].sum())
    if said < TOLD * int(own.bits.sum()):
        return None
    common = longest_common(own.codes[mine].tobytes(), window[theirs].tobytes())
    return said / shapes.SCALE - EDIT * (size - common) if common >= AGREEMENT * size else None


def _rows(codes: shapes.Codes) -> Ints:
    """Each row of three as a place in a table; two rows may have one, equal rows do."""
    if len(codes) < _BLOCK:
        return np.empty(0, np.int64)
    rows = codes[:-2] | (codes[1:-1].astype(np.uint32) << 8) | (codes[2:].astype(np.uint32) << 16)
    return ((rows * np.uint32(0x9E3779B1)) >> np.uint32(32 - _TABLE_BITS)).astype(np.int64)


def _covered(rows: Ints, others: Ints) -> _Flags:
    """Whether each token is in a row that is among the others."""
    table = np.zeros(1 << _TABLE_BITS, bool)
    table[others] = True
    known = table[rows]
    covered = np.zeros(len(rows) + _BLOCK - 1, bool)
    for back in range(_BLOCK):
        covered[back : back + len(rows)] |= known
    return covered


def longest_common(one: bytes, two: bytes) -> int:
    """The length of the longest common subsequence.

    All places of `one` are bits of a number, and a token of `two` costs four operations on it
    (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004).
    """
    places: dict[int, int] = collections.defaultdict(int)
    for at, token in enumerate(one):
        places[token] |= 1 << at
    whole = (1 << len(one)) - 1
    row = whole
    for token in two:
        met = row & places.get(token, 0)
        row = ((row + met) | (row - met)) & whole
    return len(one) - row.bit_count()


def _pairs(own: shapes.Codes, window: shapes.Codes) -> tuple[Ints, Ints]:
    """Places in both that are aligned, side by side."""
    matcher = difflib.SequenceMatcher(None, own.tolist(), window.tolist(), autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= _BLOCK]
    empty = [np.empty(0, np.int64)]
    ones = [np.arange(block.a, block.a + block.size) for block in blocks]
    twos = [np.arange(block.b, block.b + block.size) for block in blocks]
    return np.concatenate(ones or empty), np.concatenate(twos or empty)


def _agreeing(ones: Names, twos: Names) -> _Flags:
    """Whether each aligned pair of tokens is the most frequent one of both of its sides."""
    pairs = list(zip(ones.tolist(), twos.tolist(), strict=True))
    forth: dict[int, tuple[int, int]] = {}
    back: dict[int, tuple[int, int]] = {}
    for (one, two), count in sorted(collections.Counter(pairs).items()):
        forth[one] = max(forth.get(one, (0, 0)), (count, two))
        back[two] = max(back.get(two, (0, 0)), (count, one))
    return np.array([forth[one][1] == two and back[two][1] == one for one, two in pairs], bool)
