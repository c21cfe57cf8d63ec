"""The set of patterns, against the standard library's expressions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms import patterns

PATTERNS = (rb"ab+", rb"(?i)key=(\w+)", rb"\x80", rb"[0-9]{2}")
TEXTS = st.lists(st.sampled_from([b"a", b"b", b"KEY=", b"7", b"\x80", b" "])).map(b"".join)


@given(TEXTS)
def test_the_set_finds_what_each_pattern_finds(text):
    expected = [
        (number, match.span())
        for number, pattern in enumerate(PATTERNS)
        for match in re.finditer(pattern, text)
    ]
    found = patterns.PatternSet(PATTERNS).matches(text)
    assert [(number, match.span()) for number, match in found] == expected


def test_a_pattern_that_does_not_compile_is_an_error():
    with pytest.raises(Exception, match="failed to add"):
        patterns.PatternSet([rb"(?<=x)y"])
