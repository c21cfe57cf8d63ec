"""Which runner a job gets, and how many processes."""

import os
import pathlib

import apache_beam as beam
import pytest

from repoloom.pipeline import options
from repoloom.pipeline.running import engine, job
from tests.pipeline.conftest import command

LARGE = engine.PARALLEL_BYTES
LOCAL = f"--runner={options.FN_API_RUNNER}"


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setenv("PYTHONPATH", "before")


def processes(flags):
    assert flags[0] == LOCAL
    found = [flag for flag in flags if flag.startswith("--direct_num_workers=")]
    assert (flags[2:] == ["--direct_running_mode=multi_processing"]) == bool(found)
    return int(found[0].partition("=")[2]) if found else 1


@pytest.mark.parametrize(
    ("size", "parts", "expected"),
    [(LARGE - 1, 9, 1), (LARGE, 1, 1), (LARGE, 3, 3), (LARGE, 8, 8), (LARGE, 99, 8), (0, 99, 1)],
)
def test_a_local_run_has_as_many_processes_as_are_worth_their_start(size, parts, expected):
    assert processes(engine.runner_flags(command(), size, parts)) == expected


def test_a_machine_that_does_not_say_its_cores_has_one(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processes(engine.runner_flags(command(), LARGE, 9)) == 1


@pytest.mark.parametrize("asked", [1, 3, 40])
def test_the_processes_that_were_asked_for_are_started(asked):
    flags = engine.runner_flags(command("--direct_num_workers", str(asked)), 0, 1)
    assert processes(flags) == asked


def test_one_process_changes_no_path():
    engine.runner_flags(command(), 0, 4)
    assert os.environ["PYTHONPATH"] == "before"


def test_remote_workers_get_this_checkout():
    root = pathlib.Path(engine.__file__).resolve().parents[2]
    assert engine.runner_flags(command("--runner", "FlinkRunner"), LARGE, 9) == [
        "--runner=FlinkRunner",
        f"--setup_file={root / 'pyproject.toml'}",
    ]


@pytest.mark.parametrize(
    "flag", ["--setup_file=x", "--extra_package=x", "--sdk_container_image=x", "--sdk_location=x"]
)
def test_remote_workers_get_what_the_user_says(flag):
    assert engine.runner_flags(command("--runner", "FlinkRunner", flag), 0, 1) == [
        "--runner=FlinkRunner"
    ]


def test_a_pipeline_is_built_and_run_to_its_end(tmp_path):
    def build(root):
        root | beam.Create([1, 2]) | beam.Map(lambda n: (tmp_path / str(n)).write_text("done"))

    engine.executor(command())(build, 0, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2"]


def test_the_options_of_beam_are_passed_on(monkeypatch):
    seen = []
    monkeypatch.setattr(engine, "runner_flags", lambda *given: seen.append(given) or [LOCAL])

    def build(root):
        seen.append(root.options.get_all_options()["job_name"])

    chosen = command("--job_name=mine")
    engine.executor(chosen)(build, 5, 2)
    assert seen == [(chosen, 5, 2), "mine"]


def test_a_runner_is_tried_before_any_work():
    engine.check(command())
    for name in ("Nosuch", "nosuch.Runner", "repoloom.pipeline.options.Nosuch"):
        with pytest.raises(job.RunError, match=f"--runner {name}: "):
            engine.check(command("--runner", name, "--setup_file=x"))
