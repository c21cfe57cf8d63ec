"""`repoloom failures`: what failed, and the commands that go on from there."""

import json
import shlex

import pytest

from repoloom.pipeline import options
from repoloom.pipeline.running import sequence
from repoloom.transforms import ingest
from tests.faults import boom_at


@pytest.fixture
def output(given, tmp_path, monkeypatch):
    monkeypatch.setattr(
        ingest, "clean", boom_at(ingest.clean, lambda raw, _: raw.path == "shop/cart.py")
    )
    sequence.run(given(tmp_path / "out", seed=7, ingest={"permutations": 64}))
    return tmp_path / "out"


def test_failures_are_a_table(cli, output):
    status, out, err = cli("failures", output)
    assert (status, err) == (0, "")
    for repo in ("copy/shop", "owner0/shop", "owner1/shop", "owner2/shop"):
        assert repo in out
    assert "FaultError" in out


def test_the_commands_are_those_of_the_run(cli, output, source):
    _, out, _ = cli("failures", output)
    alone, again = (
        shlex.split(line) for line in out.splitlines() if line.startswith("  repoloom run")
    )
    first = options.parse(alone[2:])
    assert (first.inputs, first.settings.ingest.only) == ((str(source),), "copy/shop")
    assert (first.settings.seed, first.settings.ingest.permutations) == (7, 64)
    assert (first.settings.weave.length, first.settings.tokenizer.vocab_size) == (256, 512)
    assert (first.settings.failures.strict, first.debug) == (True, True)
    second = options.parse(again[2:])
    assert (second.output, second.retry_failed) == (str(output), True)
    assert second.settings.ingest.buckets == 0


def test_failures_as_json(cli, output):
    _, out, _ = cli("failures", output, "--json")
    found = [json.loads(line) for line in out.splitlines()]
    assert [one["repo"] for one in found] == [
        *("copy/shop", "owner0/shop", "owner1/shop", "owner2/shop")
    ]
    assert {(one["path"], one["step"], one["error"]) for one in found} == {
        ("shop/cart.py", "clean", "FaultError")
    }


def test_the_export_and_the_verdicts_say_the_same(cli, output):
    _, out, _ = cli("export", output, "failures", "--format", "jsonl")
    found = {(one["repo"], one["path"]) for one in map(json.loads, out.splitlines())}
    _, out, _ = cli("export", output, "verdicts", "--format", "jsonl")
    failed = [one for one in map(json.loads, out.splitlines()) if one["verdict"] == "failed"]
    assert {(one["repo"], one["path"]) for one in failed} == found
    assert {one["reason"] for one in failed} == {"failed"}
    _, out, _ = cli("why", output, "owner0/shop", "shop/cart.py")
    assert "Its verdict is failed" in out


def test_a_run_without_failures_says_so(cli, ran):
    assert cli("failures", ran) == (0, "nothing failed\n", "")
