from unittest import mock

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.graph import acyclic, cycles
from repoloom.transforms.records import Edge

NAMES = [f"d/{name}" for name in "abcdefgh"]
EDGES = st.lists(
    st.builds(
        Edge,
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.sampled_from(["import", "same_package"]),
        st.integers(1, 4).map(float),
    ),
    max_size=40,
    unique_by=lambda edge: (edge.importer, edge.imported, edge.kind),
)


def kept(edges):
    return [(edge.importer, edge.imported) for edge in cycles.cut(edges) if edge.kept]


def edge(importer, imported, importance=1.0):
    return Edge(importer, imported, "import", importance)


def greedy(edges):
    """The definition, with a path search of an independent library for each edge."""
    graph = networkx.DiGraph()
    graph.add_nodes_from(name for edge in edges for name in (edge.importer, edge.imported))
    stands = {}
    for edge in sorted(edges, key=lambda e: (-e.importance, e.imported, e.importer, e.kind)):
        stands[edge] = not networkx.has_path(graph, edge.importer, edge.imported)
        if stands[edge]:
            graph.add_edge(edge.imported, edge.importer)
    return [stands[edge] for edge in edges]


@given(EDGES)
def test_cut_is_the_greedy_definition(edges):
    assert [edge.kept for edge in cycles.cut(edges)] == greedy(edges)


@given(EDGES, st.randoms())
def test_which_edges_stand_does_not_depend_on_their_order(edges, draw):
    shuffled = list(edges)
    draw.shuffle(shuffled)
    assert sorted(kept(shuffled)) == sorted(kept(edges))


@given(EDGES)
def test_cut_changes_nothing_but_kept(edges):
    after = [(e.importer, e.imported, e.kind, e.importance) for e in cycles.cut(edges)]
    assert after == [(e.importer, e.imported, e.kind, e.importance) for e in edges]


@given(EDGES)
def test_components_are_those_of_networkx_and_fall_along_arcs(edges):
    children = [[] for _ in NAMES]
    for e in edges:
        children[NAMES.index(e.imported)].append(NAMES.index(e.importer))
    graph = networkx.DiGraph((tail, head) for tail in range(8) for head in children[tail])
    graph.add_nodes_from(range(8))
    component = cycles.components(children)
    found = {frozenset(n for n in range(8) if component[n] == c) for c in component}
    assert found == set(map(frozenset, networkx.strongly_connected_components(graph)))
    assert all(component[tail] >= component[head] for tail, head in graph.edges)


def test_the_weakest_edge_of_a_cycle_goes():
    edges = [edge("a", "b", 3), edge("b", "c", 1), edge("c", "a", 2)]
    assert kept(edges) == [("a", "b"), ("c", "a")]


def test_equal_edges_of_a_cycle_stand_by_path():
    assert kept([edge("b", "a"), edge("a", "b")]) == [("b", "a")]


def test_an_edge_to_itself_goes_and_earlier_decisions_are_not_read():
    assert cycles.cut([edge("a", "a")])[0].kept is False
    assert cycles.cut([Edge("a", "b", "import", 1.0, kept=False)])[0].kept is True


def test_a_long_cycle_needs_no_recursion():
    ring = [edge(f"{n:05}", f"{(n + 1) % 5000:05}") for n in range(5000)]
    assert len(kept(ring)) == 4999


ARCS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=60)


@given(ARCS, st.permutations(range(12)), st.lists(st.integers(0, 11), max_size=3, unique=True))
@pytest.mark.parametrize("gap", [1 << 128, 2], ids=["gaps_last", "gaps_run_out"])
def test_an_acyclic_graph_takes_what_networkx_finds_acyclic(gap, arcs, order, hubs):
    reference = networkx.DiGraph()
    reference.add_nodes_from(range(12))
    with mock.patch.object(acyclic, "_GAP", gap):
        graph = acyclic.AcyclicGraph(order, hubs)
        for tail, head in arcs:
            expected = not networkx.has_path(reference, head, tail)
            assert graph.insert(tail, head) is expected
            if expected:
                reference.add_edge(tail, head)
    place = {node: at for at, node in enumerate(graph.order())}
    assert sorted(place) == list(range(12))
    assert all(place[tail] < place[head] for tail, head in reference.edges)


def test_an_order_with_a_node_missing_is_refused():
    with pytest.raises(ValueError, match=r"0\.\.2"):
        acyclic.AcyclicGraph([0, 1, 1])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
def test_tangles_are_the_cyclic_components_of_networkx(arcs):
    edges = [Edge(str(a), str(b), "import", 1.0) for a, b in arcs]
    parts = networkx.strongly_connected_components(networkx.DiGraph(arcs))
    assert cycles.tangles(edges) == sum(len(part) > 1 for part in parts)
