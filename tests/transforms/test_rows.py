import pyarrow as pa

from tests.transforms import selecting
from transforms import rows
from transforms.records import Hit, Signals, SourceFile


def test_rows_come_back_as_records():
    signals = Signals(3, 9, 2.5, 0.5, 0.1, "g", "v", "m", "MIT", True)
    files = [
        SourceFile("r", "a", "python", None, "", 7, "", b"c", b"s", 4, signals, (), ()),
        SourceFile("r", "b", "go", None, "binary", hits=(Hit("x", "1", "ngram"),)),
    ]
    table = selecting.table(files)
    found = rows.read_rows(table)
    assert found[0].signals == signals
    assert found[1].hits == (Hit("x", "1", "ngram"),)
    assert [(one.path, one.reason, one.rank, one.size) for one in found] == [
        ("a", "", 4, 7),
        ("b", "binary", 0, 0),
    ]
    assert rows.signatures(table, [1, 0]) == [b"", b"s"]


def test_missing_columns_have_their_defaults():
    table = pa.table({"repo": ["r"], "path": ["p"], "language": ["go"]})
    assert rows.read_rows(table) == [SourceFile("r", "p", "go", None)]
    assert rows.signatures(table, [0]) == [b""]


def test_a_row_without_measurements_has_the_defaults():
    table = pa.table(
        {"repo": ["r"], "path": ["p"], "language": [""], "signals": [None]},
        schema=pa.schema([*list(selecting.SCHEMA)[:3], selecting.SCHEMA.field("signals")]),
    )
    assert rows.read_rows(table)[0].signals == Signals()


def test_an_empty_bucket_has_no_rows():
    assert rows.read_rows(selecting.table([])) == []
