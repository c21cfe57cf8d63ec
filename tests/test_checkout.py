"""A checkout runs where it stands: not installed, from any folder, whatever else is installed."""

import pytest

from tests import elsewhere, job
from tests.elsewhere import call

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dependencies(tmp_path_factory):
    """The `bin` of an environment with what the checkout needs, and not the checkout itself."""
    needed = ["--requirements", job.ROOT / "pyproject.toml", "--extra", "train"]
    return elsewhere.environment(tmp_path_factory.mktemp("dependencies") / "empty", *needed)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    return elsewhere.checkout(tmp_path_factory.mktemp("checkout") / "loom")


@pytest.fixture
def another_version(tmp_path):
    """A folder on the path, before what is installed, with another `repoloom`."""
    (tmp_path / "installed" / "repoloom").mkdir(parents=True)
    module = tmp_path / "installed" / "repoloom" / "__init__.py"
    module.write_text("raise ImportError('of another version')\n")
    return module.parents[1]


def test_it_runs_without_an_installation(dependencies, checkout, tmp_path):
    source = job.write_folders(job.corpus(1), tmp_path / "source")
    flags = ["--input", source, "--output", tmp_path / "out", *job.SMALL]
    call(dependencies / "python", "beam_main.py", *flags, cwd=checkout)
    shards = ["--shards", tmp_path / "out" / "shards", "--steps", "1", "--batch", "1"]
    call(dependencies / "python", "-m", "model.train", *shards, cwd=checkout)
    call(dependencies / "python", "-m", "benchmarks.broken_lines", "--help", cwd=checkout)


def test_it_wins_over_another_version_from_another_folder(
    dependencies, checkout, another_version, tmp_path
):
    source = job.write_folders(job.corpus(2), tmp_path / "source")
    flags = ["--input", source, "--output", "out", *job.SMALL]
    workers = ["--direct_num_workers", "2", "--buckets", "2"]
    main = [dependencies / "python", checkout / "beam_main.py"]
    call(*main, *flags, *workers, cwd=tmp_path, path=another_version)
    assert (tmp_path / "out" / "shards" / "COMPLETED").exists()
    for module in ("model.train", "benchmarks.broken_lines"):
        command = [dependencies / "python", "-m", module, "--help"]
        assert "usage: " in call(*command, cwd=checkout, path=another_version)
