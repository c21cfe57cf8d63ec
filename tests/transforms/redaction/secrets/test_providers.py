"""The table of providers: each row, against texts drawn from its own pattern."""

import operator
import re

import hypothesis
import pytest
from hypothesis import strategies as st

from repoloom.transforms.redaction.secrets.providers import SHAPES

NAMED = operator.attrgetter("name")
EACH = pytest.mark.parametrize("shape", SHAPES, ids=NAMED)


def test_no_name_stands_twice():
    names = [shape.name for shape in SHAPES]
    assert sorted(set(names)) == sorted(names)


@EACH
def test_a_pattern_has_at_most_one_group(shape):
    assert re.compile(shape.pattern).groups <= 1


@pytest.mark.parametrize("shape", SHAPES, ids=NAMED)
def test_nothing_matches_without_its_mark(shape):
    @hypothesis.settings(max_examples=3, suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(st.from_regex(shape.pattern, fullmatch=True))
    def has_its_mark(value):
        assert re.search(shape.mark, b" " + value + b" ")

    has_its_mark()


@EACH
def test_a_floor_is_none_or_an_entropy_that_a_short_draw_can_reach(shape):
    assert shape.floor == 0 or 2.5 <= shape.floor <= 3.8
