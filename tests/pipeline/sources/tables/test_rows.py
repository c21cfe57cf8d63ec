"""What a row of a table is."""

import decimal
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.sources.entries import Limits
from repoloom.pipeline.sources.tables import rows
from repoloom.pipeline.sources.tables.columns import Columns, Table

PLAIN = Columns("repo", "path", "text", "licence", "rank")


def record(limits=Limits(), **change):  # noqa: B008  # frozen
    row = {"repo": "o/r", "path": "a.py", "text": "x"} | change
    table = Table(io.BytesIO(), "dir/t.parquet", {}, limits)
    return rows.record(row, PLAIN, table, "row-7")


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


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text("a-.", max_size=2))
def test_a_rank_is_a_whole_number_from_0(value):
    rank = record(rank=value).rank
    number = isinstance(value, int | float) and not isinstance(value, bool)
    counted = number and value == value and abs(value) != float("inf")  # not nan
    assert rank == (min(max(int(value), 0), 2**63 - 1) if counted else 0)


@pytest.mark.parametrize(
    ("value", "rank"),
    [
        (2**63, 2**63 - 1),
        (-(2**70), 0),
        (1e300, 2**63 - 1),
        ("57", 57),
        (b" 57 ", 57),
        ("57.9", 57),
        ("9" * 100, 2**63 - 1),
        ("-3", 0),
        ("many", 0),
        ("\ud800", 0),
        (decimal.Decimal("5.5"), 5),
        (decimal.Decimal("NaN"), 0),
        (decimal.Decimal("Infinity"), 0),
        ([7], 0),
        ({"a": 7}, 0),
    ],
)
def test_a_rank_of_any_kind_fits_its_column(value, rank):
    assert record(rank=value).rank == rank


def test_a_path_of_nothing_is_not_the_whole():
    found = record(path=".")
    assert (found.path, found.reason) == ("(no name: '.')", "unsafe_path")
