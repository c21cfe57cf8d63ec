import pytest

from repoloom.pipeline.storage import steps


@pytest.fixture
def step(tmp_path):
    return steps.Step(str(tmp_path), "store", {"seed": 1})


def finish(step, parts=2):
    step.begin()
    for part in step.missing(parts):
        steps.finish_part(step.folder, part, [], {"files": part + 1})
    return step.finish([], steps.total(record["stats"] for record in step.records(parts)))


def test_a_step_is_finished_when_completed_is_there(step):
    assert not step.finished()
    manifest = finish(step)
    assert step.finished()
    assert manifest == step.manifest()
    assert manifest["stats"] == {"files": 3}


def test_without_completed_nothing_is_finished(step):
    finish(step)
    (step_path := step.path(steps.COMPLETED)) and steps.filesystems.remove_file(step_path)
    assert not step.finished()


def test_finished_parts_are_not_missing_after_a_stop(step):
    step.begin()
    steps.finish_part(step.folder, 1, [], {"files": 1})
    step.begin()
    assert step.missing(3) == [0, 2]


def test_parts_of_other_settings_go(step, tmp_path):
    step.begin()
    steps.finish_part(step.folder, 1, [], {"files": 1})
    other = steps.Step(str(tmp_path), "store", {"seed": 2})
    other.begin()
    assert other.missing(2) == [0, 1]


def test_a_finished_step_of_other_settings_is_not_finished(step, tmp_path):
    finish(step)
    assert not steps.Step(str(tmp_path), "store", {"seed": 2}).finished()


def test_missing_parts_are_named(step):
    step.begin()
    with pytest.raises(steps.StepError, match=r"parts \[0, 1\] are missing"):
        step.records(2)


def test_a_damaged_record_is_an_error_with_a_way_out(step):
    step.begin()
    steps.filesystems.write_bytes(step.path("step.json"), b"{")
    with pytest.raises(steps.StepError, match="is damaged; run again with --overwrite"):
        step.recorded()


def test_describe_gives_the_checksum(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    described = steps.describe(str(tmp_path / "a"))
    assert described["sha256"].startswith("ba7816bf8f01cfea")
    assert (described["name"], described["bytes"]) == ("a", 3)
