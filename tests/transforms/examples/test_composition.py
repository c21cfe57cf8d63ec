import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.examples import composition
from repoloom.transforms.examples.composition import Item
from repoloom.transforms.examples.units import gather
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.tokens import names
from tests import laws, strategies

PATHS = [f"d{number % 2}/f{number}.py" for number in range(8)]
BUDGET = 20


def needs(*pairs, importance=1.0):
    return [Edge(importer, imported, "import", importance) for importer, imported in pairs]


def compose(files, edges=(), pairs=(), budget=BUDGET, method="affinity"):
    """Examples as lists of paths; `files` is path to length, in arranged order."""
    items = [Item(path, 0, length) for path, length in files.items()]
    pairs = [Pair(test, source) for test, source in pairs]
    examples = composition.compose(items, list(edges), pairs, budget=budget, method=method)
    return [[items[index].path for index in example] for example in examples]


@st.composite
def repositories(draw):
    """Items in order, some files in pieces, with edges and pairs between them."""
    lengths = draw(
        st.lists(st.lists(st.integers(0, BUDGET), min_size=1, max_size=3), min_size=1, max_size=8)
    )
    items = [
        Item(path, part, length)
        for path, parts in zip(PATHS, lengths, strict=False)
        for part, length in enumerate(parts)
    ]
    edges = draw(strategies.edges(PATHS, weights=(0.25, 1.0, 3.0, 9.0), cut=True, most=15))
    return items, edges, draw(strategies.pairs(PATHS, PATHS, most=4))


def length_of(items, example):
    return sum(items[index].length for index in example) + len(example) - 1


@given(repositories(), st.sampled_from(composition.METHODS))
def test_each_item_once_in_order_and_within_the_budget(repository, method):
    items, edges, pairs = repository
    examples = composition.compose(items, edges, pairs, budget=BUDGET, method=method)
    laws.each_once(examples, len(items))
    assert all(example == sorted(example) for example in examples)
    assert all(length_of(items, example) <= BUDGET for example in examples)


@given(repositories(), st.sampled_from(composition.METHODS))
def test_the_pieces_of_a_file_are_read_in_order(repository, method):
    items, edges, pairs = repository
    examples = composition.compose(items, edges, pairs, budget=BUDGET, method=method)
    read = [items[index] for example in examples for index in example]
    for path in PATHS:
        parts = [item.part for item in read if item.path == path]
        assert parts == sorted(parts)


@given(repositories(), st.randoms())
def test_the_order_of_edges_and_pairs_changes_nothing(repository, draw):
    items, edges, pairs = repository
    expected = composition.compose(items, edges, pairs, budget=BUDGET)
    draw.shuffle(edges)
    draw.shuffle(pairs)
    assert composition.compose(items, edges, pairs, budget=BUDGET) == expected


@given(
    st.lists(st.integers(1, 9), min_size=8, max_size=8),
    st.lists(st.sampled_from(PATHS[4:]), min_size=4, max_size=4),
    st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(PATHS)), max_size=12),
    st.sampled_from(composition.METHODS),
)
def test_a_source_and_its_tests_are_not_parted_if_they_fit(lengths, sources, edges, method):
    files = dict(zip(PATHS, lengths, strict=True))
    pairs = list(zip(PATHS[:4], sources, strict=True))
    home = {
        path: number
        for number, example in enumerate(compose(files, needs(*edges), pairs, method=method))
        for path in example
    }
    for source in set(sources):
        unit = [source, *(test for test, tested in pairs if tested == source)]
        if sum(files[path] + 1 for path in unit) - 1 <= BUDGET:
            assert len({home[path] for path in unit}) == 1


def test_linear_is_the_order_cut_at_the_budget():
    files = {"a": 9, "b": 10, "c": 1, "d": 20, "e": 5}
    assert compose(files, method="linear") == [["a", "b"], ["c"], ["d"], ["e"]]


@pytest.mark.parametrize(
    ("share", "groups"),
    [
        (0.0, [["a", "b", "c", "d"], ["e"]]),
        (0.5, [["a", "b"], ["c", "d"], ["e"]]),
        (0.8, [["a"], ["b"], ["c"], ["d"], ["e"]]),
    ],
)
def test_context_leaves_its_share_of_the_budget_free(share, groups):
    """With 20 tokens and 0.5, ten are for the example's own; `e` needs more and has it alone."""
    files = {"a": 4, "b": 4, "c": 4, "d": 4, "e": 12}
    items = [Item(path, 0, length) for path, length in files.items()]
    edges = [*needs(("b", "a"), ("d", "c"), importance=2.0), *needs(("c", "b"), ("e", "a"))]
    found = composition.compose(
        items, edges, [], budget=BUDGET, method="context", context_share=share
    )
    assert [[items[index].path for index in group] for group in found] == groups
    kept = composition.compose(items, edges, [], budget=BUDGET, context_share=share)
    assert [items[index].path for index in kept[0]] == list("abcd")


def test_the_share_of_context_is_a_fifth_where_none_is_given():
    items = [Item(path, 0, 5) for path in ("a/a", "b/b")]
    edges = needs(("b/b", "a/a"))
    assert composition.compose(items, edges, [], budget=12, method="context") == [[0], [1]]
    assert composition.compose(items, edges, [], budget=13, method="context") == [[0, 1]]


def test_the_separator_counts():
    assert compose({"a": 10, "b": 10}, needs(("b", "a"))) == [["a"], ["b"]]
    assert compose({"a": 10, "b": 9}, needs(("b", "a"))) == [["a", "b"]]


def test_affinity_takes_the_strongest_ties_whatever_stands_between():
    files = {"core": 9, "x": 9, "y": 9, "user": 9}
    edges = [*needs(("user", "core"), importance=5.0), *needs(("x", "core"), ("y", "x"))]
    assert compose(files, edges) == [["core", "user"], ["x", "y"]]
    assert compose(files, edges, method="linear") == [["core", "x"], ["y", "user"]]


def test_a_unit_over_the_budget_is_parted_and_nothing_else():
    files = {"s": 10, "t1": 9, "t2": 9}
    assert compose(files, pairs=[("t1", "s"), ("t2", "s")]) == [["s", "t1"], ["t2"]]


def test_tests_of_a_file_in_pieces_go_to_a_piece_with_room():
    items = [Item("s", 0, 20), Item("s", 1, 5), Item("t", 0, 9)]
    assert composition.compose(items, [], [Pair("t", "s")], budget=BUDGET) == [[0], [1, 2]]


def test_an_example_with_a_later_piece_waits_for_the_earlier_one():
    items = [Item("a/x", 0, 5), Item("b/s", 0, 20), Item("b/s", 1, 5)]
    edges = needs(("b/s", "a/x"))
    assert composition.compose(items, edges, [], budget=BUDGET) == [[1], [0, 2]]


@pytest.mark.parametrize(
    ("items", "method", "message"),
    [
        ([Item("a", 0, 21)], "affinity", "part 0 of a has 21 tokens and the budget is 20"),
        ([Item("a", 0, -1)], "affinity", "has -1 tokens"),
        ([Item("a", 1, 3), Item("a", 0, 3)], "linear", r"parts of a come as \[1, 0\]"),
        ([], "greedy", "'greedy' is unknown; there are affinity, context, linear"),
    ],
)
def test_bad_input_is_named(items, method, message):
    with pytest.raises(ValueError, match=message):
        composition.compose(items, [], [], budget=BUDGET, method=method)


@given(repositories())
def test_the_units_of_a_group_keep_what_may_not_be_parted(repository):
    items, edges, pairs = repository
    groups = composition.group(items, edges, pairs, budget=BUDGET)
    units = [unit for group in groups for unit in group.units]
    assert sorted(units) == [unit.items for unit in gather(items, pairs, BUDGET)]
    assert [one.items for one in groups] == composition.compose(items, edges, pairs, budget=BUDGET)


def test_only_groups_by_affinity_can_be_given_up():
    items = [Item(path, 0, 4) for path in ("a/a", "b/b")]
    for method in ("linear", "context"):
        (found,) = composition.group(items, needs(("a/a", "b/b")), [], budget=BUDGET, method=method)
        assert found.units == ((0, 1),)


def test_names_in_common_decide_beside_imports():
    """`a` and `c` have 300 names in common, and `a` imports `b`: the names count for more."""
    same = names.names_in(" ".join(f"name{number}" for number in range(300)).encode())
    items = [Item("a", 0, 9, same), Item("b", 0, 9), Item("c", 0, 9, same), Item("d", 0, 9)]
    found = composition.compose(items, needs(("a", "b"), ("d", "b")), [], budget=BUDGET)
    assert found == [[0, 2], [1, 3]]
    strong = needs(("a", "b"), importance=100.0)
    assert composition.compose(items, strong, [], budget=BUDGET) == [[0, 1], [2, 3]]


def test_what_nothing_ties_fills_rows_all_the_same():
    files = {f"docs/{number}": 6 for number in range(6)}
    assert sorted(map(len, compose(files))) == [3, 3]


def test_last_pieces_of_several_files_may_share_an_example():
    items = [Item(path, part, length) for path in "st" for part, length in enumerate([20, 5])]
    found = composition.compose(items, needs(("t", "s")), [], budget=BUDGET)
    assert found == [[0], [2], [1, 3]]


def test_a_repository_of_more_units_falls_into_blocks(monkeypatch):
    """Eight files of two directories in blocks of four: none of a block joins one of the other."""
    monkeypatch.setattr(composition, "BLOCK", 4)
    files = dict.fromkeys(sorted(PATHS), 4)
    edges = needs(("d0/f0.py", "d1/f1.py"), importance=99.0)
    found = compose(files, edges)
    assert [sorted({path[:2] for path in group}) for group in found] == [["d0"], ["d1"]]
    monkeypatch.setattr(composition, "BLOCK", 8)
    assert any({"d0/f0.py", "d1/f1.py"} <= set(group) for group in compose(files, edges))


@given(repositories())
def test_blocks_keep_what_groups_keep(repository):
    items, edges, pairs = repository
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composition, "BLOCK", 2)
        groups = composition.group(items, edges, pairs, budget=BUDGET)
    units = [unit for group in groups for unit in group.units]
    assert sorted(units) == [unit.items for unit in gather(items, pairs, BUDGET)]
    read = [items[index] for group in groups for index in group.items]
    for path in PATHS:
        parts = [item.part for item in read if item.path == path]
        assert parts == sorted(parts)


def test_context_leaves_no_room_where_nothing_is_imported():
    items = [Item(path, 0, 9) for path in ("docs/a", "docs/b", "src/c", "src/d")]
    edges = needs(("src/d", "src/c"))
    found = composition.compose(
        items, edges, [], budget=BUDGET, method="context", context_share=0.5
    )
    assert found == [[2], [3], [0, 1]]
