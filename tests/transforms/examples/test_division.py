import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms import keyed
from repoloom.transforms.examples import division
from repoloom.transforms.records import Edge, Pair
from tests.strategies import edge


def crossing(parts, edges):
    home = {path: number for number, part in enumerate(parts) for path in part}
    return sum(home[one.importer] != home[one.imported] for one in edges)


def test_a_repository_within_the_bound_is_one_part():
    assert division.divide({"a/b.py": 4, "c.py": 6}, [], [], 10) == [["a/b.py", "c.py"]]


def test_directories_stay_whole_where_they_fit():
    sizes = {"a/x/1": 3, "a/x/2": 3, "a/y/1": 6, "b/1": 4, "b/2": 4}
    assert division.divide(sizes, [], [], 8) == [["a/x/1", "a/x/2"], ["a/y/1"], ["b/1", "b/2"]]


def test_directories_that_import_each_other_share_a_part():
    sizes = {f"{name}/1": 5 for name in "abcd"}
    edges = [edge("a/1", "c/1"), edge("b/1", "d/1")]
    assert division.divide(sizes, edges, [], 10) == [["a/1", "c/1"], ["b/1", "d/1"]]
    assert division.divide(sizes, [], [Pair("d/1", "a/1"), Pair("b/1", "c/1")], 10) == [
        ["a/1", "d/1"],
        ["b/1", "c/1"],
    ]


def test_a_directory_just_within_the_bound_is_whole_and_one_over_it_falls_apart():
    sizes = {"a/x/1": 4, "a/y/1": 4, "b/1": 8}
    assert division.divide(sizes, [], [], 8) == [["a/x/1", "a/y/1"], ["b/1"]]
    assert division.divide({**sizes, "a/own": 1}, [edge("a/own", "a/y/1")], [], 8) == [
        ["a/own", "a/y/1"],
        ["a/x/1"],
        ["b/1"],
    ]


def test_each_pair_of_files_counts_once_whatever_the_weight_and_the_kinds():
    sizes = {f"{name}/{number}": 5 for name in "abc" for number in range(1)}
    twice = [Edge("a/0", "b/0", kind, 9.0, kept=False) for kind in ("import", "use")]
    sizes |= {"c/1": 0, "c/2": 0}
    edges = [*twice, edge("a/0", "c/0"), edge("a/0", "c/1"), edge("a/0", "gone")]
    assert division.divide(sizes, edges, [], 10) == [["a/0", "c/0", "c/1", "c/2"], ["b/0"]]


def test_the_files_of_a_large_directory_are_divided_in_path_order():
    sizes = {f"a/{number}": 4 for number in range(5)} | {"a/huge": 50}
    parts = division.divide(sizes, [], [], 8)
    assert parts == [["a/0", "a/1"], ["a/2", "a/3"], ["a/4"], ["a/huge"]]


def test_a_bound_that_holds_nothing_is_named():
    with pytest.raises(ValueError, match="a part of 0 bytes"):
        division.divide({}, [], [], 0)


NAMES = [f"{a}/{b}/{c}" for a, b, c in itertools.product("pq", "rs", "tuv")] + ["top", "p/own"]


@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 20)),
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20),
    st.integers(1, 40),
)
def test_each_file_is_in_one_part_within_the_bound(sizes, arcs, bound):
    parts = division.divide(sizes, [edge(*arc) for arc in arcs], [], bound)
    assert sorted(path for part in parts for path in part) == sorted(sizes)
    for part in parts:
        assert part == sorted(part)
        found = [sizes[path] for path in part]
        assert sum(found) <= bound or (max(found) > bound and len([s for s in found if s]) == 1)
    backwards = dict(reversed(sizes.items()))
    assert division.divide(backwards, [edge(*arc) for arc in arcs[::-1]], [], bound) == parts


def test_few_imports_are_cut_compared_with_any_equal_division():
    """Six directories of two files, three a part: the joins against all ten divisions."""
    sizes = {f"{name}/{number}": 1 for name in "abcdef" for number in range(2)}
    lost = least = 0
    for seed in range(20):
        draw = keyed.rng(seed, "test")
        edges = [edge(*draw.sample(sorted(sizes), 2)) for _ in range(16)]
        parts = division.divide(sizes, edges, [], 6)
        choices = [
            [[p for p in sizes if p[0] in some], [p for p in sizes if p[0] not in some]]
            for some in itertools.combinations("abcdef", 3)
        ]
        lost += crossing(parts, edges)
        least += min(crossing(choice, edges) for choice in choices)
    assert least <= lost <= 1.5 * least


def test_bounds_of_real_size_cost_no_more_than_small_ones():
    unit = 1 << 40  # what takes memory by the bound does not live to see the result
    sizes = {f"{name}/{number}": unit for name in "abc" for number in range(4)}
    parts = division.divide(sizes, [], [], 4 * unit)
    assert [len(part) for part in parts] == [4, 4, 4]
