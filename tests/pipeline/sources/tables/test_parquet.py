"""Parquet files as many writers make them."""

import io

import pyarrow as pa
import pytest

from repoloom.pipeline.sources import tables
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.sources.tables import parquet
from tests.pipeline import building

PLAIN = {"repo": ["o/a", "o/b"], "path": ["x.py", "y.py"], "text": ["abc", "def"]}


def read(at, table, name="t.parquet"):
    (at / name).parent.mkdir(parents=True, exist_ok=True)
    building.parquet(at / name, table)
    tables.check(str(at / name), "parquet", {})
    return list(tables.read(str(at / name), "parquet", {}, Limits()))


@pytest.mark.parametrize(
    "kind",
    [
        pa.string_view(),
        pa.binary_view(),
        pa.large_string(),
        pa.binary(3),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int32(), pa.large_string()),
    ],
    ids=str,
)
def test_text_may_have_any_type_of_text(tmp_path, kind):
    text = pa.array(PLAIN["text"]).cast(kind)
    assert [file.data for file in read(tmp_path, PLAIN | {"text": text})] == [b"abc", b"def"]


def test_a_column_that_is_null_throughout_has_no_text(tmp_path):
    found = read(tmp_path, PLAIN | {"text": pa.nulls(2), "binary": [True, False]})
    assert [file.reason for file in found] == ["binary", "missing_text"]


def test_two_columns_of_one_name_are_said_with_the_file(tmp_path):
    table = pa.table([pa.array(["a"])] * 4, names=["repo", "path", "text", "text"])
    building.parquet(tmp_path / "t.parquet", PLAIN)
    pa.parquet.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(SourceError, match=r"t.parquet: two of its columns are called 'text'"):
        tables.check(str(tmp_path / "t.parquet"), "parquet", {})
    found = tables.read(str(tmp_path / "t.parquet"), "parquet", {})
    assert building.reasons(found) == {".": "unknown_columns"}


def test_two_columns_of_a_name_that_nobody_reads_are_no_matter(tmp_path):
    names = ["repo", "path", "text", "id", "id"]
    pa.parquet.write_table(pa.table([pa.array(["a"])] * 5, names=names), tmp_path / "t.parquet")
    tables.check(str(tmp_path / "t.parquet"), "parquet", {})
    (file,) = tables.read(str(tmp_path / "t.parquet"), "parquet", {})
    assert file.data == b"a"


@pytest.mark.parametrize(
    ("rank", "expected"),
    [
        (pa.array([2**64 - 1, 3], pa.uint64()), [2**63 - 1, 3]),
        (
            pa.array([1_700_000_000_000_000_001, -1], pa.timestamp("ns")),
            [1_700_000_000_000_000_001, 0],
        ),
        (pa.array([7, None], pa.date32()), [7, 0]),
        (pa.array(["12", "x"]), [12, 0]),
        (pa.array([1.9, float("inf")]), [1, 0]),
        (pa.array([True, False]), [0, 0]),
        (pa.array([5, 6]).cast(pa.decimal128(30, 2)), [5, 6]),
        (pa.array([[5], [6]]), [0, 0]),
        (pa.array([{"n": 5}, None]), [0, 0]),
    ],
    ids=str,
)
def test_a_rank_of_any_type_is_a_number_or_none(tmp_path, rank, expected):
    assert [file.rank for file in read(tmp_path, PLAIN | {"rank": rank})] == expected


def test_a_folder_of_a_key_is_a_column(tmp_path):
    table = {"path": ["p"], "text": ["x"]}
    (file,) = read(tmp_path, table, "repo=o%2Fr/part-00000.snappy.parquet")
    assert (file.repo, file.path) == ("o/r", "p")


def test_row_groups_have_their_sizes():
    out = io.BytesIO()
    pa.parquet.write_table(pa.table(PLAIN), out, row_group_size=1)
    sizes = parquet.row_groups(out)
    assert len(sizes) == 2
    assert all(size > 0 for size in sizes)
