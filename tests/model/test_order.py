import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.model.order import Order, permute
from tests.strategies import group_sizes, seeds


@given(st.integers(1, 300), seeds)
def test_permute_is_a_permutation(size, seed):
    assert sorted(permute(index, size, str(seed)) for index in range(size)) == list(range(size))


def test_the_first_places_of_many_permutations_are_spread_evenly():
    counts = np.bincount([permute(0, 10, str(seed)) for seed in range(2000)], minlength=10)
    assert counts.min() > 140  # mean 200, standard deviation 13
    assert counts.max() < 260


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 4), (4, 4)])
def test_an_index_outside_is_an_error(index, size):
    with pytest.raises(ValueError, match=f"index {index} is not among the {size}"):
        permute(index, size, "key")


@given(group_sizes, st.integers(0, 3), seeds, st.integers(1, 5))
def test_an_epoch_holds_every_sequence_once(group_sizes, epoch, seed, block):
    order, size = Order(group_sizes, seed, block), sum(group_sizes)
    indices = [order(number) for number in range(epoch * size, (epoch + 1) * size)]
    assert sorted(indices) == list(range(size))


@given(group_sizes, seeds, st.integers(1, 5))
def test_no_more_groups_than_a_block_are_open_and_each_opens_once(group_sizes, seed, block):
    order = Order(group_sizes, seed, block)
    group_of = np.repeat(np.arange(len(group_sizes)), group_sizes)
    seen = [int(group_of[order(number)]) for number in range(sum(group_sizes))]
    first = {group: seen.index(group) for group in seen}
    last = {group: len(seen) - 1 - seen[::-1].index(group) for group in seen}
    for number in range(len(seen)):
        assert sum(first[g] <= number <= last[g] for g in first) <= block


def test_epochs_and_seeds_have_orders_of_their_own():
    orders = {
        tuple(Order([10] * 5, seed, 2)(epoch * 50 + k) for k in range(50))
        for seed in range(3)
        for epoch in range(3)
    }
    assert len(orders) == 9


def test_the_order_of_a_seed_never_changes():
    order = Order([3, 2, 4], seed=1, block=2)
    assert [order(number) for number in range(9)] == [7, 8, 5, 6, 3, 4, 0, 2, 1]


def test_the_order_of_many_row_groups_never_changes():
    order = Order([128] * 5 + [37], seed=7, block=4)
    places = [0, 1, 2, 300, 676, 677, 678, 1353]
    assert [order(place) for place in places] == [579, 616, 240, 625, 261, 368, 70, 158]
    every = [order(place) for place in range(2 * 677)]
    assert hashlib.sha256(repr(every).encode()).hexdigest().startswith("736f408e01db7d4f")


def test_groups_are_mixed_by_64():
    order = Order([2] * 130, seed=3)
    first = {order(number) // 2 for number in range(128)}
    assert len(first) == 64
    assert [order(number) for number in range(4)] == [182, 33, 256, 178]
