"""The job for Dataflow, made offline: its steps, its container, and the package that is staged."""

import pathlib
import sys
import tarfile

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from repoloom.pipeline import build, options
from repoloom.pipeline.running import engine
from repoloom.transforms import failures
from repoloom.transforms.settings import Weaving
from tests import elsewhere

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


@pytest.fixture(scope="module")
def described(flags, tmp_path_factory):
    """The job, and the folder of what was staged for it."""
    from apache_beam.runners.dataflow.internal import apiclient

    folder = tmp_path_factory.mktemp("dataflow")
    (folder / "staged").mkdir()

    def stage(self, location, name, source, *_, **__):
        data = pathlib.Path(source).read_bytes() if isinstance(source, str) else source.read()
        (folder / "staged" / name).write_bytes(data)

    environment = elsewhere.build_environment(folder / "build")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIST_EXTRA_CONFIG", environment["DIST_EXTRA_CONFIG"])
        client = apiclient.DataflowApplicationClient
        patch.setattr(client, "create_storage_client", nothing, raising=False)
        patch.setattr(client, "stage_file_with_retry", stage, raising=False)
        pipeline_options = PipelineOptions(flags)
        root = beam.Pipeline(options=pipeline_options)
        settings = Weaving(seed=0, length=64)
        build.weave(root, [0], nothing, nothing, nothing, settings, failures.DEFAULT)
        job = root.run().job
        client(pipeline_options, job.root_staging_location).create_job_description(job)
    return job, folder / "staged"


def test_the_job_has_the_stages_by_their_names(described):
    job, _ = described
    labels = {
        transform.unique_name for transform in job.proto_pipeline.components.transforms.values()
    }
    assert {"Shards", "Weave", "Weave/WeaveShard"} <= labels


def test_the_job_describes_workers_container_and_package(described):
    job, staged = described
    pool = job.proto.environment.worker_pools[0]
    assert pool.machine_type == "n2-highmem-4"
    assert pool.autoscaling_settings.max_num_workers == 7
    assert "beam_python" in pool.worker_harness_container_image
    with tarfile.open(staged / "workflow.tar.gz") as package:
        names = {name.partition("/")[2] for name in package.getnames()}
    assert {
        "pipeline/build.py",
        "transforms/weave.py",
        "languages/python.py",
        "repoloom/__init__.py",
    } <= names


def test_a_worker_with_the_staged_package_reads_what_the_driver_pickles(described, tmp_path):
    """Installed as a worker does it, into an empty folder; Beam and the rest are its image's."""
    _, staged = described
    target = tmp_path / "target"
    alone = ["--quiet", "--no-deps", "--no-build-isolation", "--no-cache", "--target", target]
    elsewhere.uv("pip", "install", *alone, staged / "workflow.tar.gz")
    assert {path.name.partition("-")[0] for path in target.glob("[!.]*")} - {"bin"} == {"repoloom"}
    pickles = elsewhere.travelling(tmp_path / "pickles")
    paths = elsewhere.unpickled(sys.executable, pickles, cwd=tmp_path, target=target)
    assert all(path.startswith(str(target)) for path in paths)


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
    command = options.parse(["--input", "a", "--output", "b"])
    assert "--direct_num_workers=6" in engine.runner_flags(command, 1 << 30, 8)
    assert "--direct_num_workers=2" in engine.runner_flags(command, 1 << 30, 2)
    alone = engine.runner_flags(command, 1 << 30, 1)
    assert not [flag for flag in alone if flag.startswith("--direct_num_workers")]


def test_help_says_which_engine_runs(capsys):
    with pytest.raises(SystemExit):
        options.parse(["--help"])
    assert "in-process FnApiRunner" in capsys.readouterr().out
