from unittest import mock

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.graph import acyclic

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


@given(ARCS, st.permutations(range(12)))
@pytest.mark.parametrize("hubs", [(), range(12)], ids=["no_hub", "all_hubs"])
def test_hubs_change_no_answer(hubs, arcs, order):
    plain, marked = acyclic.AcyclicGraph(range(12)), acyclic.AcyclicGraph(order, hubs)
    assert [plain.insert(*arc) for arc in arcs] == [marked.insert(*arc) for arc in arcs]


def test_an_order_that_arcs_follow_stays_as_it_is():
    graph = acyclic.AcyclicGraph([2, 0, 3, 1])
    assert graph.insert(2, 1)
    assert graph.insert(0, 3)
    assert graph.order() == [2, 0, 3, 1]


def test_an_arc_that_falls_moves_the_smaller_side_and_nothing_beyond():
    behind = acyclic.AcyclicGraph([0, 1, 2, 3, 4, 5])
    assert behind.insert(4, 1)  # a tie of work: the forward search has ended
    assert behind.order() == [0, 2, 3, 4, 1, 5]
    before = acyclic.AcyclicGraph([0, 1, 2, 3, 4, 5])
    assert all(before.insert(1, head) for head in (2, 3))
    assert before.insert(4, 1)
    assert before.order() == [0, 4, 1, 2, 3, 5]


def test_an_arc_given_twice_stands_twice_and_one_back_is_refused():
    graph = acyclic.AcyclicGraph(range(2))
    assert [graph.insert(*arc) for arc in [(0, 1), (0, 1), (1, 0), (0, 0)]] == [
        True, True, False, False
    ]  # fmt: skip


def test_a_node_moves_again_and_again_into_the_narrowest_gap():
    """Gaps halve at each move; 400 moves use 128 bits up three times and relabel."""
    graph = acyclic.AcyclicGraph(range(402))
    for node in range(2, 402):
        assert graph.insert(node, 1)
        assert not graph.insert(1, node)
    assert graph.order() == [0, *range(2, 402), 1]


@pytest.mark.parametrize("hub", [0, 2, 4])
def test_a_way_over_a_hub_is_known_without_a_search(hub):
    """Arcs come in an order in which marks have to spread both ways."""
    graph = acyclic.AcyclicGraph(range(6), [5, hub])
    for arc in [(0, 1), (3, 4), (2, 3), (1, 2)]:
        assert graph.insert(*arc)
    with mock.patch.object(acyclic, "_Search", side_effect=AssertionError("searched")):
        assert not graph.insert(4, 0)
        if hub == 2:
            assert not graph.insert(2, 1)
            assert not graph.insert(3, 2)
