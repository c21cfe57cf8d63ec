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
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "beam_main.py",
        "languages",
        "model",
        "pipeline",
        "transforms",
    }
    assert "languages/py.typed" in names


def test_it_runs_the_main_job(wheel, tmp_path):
    source = job.write_folders(job.corpus(1), tmp_path / "source")
    uv = [sys.executable, "-m", "uv"]
    here = {"cwd": tmp_path, "check": True, "timeout": 300}
    subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, "empty"], **here)
    constraints = ["--constraints", str(job.ROOT / "constraints.txt"), "--no-verify-hashes"]
    python = str(tmp_path / "empty" / "bin" / "python")
    subprocess.run(
        [*uv, "pip", "install", "--quiet", "--python", python, *constraints, str(wheel)], **here
    )
    alone = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    flags = ["--input", str(source), "--output", "out", *job.SMALL]
    subprocess.run([python, "-m", "beam_main", *flags], env=alone, **here)
    command = str(tmp_path / "empty" / "bin" / "repoloom")
    subprocess.run([command, "verify", "out"], env=alone, **here)
