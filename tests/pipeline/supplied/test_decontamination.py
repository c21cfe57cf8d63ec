"""The index of a run, and its report."""

import json
import pickle

import pytest

from repoloom.pipeline import config
from repoloom.pipeline.supplied import decontamination, identity


def test_the_index_lies_in_the_output_with_a_report(tmp_path):
    given, output = tmp_path / "given", tmp_path / "out"
    given.mkdir()
    output.mkdir()
    shared = "assert all the scaffolding of this bank stands here in each of its items"
    records = [{"task_id": n, "solution": f"{shared} number{n} " + f"w{n} " * 20} for n in range(5)]
    (given / "bank.jsonl").write_text("\n".join(map(json.dumps, records)))
    load = decontamination.build(str(given), str(output))
    assert pickle.loads(pickle.dumps(load))().benchmarks == {"bank": 5}
    assert load() is load()
    report = json.loads((output / "benchmarks" / "report.json").read_text())
    assert report["bank"]["items"] == 5
    assert "assert all the scaffolding of this bank stands here in" in report["bank"]["suppressed"]


def test_no_benchmarks_are_no_index(tmp_path):
    assert decontamination.build("", str(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


def test_benchmarks_are_read_before_any_work(tmp_path):
    decontamination.check("")
    with pytest.raises(identity.IdentityError, match="is not a folder"):
        decontamination.check(str(tmp_path / "absent"))
    with pytest.raises(config.ConfigError, match=r"--benchmarks .* has no benchmark files"):
        decontamination.check(str(tmp_path))
    (tmp_path / "bank.jsonl").write_text("{")
    with pytest.raises(config.ConfigError, match=r"--benchmarks .* is not readable as benchmark"):
        decontamination.check(str(tmp_path))
    (tmp_path / "bank.jsonl").write_text('{"task_id": 1, "solution": "x = 1"}')
    decontamination.check(str(tmp_path))


def test_the_log_says_how_many_items_each_benchmark_has(tmp_path, caplog):
    for name, count in (("bank", 3), ("other", 2)):
        records = [{"task_id": n, "solution": f"{name}{n} " * 20} for n in range(count)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, records)))
    with caplog.at_level("INFO"):
        decontamination.build(str(tmp_path), str(tmp_path / "out"))
    assert "benchmarks: bank 3, other 2" in caplog.text
