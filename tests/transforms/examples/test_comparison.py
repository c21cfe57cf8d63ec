import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.examples import comparison
from repoloom.transforms.records import Edge, Pair, Piece


def piece(path, length, part=0):
    tokens = np.zeros(length, "<i4").tobytes()
    return Piece(path, "python", "", part, 1, 0, 0, None, False, tokens)


def test_a_definition_stands_first_where_the_order_knows_of_it():
    pieces = [piece("b.py", 10), piece("a.py", 10)]
    found = comparison.compare(pieces, [Edge("a.py", "b.py", "import", 1.0)], [], budget=100)
    assert found["path"].figures["dbu/python/before"] == 0
    assert found["deepseek"].figures["dbu/python/before"] == 1
    assert found["path"].lengths == (10 + 1 + 10 + 2,)


def test_tests_are_counted_and_not_moved():
    pieces = [piece(path, 5) for path in ("a.py", "m.py", "test_a.py")]
    found = comparison.compare(pieces, [], [Pair("test_a.py", "a.py")], budget=100)
    assert found["path"].figures["tests/paired"] == 1
    assert found["path"].figures["tests/adjacent"] == 0


def test_deepseek_takes_the_edges_that_a_cycle_was_cut_at():
    """In degrees 1, 2 and 0 place `c.py` first, and the cut edge holds `b.py` back."""
    edges = [Edge("a.py", "b.py", "import", 1.0), Edge("b.py", "a.py", "import", 0.5, kept=False)]
    edges.append(Edge("b.py", "c.py", "import", 1.0))
    pieces = [piece(path, 5) for path in ("a.py", "b.py", "c.py")]
    found = comparison.compare(pieces, edges, [], budget=100)["deepseek"]
    assert found.figures["dbu/python/total"] == 3
    assert found.figures["dbu/python/before"] == 2


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(30, 60))
def test_every_order_has_all_tokens(lengths, budget):
    pieces = [piece(f"{number}.py", length) for number, length in enumerate(lengths)]
    for found in comparison.compare(pieces, [], [], budget=budget).values():
        separators = len(lengths) - len(found.lengths)
        assert sum(found.lengths) == sum(lengths) + separators + 2 * len(found.lengths)
        assert max(found.lengths) <= budget + 2
