"""`--against`: a second crawl against the output of the first."""

import pathlib
import shutil

import pytest

from repoloom.pipeline import run, show
from repoloom.pipeline.storage import outputs, store
from repoloom.pipeline.supplied import against, identity
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms.records import DROP
from tests import job
from tests.pipeline.spoiling import edit_manifest


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


@pytest.mark.slow
def test_only_what_is_new_is_kept(first, second, tmp_path):
    output = job.run(second, tmp_path / "out", "--against", str(first))
    found = verdicts(output)
    assert {one.verdict for (repo, _), one in found.items() if repo == "owner0/shop"} == {DROP}
    assert found["late/shop", "money.py"].evidence == "OLD owner1/shop:shop/money.py jaccard 1.00"
    assert {one.split for one in found.values()} == {"train"}
    assert show.main(["verify", str(output)]) == 0


@pytest.mark.slow
def test_the_same_bytes_whatever_the_buckets(first, second, tmp_path):
    flags = ("--against", str(first), "--shards", "1")
    one = job.run(second, tmp_path / "one", "--buckets", "1", *flags)
    four = job.run(second, tmp_path / "four", "--buckets", "4", *flags)
    assert verdicts(one) == verdicts(four)
    assert job.checksums(one) == job.checksums(four)


@pytest.mark.slow
def test_another_earlier_run_is_another_step(first, second, tmp_path):
    job.run(second, tmp_path / "out")
    alone = (tmp_path / "out" / "verdicts" / "COMPLETED").read_bytes()
    job.run(second, tmp_path / "out", "--against", str(first))
    assert (tmp_path / "out" / "verdicts" / "COMPLETED").read_bytes() != alone


@pytest.mark.slow
def test_an_earlier_run_is_checked_before_anything_is_read(capsys, first, second, tmp_path):
    copy = pathlib.Path(shutil.copytree(first, tmp_path / "copy"))
    (copy / "verdicts" / "COMPLETED").unlink()
    command = ("--input", str(second), "--output", str(tmp_path / "out"), "--against", str(copy))
    assert run.main(command) == 2
    assert f"--against {copy} is no finished run" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def check(folder, permutations=256):
    against.check(str(folder), permutations)


def refused(folder, message, permutations=256):
    with pytest.raises(identity.IdentityError, match=message):
        check(folder, permutations)


def test_a_finished_run_is_sound_and_none_needs_none(ran):
    against.check("", 0)
    check(ran)
    check(f"{ran}/")


@pytest.mark.parametrize("step", ["store", "verdicts"])
def test_a_run_that_is_not_finished_is_refused(copy, step):
    (copy / step / "COMPLETED").unlink()
    refused(copy, f"is no finished run: its '{step}' is not there")


def test_a_run_needs_no_shards(copy):
    (copy / "shards" / "COMPLETED").unlink()
    check(copy)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    refused(tmp_path / "absent", "is no finished run")


def test_signatures_of_other_permutations_are_refused(ran):
    refused(ran, "of 256 permutations, this run of 128; run with --permutations 256", 128)


def test_verdicts_on_another_store_are_refused(copy):
    edit_manifest(copy, "store", lambda manifest: manifest.update(digest="another"))
    refused(copy, "holds verdicts on another store than its own")


def test_a_damaged_manifest_is_refused(copy):
    (copy / "store" / "manifest.json").write_text("{")
    refused(copy, r"--against .*copy: .* is damaged")


def test_without_an_earlier_run_nothing_is_joined():
    read, settings = Parts("store", 4), {"select": 1}
    assert against.join(read, "", settings) == (read, {})
    assert settings == {"select": 1}


def test_its_buckets_come_behind_and_its_identity_is_a_setting(ran):
    settings = {}
    joined, more = against.join(Parts("store", 4), f"{ran}/", settings)
    earlier = outputs.Output(str(ran))
    assert settings == {"against": earlier.manifest("verdicts").digest}
    (name,) = [part.name for part in earlier.parts("store")]
    assert joined.path(3) == "store/bucket-00003-of-00004.parquet"
    assert joined.path(4) == str(ran / "store" / name)
    assert more["earlier"].first == 4
    assert more["earlier"].verdicts(4) == store.read_verdicts(str(ran / "verdicts" / name))


def test_the_output_of_this_run_is_no_earlier_one(ran):
    for written in (str(ran), f"{ran}/", f"{ran}/store/.."):
        with pytest.raises(identity.IdentityError, match="is the --output of this run"):
            against.check(written, 256, str(ran))
    with pytest.raises(identity.IdentityError, match="is the --output of this run"):
        against.check("gs://bucket/out/", 256, "gs://bucket/out")
    against.check(str(ran), 256, str(ran.parent / "other"))
