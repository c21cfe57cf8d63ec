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
from tests.pipeline.small_corpus import ALPHA, FILES, GRAPH, VERDICTS
from tests.pipeline.small_run import Recipe
from tests.pipeline.spoiling import checks, failures, spoilt


@pytest.fixture
def copy(run_folder, tmp_path):
    return pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))


def test_a_sound_run_passes_every_check(cli, run_folder):
    status, out, err = cli("verify", run_folder)
    assert (status, err) == (0, "")
    assert all(f"\n{check}: " in out for check in CHECKS if check != "remaining")


def test_every_check_looks_at_something(run_folder):
    ledger = Ledger(10)
    verify.Verification(open_output(run_folder), ledger).run()
    # A run has middle_remaining if it was asked for; tests/test_settings.py verifies one.
    assert ledger.checked.keys() == CHECKS.keys() - {"remaining"}
    assert not ledger.failed
    assert ledger.checked["content"] == len(FILES)
    assert ledger.checked["text"] == 7


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


def test_a_column_of_another_type(copy):
    path = copy / "verdicts" / "bucket-00001-of-00002.parquet"
    table = pq.read_table(path)
    pq.write_table(table.rename_columns([*table.column_names[:-1], "bytes"]), path)
    found = [message for check, _, message in failures(copy) if check == "schema"]
    assert "bytes: int64; size: int64" in found[0]


def test_a_shard_of_another_tokenizer(tmp_path):
    found = spoilt(tmp_path, footer="another")
    assert {check for check, _, _ in found} == {"schema"}
    assert all("its footer names the tokenizer another" in message for _, _, message in found)


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
