"""What workers get, by runner, and by where this package is."""

import contextlib
import os
import pathlib
import site
import subprocess
import sys

import apache_beam as beam
import pytest

from repoloom.pipeline import options, run
from repoloom.pipeline.running import engine
from repoloom.pipeline.workers import package
from tests import job

CHECKOUT = [f"--setup_file={job.ROOT / 'pyproject.toml'}"]
DOCKER = "--environment_type=DOCKER"
PROCESS = "--environment_type=PROCESS"


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """As if this package were in a folder of installed ones, beside a project file of somebody."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "pipeline").mkdir()
    module = tmp_path / "repoloom" / "pipeline" / "workers" / "package.py"
    monkeypatch.setattr(package, "__file__", str(module))
    monkeypatch.setattr(package, "_wheel_once", lambda: pathlib.Path("made.whl"))
    return tmp_path


@pytest.mark.parametrize(
    ("runner", "given", "expected"),
    [
        ("DataflowRunner", [], CHECKOUT),
        ("dataflow", ["--project=p"], CHECKOUT),
        ("FlinkRunner", [DOCKER], CHECKOUT),
        ("FlinkRunner", [PROCESS], CHECKOUT),
        ("FlinkRunner", ["--environment_type", "LOOPBACK"], []),
        ("PortableRunner", ["--environment_type=loopback"], []),
        ("PortableRunner", ["--environment_type=beam:env:embedded_python:v1"], []),
        ("apache_beam.runners.portability.fn_api_runner.FnApiRunner", [], []),
        ("prism", [], []),
        ("PrismRunner", [DOCKER], CHECKOUT),
        ("DataflowRunner", ["--setup_file=/mine/setup.py"], []),
        ("DataflowRunner", ["--extra_package", "mine.whl"], []),
        ("DataflowRunner", ["--sdk_container_image=mine"], []),
        ("DataflowRunner", ["--sdk_location=mine.tar.gz"], []),
    ],
)
def test_a_checkout_is_staged_where_workers_are_elsewhere(runner, given, expected):
    assert package.remote_flags(runner, given) == expected


@pytest.mark.parametrize(
    ("runner", "given", "expected"),
    [
        ("DataflowRunner", [], ["--extra_package=made.whl"]),
        ("FlinkRunner", [DOCKER], ["--extra_package=made.whl"]),
        ("FlinkRunner", ["--environment_type=beam:env:docker:v1"], ["--extra_package=made.whl"]),
        ("FlinkRunner", ["--environment_type=LOOPBACK"], []),
        ("FlinkRunner", [PROCESS], []),
        ("FlinkRunner", ["--environment_type=EXTERNAL"], []),
        ("DataflowRunner", ["--extra_packages=mine.whl"], []),
        ("DataflowRunner", ["--sdk_container_image", "mine"], []),
    ],
)
def test_an_installed_package_is_staged_where_workers_bring_nothing(
    installed, runner, given, expected
):
    assert package.remote_flags(runner, given) == expected


def test_files_that_were_copied_there_are_no_wheel(installed, tmp_path):
    with pytest.raises(package.PackageError, match="--extra_package WHEEL or --sdk_container"):
        package.wheel(tmp_path)


def test_that_is_a_line_and_status_2(installed, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(package, "_wheel_once", lambda: package.wheel(tmp_path))
    source = job.write_folders(job.corpus(1), tmp_path / "source")
    flags = ["--input", str(source), "--output", str(tmp_path / "out"), "--runner=DataflowRunner"]
    assert run.main(flags) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("error: ")
    assert "workers of this runner need" in last


def test_a_wheel_is_made_once_and_goes_with_the_process(monkeypatch):
    code = (
        "from repoloom.pipeline.workers import package\n"
        "package.wheel = lambda folder: (folder / 'made.whl').write_text('') or folder / 'made.whl'\n"
        "paths = {package._wheel_once() for _ in range(2)}\n"
        "assert len(paths) == 1 and all(path.exists() for path in paths)\n"
        "print(*paths)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=job.ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip().endswith("made.whl")
    assert not pathlib.Path(done.stdout.strip()).parent.exists()


def inside(environment):
    """What processes get that are started within."""
    before = dict(environment)
    with contextlib.suppress(KeyboardInterrupt), package.importable_by_processes(environment):
        found = dict(environment)
        raise KeyboardInterrupt
    assert environment == before
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [("", []), ("/other", ["/other"]), (f"/other:{job.ROOT}::/more", ["/other", "/more"])],
)
def test_processes_find_the_checkout_first_and_not_the_caller_s_folder(before, after):
    found = inside({"PYTHONPATH": before, "PYTHONSAFEPATH": "", "HOME": "/home"})
    assert found.pop("PYTHONPATH").split(os.pathsep) == [str(job.ROOT), *after]
    assert found == {"PYTHONSAFEPATH": "1", "HOME": "/home"}


@pytest.mark.parametrize("where", ["getsitepackages", "getusersitepackages"])
def test_installed_packages_do_not_come_before_the_standard_library(installed, monkeypatch, where):
    folder = str(installed)
    monkeypatch.setattr(site, where, lambda: [folder] if where == "getsitepackages" else folder)
    assert inside({"PYTHONPATH": "/other"}) == {"PYTHONPATH": "/other", "PYTHONSAFEPATH": "1"}


def test_packages_in_a_folder_of_the_user_s_are_found_there(installed):
    assert inside({})["PYTHONPATH"] == str(installed)


@pytest.mark.slow
def test_a_pipeline_runs_within_and_leaves_the_environment_as_it_was(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/other")
    seen = []
    command = options.parse(["--input", "a", "--output", "b"])

    def build(root):
        root | beam.Create([0]) | beam.Map(lambda _: None)
        seen.append(dict(os.environ))

    engine.executor(command)(build, 0, 1)
    assert seen[0]["PYTHONPATH"] == f"{job.ROOT}{os.pathsep}/other"
    assert seen[0]["PYTHONSAFEPATH"] == "1"
    assert os.environ["PYTHONPATH"] == "/other"
    assert "PYTHONSAFEPATH" not in os.environ
