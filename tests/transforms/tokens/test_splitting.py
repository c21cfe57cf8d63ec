import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.tokens import splitting
from tests.strategies import code_points


def split(text, boundaries=(), budget=10, inner=(), length_of=len):
    def length_of_span(start, end):
        return length_of(text[start:end])

    return splitting.split(text, boundaries, length_of=length_of_span, budget=budget, inner=inner)


def parts_of(text, *args, **kwargs):
    return [text[start:end] for start, end in split(text, *args, **kwargs)]


def joined_words(text):
    """A length like a tokenizer's: what it is of a whole does not follow from the parts."""
    return len(re.findall(rb"[ab]{1,3}|[^ab]", text)) + text.count(b"ab\n")


@given(
    code_points, st.lists(st.integers(-5, 200)), st.lists(st.integers(0, 120)), st.integers(5, 40)
)
def test_parts_are_the_text_and_within_the_budget(text, boundaries, inner, budget):
    for length_of in (len, joined_words):
        spans = split(text, boundaries, budget, inner, length_of)
        assert b"".join(text[start:end] for start, end in spans) == text
        assert all(length_of(text[start:end]) <= budget for start, end in spans)


@given(code_points, st.integers(4, 40))
def test_a_code_point_is_never_split(text, budget):
    assert "".join(part.decode() for part in parts_of(text, (), budget)) == text.decode()


@given(st.lists(st.integers(1, 40), min_size=1, max_size=9))
def test_parts_are_few_without_slivers_and_full(sizes):
    boundaries = list(itertools.accumulate(sizes))
    spans = split(b"x" * sum(sizes), boundaries, budget=40)
    ways = (
        [sum(sizes[a:b]) for a, b in itertools.pairwise([0, *cuts, len(sizes)])]
        for count in range(len(sizes))
        for cuts in itertools.combinations(range(1, len(sizes)), count)
    )
    found = [end - start for start, end in spans]
    assert cost(found) == min(cost(way) for way in ways if max(way) <= 40)


def cost(way):
    """Parts, parts under 1/16 of 40, and how far from full."""
    return len(way), sum(size <= 2 for size in way), -sum(size * size for size in way)


@pytest.mark.parametrize("text", [b"", b"short", b"0123456789"])
def test_a_text_within_the_budget_is_one_part(text):
    assert split(text, [3]) == [(0, len(text))]


def test_boundaries_come_before_lines():
    assert parts_of(b"aa\nbb\ncc\ndd\n", [9]) == [b"aa\nbb\ncc\n", b"dd\n"]


def test_inner_boundaries_and_lines_only_cut_what_is_over_the_budget():
    text = b"a\nb\n" + b"cc\nddd\nee\nff\n"
    assert parts_of(text, [4], inner=[11]) == [b"a\nb\n", b"cc\nddd\n", b"ee\nff\n"]
    assert parts_of(text, [4]) == [b"a\nb\ncc\n", b"ddd\nee\nff\n"]


def test_a_remainder_is_no_sliver():
    lines = [b"x" * size + b"\n" for size in (19, 17, 0)]
    boundaries = list(itertools.accumulate(map(len, lines)))
    parts = parts_of(b"".join(lines), boundaries, budget=38)
    assert [len(part) for part in parts] == [20, 19]


def test_parts_are_full_and_leave_one_remainder():
    assert [len(part) for part in parts_of(b"xxx\n" * 9, range(0, 36, 4), budget=30)] == [8, 28]


def test_a_long_line_is_cut_into_equal_stretches():
    assert {len(part) for part in parts_of(b"x" * 100)} <= {9, 10}


def test_a_budget_below_a_code_point_is_an_error():
    with pytest.raises(ValueError, match="code point at byte 1 has length 3; the budget"):
        split("a日".encode(), budget=2)
