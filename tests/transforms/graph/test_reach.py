"""Which files an example reaches over its imports, and which of them define a name."""

import networkx
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.graph import reach
from repoloom.transforms.graph.reach import Definers, Reach
from tests.strategies import edge

PATHS = "abcdefgh"
RANK = {path: number for number, path in enumerate(PATHS)}


def test_the_nearest_come_first_and_by_their_place():
    edges = [edge("a", "d"), edge("a", "c"), edge("c", "b"), edge("b", "e"), edge("e", "f")]
    assert list(Reach(edges, RANK).of("a").items()) == [("c", 1), ("d", 1), ("b", 2), ("e", 3)]


def test_files_without_a_place_lead_nowhere_and_cut_edges_count():
    edges = [edge("a", "gone"), edge("gone", "b"), edge("a", "c", kept=False), edge("a", "a")]
    assert Reach(edges, RANK).of("a") == {"c": 1}
    assert Reach(edges, RANK).of(["b", "z"]) == {}


def test_no_more_files_than_a_bound(monkeypatch):
    monkeypatch.setattr(reach, "MOST_FILES", 2)
    edges = [edge("a", "b"), edge("b", "c"), edge("b", "d"), edge("c", "e")]
    assert Reach(edges, RANK).of("a") == {"b": 1, "c": 2}
    assert Reach([edge("a", path) for path in "bcde"], RANK).of("a") == {"b": 1, "c": 1}


@given(
    st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(PATHS)), max_size=20),
    st.sets(st.sampled_from(PATHS), min_size=1, max_size=3),
)
def test_steps_are_shortest_paths_up_to_a_bound(arcs, start):
    found = Reach([edge(*arc) for arc in arcs], RANK).of(sorted(start))
    graph = networkx.DiGraph(arcs)
    graph.add_nodes_from(start)
    lengths = networkx.multi_source_dijkstra_path_length(graph, start)
    assert found == {path: step for path, step in lengths.items() if 0 < step <= reach.STEPS}


NAMES = st.binary(max_size=3)


@given(st.dictionaries(st.sampled_from(PATHS), st.lists(NAMES, max_size=5)), st.sets(NAMES))
def test_files_are_found_by_what_they_define(defined, wanted):
    found = Definers(defined.items()).of(wanted)
    expected = {path for path, names in defined.items() if wanted & set(names)}
    assert found == expected  # of so short names no two have the same checksum
