"""Ingest where a file or a repository fails: it is set aside, and the rest is as without it."""

import dataclasses

import pytest

from repoloom.transforms import failures, ingest
from repoloom.transforms.records import RawFile
from tests.faults import boom, boom_at

CLEANING = ingest.Cleaning(secret=bytes(32))


def test_a_file_that_fails_is_set_aside_and_the_others_are_clean(monkeypatch):
    raws = [RawFile("o/r", path, b"x = 1\n" * 3) for path in ("a.py", "b.py", "c.h")]
    expected = {file.path: file for file in ingest.clean_repository(raws, CLEANING)}
    fail = boom_at(ingest.clean, lambda raw, _: raw.path == "b.py")
    monkeypatch.setattr(ingest, "clean", fail)
    found = {file.path: file for file in ingest.clean_repository(raws, CLEANING, "o/r")}
    failed = found.pop("b.py")
    assert found == {path: expected[path] for path in ("a.py", "c.h")}
    assert (failed.text, failed.reason, failed.size) == (None, "failed", 18)
    assert failed.failure.startswith("clean: FaultError at transforms.ingest.")


def test_a_repository_that_cannot_be_read_to_its_end_is_set_aside_as_a_whole():
    def entries():
        yield RawFile("o/r", "a.py", b"x = 1\n")
        yield RawFile("o/r", ".", None, "submodule", size=3)
        boom()

    found = ingest.clean_repository(entries(), CLEANING, "o/r")
    assert [file.path for file in found] == [".", ".#2", "a.py"]
    assert {file.reason for file in found} == {"failed"}
    assert {file.text for file in found} == {None}
    assert [file.size for file in found] == [3, 0, 6]
    assert len({file.failure for file in found}) == 1
    assert found[0].failure.startswith("read: FaultError")


def test_a_repository_that_gives_nothing_at_all_has_one_row():
    def entries():
        yield boom()

    (found,) = ingest.clean_repository(entries(), CLEANING, "o/r")
    assert (found.repo, found.path, found.reason) == ("o/r", ".", "failed")


def test_where_nothing_may_fail_the_error_is_raised(monkeypatch):
    monkeypatch.setattr(ingest, "clean", boom)
    strict = dataclasses.replace(CLEANING, allowance=failures.Allowance(strict=True))
    with pytest.raises(failures.StrictError, match="o/r:a failed in clean"):
        ingest.clean_repository([RawFile("o/r", "a", b"1\n")], strict, "o/r")


def test_an_entry_that_failed_before_keeps_its_failure():
    raw = RawFile("rows.parquet", ".", None, "failed", failure="read: OSError at x:1 (case 0)")
    (found,) = ingest.clean_repository([raw], CLEANING)
    assert (found.reason, found.failure) == ("failed", raw.failure)
