"""The step that judges: what its result depends on, and what is done again."""

import json
import pathlib

import pytest

from repoloom.pipeline import config
from repoloom.pipeline.running import balance, ingesting, job, selecting
from repoloom.pipeline.storage import steps
from repoloom.pipeline.supplied import identity
from repoloom.transforms.verdicts import presets


def stored(given):
    """The finished store that a job works on."""
    return ingesting.run(given, ingesting.discover(given))


def select(given):
    return selecting.run(given, stored(given))


@pytest.fixture
def seen(monkeypatch):
    """What `select` would be built with: (store, verdicts, settings), parts, bytes."""
    found = {}

    def run_parts(given, step, parts, expected, graph, *, together=False):
        graph("root", [])
        found.update(step=step, parts=parts, expected=expected, together=together)

    def build(root, read, to, settings):
        found.update(read=read, to=to, settings=settings)

    monkeypatch.setattr(job, "run_parts", run_parts)
    monkeypatch.setattr(job, "finish", lambda *arguments, **more: None)
    monkeypatch.setattr(selecting.build, "select", build)
    monkeypatch.setattr(balance, "check_verdicts", lambda *arguments: found.update(check=arguments))
    return found


def test_the_verdicts_of_a_run(ran):
    manifest = json.loads((ran / "verdicts" / "manifest.json").read_text())
    stats = manifest["stats"]
    assert stats["files"] == 40
    assert stats["verdict/drop/exact_duplicate_repository/files"] == 9
    assert stats["verdict/drop/binary/files"] == 4
    assert manifest["parts"] == 1
    store = json.loads((ran / "store" / "manifest.json").read_text())
    assert manifest["settings"]["store"] == store["digest"]
    policy = presets.PRESETS["codegemma"]
    assert manifest["settings"]["policy"] == presets.to_table(policy)
    assert "against" not in manifest["settings"]["select"]


def test_every_setting_reaches_select_once(given, copy, seen):
    chosen = {"near_threshold": 0.6, "repo_threshold": 0.8, "dedupe_files": False}
    step = select(given(copy, select=chosen, seed=0))
    assert seen["step"] is step
    assert (seen["parts"], seen["together"]) == (1, True)
    assert seen["expected"] == stored(given(copy)).manifest()["stats"]["bytes"]
    assert (seen["read"].folder, seen["to"].folder) == (str(copy / "store"), step.folder)
    assert {"seed": 0, "policy": presets.PRESETS["codegemma"], **chosen}.items() <= (
        seen["settings"].items()
    )
    assert not {"against", "earlier", "licences", "opt_out"} & seen["settings"].keys()
    assert [one.name for one in seen["check"]] == ["store", "verdicts"]


def test_an_earlier_run_is_a_setting_and_stands_behind_the_store(given, copy, ran, seen):
    alone = select(given(copy, select={"near_threshold": 0.6})).digest
    step = select(given(copy, select={"near_threshold": 0.6, "against": str(ran)}))
    assert step.digest != alone
    assert step.settings["against"] == (ran / "verdicts" / "COMPLETED").read_text().strip()
    assert seen["settings"]["earlier"].first == 1
    assert seen["read"].earlier.folder == str(ran / "store")


def test_a_policy_that_says_the_same_changes_nothing(given, copy, tmp_path, caplog):
    (tmp_path / "policy.toml").write_text('preset = "codegemma"\n')
    with caplog.at_level("INFO"):
        select(given(copy, select={"policy": str(tmp_path / "policy.toml")}))
    assert "verdicts: finished before" in caplog.text


def test_a_changed_policy_redoes_the_verdicts_and_reads_nothing_again(
    given, copy, tmp_path, caplog
):
    before = pathlib.Path(copy, "store", "COMPLETED").stat().st_mtime_ns
    decided = select(given(copy)).manifest()["stats"]
    (tmp_path / "policy.toml").write_text("max_line = 30\n")
    with caplog.at_level("INFO"):
        step = select(given(copy, select={"policy": str(tmp_path / "policy.toml")}))
    assert "verdicts is done again: policy.max_line: " in caplog.text
    assert step.finished()
    assert pathlib.Path(copy, "store", "COMPLETED").stat().st_mtime_ns == before
    judged = step.manifest()["stats"]
    assert judged["verdict/train/-/files"] < decided["verdict/train/-/files"]


def test_verdicts_that_do_not_balance_fail_the_run(given, copy, monkeypatch):
    counted = steps.total

    def wrong(stats):
        return counted(stats) + counted([{"files": 1}])

    monkeypatch.setattr(steps, "total", wrong)
    with pytest.raises(balance.BalanceError, match="40 files were read, 41 have a verdict"):
        select(given(copy, select={"near_threshold": 0.5}))


@pytest.mark.parametrize(
    ("chosen", "error", "message"),
    [
        ({"policy": "nonesuch"}, config.ConfigError, "presets are"),
        ({"against": "/nowhere"}, identity.IdentityError, "--against /nowhere"),
    ],
)
def test_what_is_wrong_is_said_before_ingest(given, tmp_path, chosen, error, message):
    with pytest.raises(error, match=message):
        selecting.check(given(tmp_path, select=chosen))


def test_the_earlier_run_must_have_signatures_of_this_one(given, ran, tmp_path):
    against = {"against": str(ran)}
    selecting.check(given(tmp_path, select=against))
    with pytest.raises(identity.IdentityError, match="of 256 permutations, this run of 64"):
        selecting.check(given(tmp_path, select=against, ingest={"permutations": 64}))


@pytest.mark.parametrize(
    ("share", "splits", "words"),
    [
        (0.01, {"train": 3}, "the validation split is empty: with --validation_share 0.01 none"),
        (0.01, {"train": 3, "validation": 1}, ""),
        (0.0, {"train": 3}, ""),
        (0.99, {"validation": 3}, "the train split is empty: with --validation_share 0.99 none"),
        (1.0, {"validation": 3}, ""),
        (0.5, {}, ""),
    ],
)
def test_a_split_that_is_empty_against_its_share_is_told(
    given, tmp_path, caplog, share, splits, words
):
    stats = {f"split/{name}/{kind}": n for name, n in splits.items() for kind in ("repos", "files")}
    step = steps.Step(str(tmp_path), "verdicts", {})
    step.begin()
    step.finish([], stats)
    selecting.warn(given(tmp_path, select={"validation_share": share}), step)
    assert words in caplog.text
    assert bool(words) == bool(caplog.records)
