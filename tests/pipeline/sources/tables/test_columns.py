"""Which columns a table has."""

import io

import pyarrow as pa
import pytest

from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.sources.tables import columns
from repoloom.pipeline.sources.tables.columns import LAYOUTS, Columns, Table

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
