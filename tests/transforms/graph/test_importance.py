import math
import random

import pytest

from repoloom.transforms.graph import importance
from repoloom.transforms.records import Link


def weight(*links, tests=()):
    (edge,) = importance.weigh(links, tests)
    return edge.importance


def alone(score):
    """The importance that a score gives where one file imports the imported one."""
    return pytest.approx(1 + score - math.log2(2) / 4)


PLAIN = {"matched": 0.0, "top_level": False}


@pytest.mark.parametrize(
    ("evidence", "score"),
    [
        ({}, 0),
        ({"used_symbols": 2}, 4),
        ({"used_symbols": 9}, 6),
        ({"exact": True}, 2),
        ({"matched": 0.5}, 0.5),
        ({"top_level": True}, 1),
        ({"used_symbols": 1, "conditional": True}, 1),
        ({"used_symbols": 2, "reexport": True}, 2),
    ],
)
def test_each_piece_of_evidence_counts_as_published(evidence, score):
    assert weight(Link("a/x.py", "b/y.py", **{**PLAIN, **evidence})) == alone(score)


def test_a_file_of_the_same_directory_is_nearer():
    assert weight(Link("a/x.py", "a/y.py", **PLAIN)) == alone(1)


def test_a_test_needs_its_source_and_not_its_fixture():
    link = Link("tests/t.py", "a/y.py", **PLAIN)
    assert weight(link, tests=["tests/t.py"]) == alone(2)
    assert weight(link, tests=["tests/t.py", "a/y.py"]) == alone(0)


def test_weak_evidence_ends_at_the_floor():
    link = Link("a/x.py", "b/y.py", **{**PLAIN, "conditional": True, "reexport": True})
    assert weight(link) == importance.FLOOR


def test_what_everything_imports_is_weak_evidence():
    links = [Link(f"m{number}.py", "lib/util.py", **PLAIN) for number in range(7)]
    assert {edge.importance for edge in importance.weigh(links)} == {1 - 3 / 4}


def test_fan_in_counts_files_not_statements_and_not_the_file_itself():
    once = [Link("a.py", "lib/u.py", **PLAIN)]
    again = [*once, Link("a.py", "lib/u.py", "same_package", **PLAIN)]
    itself = [*once, Link("lib/u.py", "lib/u.py", **PLAIN)]
    assert importance.weigh(once)[0] == importance.weigh(again)[0] == importance.weigh(itself)[0]


def test_two_statements_add_up_and_are_weak_only_together():
    first = Link("a/x.py", "b/y.py", used_symbols=1, conditional=True, **PLAIN)
    second = Link("a/x.py", "b/y.py", used_symbols=1, matched=1.0)
    assert weight(first, second) == alone(2 * 2 + 1 + 1)
    assert weight(first, first) == alone(2 * 2 - 1)


def test_edges_are_sorted_one_for_each_kind_whatever_the_order_of_links():
    links = [Link(f"f{a}.py", f"f{b}.py", kind) for a in range(4) for b in range(4)
             for kind in ("same_package", "import")]  # fmt: skip
    edges = importance.weigh(links)
    keys = [(edge.importer, edge.imported, edge.kind) for edge in edges]
    assert keys == sorted(set(keys))
    random.Random(5).shuffle(links)
    assert importance.weigh(links) == edges


def test_an_edge_is_tagged_with_what_all_its_links_are():
    inner = Link("t/a.py", "b.py", used_symbols=1, top_level=False, conditional=True, reexport=True)
    typed = Link("t/a.py", "b.py", used_symbols=2, top_level=True, conditional=True)
    (both,) = importance.weigh([inner, typed], {"t/a.py"})
    (alone,) = importance.weigh([inner])
    assert (both.used_symbols, both.nested, both.conditional) == (3, False, True)
    assert (both.reexport, both.test) == (False, True)
    assert (alone.nested, alone.reexport, alone.test) == (True, True, False)
