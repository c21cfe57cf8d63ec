"""Alignment with its bounds against one without any, and what agrees."""

import difflib

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks import alignment
from repoloom.transforms.benchmarks.alignment import Program

draws = st.integers(0, 9)


def subsequence(one, two):
    """The length of the longest common subsequence, by its textbook table."""
    row = [0] * (len(two) + 1)
    for token in one:
        before = row
        row = [0]
        for at, other in enumerate(two):
            same = before[at] + 1 if token == other else 0
            row.append(max(same, row[-1], before[at + 1]))
    return row[-1]


@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(2, 255))
def test_the_longest_common_subsequence_is_that_of_the_table(one, two, kinds):
    one, two = (bytes(byte % kinds for byte in text) for text in (one, two))
    assert alignment.longest_common(one, two) == subsequence(one, two)


def program(codes, names, bits):
    tokens = [names[at % len(names)] if code == 0 else 1000 + code for at, code in enumerate(codes)]
    return Program(np.array(tokens, np.uint32), np.array(codes, np.uint8), np.array(bits, np.uint8))


def unbounded(own, window):
    """What `align` says without a bound: the agreeing tokens of all blocks of three and more."""
    matcher = difflib.SequenceMatcher(None, own.codes.tolist(), window.codes.tolist(), False)
    pairs = [
        (block.a + at, block.b + at)
        for block in matcher.get_matching_blocks()
        for at in range(block.size)
        if block.size > 2
    ]
    if not pairs:
        return None
    ones, twos = np.array(pairs).T
    agreeing = alignment._agreeing(own.tokens[ones], window.tokens[twos])
    names = own.codes[ones] == 0
    first, last = int(twos[0]), int(twos[-1]) + 1
    said = int(own.bits[ones[agreeing]].sum())
    if (
        agreeing.sum() < 0.72 * max(len(own.codes), last - first)
        or agreeing[names].sum() < 0.7 * names.sum()
        or said < 0.8 * own.bits.sum()
    ):
        return None
    differing = len(own.codes) + last - first - 2 * int(agreeing.sum())
    return alignment.Agreement(first, last, said / 16 - differing)


codes = st.lists(st.integers(0, 5), min_size=8, max_size=60)
edits = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 5), st.integers(0, 2)), max_size=12)


@given(codes, edits, st.randoms(use_true_random=False))
def test_bounds_send_nothing_away_that_an_alignment_finds(form, changes, draw):
    bits = [draw.randrange(0, 160) for _ in form]
    own = program(form, [1, 2, 3], bits)
    other = list(form)
    for at, code, kind in changes:
        at = min(at, len(other))
        other[at : at + min(kind, 1)] = [code] * (kind != 1)
    assume(len(other) > 3)
    window = program(other, [7, 8, 9], [0] * len(other))
    expected = unbounded(own, window)
    assert alignment.align(own, window.tokens, window.codes) == expected
    if expected:
        most = alignment.most_bits(own, window.codes)
        assert most >= expected.bits
        assert alignment.align(own, window.tokens, window.codes, expected.bits) == expected
        assert alignment.align(own, window.tokens, window.codes, expected.bits + 0.01) is None


FORM = [1, 0, 2, 0, 3, 4, 0, 5, 6, 1, 0, 2, 7, 0, 8, 3, 0, 9, 4, 5]


@pytest.mark.parametrize(
    ("window", "most"),
    [
        pytest.param(FORM, 20.0, id="the-same"),
        pytest.param([*FORM[:10], 77, *FORM[10:]], 20.0, id="one-more"),
        pytest.param([*FORM[:10], *FORM[11:]], 19.0, id="one-less"),
        pytest.param([40] * 20, None, id="other-tokens"),
        pytest.param(sorted(FORM), None, id="no-row-of-three"),
        pytest.param(FORM[10:] + FORM[:10], None, id="halves-in-another-order"),
    ],
)
def test_what_an_alignment_may_say_at_most(window, most):
    own = program(FORM, [1, 2, 3], [16] * len(FORM))
    assert alignment.most_bits(own, np.array(window, np.uint8)) == most
