import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.rows import bins

lengths_of_items = st.lists(st.integers(0, 12), max_size=40)


def fewest_bins(lengths, capacity):
    """The optimum, by trying each item in each bin."""
    states = {()}
    for length in lengths:
        states = {
            tuple(sorted((*rooms[:at], room - length, *rooms[at + 1 :])))
            for rooms in states
            for at, room in enumerate((*rooms, capacity))
            for rooms in [rooms if at < len(rooms) else (*rooms, capacity)]
            if room >= length
        }
    return min(map(len, states))


def tightest_bins(lengths, capacity):
    """Best-fit decreasing as its definition reads, by looking at every bin."""
    rooms = []
    for length in sorted(lengths, reverse=True):
        fitting = [at for at, room in enumerate(rooms) if room >= length]
        if fitting:
            rooms[min(fitting, key=lambda at: rooms[at])] -= length
        else:
            rooms.append(capacity - length)
    return sorted(rooms)


def first_bins(lengths, capacity):
    found = []
    for index, length in enumerate(lengths):
        for members in found:
            if sum(lengths[each] for each in members) + length <= capacity:
                members.append(index)
                break
        else:
            found.append([index])
    return found


@pytest.mark.parametrize("method", [bins.best_fit, bins.first_fit])
@given(lengths=lengths_of_items)
def test_every_item_is_in_one_bin_that_holds_it(method, lengths):
    found = method(lengths, 12)
    assert sorted(itertools.chain(*found)) == list(range(len(lengths)))
    assert all(members and sum(lengths[each] for each in members) <= 12 for members in found)


@given(lengths_of_items)
def test_best_fit_leaves_the_rooms_of_its_definition(lengths):
    found = bins.best_fit(lengths, 12)
    rooms = sorted(12 - sum(lengths[each] for each in members) for members in found)
    assert rooms == tightest_bins(lengths, 12)


@given(lengths_of_items)
def test_first_fit_is_its_definition(lengths):
    assert bins.first_fit(lengths, 12) == first_bins(lengths, 12)


@given(st.lists(st.integers(1, 10), min_size=1, max_size=7))
def test_best_fit_keeps_to_its_bound_against_the_optimum(lengths):
    # Best-fit decreasing needs at most 11/9 of the optimum and 6/9 of a bin (Dosa 2007 for FFD,
    # which has the same bound).
    optimum = fewest_bins(lengths, 10)
    assert optimum <= len(bins.best_fit(lengths, 10)) <= (11 * optimum + 6) / 9


def test_equal_lengths_go_in_by_index():
    assert bins.best_fit([5, 5, 5], 10) == [[0, 1], [2]]


@pytest.mark.parametrize("method", [bins.best_fit, bins.first_fit, bins.concatenate])
def test_an_item_longer_than_a_bin_is_an_error(method):
    with pytest.raises(ValueError, match="item 1 has length 11; a bin holds 0 to 10"):
        method([3, 11], 10)


@given(lengths_of_items, st.sampled_from(list(bins.METHODS)))
def test_the_slices_of_every_item_make_it_whole(lengths, method):
    found = bins.METHODS[method](lengths, 12)
    slices = sorted(itertools.chain(*found))
    assert [each.item for each in slices if not each.start] == list(range(len(lengths)))
    for item, group in itertools.groupby(slices, key=lambda each: each.item):
        parts = list(group)
        assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])]
        assert parts[-1].end == lengths[item]
        assert len(parts) <= 1 + (method == "concat")


@given(lengths_of_items)
def test_concatenation_fills_every_bin_but_the_last(lengths):
    sizes = [
        sum(each.end - each.start for each in members) for members in bins.concatenate(lengths, 12)
    ]
    assert all(size == 12 for size in sizes[:-1])
    assert sum(sizes) == sum(lengths)


def test_concatenation_cuts_what_reaches_over_the_end():
    assert bins.concatenate([5, 5, 5], 7) == [
        [(0, 0, 5), (1, 0, 2)],
        [(1, 2, 5), (2, 0, 4)],
        [(2, 4, 5)],
    ]


def test_a_mixed_corpus_is_packed_almost_without_padding():
    draw = random.Random(1)
    lengths = [min(2048, max(3, int(draw.lognormvariate(6, 1.1)))) for _ in range(3000)]
    found = bins.best_fit(lengths, 2048)
    assert sum(lengths) / (len(found) * 2048) > 0.999
