import collections
import dataclasses

import apache_beam as beam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repoloom.transforms import weave
from repoloom.transforms.rows import packing
from tests import laws
from tests.strategies import edge
from tests.transforms.woven import (
    FILES,
    SETTINGS,
    kept_file,
    loose,
    parts,
    placed,
    repository,
)  # fmt: skip


def woven(tokenizer, *, files=FILES, masked=(), **change):
    return weave.weave_repository(
        repository(files, masked), dataclasses.replace(SETTINGS, **change), tokenizer
    )


def pack(tokenizer, *some, number=0, **change):
    return weave.pack_shard(number, some, tokenizer, dataclasses.replace(SETTINGS, **change))


def test_every_file_is_placed_once(tokenizer):
    found = woven(tokenizer)
    assert sorted(placed(found)) == sorted(found.order) == sorted(FILES)


def test_needs_come_first_and_the_test_behind_its_source(tokenizer):
    found = woven(tokenizer)
    order = found.order
    assert order.index("shop/money.py") < order.index("shop/cart.py")
    assert order.index("tests/test_cart.py") == order.index("shop/cart.py") + 1
    assert [one.importer for one in found.edges if one.test] == ["tests/test_cart.py"]
    assert (found.stats["order/edges"], found.stats["order/against"]) == (2, 0)
    assert [(one.test, one.source) for one in found.pairs] == [
        ("tests/test_cart.py", "shop/cart.py")
    ]


def test_context_stands_in_a_row_only_where_a_trained_file_needs_it(tokenizer):
    found = woven(tokenizer, masked={"shop/money.py", "README.md"})
    assert "shop/money.py" in placed(found)
    assert "README.md" not in placed(found)
    assert "README.md" in found.order
    assert found.stats["unplaced_context"] == 1


def test_context_that_only_context_needs_stands_nowhere(tokenizer):
    found = woven(tokenizer, masked={"shop/money.py", "shop/cart.py", "tests/test_cart.py"})
    assert sorted(placed(found)) == ["README.md", "shop/__init__.py"]


def test_an_edge_that_was_cut_brings_no_context(tokenizer):
    """The weak side of a cycle: what it leads to stands behind the file that would need it."""
    files = {
        "a.py": b"if TYPE_CHECKING:\n    import b\n",
        "b.py": b"from a import x, y\n\nprint(x, y)\n",
    }
    found = woven(tokenizer, files=files, masked={"b.py"})
    assert [(one.importer, one.kept) for one in found.edges] == [("a.py", False), ("b.py", True)]
    assert placed(found) == ["a.py"]
    assert placed(woven(tokenizer, files=files, masked={"a.py"})) == ["a.py", "b.py"]


def test_needed_context_is_masked_and_behind_a_kept_edge_of_a_file_with_loss():
    kept = {path: kept_file(path, b"", masked=path in "mnéz") for path in "abmnéz"}
    edges = [
        edge("a", "z"), edge("b", "é"), edge("a", "é"), edge("a", "b"), edge("m", "n"),
        edge("a", "n", kept=False), edge("m", "a"),
    ]  # fmt: skip
    assert weave.needed_context(kept, edges) == ["z", "é"]


PATHS = [f"m{number}.py" for number in range(5)]


@settings(max_examples=40)
@given(
    imports=st.lists(st.lists(st.sampled_from(PATHS), max_size=3), min_size=5, max_size=5),
    masked=st.sets(st.sampled_from(PATHS), max_size=3),
    composer=st.sampled_from(["affinity", "context", "linear"]),
    form=st.sampled_from(["slices", "whole"]),
    loss=st.sampled_from(["masked", "full"]),
    method=st.sampled_from(["best_fit", "first_fit", "concat"]),
)
def test_whatever_the_settings_nothing_is_lost_or_learnt_twice(
    tokenizer, imports, masked, composer, form, loss, method
):
    files = {
        path: "".join(f"import {name[:-3]}\nx.name_of_{name}\n" for name in some).encode()
        + b"def name_of_%b(): pass\n" % path[:-3].encode()
        + b"x = 1\n" * 30
        for path, some in zip(PATHS, imports, strict=True)
    }
    chosen = {"composer": composer, "context_form": form, "context_loss": loss}
    found = woven(tokenizer, files=files, masked=masked, **chosen)
    laws.is_permutation(found.order, PATHS)
    laws.is_acyclic(found.edges)
    laws.needs_come_first(found.order, found.edges)
    shard = pack(tokenizer, found, packing=method)
    rows = shard.rows.get("train", [])
    laws.rows_are_sound(rows, SETTINGS.length)
    laws.nothing_is_lost(rows, found.examples)
    laws.figures_add_up(shard.stats)
    own = [one for each in found.examples for one in each.pieces if not one.repeated]
    times = collections.Counter((one.path, one.part) for one in own)
    assert set(times.values()) <= {1}
    needed = {
        one.imported
        for one in found.edges
        if one.kept and one.importer not in masked and one.imported in masked
    }
    assert {one.path for one in own} == set(PATHS) - masked | needed
    assert all(one.masked == (one.path in masked) for one in own)
    copies = [one for each in found.examples for one in each.pieces if one.repeated]
    assert all(one.masked == (loss == "masked" or one.path in masked) for one in copies)
    assert all(bool(one.ranges) == (form == "slices") for one in copies)


def test_a_shard_is_packed_by_split_and_counted(tokenizer):
    one, other = (
        woven(tokenizer),
        weave.weave_repository(repository(name="o/v", split="validation"), SETTINGS, tokenizer),
    )
    shard = pack(tokenizer, other, one, number=4)
    assert shard.number == 4
    assert list(shard.rows) == ["train", "validation"]
    assert {s.repo for row in shard.rows["validation"] for s in row.segments} == {"o/v"}
    assert shard.stats["pieces"] == shard.stats["placed_pieces"] == 2 * len(FILES)
    assert shard.stats["repos"] == 2
    rows = [row for some in shard.rows.values() for row in some]
    assert shard.stats["tokens"] == sum(sum(row.lengths) for row in rows)
    assert shard.stats["capacity"] == 512 * shard.stats["rows"]
    laws.figures_add_up(shard.stats)


@pytest.mark.parametrize("times", [0, 2])
def test_a_piece_that_is_missing_or_stands_twice_fails_the_shard(tokenizer, monkeypatch, times):
    one = woven(tokenizer)
    again = dataclasses.replace(one.examples[0], repo="o/again")
    spoilt = (*one.examples[1:], *([one.examples[0], again] if times else []))
    real = packing.pack
    monkeypatch.setattr(packing, "pack", lambda found, *a, **k: real(spoilt, *a, **k))
    with pytest.raises(ValueError, match=r"shard 3: 5 pieces went in, \d+ came out"):
        pack(tokenizer, one, number=3)


@pytest.mark.parametrize("method", ["best_fit", "first_fit", "concat"])
def test_examples_are_given_up_for_best_fit_alone(tokenizer, method):
    shard = pack(tokenizer, loose("o/a"), length=90, packing=method)
    assert (shard.stats["examples"] > 400) == (method == "best_fit")
    units = {segment.unit for row in shard.rows["train"] for segment in row.segments}
    assert len(units) == shard.stats["examples"]
    assert shard.stats["placed_pieces"] == 2000


def test_what_is_given_up_is_measured_apart(tokenizer):
    """An edge inside an example that is given up is no definition before its use."""
    one = loose("o/a")
    inner = [edge(f"{number}/1", f"{number}/0") for number in range(400)]
    shard = pack(tokenizer, dataclasses.replace(one, inner=(inner, [])), length=90)
    assert shard.stats["dbu/python/total"] == 400
    apart = (shard.stats["examples"] - 400) / 4
    assert shard.stats["dbu/python/before"] == 400 - apart


@pytest.mark.parametrize("method", ["best_fit", "first_fit", "concat"])
def test_rows_are_those_of_the_settings(tokenizer, method):
    one = woven(tokenizer, fim_rate=1.0)
    shard = pack(tokenizer, one, packing=method, middle_remaining=True, seed=5)
    assert shard.rows["train"] == packing.pack(
        one.examples, tokenizer, length=512, seed=5, method=method, middle_remaining=True
    )
    assert all(row.middle_remaining for row in shard.rows["train"])


def test_imports_of_a_removed_copy_are_counted_from_files_with_loss(tokenizer):
    copies = {"shop/money.py", "README.md"}
    dropped = repository({path: text for path, text in FILES.items() if path not in copies})
    dropped = dataclasses.replace(dropped, paths=list(FILES), copies=copies)
    masked = dataclasses.replace(repository(masked=copies), copies=copies)
    alone = dataclasses.replace(repository(masked={*copies, "shop/cart.py"}), copies=copies)
    counted = [
        weave.weave_repository(one, SETTINGS, tokenizer).stats for one in (dropped, masked, alone)
    ]
    names = ("copies/edges", "copies/imported", "copies/broken")
    assert [[stats[name] for name in names] for stats in counted] == [
        [2, 1, 1],
        [2, 1, 0],
        [1, 0, 0],
    ]


def test_other_orders_are_measured_on_the_same_pieces(tokenizer):
    one, plain = woven(tokenizer, compare_orders=True), woven(tokenizer)
    assert (one.examples, one.stats, plain.compared) == (plain.examples, plain.stats, {})
    other = weave.weave_repository(
        repository(name="o/v", split="validation"),
        dataclasses.replace(SETTINGS, compare_orders=True, seed=9),
        tokenizer,
    )
    stats = pack(tokenizer, one, other, length=512).stats
    assert stats["compare/path/dbu/python/total"] == stats["dbu/python/total"] == 4
    tokens = sum(len(each.compared["path"].lengths) for each in (one, other))
    assert stats["compare/random/capacity"] == 512 * tokens == 1024  # splits share no row
    separators = 2 * len(FILES) - stats["examples"]
    assert stats["compare/path/tokens"] == stats["tokens"] + 2 * (
        len(FILES) - 1
    ) - separators + 4 - (2 * stats["examples"])


def test_a_part_has_its_files_and_the_first_one_the_tables_of_the_whole(tokenizer):
    asked = dataclasses.replace(SETTINGS, compare_orders=True)
    cut = {"shop/money.py", "README.md"}
    first, second = (
        weave.weave_repository(part, asked, tokenizer) for part in parts(set(FILES) - cut, cut)
    )
    assert [sorted(placed(one)) for one in (first, second)] == [
        sorted(set(FILES) - cut),
        sorted(cut),
    ]
    assert sorted(first.order) == sorted(FILES)
    assert (len(first.edges), len(first.pairs), first.stats["repos"]) == (2, 1, 1)
    assert (second.edges, second.order, second.pairs) == ((), (), ())
    assert "repos" not in second.stats
    assert [one.stats["divided/edges"] for one in (first, second)] == [1, 0]
    # An import of another part counts, and no order could have served it.
    assert first.stats["dbu/python/total"] == 1
    assert first.compared["path"].figures["dbu/python/total"] == 2
    assert "divided/edges" not in first.compared["path"].figures
    assert [len(edges) for edges, _ in (first.inner, second.inner)] == [1, 0]
    stats = pack(tokenizer, first, second).stats
    assert stats["dbu/python/total"] == 2
    assert stats["pieces"] == len(FILES)
    assert "divided/parts" not in woven(tokenizer).stats


def test_the_stage_weaves_what_it_reads(tokenizer):
    shards = []
    made = weave.Weave(
        read=lambda number: [repository(name=f"o/{number}")],
        write=shards.append,
        load=lambda: tokenizer,
        settings=SETTINGS,
    )
    assert made.weave(7) == 7
    assert [(one.number, [each.repo for each in one.woven]) for one in shards] == [(7, ["o/7"])]


def test_wrong_wiring_fails_before_a_worker_starts():
    made = weave.Weave(
        read=lambda n: [], write=lambda s: None, load=lambda: None, settings=SETTINGS
    )
    root = beam.Pipeline()
    assert (root | beam.Create([1]) | made).element_type is int
    with pytest.raises(beam.typehints.TypeCheckError, match="int"):
        root | "Words" >> beam.Create(["not a shard"]) | "Again" >> made
