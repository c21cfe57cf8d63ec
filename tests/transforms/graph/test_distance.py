import math

import networkx
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.graph import adjacency
from repoloom.transforms.graph.distance import DIGITS, Distances, neighbourhood
from tests import strategies
from tests.strategies import edge

NAMES = [f"p/{name}.py" for name in "abcdefgh"]
EDGES = strategies.edges(NAMES, most=20)
PLACED = st.lists(st.integers(0, 7), min_size=1, max_size=4, unique=True)


def lengths(graph):
    """The undirected graph of an independent library."""
    reference = networkx.MultiGraph()
    reference.add_nodes_from(range(len(graph.paths)))
    reference.add_weighted_edges_from(
        (node, other, length)
        for node, near in enumerate(graph.neighbours)
        for length, other in near
    )
    return reference


def all_distances(graph, sources):
    found = networkx.multi_source_dijkstra_path_length(lengths(graph), set(sources))
    return [round(found.get(node, math.inf), DIGITS) for node in range(len(graph.paths))]


def run(distances, limit=math.inf):
    while not distances.reached(limit):
        distances.advance()


@given(EDGES, PLACED)
def test_distances_to_the_placed_files_are_dijkstras(edges, placed):
    graph = adjacency.build(NAMES, edges)
    distances = Distances(graph)
    for count, node in enumerate(placed, 1):
        distances.place(node)
        if count % 2:  # a file may be placed while the search still runs
            run(distances, 0.5)
    run(distances)
    assert [distances.to(node) for node in range(8)] == all_distances(graph, placed)


@given(EDGES, PLACED, st.sampled_from([0.0, 0.125, 0.5, 1.0]))
def test_up_to_the_limit_that_was_reached_distances_are_exact(edges, placed, limit):
    graph = adjacency.build(NAMES, edges)
    distances = Distances(graph)
    for node in placed:
        distances.place(node)
    run(distances, limit)
    for node, exact in enumerate(all_distances(graph, placed)):
        assert distances.to(node) >= exact
        if exact <= limit:
            assert distances.to(node) == exact


def test_the_search_pauses_at_the_limit_and_says_what_came_nearer():
    graph = adjacency.build("abcd", [edge("b", "a"), edge("c", "b"), edge("d", "c")])
    distances = Distances(graph)
    assert distances.reached(math.inf)
    distances.place(0)
    assert not distances.reached(0.0)
    assert distances.advance() == [1]
    assert distances.reached(0.9)
    assert not distances.reached(1.0)
    assert [distances.to(node) for node in range(4)] == [0.0, 1.0, math.inf, math.inf]
    assert distances.advance() == [2]
    distances.place(3)
    assert distances.advance() == [2]  # it is nearer to the file just placed
    assert distances.to(2) == 1.0


def test_a_way_found_later_replaces_a_longer_one():
    graph = adjacency.build("abc", [edge("c", "a", 0.25), edge("b", "a", 1.0), edge("c", "b", 1.0)])
    distances = Distances(graph)
    distances.place(0)
    assert sorted(distances.advance()) == [1, 2]
    assert distances.to(2) == 4.0
    assert distances.advance() == [2]
    assert distances.to(2) == 2.0
    assert not distances.reached(4.0)  # the longer way to it still waits, for nothing
    assert [distances.advance(), distances.advance()] == [[], []]
    assert distances.reached(math.inf)


@given(EDGES, st.integers(0, 7), st.integers(0, 9))
def test_a_neighbourhood_is_the_nearest_files(edges, source, size):
    graph = adjacency.build(NAMES, edges)
    exact = networkx.single_source_dijkstra_path_length(lengths(graph), source)
    found = neighbourhood(graph, source, size)
    assert len(found) == min(size + 1, len(exact))
    assert all(math.isclose(found[node], exact[node]) for node in found)
    rest = [exact[node] for node in exact.keys() - found.keys()]
    assert max(found.values()) <= min(rest, default=math.inf) + 1e-9


def test_of_equally_near_files_the_first_are_the_neighbourhood():
    graph = adjacency.build("abcd", [edge("b", "a"), edge("c", "a"), edge("d", "a")])
    assert neighbourhood(graph, 0, 2) == {0: 0.0, 1: 1.0, 2: 1.0}
