import numpy as np
import pyarrow as pa
import pytest

from repoloom.transforms.duplicates import signals_table
from repoloom.transforms.records import Hit, Signals, SourceFile
from tests.transforms import selecting


def test_rows_come_back_as_records():
    signals = Signals(3, 9, 0.25, 2.5, 0.5, 0.1, "g", "v", "m", "MIT", True)
    files = [
        SourceFile("r", "a", "python", None, "", 7, "", b"c", b"s", 4, signals, (), ()),
        SourceFile("r", "b", "go", None, "binary", hits=(Hit("x", "1", "ngram"),)),
    ]
    table = selecting.table(files)
    found = signals_table.read_rows(table)
    assert found[0].signals == signals
    assert found[1].hits == (Hit("x", "1", "ngram"),)
    assert [(one.path, one.reason, one.rank, one.size) for one in found] == [
        ("a", "", 4, 7),
        ("b", "binary", 0, 0),
    ]
    assert signals_table.signatures(table) == [b"s", b""]


def test_missing_columns_have_their_defaults():
    table = pa.table({"repo": ["r"], "path": ["p"], "language": ["go"]})
    assert signals_table.read_rows(table) == [SourceFile("r", "p", "go", None)]
    assert signals_table.signatures(table) == [b""]


def test_a_row_without_measurements_has_the_defaults():
    table = pa.table(
        {"repo": ["r"], "path": ["p"], "language": [""], "signals": [None]},
        schema=pa.schema([*list(selecting.SCHEMA)[:3], selecting.SCHEMA.field("signals")]),
    )
    assert signals_table.read_rows(table)[0].signals == Signals()


def test_an_empty_bucket_has_no_rows():
    assert signals_table.read_rows(selecting.table([])) == []


def test_a_signature_matrix_has_the_rows_asked_for():
    files = [SourceFile("r", str(i), "go", None, signature=bytes([i, 0, 0, 1])) for i in range(3)]
    matrix = signals_table.signature_matrix(selecting.table(files), np.array([2, 0]))
    assert (matrix - (1 << 24)).tolist() == [[2], [0]]


def test_signatures_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match=r"\[1, 2\] permutations"):
        signals_table.as_matrix([b"1234", b"12345678"])
