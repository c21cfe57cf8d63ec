import contextlib
import dataclasses
import pathlib

import pytest

from repoloom.pipeline.running import job
from repoloom.pipeline.storage import steps


def test_changes_name_settings_an_earlier_step_or_another_format(tmp_path, monkeypatch):
    step = steps.Step(str(tmp_path), "store", {"store": "1", "seed": 1})
    assert job.changes(step) == []
    step.begin()
    assert job.changes(step) == []
    other = dataclasses.replace(step, settings={"store": "1", "seed": 2})
    assert job.changes(other) == ["seed: 1 -> 2"]
    after = dataclasses.replace(step, settings={"store": "2", "seed": 1})
    assert job.changes(after) == ["an earlier step changed"]
    monkeypatch.setattr(steps, "FORMAT", 99)
    assert "format 99" not in job.changes(step)[0].partition("this one")[0]
    assert "this one has 99" in job.changes(step)[0]


@pytest.fixture
def step(tmp_path):
    return steps.Step(str(tmp_path), "store", {"seed": 1})


def test_work_is_done_in_a_folder_that_is_ready_for_it(step, caplog):
    seen = []
    with caplog.at_level("INFO"):
        job.do(step, lambda: seen.append(step.missing(2)))
    assert seen == [[0, 1]]
    assert step.recorded()["digest"] == step.digest
    assert [record.getMessage() for record in caplog.records] == ["store: done in 0.0 s"]


def test_work_that_is_done_again_says_why_and_begins_anew(step, caplog):
    job.do(step, lambda: steps.finish_part(step.folder, 0, [], {}, digest=step.digest))
    other = dataclasses.replace(step, settings={"seed": 2})
    with caplog.at_level("INFO"):
        job.do(other, lambda: None)
    assert "store is done again: seed: 1 -> 2" in caplog.text
    assert other.missing(1) == [0]


def test_only_a_finished_step_was_done_before(step, caplog):
    with caplog.at_level("INFO"):
        assert not job.done_before(step)
        assert caplog.text == ""
        step.begin()
        step.finish([], {})
        step.begin()  # what a process leaves that dies before the last lines of `finish`
        assert job.done_before(step)
    assert "store: finished before" in caplog.text
    assert sorted(path.name for path in pathlib.Path(step.folder).iterdir()) == [
        "COMPLETED",
        "manifest.json",
    ]


def test_a_finished_step_that_is_damaged_is_given_up(step, caplog):
    step.begin()
    pathlib.Path(step.path("a")).write_bytes(b"x")
    step.finish([steps.describe(step.path("a"))], {})
    pathlib.Path(step.path("a")).unlink()
    assert not job.done_before(step)
    assert "store was finished, but is damaged (store/a is missing): it is done" in caplog.text
    assert not pathlib.Path(step.folder).exists()


def test_a_finished_step_whose_manifest_says_nothing_is_given_up_by_its_last_word(step):
    step.begin()
    step.finish([], {})
    pathlib.Path(step.path("manifest.json")).write_bytes(b"{")
    assert job.changes(step) == []
    assert not job.done_before(step)
    assert not pathlib.Path(step.folder).exists()


def test_a_manifest_that_is_missing_or_damaged_leaves_its_step_to_nobody(step, caplog):
    other = dataclasses.replace(step, settings={"seed": 2})
    step.begin()
    step.finish([], {})
    pathlib.Path(step.path("manifest.json")).write_bytes(b"[]")
    with pytest.raises(steps.StepError, match=f"is damaged; delete {step.folder} and run the same"):
        job.changes(other)
    pathlib.Path(step.path("manifest.json")).unlink()
    assert job.changes(other) == ["its manifest is missing"]
    with caplog.at_level("INFO"):
        job.do(other, lambda: None)
    assert "store is done again: its manifest is missing" in caplog.text


def test_a_step_is_closed_from_the_records_of_its_parts(step):
    step.begin()
    for part in (0, 1):
        files = [{"name": str(part)}]
        steps.finish_part(step.folder, part, files, {"files": part + 1}, digest=step.digest)
    job.finish(step, 2, length=5)
    manifest = step.manifest()
    assert manifest["files"] == [{"name": "0"}, {"name": "1"}]
    assert (manifest["stats"], manifest["parts"], manifest["length"]) == ({"files": 3}, 2, 5)


@pytest.mark.parametrize(("together", "count"), [(False, 2), (True, 1)])
def test_only_the_missing_parts_are_done(step, monkeypatch, together, count):
    step.begin()
    steps.finish_part(step.folder, 1, [], {}, digest=step.digest)
    seen, shown = [], []

    @contextlib.contextmanager
    def show(*arguments):
        shown.append(arguments)
        yield
        shown.append("end")

    def execute(build, expected, parts):
        seen.append((expected, parts))
        build("root")

    monkeypatch.setattr(job.progress, "shown", show)
    given = job.Job(None, (), step.output, execute)
    job.run_parts(given, step, 3, 7.5, lambda *graph: seen.append(graph), together=together)
    assert seen == [(7.5, count), ("root", [0, 2])]
    assert shown == [(step, 3, 7.5), "end"]


def test_a_job_knows_its_steps_and_their_numbers(step):
    given = job.Job(None, (), step.output, None)
    assert given.step("store", {"seed": 1}) == step
    assert given.step("shards", {}, "graph").folders == ("graph",)
    step.begin()
    step.finish([], {"files": 3})
    assert given.stats("store") == {"files": 3}
