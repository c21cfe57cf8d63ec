"""The job for Dataflow, made offline: its steps, its container, and the package that is staged."""

import pathlib
import tarfile

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from repoloom.pipeline import build, options
from repoloom.pipeline.running import engine
from repoloom.transforms.settings import Weaving

pytestmark = pytest.mark.slow

FLAGS = (
    *("--input", "in", "--output", "gs://repoloom-test/out"),
    *("--runner", "DataflowRunner", "--project", "repoloom-test", "--region", "europe-west1"),
    *("--temp_location", "gs://repoloom-test/temp", "--dry_run", "True", "--no_auth"),
    *("--max_num_workers", "7", "--worker_machine_type", "n2-highmem-4"),
)


def nothing(*_):
    return []


@pytest.fixture(scope="module")
def flags():
    return engine.runner_flags(command := options.parse(FLAGS), 0, 1) + list(command.beam)


def test_the_job_has_the_stages_by_their_names(flags):
    root = beam.Pipeline(options=PipelineOptions(flags))
    build.weave(root, [0, 1], nothing, nothing, nothing, Weaving(seed=0, length=64))
    job = root.run().job
    labels = {
        transform.unique_name for transform in job.proto_pipeline.components.transforms.values()
    }
    assert {"Shards", "Weave", "Weave/WeaveShard"} <= labels


def test_the_job_describes_workers_container_and_package(flags, monkeypatch, tmp_path):
    from apache_beam.runners.dataflow.internal import apiclient

    staged = {}

    def stage(self, location, name, source, *_, **__):
        copy = tmp_path / name
        copy.write_bytes(
            pathlib.Path(source).read_bytes() if isinstance(source, str) else source.read()
        )
        staged[name] = copy

    monkeypatch.setattr(
        apiclient.DataflowApplicationClient, "create_storage_client", nothing, raising=False
    )
    monkeypatch.setattr(
        apiclient.DataflowApplicationClient, "stage_file_with_retry", stage, raising=False
    )
    pipeline_options = PipelineOptions(flags)
    root = beam.Pipeline(options=pipeline_options)
    build.weave(root, [0], nothing, nothing, nothing, Weaving(seed=0, length=64))
    job = root.run().job
    client = apiclient.DataflowApplicationClient(pipeline_options, job.root_staging_location)
    client.create_job_description(job)
    pool = job.proto.environment.worker_pools[0]
    assert pool.machine_type == "n2-highmem-4"
    assert pool.autoscaling_settings.max_num_workers == 7
    assert "beam_python" in pool.worker_harness_container_image
    with tarfile.open(staged["workflow.tar.gz"]) as package:
        names = {name.partition("/")[2] for name in package.getnames()}
    assert {
        "pipeline/build.py",
        "transforms/weave.py",
        "languages/python.py",
        "repoloom/__init__.py",
    } <= names


def test_a_runner_of_the_user_is_passed_on(flags):
    assert "--runner=DataflowRunner" in flags
    assert any(
        flag.startswith("--setup_file=") and flag.endswith("pyproject.toml") for flag in flags
    )


def test_the_local_default_names_the_in_process_runner():
    for given in ((), ("--runner", "DirectRunner")):
        command = options.parse(["--input", "a", "--output", "b", *given])
        assert engine.runner_flags(command, 0, 9) == [f"--runner={options.FN_API_RUNNER}"]


def test_large_inputs_use_all_cores(monkeypatch):
    monkeypatch.setattr(engine.os, "cpu_count", lambda: 6)
    monkeypatch.setenv("PYTHONPATH", "")
    command = options.parse(["--input", "a", "--output", "b"])
    assert "--direct_num_workers=6" in engine.runner_flags(command, 1 << 30, 8)
    assert "--direct_num_workers=2" in engine.runner_flags(command, 1 << 30, 2)
    alone = engine.runner_flags(command, 1 << 30, 1)
    assert not [flag for flag in alone if flag.startswith("--direct_num_workers")]


def test_help_says_which_engine_runs(capsys):
    with pytest.raises(SystemExit):
        options.parse(["--help"])
    assert "in-process FnApiRunner" in capsys.readouterr().out
