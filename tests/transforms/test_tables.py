"""Records and tables: each is the other, for every record that is stored."""

import dataclasses

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repoloom.transforms import tables
from repoloom.transforms.records import (
    Edge,
    Hit,
    Pair,
    Place,
    Redaction,
    Signals,
    SourceFile,
    Verdict,
)
from repoloom.transforms.rows.packed import PackedRow, PlacedFile, Segment
from tests import strategies

STORED = (Edge, Hit, Pair, Place, Redaction, Signals, SourceFile, Verdict)
PACKED = (PackedRow, PlacedFile, Segment)


@pytest.mark.parametrize("record", [*STORED, *PACKED], ids=lambda record: record.__name__)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(data=st.data())
def test_what_is_written_is_read(record, data):
    found = data.draw(st.lists(strategies.of(record), max_size=4))
    table = tables.table(found, record)
    assert table.schema.equals(tables.schema(record))
    assert tables.read(table, record) == found


@pytest.mark.parametrize("record", [*STORED, *PACKED], ids=lambda record: record.__name__)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20)
@given(data=st.data())
def test_a_column_of_arrow_has_the_values_of_the_field(record, data):
    """Against Arrow's own way from rows to columns, which knows nothing of ours."""
    found = data.draw(st.lists(strategies.of(record), min_size=1, max_size=3))
    table = tables.table(found, record)
    own = pa.Table.from_pylist(table.to_pylist(), tables.schema(record))
    assert own.equals(table)
    for name in {field.name for field in dataclasses.fields(record)} & set(table.column_names):
        value = getattr(found[0], name)
        if isinstance(value, str | bool | float):
            assert table[name][0].as_py() == value


def test_pieces_of_a_table_are_read_as_the_whole():
    found = [
        SourceFile("r", str(n), "go", b"x" * n, redactions=(Redaction("k", n, n),) * (n % 3))
        for n in range(9)
    ]
    table = tables.table(found, SourceFile)
    assert tables.read(table.slice(4, 3), SourceFile) == found[4:7]
    assert tables.read(pa.concat_tables([table.slice(5), table.slice(0, 5)]), SourceFile) == [
        *found[5:],
        *found[:5],
    ]
    assert tables.read(table.filter([n % 2 == 0 for n in range(9)]), SourceFile) == found[::2]


def test_a_missing_column_is_empty_and_another_is_not_read():
    table = pa.table({"repo": ["r"], "path": ["p"], "language": ["go"], "later": [1]})
    assert tables.read(table, SourceFile) == [SourceFile("r", "p", "go", None)]


def test_a_null_is_the_default():
    form = pa.schema(
        [tables.schema(SourceFile).field(name) for name in ("size", "signals", "hits")]
    )
    rows = [
        {"size": None, "signals": None, "hits": None},
        {"size": 3, "signals": {"lines": 4}, "hits": []},
    ]
    found = tables.read(pa.Table.from_pylist(rows, form), SourceFile)
    assert [(one.size, one.signals, one.hits) for one in found] == [
        (0, Signals(), ()),
        (3, Signals(lines=4), ()),
    ]


def test_a_struct_without_a_field_of_its_record_is_an_error():
    column = pa.array([{"benchmark": "b"}], pa.struct([("benchmark", pa.string())]))
    table = pa.table({"hits": pa.ListArray.from_arrays([0, 1], column)})
    with pytest.raises(ValueError, match=r"column 'hits' has no field 'item': .* another version"):
        tables.read(table, SourceFile)


def test_a_form_leaves_columns_out_and_orders_them():
    form = pa.schema([tables.schema(Edge).field(name) for name in ("kept", "importer")])
    table = tables.table([Edge("a", "b", "import", 1.0, kept=False)], Edge, form)
    assert table.to_pylist() == [{"kept": False, "importer": "a"}]


WIDER = {
    record: dataclasses.make_dataclass(
        f"Wider{record.__name__}",
        [("added", float, dataclasses.field(default=0.0)), ("noted", tuple[Hit, ...], ())],
        bases=(record,),
        frozen=True,
    )
    for record in (Edge, Signals, Verdict)
}


@pytest.mark.parametrize("record", WIDER.values(), ids=lambda record: record.__name__)
def test_a_new_field_of_a_record_is_a_column_of_its_table(record, tmp_path):
    narrow = record.__mro__[1]
    required = [field.absent for field in tables.columns.fields(narrow)]
    found = [record(*required, added=0.9, noted=(Hit("b", "1", "near", 2, 3),))]
    pq.write_table(tables.table(found, record), tmp_path / "table")
    table = pq.read_table(tmp_path / "table")
    assert table.column_names == [*tables.schema(narrow).names, "added", "noted"]
    assert tables.read(table, record) == found


def test_a_new_signal_is_in_the_struct_of_the_store():
    signals = WIDER[Signals]
    file = dataclasses.make_dataclass(
        "WiderFile", [("signals", signals, signals())], bases=(SourceFile,), frozen=True
    )
    found = [file("r", "p", "go", b"", signals=signals(lines=3, added=0.9))]
    assert tables.read(tables.table(found, file), file) == found


def test_leaves_name_what_stands_in_structs_and_lists():
    hit = pa.struct([("item", pa.string()), ("span", pa.list_(pa.int32()))])
    one, other = (pa.list_(pa.field(name, hit)) for name in ("item", "element"))
    for hits in (one, other):
        form = pa.schema([("repo", pa.string()), ("hits", hits)])
        assert list(tables.leaves(form)) == [
            ("repo", "string"),
            ("hits.item", "string"),
            ("hits.span", "int32"),
        ]
