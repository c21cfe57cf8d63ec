"""Rows of Parquet files, read by row groups."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow.parquet as pq

from repoloom.pipeline.sources.tables import cells, columns, rows
from repoloom.pipeline.sources.tables.cells import Cell
from repoloom.pipeline.sources.tables.columns import Table
from repoloom.pipeline.storage import parquet as storage
from repoloom.transforms.records import RawFile

SUFFIXES = (".parquet", ".parq", ".pq")


def check(table: Table) -> None:
    """Raises SourceError where the columns cannot be read as files."""
    columns.choose_typed(storage.opened(table.file).schema_arrow, table)


def files(table: Table) -> Iterator[RawFile]:
    """The files in row order.  Holds one batch of rows."""
    # With a buffer a column is read page by page, not a row group at a time.
    parquet = storage.opened(table.file, buffer_size=1 << 20)
    chosen = columns.choose_typed(parquet.schema_arrow, table)
    groups = range(*(table.groups or (0, parquet.num_row_groups)))
    for at, row in _rows(parquet, columns.wanted(parquet.schema_arrow, chosen), groups):
        yield rows.record(row, chosen, table, f"row-{at:09}")


def row_groups(file: BinaryIO) -> list[int]:
    """Bytes of each row group before compression."""
    metadata = storage.opened(file).metadata
    return [metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups)]


def _rows(
    parquet: pq.ParquetFile, present: list[str], groups: range
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Rows with their number in the file."""
    at = sum(parquet.metadata.row_group(group).num_rows for group in range(groups.start))
    for batch in storage.batches(parquet, groups, present, columns.ROWS):
        values = [cells.values(batch.column(name)) for name in present]
        for row in zip(*values, strict=True):
            yield at, dict(zip(present, row, strict=True))
            at += 1
