import dataclasses

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
