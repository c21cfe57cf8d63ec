import itertools

import networkx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.duplicates import election
from repoloom.transforms.duplicates.election import CROWD, Loss, Pairs
from tests.strategies import verified_links


def as_pairs(links):
    first, second = zip(*links, strict=True) if links else ((), ())
    return Pairs(
        np.array(first, np.uint64), np.array(second, np.uint64), np.array(list(links.values()))
    )


def as_set(pairs):
    return set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


def keyed(runs):
    """Keys and ids where each of `runs` (coarse, fine, ids) shares its key."""
    keys = [(coarse << 24) + fine for coarse, fine, ids in runs for _ in ids]
    ids = [one for _, _, ids in runs for one in ids]
    return np.array(keys, np.uint64), np.array(ids, np.uint64)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=15, unique=True))
def test_small_runs_give_all_pairs(entries):
    keys = np.array([key << 24 for _, key in entries], np.uint64)
    ids = np.array([one for one, _ in entries], np.uint64)
    expected = {
        tuple(sorted((a, b)))
        for (a, key), (b, other) in itertools.combinations(entries, 2)
        if key == other and a != b
    }
    assert as_set(election.candidate_pairs(keys, ids)) == expected


def test_a_crowd_gives_a_star_and_the_pairs_of_its_finer_runs():
    runs = [(1, 0, range(100, 100 + 2 * CROWD)), (1, 7, [3, 500, 501])]
    found = as_set(election.candidate_pairs(*keyed(runs)))
    star = {(3, other) for other in [*range(100, 100 + 2 * CROWD), 500, 501]}
    finer = {(100, other) for other in range(101, 100 + 2 * CROWD)} | {(500, 501)}
    assert found == star | finer


@given(st.randoms(use_true_random=False))
def test_candidates_do_not_depend_on_the_order(draw):
    keys, ids = keyed([(1, i % 3, [i]) for i in range(2 * CROWD)] + [(2, 0, [5, 6]), (3, 0, [9])])
    order = list(range(len(keys)))
    draw.shuffle(order)
    expected = election.candidate_pairs(keys, ids)
    found = election.candidate_pairs(keys[order], ids[order])
    np.testing.assert_array_equal(expected.first, found.first)
    np.testing.assert_array_equal(expected.second, found.second)


@given(st.lists(st.integers(0, 12)))
def test_recurring_are_those_that_come_twice(values):
    found = election.recurring(np.array(values, np.uint32))
    assert found.tolist() == [values.count(value) > 1 for value in values]


@given(verified_links)
def test_a_removed_id_has_a_kept_twin_and_no_two_kept_ids_are_twins(links):
    lost = election.elect(as_pairs(links))
    for one, loss in lost.items():
        assert loss.twin not in lost
        assert loss.twin < one
        assert links[loss.twin, one] == loss.jaccard
    assert all(first in lost or second in lost for first, second in links)


@given(verified_links)
def test_the_best_of_a_group_stays(links):
    graph = networkx.Graph(list(links))
    lost = election.elect(as_pairs(links))
    assert all(min(group) not in lost for group in networkx.connected_components(graph))


def test_a_chain_loses_only_those_with_a_kept_twin():
    lost = election.elect(as_pairs({(1, 2): 0.8, (2, 3): 0.9, (3, 4): 0.7}))
    assert lost == {2: Loss(1, 0.8), 4: Loss(3, 0.7)}


def test_the_most_alike_kept_twin_is_named():
    lost = election.elect(as_pairs({(1, 9): 0.7, (2, 9): 0.9, (3, 9): 0.9}))
    assert lost == {9: Loss(2, 0.9)}


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19))))
def test_groups_are_the_connected_components(links):
    graph = networkx.Graph(links)
    graph.add_nodes_from(range(20))
    expected = {
        node: min(group) for group in networkx.connected_components(graph) for node in group
    }
    assert election.components(links, 20) == [expected[node] for node in range(20)]


def test_joined_pairs_are_ordered_and_come_once():
    parts = [as_pairs({(3, 4): 0.7, (1, 2): 0.8}), as_pairs({(1, 2): 0.8, (1, 9): 1.0})]
    pairs = election.joined(parts)
    assert list(zip(pairs.first, pairs.second, pairs.jaccard, strict=True)) == [
        (1, 2, 0.8),
        (1, 9, 1.0),
        (3, 4, 0.7),
    ]
    assert len(election.joined([])) == 0


def test_an_exact_copy_of_a_near_copy_has_the_kept_twin():
    resolved = election.resolved({5: 2, 6: 1}, {2: Loss(1, 0.8)})
    assert resolved == {2: Loss(1, 0.8), 5: Loss(1, 0.8), 6: Loss(1, 1.0, exact=True)}


@given(st.lists(st.integers(0, 2**64 - 1), max_size=30))
def test_scattered_keys_come_once_in_the_part_of_their_high_bits(keys):
    values = np.array(keys, np.uint64)
    parts = election.scattered(values)
    found = {int(place): part for part, places in parts for place in places}
    assert found == {place: key >> 58 for place, key in enumerate(keys)}
