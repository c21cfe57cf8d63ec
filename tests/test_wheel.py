"""The wheel, installed alone into an empty environment, runs everything under one name."""

import base64
import csv
import hashlib
import subprocess
import sys
import zipfile

import pytest

from tests import elsewhere, job
from tests.elsewhere import ROOMS, call

pytestmark = pytest.mark.slow

STEPS = ("--steps", "1", "--batch", "1")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built in a checkout that still has the build of an older one, which setuptools would copy."""
    folder = tmp_path_factory.mktemp("wheel")
    source = elsewhere.checkout(folder / "checkout")
    stale = source / "build" / "lib" / "repoloom" / "gone.py"
    stale.parent.mkdir(parents=True)
    stale.write_text("")
    before = sorted(source.rglob("*"))
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    environment = elsewhere.build_environment(folder / "build")
    subprocess.run([*command, str(source)], check=True, capture_output=True, env=environment)
    assert sorted(source.rglob("*")) == before
    (built,) = folder.glob("repoloom-*.whl")
    return built


def test_it_holds_the_packages_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"repoloom"}
    modules = {
        f"repoloom/{path.relative_to(job.ROOT)}"
        for room in ROOMS
        for path in (job.ROOT / room).rglob("*.py")
    }
    assert {name for name in names if name.endswith(".py")} == modules | {"repoloom/__init__.py"}
    assert "repoloom/py.typed" in names


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The `bin` of an environment with the wheel."""
    return elsewhere.environment(tmp_path_factory.mktemp("installed") / "empty", f"{wheel}[train]")


@pytest.fixture
def project(tmp_path):
    """A project with a `model/` and a `pipeline/` of its own, and an output folder `repoloom/`."""
    for name in ROOMS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise ImportError('of another project')\n")
    (tmp_path / "repoloom").mkdir()
    return tmp_path


def run(installed, folder, workers):
    """Runs the main job there; gives its output."""
    source = job.write_folders(job.corpus(2), folder / "source")
    flags = ["--output", "repoloom/out", *job.SMALL, "--buckets", "2"]
    workers = ["--direct_num_workers", workers]
    call(installed / "repoloom", "run", "--input", source, *flags, *workers, cwd=folder)
    return folder / "repoloom" / "out"


def test_nothing_else_is_at_the_top_of_the_installed_packages(installed):
    (packages,) = installed.parent.glob("lib/python*/site-packages")
    (information,) = packages.glob("repoloom-*.dist-info")
    with (information / "RECORD").open(newline="") as file:
        tops = {name.partition("/")[0] for name, *_ in csv.reader(file)}
    assert tops == {"repoloom", information.name, ".."}  # the last is bin/repoloom


def test_it_runs_beside_packages_of_the_same_names(installed, project):
    out = run(installed, project, workers=1)
    call(installed / "repoloom", "verify", out, cwd=project)
    shards = ["--shards", out / "shards", *STEPS]
    call(installed / "repoloom", "train", *shards, cwd=project)
    call(installed / "python", "-m", "repoloom.model.train", *shards, cwd=project)


def test_the_caller_s_folder_does_not_reach_worker_processes(installed, project):
    """Neither another version of this package there, nor a module with a name of Python's."""
    for name in ("repoloom/__init__.py", "signal.py"):
        (project / name).write_text("raise ImportError('of the caller')\n")
    call(installed / "repoloom", "verify", run(installed, project, workers=2), cwd=project)


def test_what_is_pickled_in_a_checkout_is_read_in_a_container_with_the_wheel(installed, tmp_path):
    pickles = elsewhere.travelling(tmp_path / "pickles")
    paths = elsewhere.unpickled(installed / "python", pickles, cwd=tmp_path)
    assert all(path.startswith(str(installed.parent)) for path in paths)


def test_an_installed_wheel_is_put_together_again_for_remote_workers(wheel, installed, tmp_path):
    code = (
        "from repoloom.pipeline.workers import package as p; import shutil;"
        "flag, = p.remote_flags('DataflowRunner', ['--project=p']);"
        "name, _, path = flag.partition('=');"
        "assert name == '--extra_package'; print(shutil.copy(path, '.'))"
    )
    call(installed / "python", "-c", code, cwd=tmp_path)
    again = zipfile.ZipFile(tmp_path / wheel.name)
    first = zipfile.ZipFile(wheel)
    (record,) = (name for name in first.namelist() if name.endswith("/RECORD"))
    assert sorted(again.namelist()) == sorted(first.namelist())
    for name in set(first.namelist()) - {record}:
        assert again.read(name) == first.read(name)
        digest = base64.urlsafe_b64encode(hashlib.sha256(first.read(name)).digest())
        assert f"{name},sha256={digest.decode().rstrip('=')},".encode() in again.read(record)
    target = tmp_path / "target"
    elsewhere.uv("pip", "install", "--quiet", "--no-deps", "--target", target, again.filename)
    pickles = elsewhere.travelling(tmp_path / "pickles")
    paths = elsewhere.unpickled(sys.executable, pickles, cwd=tmp_path, target=target)
    assert all(path.startswith(str(target)) for path in paths)
