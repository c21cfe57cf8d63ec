"""`repoloom verify`: a sound run passes, and every law that is broken is named."""

import dataclasses
import json
import pathlib
import shutil

import pyarrow.parquet as pq
import pytest

from repoloom.pipeline.storage.outputs import open_output
from repoloom.pipeline.verification import verify
from repoloom.pipeline.verification.ledger import CHECKS, Ledger
from repoloom.transforms.records import DROP, Place
from tests.pipeline import small_run
from tests.pipeline.small_corpus import ALPHA, FILES, GRAPH, UTIL, VERDICTS
from tests.pipeline.small_run import Recipe
from tests.pipeline.spoiling import checks, failures, in_row, spoilt, with_file, with_ids

write = small_run.shards.write


@pytest.fixture
def copy(run_folder, tmp_path):
    return pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))


def test_a_sound_run_passes_every_check(cli, run_folder):
    status, out, err = cli("verify", run_folder)
    assert (status, err) == (0, "")
    assert all(f"\n{check}: " in out for check in CHECKS if check != "remaining")


def test_a_run_without_context_files_has_no_labels_and_passes(tmp_path):
    verdicts = [
        dataclasses.replace(verdict, verdict=DROP) if verdict.path == "vendor/lib.py" else verdict
        for verdict in VERDICTS
    ]
    examples = small_run.examples()
    examples[0] = dataclasses.replace(examples[0], pieces=examples[0].pieces[1:])
    placed = enumerate(("util.py", "main.py", "long.py", "empty.py"))
    order = [(ALPHA, Place(position, path)) for position, path in placed]
    graph = {**GRAPH, "order": [*order, GRAPH["order"][-1]]}
    assert spoilt(tmp_path, verdicts=verdicts, examples=examples, graph=graph) == []


@pytest.mark.parametrize("step", ["store", "verdicts", "tokenizer", "shards", "graph"])
def test_a_flipped_byte_is_found(copy, step):
    name = next(iter(open_output(str(copy)).manifest(step).files))
    path = copy / step / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "files" in checks(copy)


def test_a_missing_and_an_unlisted_file(copy):
    (copy / "graph" / "pairs-00000-of-00002.parquet").rename(copy / "graph" / "stray.parquet")
    found = [message for check, _, message in failures(copy) if check == "files"]
    assert found == ["it is missing", "no manifest lists it"]


def test_an_unreadable_file_stops_its_group_only(copy):
    (copy / "shards" / "train-00001-of-00002.parquet").write_bytes(b"cut off")
    assert checks(copy) == {"files", "schema"}


@pytest.mark.parametrize("step", ["store", "verdicts", "tokenizer", "shards", "graph"])
def test_an_unfinished_step(copy, step):
    (copy / step / "COMPLETED").unlink()
    found = [message for check, _, message in failures(copy) if check == "steps"]
    assert len(found) == 1
    assert repr(step) in found[0]


@pytest.mark.parametrize(("step", "source"), [("verdicts", "store"), ("shards", "tokenizer")])
def test_steps_of_two_runs(copy, step, source):
    path = copy / step / "manifest.json"
    data = json.loads(path.read_text())
    data["settings"][source] = "another"
    path.write_text(json.dumps(data))
    assert "steps" in checks(copy)


def test_a_row_that_is_gone(copy):
    path = copy / "verdicts" / "bucket-00001-of-00002.parquet"
    table = pq.read_table(path)
    pq.write_table(table.slice(1), path)
    found = failures(copy)
    assert ("schema", "", "it has 6 rows, its manifest says 7") in found
    assert ("store", "acme/alpha:docs/logo.png", "it has no verdict") in found
    assert "balance" in {check for check, _, _ in found}


def test_a_verdict_on_nothing(tmp_path):
    extra = dataclasses.replace(VERDICTS[1], path="ghost.py", verdict=DROP)
    found = spoilt(tmp_path, verdicts=[*VERDICTS, extra])
    message = "it has a verdict, and the store does not have it"
    assert ("store", "acme/alpha:ghost.py", message) in found


def test_two_verdicts(tmp_path):
    found = spoilt(tmp_path, verdicts=[*VERDICTS, VERDICTS[0]])
    assert ("store", "acme/alpha:docs/logo.png", "it has 2 verdicts") in found


def test_content_that_is_not_the_text(tmp_path):
    files = [dataclasses.replace(file, content=bytes(32)) if file.path == "util.py" else file
             for file in FILES]  # fmt: skip
    assert [found[:2] for found in spoilt(tmp_path, files=files)] == [
        ("content", "acme/alpha:util.py")
    ]


def test_a_file_without_text_and_reason(tmp_path):
    files = [dataclasses.replace(FILES[0], reason=""), *FILES[1:]]
    assert spoilt(tmp_path, files=files) == [
        ("content", "acme/alpha:docs/logo.png", "it has neither a text nor a reason")
    ]


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [
        (
            "order",
            lambda rows: rows[1:],
            "its order is not its kept files once each: vendor/lib.py",
        ),
        ("order", lambda rows: [*rows, rows[0]], "the positions of its order are not 0, 1, 2, ..."),
        (
            "edges",
            lambda rows: [(repo, dataclasses.replace(edge, kept=True)) for repo, edge in rows],
            "kept edges form a cycle on or before main.py, util.py",
        ),
    ],
)
def test_a_graph_that_is_wrong(tmp_path, kind, change, message):
    found = spoilt(tmp_path, graph={**GRAPH, kind: change(GRAPH[kind])})
    assert ("graph", ALPHA, message) in found


@pytest.mark.parametrize(
    ("step", "key"),
    [
        ("store", "files"),
        ("store", "text_bytes"),
        ("verdicts", "verdict/drop/exact_duplicate/files"),
        ("verdicts", "verdict/train/-/bytes"),
        ("shards", "tokens"),
        ("shards", "pieces"),
    ],
)
def test_a_manifest_that_counts_wrong(tmp_path, step, key):
    def wrong(name, stats):
        return {**stats, key: stats[key] + 1} if name == step else stats

    found = spoilt(tmp_path, spoil_stats=wrong)
    assert [(check, key in message) for check, _, message in found] == [("balance", True)]


def test_only_the_first_failures_are_named(cli, tmp_path):
    folder = Recipe(spoil_rows=lambda split, rows: []).write(tmp_path / "out")
    status, _, err = cli("verify", folder, "--failures", 2)
    assert status == 1
    assert err.splitlines()[-1].startswith("and ")
    assert len(err.splitlines()) == 3


def test_a_near_copy_on_the_other_side_is_found(tmp_path):
    verdicts = [
        dataclasses.replace(
            verdict,
            verdict=DROP,
            reason="near_duplicate",
            evidence="acme/beta:notes.txt jaccard 0.80",
        )
        if verdict.path == "docs/logo.png"
        else verdict
        for verdict in VERDICTS
    ]
    found = [fault for fault in spoilt(tmp_path, verdicts=verdicts) if fault[0] == "split"]
    assert found == [
        (
            "split",
            f"{ALPHA}:docs/logo.png",
            "it is in train, its twin acme/beta in validation",
        )
    ]


def test_every_thing_of_a_run_is_looked_at(run_folder):
    ledger = Ledger(10)
    verify.Verification(open_output(run_folder), ledger).run()
    assert ledger.checked.keys() == CHECKS.keys() - {"remaining"}
    assert not ledger.failed
    files = sum(len(open_output(run_folder).manifest(step).files)
                for step in ("store", "verdicts", "tokenizer", "shards", "graph"))  # fmt: skip
    rows, pieces, kept, repos = 3, 7, 8, 2
    assert ledger.checked == {
        "steps": 5, "files": files, "schema": 6, "store": len(FILES), "content": len(FILES), "split": 1,
        "lengths": rows, "labels": rows, "borders": rows, "provenance": rows, "copies": rows,
        "order": rows, "sentinels": pieces, "text": pieces, "coverage": kept, "graph": repos,
        "balance": 5,
    }  # fmt: skip


def put(at, name):
    def change(ids):
        ids[at] = getattr(small_run.tokenizer(), name)

    return lambda row: with_ids(row, change)


@pytest.mark.parametrize(
    ("check", "number", "change"),
    [
        ("labels", 0, lambda row: dataclasses.replace(row, labels=bytes(len(row.input_ids)))),
        ("order", 1, lambda row: dataclasses.replace(row, key=bytes(8))),
        ("borders", 0, put(10, "pad")),
        ("provenance", 1, lambda row: with_file(row, "vendor/lib.py", end=20)),
        ("sentinels", 0, put(10, "fim_prefix")),
        ("text", 1, lambda row: with_file(row, "util.py", path="main.py")),
        ("copies", 1, lambda row: with_file(row, "vendor/lib.py", rule="repeated")),
        (
            "remaining",
            0,
            lambda row: dataclasses.replace(row, middle_remaining=bytes(len(row.input_ids) // 2)),
        ),
    ],
)
def test_each_law_of_rows_is_asked(tmp_path, monkeypatch, check, number, change):
    if check == "remaining":
        monkeypatch.setattr(small_run.shards, "write", with_the_column)
    found = spoilt(tmp_path, spoil_rows=in_row(number, change))
    assert check in {fault[0] for fault in found}


def test_a_row_over_the_length_of_the_run(copy):
    path = copy / "shards" / "manifest.json"
    path.write_text(path.read_text().replace(f'"length": {small_run.LENGTH}', '"length": 64'))
    assert "lengths" in checks(copy)


def with_the_column(path, rows, *, metadata, labels):
    rows = [
        row if row.middle_remaining
        else dataclasses.replace(row, middle_remaining=b"\xff\xff" * (len(row.input_ids) // 4))
        for row in rows
    ]  # fmt: skip
    write(path, rows, metadata=metadata, labels=labels, remaining=True)


def test_a_piece_of_a_file_that_no_store_has(tmp_path):
    def rename(row):
        return with_file(row, "main.py", path="ghost.py")

    found = spoilt(tmp_path, spoil_rows=in_row(0, rename))
    assert ("text", f"{ALPHA}:ghost.py", "the store has no text of it") in found


@pytest.mark.parametrize("failures_", [0, 1, 4, 5, 9])
def test_what_is_not_named_is_counted(cli, tmp_path, failures_):
    files = [dataclasses.replace(file, content=file.content[::-1]) if file.text else file
             for file in FILES]  # fmt: skip
    folder = Recipe(files=files).write(tmp_path / "out")
    _, _, err = cli("verify", folder, "--failures", failures_)
    total = sum(bool(file.text) for file in FILES)
    named = min(failures_, total)
    assert len(err.splitlines()) == named + (total > named)
    assert (f"and {total - named} more faults" in err) == (total > named)


def test_copies_are_counted_apart(tmp_path):
    examples = small_run.examples()
    copy = dataclasses.replace(small_run.piece("util.py", UTIL, masked=True), repeated=True)
    examples[1] = dataclasses.replace(examples[1], pieces=(copy, *examples[1].pieces))

    def counted(step, stats):
        if step != "shards":
            return stats
        fewer = {key: stats[key] - 1 for key in ("pieces", "masked_pieces")}
        return stats | fewer | {"repeated/pieces": 1}

    found = spoilt(tmp_path, examples=examples, spoil_stats=counted)
    message = "it is a repeated copy, and the composer of the run makes none"
    assert found == [("copies", "acme/alpha:util.py", message)]


def test_a_unit_stands_in_one_row(tmp_path):
    found = spoilt(tmp_path, spoil_rows=lambda split, rows: [*rows, rows[-1]])
    messages = [message for check, _, message in found if check == "order"]
    assert sum(message.endswith("stands in a second row") for message in messages) == 2 + 1
