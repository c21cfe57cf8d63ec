"""Which columns a table has, and what a row of them is."""

import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.sources import columns
from repoloom.pipeline.sources.columns import LAYOUTS, Columns, Table
from repoloom.pipeline.sources.entries import Limits, SourceError

PLAIN = Columns("repo", "path", "text", "licence", "rank")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_table_of_a_known_layout_needs_no_names(name):
    layout = LAYOUTS[name]
    present = [layout.repo, layout.path, layout.text, "other"]
    assert columns.choose(present, {}, "t") == layout


def test_given_names_win_over_a_layout_and_leave_its_rest():
    present = ["repo", "path", "text", "body", "stars"]
    chosen = columns.choose(present, {"text": "body", "rank": "stars"}, "t")
    assert chosen == Columns("repo", "path", "body", "licence", "stars")


def test_given_names_alone_are_enough():
    chosen = columns.choose("abc", {"repo": "a", "path": "b", "text": "c"}, "t")
    assert (chosen.repo, chosen.path, chosen.text) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("present", "given_", "message"),
    [
        (["a"], {}, r"t: no known layout fits its columns a; .*--repo_column"),
        ([], {}, "its columns none;"),
        (["b", "a"], {"text": "x"}, "t has no column 'x'; its columns are a, b"),
        (["repo", "path", "text"], {"licenze": "a"}, "unknown key 'licenze'; the keys are repo,"),
    ],
)
def test_columns_that_do_not_fit_are_said(present, given_, message):
    with pytest.raises(SourceError, match=message):
        columns.choose(present, given_, "t")


def typed(**types):
    schema = pa.schema({"repo": pa.string(), "path": pa.string(), "text": pa.binary()} | types)
    return schema, Table(io.BytesIO(), "dir/t.parquet", {}, Limits())


@pytest.mark.parametrize("kind", [pa.int64(), pa.list_(pa.string()), pa.float32(), pa.bool_()])
@pytest.mark.parametrize("name", ["repo", "path", "text"])
def test_the_three_columns_are_text(name, kind):
    schema, table = typed(**{name: kind})
    with pytest.raises(SourceError, match=rf"dir/t.parquet: column '{name}' is .*; text or bytes"):
        columns.choose_typed(schema, table)


def test_licence_and_rank_may_have_any_type():
    schema, table = typed(licence=pa.list_(pa.string()), rank=pa.float32())
    assert columns.choose_typed(schema, table) == PLAIN


def test_only_the_columns_that_are_looked_at_are_wanted():
    schema, _ = typed(other=pa.string(), binary=pa.bool_(), rank=pa.int64())
    assert columns.wanted(schema, PLAIN) == ["repo", "path", "text", "rank", "binary"]
    twice = Columns("repo", "path", "text", "repo", "")
    assert columns.wanted(schema, twice) == ["repo", "path", "text", "binary"]


def test_a_table_is_called_by_its_file():
    assert typed()[1].name == "t.parquet"


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array(["é", None]), ["é".encode(), None]),
        (pa.array(["a", "a"]).dictionary_encode(), [b"a", b"a"]),
        (pa.array([["a"], None, []]), [[b"a"], None, []]),
        (pa.array([[1]]), [[1]]),
        (pa.array([1.5, None]), [1.5, None]),
    ],
)
def test_values_are_those_of_python_and_text_is_bytes(array, expected):
    assert columns.values(array) == expected


def record(limits=Limits(), **change):  # noqa: B008  # frozen
    row = {"repo": "o/r", "path": "a.py", "text": "x"} | change
    return columns.record(row, PLAIN, "t.parquet", "row-7", limits)


def test_a_row_is_a_file():
    found = record(licence="MIT", rank=3)
    assert (found.repo, found.path, found.data) == ("o/r", "a.py", b"x")
    assert (found.licence, found.rank, found.size, found.reason) == ("MIT", 3, 1, "")


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({"repo": None}, ("t.parquet", "row-7"), "missing_repository"),
        ({"repo": ""}, ("t.parquet", "row-7"), "missing_repository"),
        ({"repo": 3}, ("t.parquet", "row-7"), "missing_repository"),
        ({"path": None}, ("t.parquet", "row-7"), "missing_path"),
        ({"path": "a/../../b"}, ("o/r", "a/../../b"), "unsafe_path"),
        ({"path": "///"}, ("o/r", "///"), "unsafe_path"),
        ({"text": None}, ("o/r", "a.py"), "missing_text"),
        ({"text": None, "binary": True}, ("o/r", "a.py"), "binary"),
        ({"text": None, "binary": 1}, ("o/r", "a.py"), "missing_text"),
    ],
)
def test_a_row_that_is_no_file_has_place_and_reason(change, place, reason):
    found = record(**change)
    assert ((found.repo, found.path), found.reason, found.data) == (place, reason, None)


def test_the_cap_is_that_of_the_limits():
    assert record(Limits(max_file_bytes=3), text="abc").reason == ""
    assert record(Limits(max_file_bytes=3), text="abcd").reason == "over_size_cap"


def test_names_are_escaped_and_paths_are_below_the_repository():
    found = record(repo=b"o/caf\xe9", path=b"//d/./x\n")
    assert (found.repo, found.path) == ("o/caf%E9", "d/x%0A")


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        (None, ""),
        ("MIT", "MIT"),
        (b"MIT", "MIT"),
        (["MIT", b"BSD", None, "", "MIT", 3], "BSD AND MIT"),
        ([], ""),
        (b"\xff", "\ufffd"),
        ({"a": 1}, ""),
    ],
)
def test_licences_hold_together(licence, expected):
    assert record(licence=licence).licence == expected


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=2))
def test_a_rank_is_a_whole_number_from_0(value):
    rank = record(rank=value).rank
    number = isinstance(value, int | float) and not isinstance(value, bool)
    counted = number and value == value and abs(value) != float("inf")  # not nan
    assert rank == (max(int(value), 0) if counted else 0)
