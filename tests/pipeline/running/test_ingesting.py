"""The step that reads: what its result depends on, and what is refused."""

import dataclasses
import hashlib
import json
import logging
import os
import pathlib
import shutil

import pyarrow.parquet as pq
import pytest

from repoloom.pipeline import config, sources
from repoloom.pipeline.running import ingesting, job, sequence
from repoloom.pipeline.storage import outputs, steps
from tests import job as corpus


def settings_of(output):
    return json.loads((output / "store" / "manifest.json").read_text())["settings"]


def test_the_inputs_are_discovered_with_revision_and_columns(given, monkeypatch):
    seen = {}
    monkeypatch.setattr(
        sources, "discover", lambda inputs, **more: seen.update(more, inputs=inputs) or ["found"]
    )
    chosen = {"revision": "v1", "path_column": "where", "rank_column": "stars"}
    ingesting.discover(given("out", inputs=["a", "b"], ingest=chosen))
    assert seen == {
        "inputs": ("a", "b"),
        "revision": "v1",
        "columns": {"path": "where", "rank": "stars"},
    }
    ingesting.discover(given("out"))
    assert (seen["revision"], seen["columns"]) == ("HEAD", None)


def test_only_the_repositories_that_are_asked_for_are_read_and_every_table(given, monkeypatch):
    named = [sources.Source("folder", name, name) for name in ("a/a", "b/b", "c/c")]
    table = sources.Source("jsonl", "rows.jsonl", "")
    monkeypatch.setattr(sources, "discover", lambda *_, **__: [*named, table])
    assert ingesting.discover(given("out")) == [*named, table]
    chosen = {"only": "a/a, c/c"}
    assert ingesting.discover(given("out", ingest=chosen)) == [named[0], named[2], table]


def test_a_name_that_no_input_has_is_an_error(given, monkeypatch):
    one = sources.Source("folder", "a", "a/a")
    monkeypatch.setattr(sources, "discover", lambda *_, **__: [one])
    with pytest.raises(job.RunError, match="--only"):
        ingesting.discover(given("out", ingest={"only": "b/b"}))


def test_the_store_of_a_run(ran, source):
    output = outputs.Output(str(ran))
    stats = output.manifest("store").stats
    assert (stats["repos"], stats["files"]) == (4, 40)
    assert stats["unread/binary/files"] == 4
    assert json.loads((ran / "store" / "manifest.json").read_text())["parts"] == 1
    chosen = settings_of(ran)
    assert chosen["seed"] == 0
    assert chosen["ingest"]["buckets"] == 1
    assert chosen["sources"] == {
        one.location: one.fingerprint for one in sources.discover([str(source)])
    }


def test_a_secret_is_no_setting_that_is_written(given, tmp_path, ran):
    key = "not for other" + " people"
    done = given(tmp_path / "out", ingest={"redaction_key": key})
    assert ingesting.run(done, ingesting.discover(done)).finished()
    for path in (tmp_path / "out").rglob("*.json"):
        assert key not in path.read_text()
    written = settings_of(tmp_path / "out")["ingest"]["redaction_key"]
    assert written != settings_of(ran)["ingest"]["redaction_key"]


@pytest.mark.parametrize(
    ("size", "buckets"), [(1, 1), (64 << 20, 1), (65 << 20, 2), (1 << 30, 16), (3 << 30, 64)]
)
def test_buckets_follow_from_the_size_of_the_sources(given, tmp_path, monkeypatch, size, buckets):
    step = begun(given(tmp_path), monkeypatch, [sources.Source("folder", "x", "r", size=size)])
    assert step.settings["ingest"]["buckets"] == buckets


def test_buckets_that_are_given_are_those(given, tmp_path, monkeypatch):
    chosen = given(tmp_path, ingest={"buckets": 8})
    step = begun(chosen, monkeypatch, [sources.Source("folder", "x", "r", size=1)])
    assert step.settings["ingest"]["buckets"] == 8


def begun(chosen, monkeypatch, inputs):
    """The step that a job would do, without doing it."""
    seen = []
    monkeypatch.setattr(job, "run_parts", lambda *given, **more: seen.append(given))
    monkeypatch.setattr(job, "finish", lambda *given, **more: None)
    step = ingesting.run(chosen, inputs)
    ((_, ran, parts, expected, _),) = seen
    assert ran is step
    assert parts == step.settings["ingest"]["buckets"]
    assert expected == sum(one.size for one in inputs)
    return step


@pytest.mark.parametrize("name", ["csam_hashes", "public_values", "leave_out"])
def test_a_list_is_known_by_its_content_and_not_its_place(given, tmp_path, monkeypatch, name):
    digests = []
    for place, text in (("a", "0" * 64), ("b", "0" * 64), ("c", "1" * 64)):
        (tmp_path / place).write_text(text)
        chosen = given(tmp_path / "out", ingest={name: str(tmp_path / place)})
        digests.append(begun(chosen, monkeypatch, []).digest)
    assert digests[0] == digests[1] != digests[2]


def test_benchmarks_are_known_by_their_content(given, tmp_path, monkeypatch):
    digests = []
    for place, text in (("a", "x"), ("b", "x"), ("c", "y")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "bench.txt").write_text(text)
        monkeypatch.setattr(ingesting.decontamination, "build", lambda *given: None)
        chosen = given(tmp_path / "out", ingest={"benchmarks": str(tmp_path / place)})
        digests.append(begun(chosen, monkeypatch, []).digest)
    assert digests[0] == digests[1] != digests[2]


def test_cleaning_is_what_the_settings_say(given, tmp_path):
    (tmp_path / "values").write_text("public\n")
    (tmp_path / "out").write_text("owner/gone\n")
    chosen = {
        "permutations": 64,
        "measure_syntax": True,
        "public_values": str(tmp_path / "values"),
        "leave_out": str(tmp_path / "out"),
    }
    cleaning = ingesting._cleaning(given(tmp_path, ingest=chosen, seed=3))
    assert (cleaning.permutations, cleaning.syntax) == (64, True)
    assert cleaning.public == {hashlib.sha256(b"public").digest()}
    assert cleaning.left_out == {"owner/gone"}
    assert (cleaning.benchmarks, cleaning.providers) == (None, ())
    assert cleaning.unsafe == ingesting.protection.DROP
    other = ingesting._cleaning(given(tmp_path, seed=4))
    assert cleaning.secret != other.secret != b""
    assert ingesting._cleaning(given(tmp_path, ingest={"redact": False})).secret == b""


def test_a_finished_store_is_left(given, copy, caplog):
    chosen = given(copy)
    with caplog.at_level(logging.INFO):
        step = ingesting.run(chosen, ingesting.discover(chosen))
    assert "store: finished before" in caplog.text
    assert step.finished()


def refused(chosen):
    with pytest.raises(job.RunError) as raised:
        ingesting.run(chosen, ingesting.discover(chosen))
    assert "choose another --output, or pass --overwrite to replace it" in str(raised.value)
    return str(raised.value)


def test_another_setting_is_refused_with_the_difference(given, copy):
    before = (copy / "store" / "COMPLETED").read_bytes()
    message = refused(given(copy, ingest={"max_file_bytes": 99}))
    assert "ingest.max_file_bytes: 1048576 -> 99" in message
    assert (copy / "store" / "COMPLETED").read_bytes() == before


def test_another_source_is_refused_with_the_difference(given, copy, tmp_path):
    other = corpus.write_folders(corpus.corpus(1), tmp_path / "other")
    assert f"{other / 'copy__shop'} is new among the inputs" in refused(given(copy, inputs=[other]))


def test_a_setting_stands_before_the_sources_that_it_brings(given, copy, tmp_path):
    other = corpus.write_folders(corpus.corpus(9), tmp_path / "other")
    message = refused(given(copy, inputs=[other], ingest={"max_file_bytes": 99}))
    assert message.index("ingest.max_file_bytes: 1048576 -> 99") < message.index("among the inputs")


def test_a_folder_that_has_moved_is_refused_in_words(given, source, tmp_path):
    places = [tmp_path / "before", tmp_path / "after"]
    shutil.copytree(source / "copy__shop", places[0] / "copy__shop")
    first = given(tmp_path / "out", inputs=[places[0]])
    ingesting.run(first, ingesting.discover(first))
    places[0].rename(places[1])
    message = refused(given(tmp_path / "out", inputs=[places[1]]))
    here, there = (place / "copy__shop" for place in places)
    assert f"{here} has moved to {there}, with the same content" in message


def test_only_the_first_differences_are_named(given, copy, tmp_path):
    other = corpus.write_folders(corpus.corpus(9), tmp_path / "other")
    message = refused(given(copy, inputs=[other]))
    assert message.count(" among the inputs") == 5
    assert "; and 9 more)" in message


def test_a_folder_whose_name_is_no_utf8_can_be_recorded(given, tmp_path):
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    pathlib.Path(name).mkdir()
    pathlib.Path(name, "a.py").write_text("x = 1\n")
    chosen = given(tmp_path / "out", inputs=[os.fsdecode(name)])
    assert ingesting.run(chosen, ingesting.discover(chosen)).finished()
    assert list(settings_of(tmp_path / "out")["sources"]) == [f"{tmp_path}/caf\\udce9"]


def test_limits_reach_the_readers(given, tmp_path):
    limits = {"max_file_bytes": 60, "max_archive_bytes": 4000}
    chosen = given(tmp_path / "out", ingest=limits)
    step = ingesting.run(chosen, ingesting.discover(chosen))
    stats = step.manifest()["stats"]
    assert stats["unread/over_size_cap/files"] > 0
    archives = corpus.write_archives(corpus.corpus(1), tmp_path / "archives")
    packed = given(tmp_path / "packed", inputs=[archives], ingest=limits)
    stats = ingesting.run(packed, ingesting.discover(packed)).manifest()["stats"]
    assert stats["unread/archive_over_size_cap/files"] == 2


def test_every_setting_of_ingest_is_part_of_the_identity(given, tmp_path, monkeypatch):
    step = begun(given(tmp_path), monkeypatch, [])
    assert {field.name for field in dataclasses.fields(config.Ingest)} <= step.settings[
        "ingest"
    ].keys()


def test_a_store_of_another_version_is_refused_before_anything_is_given_up(copy, given):
    place = next((copy / "store").glob("*.parquet"))
    table = pq.read_table(place)
    pq.write_table(table.drop_columns(["encoding", "hits"]), place)
    manifest = json.loads((copy / "store" / "manifest.json").read_text())
    manifest["files"] = [steps.describe(str(place))]
    (copy / "store" / "manifest.json").write_text(json.dumps(manifest))
    verdicts = sorted(path.name for path in (copy / "verdicts").iterdir())
    again = given(copy, select={"near_threshold": 0.9})
    with pytest.raises(job.RunError, match=r"without encoding, hits\.benchmark, .*--overwrite"):
        sequence.run(again)
    assert sorted(path.name for path in (copy / "verdicts").iterdir()) == verdicts
