import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.examples.units import SEPARATOR, Item, Unit, gather
from repoloom.transforms.records import Pair
from tests import laws, strategies

PATHS = [f"f{number}.py" for number in range(6)]
BUDGET = 20
ITEMS = st.lists(
    st.lists(st.integers(0, BUDGET), min_size=1, max_size=3), min_size=1, max_size=6
).map(
    lambda lengths: [
        Item(path, part, length)
        for path, parts in zip(PATHS, lengths, strict=False)
        for part, length in enumerate(parts)
    ]
)


def units(items, *pairs, budget=BUDGET):
    found = gather(items, [Pair(test, source) for test, source in pairs], budget)
    return [(unit.items, unit.length, unit.split) for unit in found]


@given(ITEMS, strategies.pairs(PATHS, PATHS))
def test_each_item_is_in_one_unit_within_the_budget(items, pairs):
    found = gather(items, pairs, BUDGET)
    laws.each_once([unit.items for unit in found], len(items))
    assert found == sorted(found, key=lambda unit: unit.items)
    for unit in found:
        assert list(unit.items) == sorted(unit.items)
        length = sum(items[index].length for index in unit.items)
        assert unit.length == length + SEPARATOR * (len(unit.items) - 1) <= BUDGET


@given(ITEMS, strategies.pairs(PATHS, PATHS))
def test_a_unit_of_a_part_of_a_file_says_so_and_holds_nothing_else(items, pairs):
    units_of = {}
    for unit in gather(items, pairs, BUDGET):
        for index in unit.items:
            units_of.setdefault(items[index].path, set()).add(unit)
    for path, found in units_of.items():
        if len(found) > 1:
            assert {unit.split for unit in found} == {path}
            assert {items[index].path for unit in found for index in unit.items} == {path}
        else:
            (unit,) = found
            assert unit.split in ("", path)


@given(ITEMS, strategies.pairs(PATHS, PATHS), st.randoms())
def test_the_order_of_pairs_changes_nothing(items, pairs, draw):
    expected = gather(items, pairs, BUDGET)
    draw.shuffle(pairs)
    assert gather(items, pairs, BUDGET) == expected


def test_a_source_and_its_tests_are_one_unit_in_arranged_order():
    items = [Item("t1", 0, 3), Item("s", 0, 4), Item("x", 0, 1), Item("t2", 0, 5)]
    assert units(items, ("t1", "s"), ("t2", "s")) == [((0, 1, 3), 14, ""), ((2,), 1, "")]


@pytest.mark.parametrize(("budget", "count"), [(14, 1), (13, 2)])
def test_what_does_not_fit_together_with_its_separators_is_parted(budget, count):
    items = [Item("s", 0, 4), Item("t1", 0, 3), Item("t2", 0, 5)]
    assert len(units(items, ("t1", "s"), ("t2", "s"), budget=budget)) == count


def test_a_file_in_pieces_that_fit_is_a_unit_like_any_other():
    assert units([Item("a", 0, 4), Item("a", 1, 4)]) == [((0, 1), 9, "")]


def test_of_a_file_in_pieces_those_that_fit_are_one_and_its_tests_stand_apart():
    items = [Item("a", part, length) for part, length in enumerate((8, 9, 5))]
    items += [Item("t1", 0, 2), Item("t2", 0, 3)]
    assert units(items, ("t1", "a"), ("t2", "a")) == [
        ((0, 1), 18, "a"),
        ((2,), 5, "a"),
        ((3, 4), 6, ""),
    ]


def test_a_test_of_two_sources_stands_with_the_last_before_it():
    items = [Item(path, 0, 2) for path in ("a", "b", "t", "c")]
    every = list(itertools.permutations([("t", "a"), ("t", "b"), ("t", "c")]))
    for pairs in every:
        assert units(items, *pairs) == [((0,), 2, ""), ((1, 2), 5, ""), ((3,), 2, "")]
    assert units(items[2:], ("t", "c")) == [((0, 1), 5, "")]


def test_of_sources_behind_a_test_the_last_counts():
    items = [Item(path, 0, 2) for path in ("t", "a", "b")]
    assert units(items, ("t", "a"), ("t", "b")) == [((0, 2), 5, ""), ((1,), 2, "")]


def test_a_source_that_is_a_test_takes_no_tests():
    items = [Item(path, 0, 2) for path in ("s", "t", "u")]
    assert units(items, ("t", "s"), ("u", "t")) == [((0, 1), 5, ""), ((2,), 2, "")]
    assert units(items, ("t", "gone"), ("gone", "s")) == [((number,), 2, "") for number in range(3)]


def test_empty_files_are_units_too():
    assert units([Item("a", 0, 0), Item("t", 0, 0)], ("t", "a")) == [((0, 1), 1, "")]
    assert gather([], [], BUDGET) == []
    assert gather([Item("a", 0, BUDGET)], [], BUDGET) == [Unit((0,), BUDGET)]


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([Item("a", 3, 21)], "part 3 of a has 21 tokens and the budget is 20"),
        ([Item("a", 0, -1)], "part 0 of a has -1 tokens"),
        ([Item("a", 0, 1), Item("a", 0, 1)], r"parts of a come as \[0, 0\]"),
        ([Item("a", 1, 1), Item("b", 0, 1), Item("a", 0, 1)], r"parts of a come as \[1, 0\]"),
    ],
)
def test_bad_items_are_named(items, message):
    with pytest.raises(ValueError, match=message):
        gather(items, [], BUDGET)
