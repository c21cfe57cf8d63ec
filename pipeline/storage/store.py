"""The store: clean text and signals, one Parquet row a file, one Parquet file a bucket.

Rows of a bucket stand in the order of (repo, path) as UTF-8 bytes, a repository lies in one bucket
whole.  Readers that need no text do not touch its pages: columns are read by name.
"""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from repoloom.pipeline.storage import filesystems, parquet
from repoloom.transforms import tables
from repoloom.transforms.records import SourceFile, Verdict

# Text of a row group: large enough for zstd to find repetition, small enough that a reader that
# wants one repository of a bucket holds little else.
GROUP_BYTES = 16 << 20

SCHEMA = tables.schema(SourceFile)
VERDICTS = tables.schema(Verdict)


def name(part: int, parts: int, prefix: str = "bucket") -> str:
    """`bucket-00003-of-00016.parquet`."""
    return f"{prefix}-{part:05d}-of-{parts:05d}.parquet"


def sort_key(repo: str, path: str) -> tuple[bytes, bytes]:
    """The order of rows."""
    return repo.encode(), path.encode()


def write(path: str, files: Iterable[SourceFile]) -> None:
    """Writes a bucket; `files` come in order.  Raises ValueError where they do not."""
    with filesystems.whole(path) as sink, _writer(sink, SCHEMA) as writer:
        group: list[SourceFile] = []
        held, last = 0, None
        for file in files:
            key = sort_key(file.repo, file.path)
            if last is not None and key <= last:
                raise ValueError(f"{file.repo}:{file.path} comes twice or out of order in {path}")
            last = key
            group.append(file)
            held += len(file.text or b"") + len(file.signature)
            if held >= GROUP_BYTES:
                _write_group(writer, group)
                group, held = [], 0
        if group:
            _write_group(writer, group)


def read(path: str, columns: Sequence[str] | None = None) -> Iterator[SourceFile]:
    """The rows of a bucket in order; columns that were not asked for have their defaults."""
    with filesystems.open_read(path) as source:
        file = parquet.opened(source)
        for group in range(file.num_row_groups):
            yield from tables.read(parquet.group(file, group, columns), SourceFile)


def lacking(path: str) -> list[str]:
    """What the store of this version has and this bucket lacks, such as "signals.lines"."""
    with filesystems.open_read(path) as source:
        found = dict(tables.leaves(pq.read_schema(source)))
    return [name for name, _ in tables.leaves(SCHEMA) if name not in found]


def read_columns(path: str, columns: Sequence[str]) -> Iterator[pa.Table]:
    """These columns of a bucket, a row group after the other: signatures are 1 kB a file."""
    with filesystems.open_read(path) as source:
        file = parquet.opened(source)
        for group in range(file.num_row_groups):
            yield parquet.group(file, group, columns)


def read_texts(path: str, rows: Sequence[int]) -> list[bytes]:
    """Texts of the rows of these numbers, in the order asked for.

    Raises:
        ValueError: a row has no text.
    """
    wanted = sorted(set(rows))
    found = dict(zip(wanted, each_text(path, wanted), strict=True))
    return [found[row] for row in rows]


def each_text(path: str, rows: Sequence[int]) -> Iterator[bytes]:
    """Texts of the rows of these numbers, which ascend, with those of a row group in memory.

    Raises:
        ValueError: a row has no text.
    """
    with filesystems.open_read(path) as source:
        file = parquet.opened(source)
        first, at = 0, 0
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            end = bisect.bisect_left(rows, first + count, at)
            if end > at:
                column = parquet.group(file, group, ("text",)).column("text")
                yield from (_text(column, row, first, path) for row in rows[at:end])
            first, at = first + count, end


def _text(column: pa.ChunkedArray, row: int, first: int, path: str) -> bytes:
    text: bytes | None = column[row - first].as_py()
    if text is None:
        raise ValueError(f"row {row} of {path} has no text")
    return text


def write_verdicts(path: str, verdicts: Sequence[Verdict]) -> None:
    """Writes a bucket's verdicts, in the row order of the bucket."""
    write_table(path, tables.table(verdicts, Verdict))


def read_verdicts(path: str) -> list[Verdict]:
    """A bucket's verdicts, in the row order of the bucket."""
    with filesystems.open_read(path) as source:
        return tables.read(parquet.whole(source), Verdict)


def write_table(path: str, table: pa.Table) -> None:
    """Writes a small table whole."""
    with filesystems.whole(path) as sink, _writer(sink, table.schema) as writer:
        writer.write_table(table)


def _writer(sink: Any, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(sink, schema, compression="zstd", compression_level=3)


def _write_group(writer: pq.ParquetWriter, files: Sequence[SourceFile]) -> None:
    writer.write_table(tables.table(files, SourceFile), row_group_size=len(files))
