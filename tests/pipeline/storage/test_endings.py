"""A file holds what its ending says, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.storage import endings
from repoloom.pipeline.storage.outputs import InspectionError

KNOWN = {"csv": (".csv",), "jsonl": (".jsonl", ".ndjson")}


def form(to, asked=None, default="csv"):
    return endings.form(to, asked, KNOWN, default)


@pytest.mark.parametrize(
    ("to", "asked", "found"),
    [
        (None, None, "csv"),
        (None, "jsonl", "jsonl"),
        ("x.jsonl", None, "jsonl"),
        ("a.b/X.NDJSON", None, "jsonl"),
        ("x.csv", "csv", "csv"),
        ("x.txt", None, "csv"),
        ("x.txt", "jsonl", "jsonl"),
        ("parquet", None, "csv"),
        ("a.parquet/x", None, "csv"),
        ("gs://bucket/x.jsonl", None, "jsonl"),
    ],
)
def test_the_form_is_what_is_asked_for_or_said(to, asked, found):
    assert form(to, asked) == found


@pytest.mark.parametrize(
    ("to", "asked"),
    [
        ("x.parquet", None), ("x.PARQUET", None), ("x.parquet", "csv"), ("x.json", None),
        ("x.csv", "jsonl"), ("x.jsonl", "csv"), ("x.csv.gz", None), ("x.xlsx", "csv"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused_with_the_way_out(to, asked):
    with pytest.raises(InspectionError, match=r"^x.* says .*: name FILE\.csv or FILE\.jsonl") as no:
        form(to, asked)
    assert no.value.code == 2


@given(st.text(st.characters(exclude_characters="/")), st.sampled_from(["csv", "jsonl", None]))
def test_no_file_holds_another_form_than_its_ending_says(name, asked):
    for ending, holds in ((".csv", "csv"), (".jsonl", "jsonl")):
        to = f"x{name}{ending}"
        if asked in (None, holds):
            assert form(to, asked) == holds
        else:
            with pytest.raises(InspectionError):
                form(to, asked)
