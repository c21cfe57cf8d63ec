"""Postings against a plain search, and the bound on what a file meets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks.postings import Postings

hashes = st.lists(st.integers(0, 6).map(lambda value: value * 0x9E3779B97F4A7C15 % 2**64))


def array(values):
    return np.array(values, np.uint64)


@given(hashes, hashes)
def test_what_a_file_meets_is_what_a_search_finds(entries, file):
    entries = sorted(entries)
    expected = set()
    for place, value in enumerate(file):
        if file[:place].count(value) < 16:
            expected |= {(place, at) for at, one in enumerate(entries) if one == value}
    places, found = Postings(array(entries)).meet(array(file))
    pairs = list(zip(places.tolist(), found.tolist(), strict=True))
    assert len(pairs) == len(expected)
    assert set(pairs) == expected


def test_a_file_of_one_number_meets_an_entry_sixteen_times():
    places, entries = Postings(array([1 << 60, 1 << 60, 3 << 60])).meet(array([1 << 60] * 100_000))
    assert sorted(set(places.tolist())) == list(range(16))
    assert np.bincount(entries).tolist() == [16, 16]


def test_the_filter_grows_with_the_entries_and_sends_strangers_away():
    values = array(range(1, 5000)) * np.uint64(0x9E3779B97F4A7C15)
    many = Postings(np.sort(values))
    assert len(Postings(array([])).filter) < len(many.filter)
    marked = np.unpackbits(many.filter).sum()
    assert marked <= len(values)
    assert marked < 0.07 * 8 * len(many.filter)
    assert len(many.meet(values)[0]) == len(values)
