import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import bins, keyed, loosening


def groups_of(sizes):
    """Units numbered through, in groups of two."""
    return [[2 * number, 2 * number + 1] for number in range(len(sizes))]


def tied(strengths):
    """Both units of a group are tied so strongly."""
    ties = []
    for number, strength in enumerate(strengths):
        ties += [{2 * number + 1: strength}, {2 * number: strength}]
    return ties


@given(st.lists(st.integers(20, 60), min_size=1, max_size=60))
def test_every_unit_is_in_one_group(sizes):
    lengths = list(itertools.chain.from_iterable((size - 9, 9) for size in sizes))
    found = loosening.loosen(groups_of(sizes), lengths, tied([1.0] * len(sizes)), 60)
    assert sorted(itertools.chain(*found)) == list(range(2 * len(sizes)))


@pytest.mark.parametrize("count", [20, 100])
def test_a_small_repository_and_full_rows_stay_as_they_are(count):
    size = 70 if count == 20 else 100
    groups = groups_of([size] * 2 * count)
    lengths = [size - 10, 10] * 2 * count
    found = loosening.loosen(groups, lengths, tied([1.0] * 2 * count), 100)
    assert sorted(found) == groups


def test_the_weakest_groups_are_given_up_until_rows_are_full():
    draw = keyed.rng(0, "loosen")
    sizes = [draw.randrange(60, 90) for _ in range(400)]
    lengths = list(itertools.chain.from_iterable((size // 3, size - size // 3) for size in sizes))
    lengths = [max(length // 4, 1) * (1 + number % 2 * 2) for number, length in enumerate(lengths)]
    strengths = [draw.random() for _ in sizes]
    groups = groups_of(sizes)
    found = loosening.loosen(groups, lengths, tied(strengths), 90)
    parted = {unit // 2 for group in found if len(group) == 1 for unit in group}
    kept = set(range(len(sizes))) - parted
    weight = [
        strengths[number] / (lengths[2 * number] + lengths[2 * number + 1])
        for number in range(len(sizes))
    ]
    assert parted
    assert max(weight[number] for number in parted) <= min(weight[number] for number in kept)

    def rows(made):
        return len(bins.best_fit([sum(lengths[unit] for unit in group) for group in made], 90))

    assert rows(found) < rows(groups)
