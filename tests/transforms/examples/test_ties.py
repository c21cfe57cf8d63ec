import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.examples import ties
from repoloom.transforms.examples.units import Item, Unit
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.tokens import names

WORDS = [f"name{number}" for number in range(12)]


def made(*texts):
    items = [
        Item(f"f{number}", 0, 9, names.names_in(" ".join(text).encode()))
        for number, text in enumerate(texts)
    ]
    return items, [Unit((number,), 9) for number in range(len(items))]


def by_hand(texts, most=32):
    """The definition: each name that two units have counts by the number of units that have it."""
    found = np.zeros((len(texts), len(texts)))
    for word in set().union(*texts):
        having = [number for number, text in enumerate(texts) if word in text]
        if 2 <= len(having) <= most:
            weight = round(1024 / (1 + len(having) / 16) * math.sqrt(2 / len(having)))
            for one in having:
                for other in having:
                    found[one, other] += weight * (one != other)
    return found


@given(st.lists(st.sets(st.sampled_from(WORDS)), min_size=1, max_size=8))
def test_names_in_common_tie_as_defined(texts):
    items, units = made(*texts)
    assert np.array_equal(ties.between(items, units, [], []), by_hand(texts))


@pytest.mark.parametrize(("units", "tied"), [(2, True), (32, True), (33, False)])
def test_a_name_that_many_have_ties_nothing(units, tied):
    found = ties.between(*made(*[{"common"}] * units), [], [])
    assert found.any() == tied
    assert np.array_equal(found, by_hand([{"common"}] * units))


def test_a_rarer_name_ties_more():
    texts = [{"rare", "often"}, {"rare"}, {"often"}, {"often"}]
    found = ties.between(*made(*texts), [], [])
    assert found[0, 1] > found[0, 2] > 0
    assert found[1, 2] == 0


def test_the_names_of_a_unit_are_those_of_its_items_once():
    items, _ = made({"shared"}, {"shared", "other"}, {"shared"})
    units = [Unit((0, 1), 19), Unit((2,), 9)]
    assert ties.between(items, units, [], [])[0, 1] == by_hand([{"shared"}, {"shared"}])[0, 1]


def edge(importer, imported, importance=2.0, kind="import", kept=True):
    return Edge(importer, imported, kind, importance, kept=kept)


def test_kept_imports_and_pairs_tie_and_other_edges_do_not():
    items, units = made(set(), set(), set(), set())
    edges = [edge("f0", "f1"), edge("f1", "f2", kind="same_package"), edge("f2", "f3", kept=False)]
    found = ties.between(items, units, [*edges, edge("f0", "gone")], [Pair("f3", "f0")])
    strength = ties.NAME * ties.IMPORTANCE
    expected = np.zeros((4, 4))
    expected[0, 1] = expected[1, 0] = 2 * strength
    expected[0, 3] = expected[3, 0] = ties.PAIRED * strength
    assert np.array_equal(found, expected)


def test_of_a_long_file_the_first_and_the_last_unit_have_its_imports():
    items = [Item("s", part, 9) for part in range(3)] + [Item("a", 0, 9)]
    units = [Unit((number,), 9) for number in range(4)]
    found = ties.between(items, units, [edge("s", "a")], [])
    assert found[3].tolist() == [2 * ties.NAME * ties.IMPORTANCE, 0, found[3, 0], 0]
    assert not found[:3, :3].any()


def test_ties_are_whole_and_symmetric():
    items, units = made({"aaaa", "bbbb"}, {"aaaa"}, {"bbbb", "aaaa"})
    found = ties.between(items, units, [edge("f0", "f2", importance=1.23456789)], [])
    assert np.array_equal(found, found.T)
    assert np.array_equal(found, np.round(found))
    assert not np.diagonal(found).any()
