"""Same input, same bytes: whatever the source's form, the order of the input and the workers."""

import os
import random
import subprocess
import sys

import pytest

from tests import job

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made():
    return job.corpus()


@pytest.fixture(scope="module")
def expected(made, tmp_path_factory):
    base = tmp_path_factory.mktemp("folders")
    source = job.write_folders(made, base / "source")
    sums = job.checksums(job.run(source, base / "out", "--shards", "2"))
    assert sum(name.startswith("train-") for name in sums) >= 1
    return sums


@pytest.mark.parametrize("write", [job.write_bare_git, job.write_archives, job.write_parquet])
def test_the_form_of_the_source_does_not_matter(made, expected, tmp_path, write):
    source = write(made, tmp_path / "source")
    output = job.run(source, tmp_path / "out", "--shards", "2")
    assert job.checksums(output) == expected


def test_the_order_of_the_input_does_not_matter(made, expected, tmp_path):
    source = job.write_archives(made, tmp_path / "archives")
    archives = [str(path) for path in source.iterdir()]
    random.Random(7).shuffle(archives)
    flags = [flag for path in archives[1:] for flag in ("--input", path)]
    output = job.run(archives[0], tmp_path / "out", "--shards", "2", *flags)
    assert job.checksums(output) == expected


def test_the_number_of_store_buckets_does_not_matter(made, expected, tmp_path):
    source = job.write_folders(made, tmp_path / "source")
    output = job.run(source, tmp_path / "out", "--shards", "2", "--buckets", "4")
    assert job.checksums(output) == expected


@pytest.mark.parametrize("seed", ["1", "77"])
def test_the_hash_seed_and_the_number_of_workers_do_not_matter(made, expected, tmp_path, seed):
    source = job.write_folders(made, tmp_path / "source")
    command = [
        *(sys.executable, str(job.ROOT / "beam_main.py")),
        *("--input", str(source), "--output", str(tmp_path / "out")),
        *(*job.SMALL, "--shards", "2", "--buckets", "2", "--direct_num_workers", "2"),
    ]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run(command, check=True, env=environment, cwd=tmp_path, timeout=300)
    assert job.checksums(tmp_path / "out") == expected


def test_another_seed_gives_other_bytes(made, expected, tmp_path):
    source = job.write_folders(made, tmp_path / "source")
    output = job.run(source, tmp_path / "out", "--shards", "2", "--seed", "1")
    assert job.checksums(output) != expected
