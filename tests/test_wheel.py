"""The wheel, installed alone into an empty environment, runs the main job."""

import os
import subprocess
import sys
import zipfile

import pytest

from tests import job

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(job.ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("repoloom-*.whl")
    return built


def test_it_holds_the_packages_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"repoloom"}
    rooms = ("languages", "model", "pipeline", "transforms")
    modules = {
        f"repoloom/{path.relative_to(job.ROOT)}"
        for room in rooms
        for path in (job.ROOT / room).rglob("*.py")
    }
    assert {name for name in names if name.endswith(".py")} == modules | {"repoloom/__init__.py"}
    assert "repoloom/py.typed" in names


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """A project with a `model/` and a `pipeline/` of its own, and an environment with the wheel."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for name in ("model", "pipeline", "transforms", "languages"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("raise ImportError('of another project')\n")
    uv = [sys.executable, "-m", "uv"]
    here = {"cwd": folder, "check": True, "timeout": 300}
    subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, "empty"], **here)
    constraints = ["--constraints", str(job.ROOT / "constraints.txt"), "--no-verify-hashes"]
    python = str(folder / "empty" / "bin" / "python")
    subprocess.run(
        [*uv, "pip", "install", "--quiet", "--python", python, *constraints, f"{wheel}[train]"],
        **here,
    )
    return folder


def call(folder, *command):
    alone = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    program = folder / "empty" / "bin" / command[0]
    subprocess.run([str(program), *command[1:]], env=alone, cwd=folder, check=True, timeout=300)


@pytest.mark.parametrize("workers", [1, 2])
def test_it_runs_the_main_job_beside_packages_of_the_same_names(elsewhere, workers):
    source = job.write_folders(job.corpus(2), elsewhere / f"source{workers}")
    out = f"out{workers}"
    flags = ["--output", out, *job.SMALL, "--direct_num_workers", str(workers), "--buckets", "2"]
    call(elsewhere, "repoloom", "run", "--input", str(source), *flags)
    call(elsewhere, "repoloom", "verify", out)
    steps = ["--steps", "1", "--batch", "1"]
    call(elsewhere, "repoloom", "train", "--shards", f"{out}/shards", *steps)
    call(elsewhere, "python", "-m", "repoloom.model.train", "--shards", f"{out}/shards", *steps)
