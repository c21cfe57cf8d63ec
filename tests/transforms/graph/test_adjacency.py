import networkx
import pytest
from hypothesis import given

from repoloom.transforms.graph import adjacency
from repoloom.transforms.records import Edge
from tests import laws, strategies
from tests.strategies import edge

NAMES = [f"p/{name}.py" for name in "abcdefgh"]
EDGES = strategies.edges(NAMES, kinds=("import", "same_package"), cut=True)


@given(EDGES)
def test_it_is_the_graph_of_networkx_without_loops(edges):
    graph = adjacency.build(NAMES, edges)
    reference = laws.graph_of((e for e in edges if e.importer != e.imported), NAMES)
    number = {path: at for at, path in enumerate(graph.paths)}
    assert list(graph.paths) == NAMES
    for path, at in number.items():
        assert graph.children[at] == sorted(number[child] for child in reference.successors(path))
        assert graph.parents[at] == reference.in_degree(path)


@given(EDGES)
def test_neighbours_are_both_ways_nearest_first_and_as_long_as_the_strongest_edge(edges):
    graph = adjacency.build(NAMES, edges)
    strongest = {}
    for e in edges:
        if e.kept and e.importer != e.imported:
            arc = e.importer, e.imported
            strongest[arc] = max(strongest.get(arc, 0), e.importance)
    expected = [[] for _ in NAMES]
    for (importer, imported), importance in strongest.items():
        one, other = NAMES.index(importer), NAMES.index(imported)
        expected[one].append((1 / importance, other))
        expected[other].append((1 / importance, one))
    assert graph.neighbours == [sorted(near) for near in expected]


@given(EDGES)
def test_components_are_those_of_networkx_by_their_first_file(edges):
    graph = adjacency.build(NAMES, edges)
    found = list(graph.components())
    reference = networkx.weakly_connected_components(laws.graph_of(edges, NAMES))
    expected = sorted(sorted(NAMES.index(path) for path in some) for some in reference)
    assert [sorted(some) for some in found] == expected
    assert [some[0] for some in found] == [min(some) for some in found]


def test_a_file_given_twice_is_one_and_paths_are_sorted():
    assert adjacency.build(["b", "a", "b"], []).paths == ["a", "b"]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (edge("a", "gone"), "names 'gone', which is not among the nodes"),
        (edge("gone", "a"), "names 'gone'"),
        (edge("a", "b", 0.0), "importance of a -> b is 0.0"),
        (edge("a", "b", -1.0), "must be positive"),
    ],
)
def test_an_edge_that_has_no_place_or_length_is_named(found, message):
    with pytest.raises(ValueError, match=message):
        adjacency.build(["a", "b"], [found])


@pytest.mark.parametrize("path", ["gone", "a"])
def test_an_edge_that_does_not_count_is_not_asked_for_its_ends(path):
    assert adjacency.build(["a"], [Edge(path, path, "import", 0.0)]).children == [[]]
    assert adjacency.build(["a"], [edge("a", "gone", 0.0, kept=False)]).children == [[]]
