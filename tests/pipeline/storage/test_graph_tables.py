import dataclasses

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.storage import graph_tables
from repoloom.transforms import tables
from repoloom.transforms.records import Edge
from tests import strategies


@pytest.mark.parametrize("kind", graph_tables.RECORDS)
@given(data=st.data())
def test_a_table_holds_the_records_behind_their_repositories(kind, data, tmp_path_factory):
    record = graph_tables.RECORDS[kind]
    rows = data.draw(
        st.lists(st.tuples(strategies.any_text, strategies.of(record)), max_size=4), label="rows"
    )
    path = str(tmp_path_factory.mktemp("graph") / "table")
    graph_tables.write(path, kind, rows)
    table = pq.read_table(path)
    assert tuple(table.column_names) == graph_tables.names(kind)
    assert table.schema.equals(graph_tables.schema(kind))
    assert list(zip(table["repo"].to_pylist(), tables.read(table, record), strict=True)) == rows


def test_a_column_that_edges_get_is_written(monkeypatch, tmp_path):
    wider = dataclasses.make_dataclass("Wider", [("line", int, 0)], bases=(Edge,), frozen=True)
    monkeypatch.setattr(graph_tables, "RECORDS", {**graph_tables.RECORDS, "edges": wider})
    path = str(tmp_path / "edges")
    graph_tables.write(path, "edges", [("o/r", wider("a.py", "b.py", "import", 1.0, line=9))])
    assert graph_tables.names("edges")[-1] == "line"
    assert pq.read_table(path)["line"].to_pylist() == [9]
