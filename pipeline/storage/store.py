"""The store: clean text and signals, one Parquet row a file, one Parquet file a bucket.

Rows of a bucket stand in the order of (repo, path) as UTF-8 bytes, a repository lies in one bucket
whole.  Readers that need no text do not touch its pages: columns are read by name.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from repoloom.pipeline.storage import filesystems
from repoloom.transforms.records import Hit, Redaction, Signals, SourceFile, Verdict

# Text of a row group: large enough for zstd to find repetition, small enough that a reader that
# wants one repository of a bucket holds little else.
GROUP_BYTES = 16 << 20

_SIGNALS = pa.struct(
    [
        ("lines", pa.int64()),
        ("longest_line", pa.int64()),
        ("mean_line", pa.float64()),
        ("alphabetic", pa.float64()),
        ("encoded", pa.float64()),
        ("generated", pa.string()),
        ("vendored", pa.string()),
        ("minified", pa.string()),
        ("licence", pa.string()),
        ("test", pa.bool_()),
        ("repetition", pa.float64()),
        ("comments", pa.float64()),
        ("errors", pa.float64()),
    ]
)

SCHEMA = pa.schema(
    [
        ("repo", pa.string()),
        ("path", pa.string()),
        ("language", pa.string()),
        ("text", pa.large_binary()),
        ("reason", pa.string()),
        ("size", pa.int64()),
        ("encoding", pa.string()),
        ("content", pa.binary()),
        ("signature", pa.binary()),
        ("rank", pa.int64()),
        ("signals", _SIGNALS),
        (
            "redactions",
            pa.list_(
                pa.struct([("kind", pa.string()), ("start", pa.int64()), ("end", pa.int64())])
            ),
        ),
        (
            "hits",
            pa.list_(
                pa.struct(
                    [
                        *((name, pa.string()) for name in ("benchmark", "item", "view")),
                        *((name, pa.int64()) for name in ("start", "end")),
                    ]
                )
            ),
        ),
    ]
)

VERDICTS = pa.schema(
    [
        ("repo", pa.string()),
        ("path", pa.string()),
        ("verdict", pa.string()),
        ("reason", pa.string()),
        ("evidence", pa.string()),
        ("split", pa.string()),
        ("size", pa.int64()),
    ]
)


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
                writer.write_table(_table(group), row_group_size=len(group))
                group, held = [], 0
        if group:
            writer.write_table(_table(group), row_group_size=len(group))


def read(path: str, columns: Sequence[str] | None = None) -> Iterator[SourceFile]:
    """The rows of a bucket in order; columns that were not asked for have their defaults."""
    defaults = {"repo": "", "path": "", "language": "", "text": None}
    with filesystems.open_read(path) as source:
        parquet = pq.ParquetFile(source)
        for group in range(parquet.num_row_groups):
            for row in parquet.read_row_group(group, columns=columns).to_pylist():
                yield _file({**defaults, **row})


def read_columns(path: str, columns: Sequence[str]) -> pa.Table:
    """These columns of a bucket, all rows."""
    with filesystems.open_read(path) as source:
        return pq.ParquetFile(source).read(columns=list(columns))


def read_texts(path: str, rows: Sequence[int]) -> list[bytes]:
    """Texts of the rows of these numbers, in the order asked for.

    Raises:
        ValueError: a row has no text.
    """
    found: dict[int, bytes] = {}
    wanted = sorted(set(rows))
    with filesystems.open_read(path) as source:
        parquet = pq.ParquetFile(source)
        first = 0
        for group in range(parquet.num_row_groups):
            count = parquet.metadata.row_group(group).num_rows
            local = [row - first for row in wanted if first <= row < first + count]
            if local:
                column = parquet.read_row_group(group, columns=["text"]).column("text")
                for row in local:
                    text = column[row].as_py()
                    if text is None:
                        raise ValueError(f"row {first + row} of {path} has no text")
                    found[first + row] = text
            first += count
    return [found[row] for row in rows]


def write_verdicts(path: str, verdicts: Sequence[Verdict]) -> None:
    """Writes a bucket's verdicts, in the row order of the bucket."""
    # Column by column: `asdict` alone took 5 % of select.
    columns = {name: [getattr(verdict, name) for verdict in verdicts] for name in VERDICTS.names}
    with filesystems.whole(path) as sink, _writer(sink, VERDICTS) as writer:
        writer.write_table(pa.table(columns, VERDICTS))


def read_verdicts(path: str) -> list[Verdict]:
    """A bucket's verdicts, in the row order of the bucket."""
    with filesystems.open_read(path) as source:
        return [Verdict(**row) for row in pq.read_table(source).to_pylist()]


def write_table(path: str, rows: Sequence[dict[str, Any]], schema: pa.Schema) -> None:
    """Writes a small table whole."""
    with filesystems.whole(path) as sink, _writer(sink, schema) as writer:
        writer.write_table(pa.Table.from_pylist(list(rows), schema))


def _writer(sink: Any, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(sink, schema, compression="zstd", compression_level=3)


def _table(files: Sequence[SourceFile]) -> pa.Table:
    """A table of rows; column by column, which is several times faster than row by row."""
    nested = {
        "signals": [dataclasses.asdict(file.signals) for file in files],
        "redactions": [[dataclasses.asdict(one) for one in file.redactions] for file in files],
        "hits": [[dataclasses.asdict(one) for one in file.hits] for file in files],
    }
    columns = [
        pa.array(
            nested.get(field.name) or [getattr(file, field.name) for file in files], field.type
        )
        for field in SCHEMA
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _file(row: dict[str, Any]) -> SourceFile:
    if row.get("signals") is not None:
        row["signals"] = Signals(**row["signals"])
    if "redactions" in row:
        row["redactions"] = tuple(Redaction(**item) for item in row["redactions"])
    if "hits" in row:
        row["hits"] = tuple(Hit(**item) for item in row["hits"])
    return SourceFile(**row)
