"""Bytes come back as they went in, from memory or from the file."""

import gc
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.scratch import spill
from repoloom.transforms.scratch.spill import Spill


def open_in(folder):
    """The files of this process that lie in a folder, with or without a name."""
    opened = [place.resolve() for place in pathlib.Path("/proc/self/fd").iterdir()]
    return [place for place in opened if str(place).startswith(str(folder))]


@given(st.lists(st.binary(max_size=20)), st.integers(0, 60), st.integers(0, 20))
def test_what_was_added_comes_back_in_any_order(given_bytes, bound, head):
    into = Spill(bound)
    kept = [into.add(data) for data in given_bytes]
    assert [bytes(one) for one in reversed(kept)] == given_bytes[::-1]
    assert [len(one) for one in kept] == [len(data) for data in given_bytes]
    assert sum(len(one) for one in kept if isinstance(one, bytes)) <= bound
    for data, one in zip(given_bytes, kept, strict=True):
        assert isinstance(one, bytes) or one.head(head) == data[:head]


def test_memory_is_filled_first_and_what_is_there_is_not_copied():
    into = Spill(8)
    first, second = bytes(range(6)), bytes(range(3))
    assert into.add(first) is first
    assert bytes(first) is first
    span = into.add(second)
    assert (span.start, span.size) == (0, 3)
    assert (into.write(b"ab", b"c").start, into.write().size) == (3, 0)


def test_the_file_lives_as_long_as_any_of_its_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(spill.tempfile, "tempdir", str(tmp_path))
    into = Spill(0)
    span = into.add(b"text")
    del into
    gc.collect()
    assert bytes(span) == b"text"
    assert list(tmp_path.iterdir()) == []
    assert len(open_in(tmp_path)) == 1
    del span
    gc.collect()
    assert not open_in(tmp_path)


def test_nothing_is_opened_before_memory_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr(spill.tempfile, "tempdir", str(tmp_path))
    into = Spill(4)
    into.add(b"text")
    assert not open_in(tmp_path)
    with pytest.raises(ValueError, match="nothing has been written"):
        into.read(0, 1)
