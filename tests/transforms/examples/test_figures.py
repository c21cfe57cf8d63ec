import collections

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.languages import Outline
from repoloom.transforms.examples import figures
from repoloom.transforms.graph.layout import Layout
from repoloom.transforms.graph.resolution import Resolution
from repoloom.transforms.records import Cut, Edge, Pair
from repoloom.transforms.rows import packing
from repoloom.transforms.tokens.pieces import Parsed
from tests import laws, strategies
from tests.strategies import edge, example, piece

PATHS = [f"{letter}.py" for letter in "abcdef"]


PLAIN = Outline()


def parsed(path, *pieces, language="python", outline=PLAIN, **fields):
    return Parsed(path, language, outline, pieces, **{"eligible": 0, "broken": False, **fields})


def without_zeros(stats):
    return {name: number for name, number in stats.items() if number}


def test_files_are_counted_by_what_became_of_them():
    files = [
        parsed("a.py", piece("a.py", start=6, end=12), eligible=1),
        parsed("b.py", piece("b.py"), piece("b.py", part=1), eligible=2, midline=1, broken=True),
        parsed("c.go", language="go", outline=None, broken=True),
        parsed("d.md", piece("d.md", masked=True), language="markdown", outline=None),
    ]
    assert without_zeros(figures.count(files, rate=0.5)) == {
        "files": 4,
        "split_files": 1,
        "unplaced_context": 1,
        "fim/eligible": 3,
        "fim/nominal": 1.5,
        "parse/broken": 2,
        "parse/ok": 2,
        "parse/failed": 1,
        "syntax/python/files": 2,
        "syntax/python/broken": 1,
        "syntax/go/files": 1,
        "syntax/go/broken": 1,
        "cuts/midline_suffix": 1,
        "pieces": 4,
        "piece_bytes": 24,
        "masked_pieces": 1,
        "fim/none/none": 4,
    }


@pytest.mark.parametrize(
    ("start", "end", "empty"),
    [
        (1, 5, set()),
        (0, 5, {"prefix"}),
        (3, 3, {"middle"}),
        (1, 6, {"suffix"}),
        (0, 0, {"prefix", "middle"}),
        (6, 6, {"middle", "suffix"}),
    ],
)
def test_what_a_cut_leaves_empty_is_counted(start, end, empty):
    cut = piece("a.py", start=10, end=16, cut=Cut(start, end, "spm", "gap"))
    stats = figures.count([parsed("a.py", cut)], rate=1.0)
    assert stats["fim/spm/gap"] == 1
    found = {name for name in ("prefix", "middle", "suffix") if stats[f"cuts/empty_{name}"]}
    assert found == empty


def test_a_graph_is_counted_by_kind_and_outcome():
    edges = [
        edge("a", "b"), edge("b", "a", kept=False), Edge("c", "b", "same_package", 1.0),
        Edge("c", "gone", "import", 1.0),
    ]  # fmt: skip
    counts = {"python": {"resolved": 3, "external": 1}, "go": {"resolved": 2}}
    found = Layout(edges, edges[:3], [Pair("t", "a")], "abct", Resolution((), counts))
    assert without_zeros(figures.count_layout(found)) == {
        "repos": 1,
        "pairs": 1,
        "tangles": 1,
        "edges/import/found": 3,
        "edges/import/cut": 1,
        "edges/same_package/found": 1,
        "imports/python/resolved": 3,
        "imports/python/external": 1,
        "imports/go/resolved": 2,
    }


@given(strategies.edges(PATHS, kinds=("import", "use"), cut=True), st.sets(st.sampled_from(PATHS)))
def test_a_part_lacks_the_edges_that_leave_it(edges, part):
    found = Layout(edges, edges, [], PATHS, Resolution((), {}))
    stats = figures.parted(found, {path: parsed(path) for path in part})
    leaving = [one for one in edges if one.importer in part and one.imported not in part]
    assert stats["divided/parts"] == 1
    assert stats["divided/edges"] == len({(one.importer, one.imported) for one in leaving})
    imports = {(one.importer, one.imported) for one in leaving if one.kind == "import"}
    assert stats.get("dbu/python/total", 0) == len(imports)


@given(
    strategies.edges(PATHS, cut=True),
    *[st.sets(st.sampled_from(PATHS)) for _ in range(3)],
)
def test_copies_break_the_imports_of_files_with_loss_alone(edges, learnt, copies, placed):
    stats = figures.broken_edges(edges, learnt, sorted(copies), placed)
    needs = [one.imported for one in edges if one.importer in learnt]
    assert stats == {
        "copies/edges": len(needs),
        "copies/imported": len([path for path in needs if path in copies]),
        "copies/broken": len([path for path in needs if path in copies - placed]),
    }
    laws.figures_add_up(stats)


def test_examples_are_counted_and_measured_as_they_stand():
    examples = [
        example(piece("a.py"), piece("b.py"), piece("t.py")),
        example(piece("c.py", masked=True)),
    ]
    edges = [edge("b.py", "a.py"), edge("a.py", "c.py")]
    stats = figures.measure(examples, edges, [Pair("t.py", "b.py")])
    laws.figures_add_up(stats)
    assert without_zeros(stats) == {
        "examples": 2,
        "dbu/python/total": 2,
        "dbu/python/before": 1,
        "distance/4": 1,
        "distance_tokens": 4,
        "tests/paired": 1,
        "tests/adjacent": 1,
    }


@pytest.mark.parametrize("method", ["best_fit", "concat"])
@given(examples=strategies.examples(masked=True), length=st.integers(24, 40))
def test_rows_are_counted_whole_and_copies_apart(tokenizer, method, examples, length):
    copies = [
        example(
            piece(each.pieces[0].path, [75] * 3, masked=number % 3 > 0, repeated=True),
            *each.pieces[1:],
            repo=each.repo,
        )
        for number, each in enumerate(examples[::2])
    ]
    made = [*copies, *examples[1::2]]
    rows = packing.pack(made, tokenizer, length=length, seed=0, method=method)
    stats = figures.count_rows(rows, "train", length)
    laws.figures_add_up(stats)
    pieces = [one for each in made for one in each.pieces]
    tally = collections.Counter(one.repeated for one in pieces)
    assert stats.get("placed_pieces", 0) == tally[False]
    assert stats.get("repeated/pieces", 0) == tally[True]
    assert stats.get("repeated/tokens", 0) == 3 * tally[True]
    learnt = sum(one.repeated and not one.masked for one in pieces)
    assert stats.get("repeated/learnt", 0) == 3 * learnt
    assert stats["capacity"] == length * stats["rows"] == length * len(rows)
    assert stats["tokens"] == sum(packing.length_of(each) for each in made)
    assert stats["segments"] - stats["needless_cuts"] == len(made)
