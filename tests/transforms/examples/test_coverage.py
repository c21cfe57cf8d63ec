import collections
import itertools
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.examples import coverage
from repoloom.transforms.examples.coverage import Placed
from repoloom.transforms.records import Edge, Pair


def needs(importer, imported, kind="import", kept=True):
    return Edge(importer, imported, kind, 1.0, kept)


def placed(*paths, tokens=10):
    return [Placed(path, "python", tokens) for path in paths]


def measure(examples, edges=(), pairs=()):
    return coverage.measure(examples, edges, [Pair(test, source) for test, source in pairs])


def before(examples, *edges):
    figures = measure(examples, edges)
    return figures.get("dbu/python/before"), figures.get("dbu/python/total")


def test_an_import_counts_as_before_only_in_the_same_example_and_earlier():
    edge = needs("a", "b")
    assert before([placed("b", "a")], edge) == (1, 1)
    assert before([placed("a", "b")], edge) == (0, 1)
    assert before([placed("b"), placed("a")], edge) == (0, 1)


def test_a_cut_import_counts():
    assert before([placed("b", "a")], needs("a", "b", kept=False)) == (1, 1)


def test_uses_without_an_import_do_not_count():
    assert before([placed("b", "a")], needs("a", "b", kind="same_package")) == (None, None)


def test_imports_of_oneself_and_of_files_that_are_not_placed_do_not_count():
    examples = [placed("b", "a")]
    assert before(examples, needs("a", "a"), needs("a", "x"), needs("x", "a")) == (None, None)


def test_the_language_is_the_importers():
    figures = measure([[Placed("b.h", "c", 1), Placed("a.cc", "cpp", 1)]], [needs("a.cc", "b.h")])
    assert {name for name in figures if name.startswith("dbu/")} == {
        "dbu/cpp/before",
        "dbu/cpp/total",
    }


def test_the_distance_runs_from_start_to_start_over_separators():
    examples = [placed("b", "c", "a", tokens=10)]
    figures = measure(examples, [needs("a", "b"), needs("a", "c")])
    assert figures["distance_tokens"] == 22 + 11
    assert (figures["distance/16"], figures["distance/8"]) == (1, 1)


def test_the_nearest_part_of_the_imported_file_gives_the_distance():
    parts = [Placed("b", "python", 100, part) for part in (0, 1)]
    figures = measure([[*parts, Placed("a", "python", 5)]], [needs("a", "b")])
    assert figures["distance_tokens"] == 101


def test_the_importer_stands_where_its_first_part_does():
    first, second = (Placed("a", "python", 9, part) for part in (0, 1))
    assert before([[*placed("b"), second], [first]], needs("a", "b")) == (0, 1)
    assert before([[second], [*placed("b"), first]], needs("a", "b")) == (1, 1)


def test_a_repeated_importer_stands_where_it_is_learnt():
    repeated = Placed("a", "python", 9, masked=True)
    assert before([[*placed("b"), repeated], placed("a")], needs("a", "b")) == (0, 1)
    assert before([[repeated], placed("b", "a")], needs("a", "b")) == (1, 1)


def test_a_repeated_imported_file_counts():
    repeated = Placed("b", "python", 9, masked=True)
    assert before([placed("b"), [repeated, *placed("a")]], needs("a", "b")) == (1, 1)


@pytest.mark.parametrize(
    ("order", "adjacent"),
    [
        ("s t u x", 2),
        ("s u t x", 2),
        ("s x t u", 0),
        ("t s u x", 1),
        ("t u s x", 0),
        ("s t x u", 1),
    ],
)
def test_a_test_is_adjacent_behind_its_source_or_another_test_of_it(order, adjacent):
    figures = measure([placed(*order.split())], pairs=[("t", "s"), ("u", "s")])
    assert (figures["tests/paired"], figures["tests/adjacent"]) == (2, adjacent)


def test_a_test_of_another_source_ends_the_run():
    pairs = [("t", "s"), ("u", "r"), ("v", "s")]
    assert measure([placed("r", "s", "t", "u", "v")], pairs=pairs)["tests/adjacent"] == 1


def test_parts_of_a_file_do_not_end_the_run():
    def parts(path):
        return [Placed(path, "python", 9, part) for part in range(3)]

    example = [*parts("s"), *parts("t"), *parts("u")]
    figures = measure([example], pairs=[("t", "s"), ("u", "s")])
    assert figures["tests/adjacent"] == 2


def test_a_test_with_two_sources_counts_once():
    pairs = [("t", "s.c"), ("t", "s.h")]
    figures = measure([placed("s.h", "s.c", "t")], pairs=pairs)
    assert (figures["tests/paired"], figures["tests/adjacent"]) == (1, 1)


def test_pairs_of_files_that_are_not_placed_do_not_count():
    figures = measure([placed("s", "t")], pairs=[("t", "gone"), ("gone", "s")])
    assert (figures["tests/paired"], figures["tests/adjacent"]) == (0, 0)


def test_nothing_measured_is_still_a_result():
    assert measure([]) == {"tests/adjacent": 0, "tests/paired": 0}
    assert coverage.median_distance({}) == 0


@pytest.mark.parametrize(
    ("counts", "median"),
    [({1: 1, 4: 1, 16: 1}, 4), ({1: 1, 4: 1}, 1), ({1: 1, 4: 2}, 4), ({8: 2, 64: 3, 1024: 4}, 64)],
)
def test_the_median_is_read_from_the_counts(counts, median):
    figures = {f"distance/{power}": count for power, count in counts.items()}
    assert coverage.median_distance({**figures, "distance_tokens": 9}) == median


PATHS = [f"{letter}.py" for letter in "abcdef"]
pieces = st.builds(
    Placed,
    st.sampled_from(PATHS),
    st.just("python"),
    st.integers(1, 40),
    st.integers(0, 2),
    st.booleans(),
)
repositories = st.tuples(
    st.lists(st.lists(pieces, max_size=6), max_size=4),
    st.lists(
        st.builds(
            needs, *[st.sampled_from([*PATHS, "x.py"])] * 2, st.sampled_from(["import", "use"])
        )
    ),
    st.lists(st.builds(Pair, st.sampled_from(PATHS), st.sampled_from(PATHS))),
)


def distances(examples, edges):
    """By the definition alone: (importer, imported) -> distance, None where it is not before."""
    everywhere = [
        (piece, number, sum(other.tokens + 1 for other in example[:index]))
        for number, example in enumerate(examples)
        for index, piece in enumerate(example)
    ]
    found = {}
    for edge in edges:
        mine = [spot for spot in everywhere if spot[0].path == edge.importer]
        theirs = [spot for spot in everywhere if spot[0].path == edge.imported]
        if edge.kind != "import" or edge.importer == edge.imported or not (mine and theirs):
            continue
        _, number, start = min(mine, key=lambda spot: (spot[0].masked, spot[0].part, *spot[1:]))
        gaps = [start - at for _, example, at in theirs if example == number and at < start]
        found[edge.importer, edge.imported] = min(gaps, default=None)
    return found


@given(repositories)
def test_figures_equal_the_definition(repository):
    examples, edges, pairs = repository
    expected = distances(examples, edges)
    gaps = [gap for gap in expected.values() if gap is not None]
    figures = coverage.measure(examples, edges, pairs)
    assert figures.get("dbu/python/total", 0) == len(expected)
    assert figures.get("dbu/python/before", 0) == len(gaps)
    assert figures.get("distance_tokens", 0) == sum(gaps)
    powers = collections.Counter(max(2**k for k in range(12) if 2**k <= gap) for gap in gaps)
    assert {name: n for name, n in figures.items() if name.startswith("distance/")} == {
        f"distance/{power}": count for power, count in powers.items()
    }
    if gaps:
        median = coverage.median_distance(figures)
        assert median <= statistics.median_low(gaps) < 2 * median


@given(repositories, st.randoms(use_true_random=False))
def test_the_order_of_edges_and_pairs_does_not_matter(repository, draw):
    examples, edges, pairs = repository
    figures = coverage.measure(examples, edges, pairs)
    draw.shuffle(edges)
    draw.shuffle(pairs)
    again = coverage.measure(examples, [*edges, *edges], [*pairs, *pairs])
    assert list(again.items()) == list(figures.items())


@given(repositories, repositories)
def test_figures_of_two_repositories_add_up(one, other):
    examples, edges, pairs = other
    apart = (
        [
            [Placed(f"2/{p.path}", p.language, p.tokens, p.part, p.masked) for p in e]
            for e in examples
        ],
        [needs(f"2/{edge.importer}", f"2/{edge.imported}", edge.kind) for edge in edges],
        [Pair(f"2/{pair.test}", f"2/{pair.source}") for pair in pairs],
    )
    both = coverage.measure(*(list(itertools.chain(*two)) for two in zip(one, apart, strict=True)))
    added = collections.Counter(coverage.measure(*one))
    added.update(coverage.measure(*other))
    assert both == added


@given(repositories)
def test_adjacent_tests_are_paired_and_stand_behind_something(repository):
    examples, edges, pairs = repository
    figures = coverage.measure(examples, edges, pairs)
    behind = {piece.path for example in examples for piece in example[1:]}
    sources = {pair.test for pair in pairs}
    assert figures["tests/adjacent"] <= min(figures["tests/paired"], len(behind & sources))


def test_edges_against_an_order_are_counted_once_a_pair_of_files():
    edges = [
        Edge("a", "b", "import", 1.0),
        Edge("a", "b", "same_package", 1.0, kept=False),
        Edge("c", "a", "import", 1.0),
        Edge("c", "c", "import", 1.0),
        Edge("c", "elsewhere", "import", 1.0),
    ]
    assert coverage.against(["a", "b", "c"], edges) == {"order/edges": 2, "order/against": 1}
    assert coverage.against(["b", "a", "c"], edges) == {"order/edges": 2, "order/against": 0}
