"""A damaged result is done again by the command that made it, and is then what it was."""

import json
import pathlib

import pytest

from repoloom.pipeline import show
from repoloom.pipeline.running import sequence
from repoloom.pipeline.storage import steps
from tests import job


def first(folder, pattern="*.parquet"):
    return sorted(pathlib.Path(folder).glob(pattern))[0]


def truncated(path):
    path.write_bytes(path.read_bytes()[:-9])


def changed(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGE = {
    "store: a bucket is gone": lambda out: first(out / "store").unlink(),
    "store: a bucket is cut off": lambda out: truncated(first(out / "store")),
    "store: its manifest is cut off": lambda out: truncated(out / "store" / "manifest.json"),
    "verdicts: a byte is another": lambda out: changed(first(out / "verdicts")),
    "verdicts: the manifest is gone": lambda out: (out / "verdicts" / "manifest.json").unlink(),
    "tokenizer: a byte is another": lambda out: changed(out / "tokenizer" / "tokenizer.model"),
    "shards: a shard is empty": lambda out: first(out / "shards").write_bytes(b""),
    "shards: COMPLETED is gone": lambda out: (out / "shards" / "COMPLETED").unlink(),
    "shards: a table of the graph is gone": lambda out: first(out / "graph", "edges*").unlink(),
    "shards: the graph's manifest is cut": lambda out: truncated(out / "graph" / "manifest.json"),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_step_is_done_again_and_no_other(given, copy, caplog, what):
    expected, step = job.checksums(copy), what.partition(":")[0]
    DAMAGE[what](copy)
    with caplog.at_level("INFO"):
        sequence.run(given(copy))
    said = [record.getMessage() for record in caplog.records]
    assert [line for line in said if line.startswith(f"{step}: done in")]
    others = [name for name in sequence.STEPS if name != step]
    assert all(f"{name}: finished before" in said for name in others)
    assert job.checksums(copy) == expected
    assert show.main(["verify", str(copy)]) == 0


def test_the_store_of_nobody_is_refused_with_what_to_delete(given, copy):
    (copy / "store" / "COMPLETED").unlink()
    (copy / "store" / "manifest.json").write_bytes(b"{")
    with pytest.raises(
        steps.StepError, match=r"manifest\.json is damaged; delete .*/store and run"
    ):
        sequence.run(given(copy))


def test_the_times_of_a_run_are_those_of_when_it_was_done(given, copy):
    chosen, path = given(copy), copy / "shards" / "manifest.json"
    manifest = json.loads(path.read_text())
    assert set(manifest["times"]) == {"seconds", "cpu_seconds"}
    path.write_text(json.dumps({**manifest, "times": {"seconds": 5000.0, "cpu_seconds": 1.0}}))
    sequence.run(chosen)
    assert chosen.times("shards")["seconds"] == 5000
    assert 0 < chosen.times("store")["seconds"] < 5000
