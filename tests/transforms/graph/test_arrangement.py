import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.graph import arrangement, cycles, order
from repoloom.transforms.records import Edge, Pair
from tests import laws, strategies

SOURCES = [f"src/{name}.py" for name in "abcd"]
TESTS = [f"tests/test_{name}.py" for name in "abcd"]
PATHS = [*SOURCES, *TESTS, "README.md", "tests/conftest.py"]
EDGES = strategies.edges(PATHS, weights=(1.0, 2.0, 5.0), most=20).map(cycles.cut)
PAIRS = strategies.pairs(TESTS, SOURCES)


def needs(*pairs):
    return [Edge(importer, imported, "import", 1.0) for importer, imported in pairs]


def arrange(paths, edges=(), pairs=(), method="codegemma", seed=0):
    pairs = [Pair(test, source) for test, source in pairs]
    return arrangement.arrange(paths.split(), needs(*edges), pairs, method, seed=seed)


def test_files_without_edges_come_last_and_by_path():
    assert arrange("b a z y", edges=[("y", "z")]) == ["z", "y", "a", "b"]


def test_tests_of_files_without_edges_stand_behind_them_in_order():
    pairs = [("2_test_a", "a"), ("1_test_a", "a"), ("0_test_b", "b")]
    assert arrange("0_test_b 1_test_a 2_test_a a b", pairs=pairs) == [
        "a", "1_test_a", "2_test_a", "b", "0_test_b"
    ]  # fmt: skip


def test_a_test_without_imports_comes_into_the_graph_behind_its_source():
    assert arrange("a b c a_test", [("b", "a"), ("c", "b")], [("a_test", "a")]) == [
        "a", "a_test", "b", "c"
    ]  # fmt: skip


def test_a_test_that_imports_its_source_is_pulled_directly_behind_it():
    edges = [("b", "a"), ("c", "b"), ("t", "a")]
    assert arrange("a b c t", edges) == ["a", "b", "c", "t"]
    assert arrange("a b c t", edges, [("t", "a")]) == ["a", "t", "b", "c"]


def test_a_test_waits_for_what_else_it_imports():
    edges = [("b", "a"), ("t", "a"), ("t", "b")]
    assert arrange("a b t", edges, [("t", "a")]) == ["a", "b", "t"]


def test_a_test_placed_early_waits_for_its_source():
    assert arrange("a b c t", [("t", "a"), ("b", "a")], [("t", "c")]) == ["a", "b", "c", "t"]


def test_a_test_that_others_import_does_not_wait():
    edges = [("t", "a"), ("u", "t")]
    assert arrange("a c t u", edges, [("t", "c")]) == ["a", "t", "u", "c"]


def test_a_test_of_two_sources_stands_behind_the_second():
    assert arrange("a b c t", [("b", "a"), ("c", "a")], [("t", "a"), ("t", "b")]) == [
        "a", "b", "t", "c"
    ]  # fmt: skip


def test_a_source_that_registers_its_test_does_not_need_it():
    assert arrange("lib parser parser/tests", [("lib", "parser"), ("parser", "parser/tests")],
                   [("parser/tests", "parser")]) == ["parser", "parser/tests", "lib"]  # fmt: skip


@pytest.mark.parametrize("method", ["path", "random", "deepseek"])
def test_baselines_move_no_test(method):
    edges, pairs = [("b", "a")], [("0_test", "b")]
    assert arrange("0_test a b", edges, pairs, method, 3) == order.linearize(
        ["0_test", "a", "b"], needs(*edges), method, seed=3
    )


def test_a_path_given_twice_is_refused():
    with pytest.raises(ValueError, match="'b' is given twice"):
        arrange("a b b")


def test_edges_and_pairs_of_other_files_do_not_count():
    assert arrange("a b", [("a", "gone"), ("gone", "b")], [("gone", "a"), ("a", "gone")]) == [
        "a", "b"
    ]  # fmt: skip


@given(EDGES, PAIRS, st.randoms(), st.sampled_from(["codegemma", "recency"]))
def test_each_file_stands_once_behind_what_it_imports(edges, pairs, draw, method):
    line = arrangement.arrange(PATHS, edges, pairs, method)
    laws.is_permutation(line, PATHS)
    laws.needs_come_first(line, edges, but=pairs)
    shuffled = [list(PATHS), list(edges), list(pairs)]
    for some in shuffled:
        draw.shuffle(some)
    assert arrangement.arrange(*shuffled, method) == line


@given(st.lists(st.sampled_from(PATHS), min_size=2, max_size=2, unique=True))
def test_two_files_that_test_each_other_are_not_lost(both):
    pairs = [Pair(*both), Pair(*both[::-1])]
    assert sorted(arrangement.arrange(PATHS, [], pairs)) == sorted(PATHS)


def test_files_without_imports_stand_first_or_last_with_their_tests():
    paths = ["a.md", "m.py", "n.py", "tests/test_z.py", "z.py"]
    edges = [Edge("m.py", "n.py", "import", 1.0)]
    pairs = [Pair("tests/test_z.py", "z.py")]
    graph, others = ["n.py", "m.py"], ["a.md", "z.py", "tests/test_z.py"]
    assert arrangement.arrange(paths, edges, pairs) == graph + others
    assert arrangement.arrange(paths, edges, pairs, other_files="first") == others + graph
    with pytest.raises(ValueError, match="'middle'"):
        arrangement.arrange(paths, edges, pairs, other_files="middle")


@pytest.mark.parametrize(
    ("place", "expected"),
    [("first", ["a.md", "z.md", "b", "a", "c"]), ("last", ["b", "a", "c", "a.md", "z.md"])],
)
def test_files_that_stand_apart(place, expected):
    paths, edges = ["a", "b", "z.md", "c", "a.md"], [Edge("a", "b", "import", 1.0)]
    apart = ["z.md", "elsewhere.md", "a.md"]
    assert arrangement.arrange(paths, edges, [], apart=apart, place_apart=place) == expected


def test_many_files_that_stand_apart_stand_by_path():
    apart = [f"{number:02}.md" for number in range(40)]
    assert arrangement.arrange(["a", *apart[::-1]], [], [], apart=apart) == ["a", *apart]
    first = arrangement.arrange(["a", *apart], [], [], apart=apart, place_apart="first")
    assert first == [*apart, "a"]


def test_a_file_of_the_graph_never_stands_apart():
    edges = [Edge("a", "data.json", "import", 1.0)]
    line = arrangement.arrange(["a", "data.json"], edges, [], apart=["data.json"])
    assert line == ["data.json", "a"]
