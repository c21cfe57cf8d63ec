"""Postings against a plain search, readings side by side, and the bound on what a file meets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks.postings import Filter, Postings, Stretches, held_by, shared_by
from repoloom.transforms.duplicates import shingles

hashes = st.lists(st.integers(0, 6).map(lambda value: value * 0x9E3779B97F4A7C15 % 2**64))


def array(values):
    return np.array(values, np.uint64)


def met(entries, file):
    places = Filter.of(entries).places(file)
    return Postings(entries).meet(places, file[places])


@given(hashes, hashes)
def test_what_a_file_meets_is_what_a_search_finds(entries, file):
    entries = sorted(entries)
    expected = set()
    for place, value in enumerate(file):
        if file[:place].count(value) < 16:
            expected |= {(place, at) for at, one in enumerate(entries) if one == value}
    places, found = met(array(entries), array(file))
    pairs = list(zip(places.tolist(), found.tolist(), strict=True))
    assert pairs == sorted(expected)


def test_a_file_of_one_number_meets_an_entry_sixteen_times():
    places, entries = met(array([1 << 60, 1 << 60, 3 << 60]), array([1 << 60] * 100_000))
    assert sorted(set(places.tolist())) == list(range(16))
    assert np.bincount(entries).tolist() == [16, 16]


def test_the_filter_grows_with_the_entries_and_sends_strangers_away():
    values = shingles.token_hashes(" ".join(map(str, range(50_000))).encode(), lower=True)
    own, strangers = values[::2], values[1::2]
    many = Filter.of(own)
    assert len(Filter.of(array([])).marks) < len(many.marks)
    assert many.places(own).tolist() == list(range(len(own)))
    assert len(many.places(strangers)) < 0.02 * len(strangers)
    assert not len(Filter.of(array([])).places(values))


@given(st.lists(hashes, min_size=1, max_size=5), st.integers(1, 4))
def test_the_runs_of_readings_side_by_side_are_those_of_each(readings, length):
    together = Stretches.of([array(one) for one in readings])
    assert [one.tolist() for one in together] == readings
    runs = np.arange(max(0, len(together.tokens) - length + 1))
    for one, places in zip(readings, together.split(runs, length), strict=True):
        assert places.tolist() == list(range(len(one) - length + 1))


@given(hashes)
def test_each_of_sorted_hashes_knows_how_many_are_equal_to_it(values):
    values = sorted(values)
    assert shared_by(array(values)).tolist() == [values.count(value) for value in values]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3))), st.integers(1, 4))
def test_an_owner_needs_so_many_different_entries(drawn, need):
    entries = np.array([4 * owner + at for owner, at in drawn], np.int64)
    owners = np.array([owner for owner, _ in drawn], np.int32)
    needs = np.array([need, 1, need, 2, need, 1], np.int32)
    expected = [
        owner
        for owner in range(6)
        if len({at for one, at in drawn if one == owner}) >= needs[owner]
    ]
    assert held_by(owners, entries, needs) == [one for one in expected if one in owners]
