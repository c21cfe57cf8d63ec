import networkx
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.graph import cycles
from repoloom.transforms.records import Edge
from tests import laws, strategies
from tests.strategies import edge

NAMES = [f"d/{name}" for name in "abcdefgh"]
EDGES = strategies.edges(
    NAMES, weights=(1.0, 2.0, 3.0, 4.0), kinds=("import", "same_package"), most=40
)


def kept(edges):
    return [(e.importer, e.imported) for e in cycles.cut(edges) if e.kept]


def greedy(edges):
    """The definition, with a path search of an independent library for each edge."""
    graph = networkx.DiGraph()
    graph.add_nodes_from(name for e in edges for name in (e.importer, e.imported))
    stands = {}
    for e in sorted(edges, key=lambda e: (-e.importance, e.imported, e.importer, e.kind)):
        stands[e] = not networkx.has_path(graph, e.importer, e.imported)
        if stands[e]:
            graph.add_edge(e.imported, e.importer)
    return [stands[e] for e in edges]


@given(EDGES)
def test_cut_is_the_greedy_definition(edges):
    assert [e.kept for e in cycles.cut(edges)] == greedy(edges)


@given(EDGES)
def test_what_stands_is_acyclic_and_every_cut_closes_a_cycle(edges):
    after = cycles.cut(edges)
    laws.is_acyclic(after)
    graph = laws.graph_of(after)
    for one in after:
        # Of two kinds between the same files both stand or both go.
        if not one.kept and one.importer != one.imported:
            assert networkx.has_path(graph, one.importer, one.imported)


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


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
def test_tangles_are_the_cyclic_components_of_networkx(arcs):
    edges = [Edge(str(a), str(b), "import", 1.0) for a, b in arcs]
    parts = networkx.strongly_connected_components(networkx.DiGraph(arcs))
    assert cycles.tangles(edges) == sum(len(part) > 1 for part in parts)
