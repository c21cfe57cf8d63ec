"""Laws that hold of whatever a stage makes, each asked by the tests of many modules."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence

import networkx
import numpy as np

from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.rows import fragments, packing
from repoloom.transforms.rows.packed import Example, PackedRow


def graph_of(edges: Iterable[Edge], nodes: Iterable[str] = ()) -> networkx.DiGraph:
    """The edges that stand, each from the imported file to its importer."""
    graph = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((edge.imported, edge.importer) for edge in edges if edge.kept)
    return graph


def is_permutation(line: Sequence[str], files: Iterable[str]) -> None:
    """Each file stands in an order once."""
    assert sorted(line) == sorted(files)


def is_acyclic(edges: Iterable[Edge]) -> None:
    """No file needs itself over edges that stand."""
    graph = graph_of(edges)
    assert networkx.is_directed_acyclic_graph(graph), networkx.find_cycle(graph)


def needs_come_first(line: Sequence[str], edges: Iterable[Edge], but: Iterable[Pair] = ()) -> None:
    """What is imported stands before its importer, unless the two are on one cycle.

    Args:
        line: an order of files.
        edges: between them; those that were cut do not count.
        but: pairs whose source need not stand behind its test: it only registers the test.
    """
    graph = graph_of(edges)
    knot = {
        path: number
        for number, knot in enumerate(networkx.strongly_connected_components(graph))
        for path in knot
    }
    registered = {(pair.test, pair.source) for pair in but}
    place = {path: at for at, path in enumerate(line)}
    for imported, importer in graph.edges:
        if knot[imported] != knot[importer] and (imported, importer) not in registered:
            assert place[imported] < place[importer], (imported, importer)


def each_once(groups: Iterable[Iterable[int]], count: int) -> None:
    """Of things numbered from 0, each is in one group, and no group is empty."""
    found = [list(group) for group in groups]
    assert all(found)
    assert sorted(itertools.chain(*found)) == list(range(count))


def rows_are_sound(rows: Sequence[PackedRow], length: int) -> None:
    """No row is over length, spans stand on tokens, and rows stand by their keys."""
    for row in rows:
        tokens = len(row.input_ids) // 4
        assert sum(row.lengths) == tokens <= length
        assert len(row.lengths) == len(row.segments)
        assert len(row.key) == 8
        assert row.labels is None or len(row.labels) == len(row.input_ids)
        assert row.middle_remaining is None or 2 * len(row.middle_remaining) == len(row.input_ids)
        labels = row.input_ids if row.labels is None else row.labels
        loss = np.frombuffer(labels, "<i4") != -100
        for file in (file for segment in row.segments for file in segment.files):
            inside = loss[max(file.start, 0) : file.end]
            assert not (file.masked and inside.any())
    assert [row.key for row in rows] == sorted(row.key for row in rows)


def nothing_is_lost(rows: Iterable[PackedRow], examples: Collection[Example]) -> None:
    """Of what was packed, each piece comes out once, with its tokens and with its example."""
    found = sorted(
        (segment.unit, segment.repo, [file.path for file in segment.files], tokens)
        for row in fragments.whole(rows)
        for segment, tokens in packing.unpack(row)
    )
    assert found == sorted(
        (
            packing.unit_of(one),
            one.repo,
            [piece.path for piece in one.pieces],
            [piece.tokens for piece in one.pieces],
        )
        for one in examples
    )


def figures_add_up(figures: Mapping[str, float]) -> None:
    """Counts of parts are those of the whole, as far as the figures have both."""

    def total(prefix: str, suffix: str = "") -> float:
        return sum(
            number
            for name, number in figures.items()
            if name.startswith(prefix) and name.endswith(suffix)
        )

    assert all(number >= 0 for number in figures.values())
    assert total("dbu/", "/before") == sum(
        number for name, number in figures.items() if name.removeprefix("distance/").isdigit()
    )
    assert total("dbu/", "/before") <= total("dbu/", "/total")
    assert figures.get("tests/adjacent", 0) <= figures.get("tests/paired", 0)
    assert figures.get("order/against", 0) <= figures.get("order/edges", 0)
    broken = [figures.get(f"copies/{name}", 0) for name in ("broken", "imported", "edges")]
    assert broken == sorted(broken)
    if "files" in figures:
        parsed = figures.get("parse/ok", 0) + figures.get("parse/failed", 0)
        assert parsed == total("syntax/", "/files") <= figures["files"]
        assert total("fim/none/") + total("fim/psm/") + total("fim/spm/") == figures.get(
            "pieces", 0
        )
    if "rows" in figures:
        assert figures["rows"] == total("split/", "/rows")
        assert figures["tokens"] == total("split/", "/tokens") <= figures["capacity"]
