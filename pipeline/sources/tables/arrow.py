"""Rows of tables in Arrow's IPC format: `.arrow` and `.feather`.

There are two forms, told apart by their first bytes: a file (Feather version 2, what polars and
pandas write), and a stream (what `save_to_disk` of Hugging Face's datasets leaves).  Both are
batches of rows, and a batch is read whole.  Feather version 1 is another format and counts as
damaged.
"""

import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pyarrow as pa

from repoloom.pipeline.sources.tables import cells, columns, rows
from repoloom.pipeline.sources.tables.cells import Cell
from repoloom.pipeline.sources.tables.columns import Table
from repoloom.transforms.records import RawFile

SUFFIXES = (".arrow", ".feather")
_MAGIC = b"ARROW1"  # of the file form; a stream has none


def check(table: Table) -> None:
    """Raises SourceError where the columns cannot be read as files."""
    columns.choose_typed(_opened(table).schema, table)


def files(table: Table) -> Iterator[RawFile]:
    """The files in row order.  Holds one batch of the table: as many rows as its writer chose."""
    schema = _opened(table).schema
    chosen = columns.choose_typed(schema, table)
    names = columns.wanted(schema, chosen)
    for at, row in enumerate(_rows(table, [schema.names.index(name) for name in names])):
        yield rows.record(row, chosen, table, f"row-{at:09}")


class _Bounded:
    """The file, of which no read asks for more than there is: a damaged length may be any."""

    closed = False  # Arrow asks

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)
        self.seek, self.tell = file.seek, file.tell
        file.seek(0)

    def read(self, size: int) -> bytes:
        return self._file.read(min(size, max(self._size - self._file.tell(), 0)))


def _opened(
    table: Table, fields: Sequence[int] = ()
) -> pa.ipc.RecordBatchFileReader | pa.ipc.RecordBatchStreamReader:
    """A reader of these fields, by their place in the schema; of all where none is named."""
    table.file.seek(0)
    is_file = table.file.read(len(_MAGIC)) == _MAGIC
    options = pa.ipc.IpcReadOptions(use_threads=False, included_fields=list(fields))
    source = pa.PythonFile(_Bounded(table.file), mode="r")
    return (pa.ipc.open_file if is_file else pa.ipc.open_stream)(source, options=options)


def _rows(table: Table, fields: Sequence[int]) -> Iterator[dict[str, Cell]]:
    reader = _opened(table, fields)
    for batch in _batches(reader):
        found = [_sound(column) for column in batch.columns]
        for start in range(0, batch.num_rows, columns.ROWS):
            values = [cells.values(column.slice(start, columns.ROWS)) for column in found]
            for row in zip(*values, strict=True):
                yield dict(zip(batch.schema.names, row, strict=True))


def _batches(
    reader: pa.ipc.RecordBatchFileReader | pa.ipc.RecordBatchStreamReader,
) -> Iterator[pa.RecordBatch]:
    if isinstance(reader, pa.ipc.RecordBatchStreamReader):
        yield from reader
        return
    for at in range(reader.num_record_batches):
        yield reader.get_batch(at)


def _sound(column: pa.Array) -> pa.Array:
    """The column, strings as the bytes that they are.  Raises ArrowInvalid where it is damaged.

    Arrow believes what a batch says of where its values begin and end: without a check a damaged
    one is read beyond its memory.
    """
    plain = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    column = column.view(plain[column.type]) if column.type in plain else column
    column.validate(full=True)
    return column
