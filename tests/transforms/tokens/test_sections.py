"""Definitions come out of their packing as they went in."""

from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.tokens import sections
from repoloom.transforms.tokens.sections import NONE, Section, Sections

numbers = st.integers(0, 1 << 30)
names = st.lists(st.binary(min_size=1).filter(lambda name: b"\n" not in name), max_size=3)
found = st.lists(st.builds(Section, *[numbers] * 6, st.integers(-1, 99), names.map(tuple)))


def test_they_are_packed_and_compared_by_value():
    found = [Section(0, 1, 2, 3, 4, 5, NONE, (b"a", b"b")), Section(5, 5, 6, 6, 6, 6, 0)]
    packed = Sections.of(found)
    assert (list(packed), len(packed)) == (found, 2)
    assert packed == Sections.of(found) != Sections.of(found[:1])
    assert (list(Sections()), len(Sections())) == ([], 0)
    assert list(sections.whole(b"abc\n")) == [Section(0, 0, 4, 4, 4, 4)]


@given(found)
def test_what_was_packed_comes_back(some):
    packed = Sections.of(some)
    assert list(packed) == some
    assert len(packed) == len(some)
    assert packed.names == [name for one in some for name in one.names]
