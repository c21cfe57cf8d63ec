"""`--against`: a second crawl against the output of the first."""

import pathlib
import shutil

import pytest

from repoloom.pipeline import run, show
from repoloom.pipeline.storage import store
from repoloom.transforms.records import DROP
from tests import job

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    root = tmp_path_factory.mktemp("first")
    return job.run(job.write_folders(job.corpus(2), root / "source"), root / "out")


@pytest.fixture
def second(tmp_path):
    """A crawl with one repository that the first knows, one that shares a file, and a new one."""
    made = job.corpus(3)
    shared = made.pop("owner1/shop")
    del made["copy/shop"]
    made["late/shop"] = {"money.py": shared["shop/money.py"], **made["owner2/shop"]}
    return job.write_folders(made, tmp_path / "source")


def verdicts(output):
    paths = sorted((output / "verdicts").glob("*.parquet"))
    return {(one.repo, one.path): one for path in paths for one in store.read_verdicts(str(path))}


def test_only_what_is_new_is_kept(first, second, tmp_path):
    output = job.run(second, tmp_path / "out", "--against", str(first))
    found = verdicts(output)
    assert {one.verdict for (repo, _), one in found.items() if repo == "owner0/shop"} == {DROP}
    assert found["late/shop", "money.py"].evidence == "OLD owner1/shop:shop/money.py jaccard 1.00"
    assert {one.split for one in found.values()} == {"train"}
    assert show.main(["verify", str(output)]) == 0


def test_the_same_bytes_whatever_the_buckets(first, second, tmp_path):
    flags = ("--against", str(first), "--shards", "1")
    one = job.run(second, tmp_path / "one", "--buckets", "1", *flags)
    four = job.run(second, tmp_path / "four", "--buckets", "4", *flags)
    assert verdicts(one) == verdicts(four)
    assert job.checksums(one) == job.checksums(four)


def test_another_earlier_run_is_another_step(first, second, tmp_path):
    job.run(second, tmp_path / "out")
    alone = (tmp_path / "out" / "verdicts" / "COMPLETED").read_bytes()
    job.run(second, tmp_path / "out", "--against", str(first))
    assert (tmp_path / "out" / "verdicts" / "COMPLETED").read_bytes() != alone


def fails(capsys, source, output, *flags):
    arguments = ["--input", str(source), "--output", str(output), *map(str, flags)]
    assert run.main(arguments) == 2
    return capsys.readouterr().err.strip().splitlines()[-1]


def test_no_finished_run_is_an_error(capsys, first, second, tmp_path):
    copy = pathlib.Path(shutil.copytree(first, tmp_path / "copy"))
    (copy / "verdicts" / "COMPLETED").unlink()
    for folder in (copy, tmp_path / "absent"):
        message = fails(capsys, second, tmp_path / "out", "--against", folder)
        assert f"--against {folder} is no finished run" in message
    assert not (tmp_path / "out").exists()


def test_other_permutations_are_an_error(capsys, first, second, tmp_path):
    flags = ("--against", first, "--permutations", "128")
    message = fails(capsys, second, tmp_path / "out", *flags)
    assert "has signatures of 256 permutations, this run of 128" in message


def test_verdicts_on_another_store_are_an_error(capsys, first, second, tmp_path):
    copy = pathlib.Path(shutil.copytree(first, tmp_path / "copy"))
    path = copy / "store" / "manifest.json"
    path.write_text(path.read_text().replace('"digest": "', '"digest": "0', 1))
    message = fails(capsys, second, tmp_path / "out", "--against", copy)
    assert "holds verdicts on another store" in message
