"""Folders of tables and archives: what is data, and what programs leave beside it."""

import pathlib

import pytest

from repoloom.pipeline.sources import datasets, discovery
from tests.pipeline import building


def held(at: pathlib.Path, *names: str) -> list[str]:
    building.folder(at, {name.encode(): b"" for name in names})
    return sorted(str(path.relative_to(at)) for path in datasets.files(at))


TABLE = "part-00000.snappy.parquet"


@pytest.mark.parametrize(
    "beside",
    [
        "_SUCCESS",
        "._SUCCESS.crc",
        f".{TABLE}.crc",
        f"{TABLE}.crc",
        "_metadata",
        "_common_metadata",
        "_committed_123",
        "_delta_log/00000000000000000000.json",
        "_delta_log/00000000000000000010.checkpoint.parquet",
        "_temporary/0/part-00001.parquet",
        "_spark_metadata/0",
        ".hoodie/hoodie.properties",
        ".hoodie_partition_metadata",
        ".cache/huggingface/x",
        "SHA256SUMS",
        "md5sums.txt",
        ".DS_Store",
    ],
)
def test_what_programs_leave_beside_tables_is_passed_over(tmp_path, beside):
    assert held(tmp_path, TABLE, beside) == [TABLE]


def test_partitions_are_read_at_any_depth(tmp_path):
    names = [f"a=1/b=2/c={number}/{TABLE}" for number in range(2)]
    marks = ["_SUCCESS", "a=1/_SUCCESS", "a=1/b=2/c=0/_SUCCESS", "a=2/_SUCCESS"]
    assert held(tmp_path, *names, *marks) == names


def test_archives_with_their_checksums_are_data(tmp_path):
    names = ["o/a.tar.gz", "o/b.zip"]
    beside = ["o/a.tar.gz.sha256", "o/b.zip.asc", "o/.listing"]
    assert held(tmp_path, *names, *beside) == names


@pytest.mark.parametrize(
    "other", ["main.py", "src/main.py", "README.md", "parts.json", "data/x.csv", "x.parquet2"]
)
def test_a_folder_with_anything_else_is_none(tmp_path, other):
    assert held(tmp_path, TABLE, "more/x.jsonl", other) == []


@pytest.mark.parametrize("below", ["", "sub/"])
def test_a_repository_among_tables_is_none(tmp_path, below):
    building.work_tree(tmp_path / "d" / "sub", {b"x.jsonl": b""})
    assert held(tmp_path / "d", TABLE) == []


def test_a_folder_without_data_is_none(tmp_path):
    assert held(tmp_path, "_SUCCESS", "empty/_SUCCESS") == []
    assert held(tmp_path / "nothing") == []


def test_links_in_a_circle_end(tmp_path):
    building.folder(tmp_path, {TABLE.encode(): b""})
    (tmp_path / "again").symlink_to(tmp_path)
    assert datasets.files(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("part-00000-8a1c.c000.json", "jsonl"),
        ("part-r-00003.json", "jsonl"),
        ("files-000000000012.json", "jsonl"),
        ("package.json", ""),
        ("part-00000.zstd.parquet", "parquet"),
        ("a.tar.zst", "archive"),
    ],
)
def test_numbered_parts_are_tables_and_other_documents_are_not(name, kind):
    assert datasets.part_kind(name) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.zip", "archive"), ("a.PARQUET", "parquet"), ("a.feather", "arrow"), ("a.json", "")],
)
def test_the_kind_goes_by_the_suffix(name, kind):
    assert datasets.kind_of(name) == kind


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        (["a.parquet"], False),
        (["_a.parquet"], False),
        (["_SUCCESS"], True),
        ([".a.parquet"], True),
        (["_delta_log", "a.parquet"], True),
        (["x", ".y", "a.zip"], True),
        (["x=1", "a.zip"], False),
    ],
)
def test_hidden_is_what_the_convention_hides(parts, hidden):
    assert datasets.is_hidden(parts) == hidden


def test_what_save_to_disk_leaves_is_a_dropping_beside_its_tables_only(tmp_path):
    building.folder(tmp_path, {b"state.json": b"", b"x/data.arrow": b"", b"x/state.json": b""})
    assert not datasets.is_dropping(tmp_path / "state.json")
    assert datasets.is_dropping(tmp_path / "x" / "state.json")
    assert datasets.is_dropping(tmp_path / ".DS_Store")


def test_a_link_among_tables_that_leads_nowhere_does_not_hide_them(tmp_path):
    (tmp_path / "b.parquet").symlink_to(tmp_path / "gone")
    assert held(tmp_path, TABLE) == ["b.parquet", TABLE]
    kinds = {(one.kind, one.loose) for one in discovery.find(str(tmp_path))}
    assert kinds == {("parquet", ()), ("folder", ("b.parquet",))}


@pytest.mark.parametrize("place", ["", "/*"])
def test_archives_below_owners_keep_their_names_beside_checksums(tmp_path, place):
    building.folder(tmp_path, {b"o/a.tar.gz": b"", b"o/a.tar.gz.sha256": b"", b"p/b.zip": b""})
    found = discovery.find(f"{tmp_path}{place}")
    assert [(one.kind, one.repo) for one in found] == [("archive", "o/a"), ("archive", "p/b")]
