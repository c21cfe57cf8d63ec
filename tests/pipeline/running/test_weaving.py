"""The step that makes shards: its settings, what a shard says of itself, and its balance."""

import dataclasses
import json
import pathlib

import pytest

from repoloom.pipeline import config
from repoloom.pipeline.running import balance, job, weaving
from repoloom.pipeline.storage import fingerprint, outputs, shards, steps
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms.tokens.tokenizer import Tokenizer

BEFORE = ("store", "verdicts", "tokenizer")


def before(output):
    return [
        steps.Step(str(output), name, steps.Step(str(output), name, {}).recorded()["settings"])
        for name in BEFORE
    ]


def weave(given):
    return weaving.run(given, *before(given.output))


@pytest.fixture
def begun(given, copy, monkeypatch):
    """(settings) -> the step, and what it would be built with, without doing it."""

    def begin(**chosen):
        seen = {}

        def run_parts(given, step, parts, expected, graph):
            graph("root", [1])
            seen.update(step=step, parts=parts, expected=expected)

        def build(root, missing, read, write, load, settings, allowance):
            seen.update(
                allowance=allowance,
                missing=missing,
                read=read,
                write=write,
                load=load,
                weaving=settings,
            )

        with monkeypatch.context() as patched:
            patched.setattr(job, "run_parts", run_parts)
            patched.setattr(weaving.build, "weave", build)
            patched.setattr(weaving, "_finish", lambda *arguments: None)
            patched.setattr(
                balance, "check_placed", lambda *arguments: seen.update(check=arguments)
            )
            step = weave(given(copy, **chosen))
        return step, seen

    return begin


def test_the_shards_of_a_run_and_the_graph_beside_them(ran):
    output = outputs.Output(str(ran))
    woven, graph = output.manifest("shards"), output.manifest("graph")
    assert sorted(woven.files) == sorted(path.name for path in (ran / "shards").glob("*.parquet"))
    kinds = ("edges", "order", "pairs")
    assert sorted(graph.files) == [f"{kind}-00000-of-00001.parquet" for kind in kinds]
    assert graph.digest != woven.digest
    assert (graph.settings, graph.stats) == (woven.settings, {})
    _, decided, tokenizer = before(ran)
    assert woven.settings["verdicts"] == decided.digest
    assert woven.settings["tokenizer"] == tokenizer.manifest()["files"][0]["sha256"]
    manifest = json.loads((ran / "shards" / "manifest.json").read_text())
    assert (manifest["length"], manifest["parts"]) == (256, 1)
    kept = sum(
        value
        for key, value in decided.manifest()["stats"].items()
        if key.startswith("verdict/") and key.endswith("/files") and "/drop/" not in key
    )
    assert woven.stats["files"] == kept


def test_a_shard_says_what_it_was_made_with(ran):
    (path, *_) = sorted((ran / "shards").glob("*.parquet"))
    footer = shards.metadata(str(path))
    settings = outputs.Output(str(ran)).manifest("shards").settings
    assert footer["length"] == "256"
    assert footer["vocab_size"] == "429"
    assert footer["tokenizer_sha256"] == settings["tokenizer"]
    chosen = {key: settings[key] for key in ("seed", "weave")}
    assert footer["settings_sha256"] == fingerprint.digest(chosen)


def test_every_setting_of_weave_reaches_the_worker(begun):
    chosen = {
        "length": 512, "import_lines": 7, "order": "recency", "other_files": "first",
        "non_code": "last", "composer": "linear", "context_share": 0.25, "fim_rate": 0.125,
        "context_form": "whole", "context_loss": "full",
        "spm_rate": 0.75, "spm_variant": 2, "fim_preset": "line", "max_middle": 99,
        "path_dropout": 0.5, "packing": "concat", "middle_remaining": True,
        "compare_orders": True, "max_repo_bytes": 12345,
    }  # fmt: skip
    _, seen = begun(weave=chosen)
    settings = dataclasses.asdict(seen["weaving"])
    assert settings.pop("seed") == 0
    assert settings == chosen
    own = {field.name for field in dataclasses.fields(config.Weave)}
    assert own - chosen.keys() == {"shard_bytes", "shards"}


def test_what_a_worker_reads_and_writes(begun, copy):
    step, seen = begun(weave={"shards": 4})
    read, write = seen["read"], seen["write"]
    assert [(part.folder, part.count) for part in read.args[:3]] == [
        (str(copy / "store"), 1),
        (str(copy / "verdicts"), 1),
        (step.folder, 4),
    ]
    assert read.args[3] == seen["weaving"]
    assert write.args[:2] == (str(copy), Parts(step.folder, 4, digest=step.digest))
    assert write.args[3] == {"labels": False, "remaining": False}
    assert seen["load"]().vocab_size == 429
    assert (seen["missing"], seen["parts"]) == ([1], 4)
    assert seen["expected"] == balance.kept_bytes(before(copy)[1])
    assert [one.name for one in seen["check"]] == ["verdicts", "shards"]


def test_a_tokenizer_is_loaded_once_a_process(copy):
    path = str(copy / "tokenizer" / "tokenizer.model")
    assert weaving.load_tokenizer(path, "digest") is weaving.load_tokenizer(path, "digest")
    assert isinstance(weaving.load_tokenizer(path, "digest"), Tokenizer)


@pytest.mark.parametrize(
    ("chosen", "form"),
    [
        ({"composer": "context"}, {"labels": True, "remaining": False}),
        ({"composer": "context", "context_loss": "full"}, {"labels": False, "remaining": False}),
        ({"middle_remaining": True}, {"labels": False, "remaining": True}),
    ],
)
def test_columns_follow_from_the_settings(begun, chosen, form):
    _, seen = begun(weave=chosen)
    assert seen["write"].args[3] == form


def test_files_without_loss_make_a_column_of_labels(begun, copy):
    path = pathlib.Path(copy, "verdicts", "manifest.json")
    manifest = json.loads(path.read_text())
    manifest["stats"]["verdict/context_only/vendored/files"] = 1
    path.write_text(json.dumps(manifest))
    _, seen = begun(weave={"fim_rate": 0.0})
    assert seen["write"].args[3] == {"labels": True, "remaining": False}


@pytest.mark.parametrize(("share", "count"), [(1, 1), (2, 2), (3, 4), (9, 16)])
def test_shards_follow_from_the_kept_text(begun, copy, share, count):
    kept = balance.kept_bytes(before(copy)[1])
    step, _ = begun(weave={"shard_bytes": int(kept / share) + 1})
    assert step.settings["weave"]["shards"] == count


def test_a_changed_setting_redoes_the_shards_alone_and_says_so(given, copy, caplog):
    old = (copy / "shards" / "COMPLETED").read_bytes()
    with caplog.at_level("INFO"):
        step = weave(given(copy, weave={"fim_rate": 0.0}))
    assert "shards is done again: weave.fim_rate: -1.0 -> 0.0" in caplog.text
    assert step.finished()
    assert (copy / "shards" / "COMPLETED").read_bytes() != old
    assert outputs.Output(str(copy)).manifest("graph").settings == step.settings
    caplog.clear()
    with caplog.at_level("INFO"):
        weave(given(copy, weave={"fim_rate": 0.0}))
    assert "shards: finished before" in caplog.text


def test_a_file_that_was_not_placed_fails_the_run(given, copy, monkeypatch):
    real = steps.total
    monkeypatch.setattr(steps, "total", lambda stats: real(stats) + real([{"files": 1}]))
    with pytest.raises(balance.BalanceError, match="files were kept"):
        weave(given(copy, weave={"fim_rate": 0.0}))
