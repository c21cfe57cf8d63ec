"""Shards: Parquet files of packed token rows, the contract between the pipeline and a trainer.

One row is one training sequence, unpadded.  Nothing is stored that follows from the rest: segment
ids, positions and cumulative lengths come from `seq_lengths`.  Ids stand as plain values; a
dictionary makes code *larger* (0.99 bytes a token against 0.72).  Provenance has a column of its
own, so a reader that does not ask for it does not pay.

The same rows give the same bytes under one version of pyarrow, whose name is in the file's footer.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from repoloom.pipeline.storage import parquet
from repoloom.transforms import columns, tables
from repoloom.transforms.rows.packed import IGNORED, PackedRow, PlacedFile, Segment

FORMAT = "1"
ROWS_PER_GROUP = 128

Ids = npt.NDArray[np.int32]
Place = parquet.Place

_NAMESPACE = "repoloom."
# Provenance stands last, behind the columns that a run may lack.
SCHEMA = pa.schema(
    sorted(tables.schema(PackedRow), key=lambda column: str(column.name) == "segments")
)
"""All columns; a run has `labels` if it masks loss, `middle_remaining` if it was asked for it."""


def _strings(where: str, record: type[Any]) -> list[str]:
    """The columns of text of a record, as Parquet names them inside others."""
    return [f"{where}.{field.column}" for field in columns.fields(record) if field.kind.type is str]


# In pages that hold a column of a group: 0.63 bytes an id, 0.77 at level 3; level 12 gives 0.62 and
# takes more than twice as long.  Groups of 64 rows: 0.65.  A page of more than 4 MiB gains nothing
# below level 12: it is the compressor's window.
_COMPRESSION = {"compression": "zstd", "compression_level": 9, "data_page_size": 4 << 20}

# The strings repeat from row to row; the numbers are better off without a dictionary.
_DICTIONARIES = [
    *_strings("segments.list.element", Segment),
    *_strings("segments.list.element.files.list.element", PlacedFile),
]


def schema(labels: bool, metadata: Mapping[str, str], *, remaining: bool = False) -> pa.Schema:
    """The schema of a file, with the format's version and `metadata` in its footer."""
    absent = {"labels": not labels, "middle_remaining": not remaining}
    fields = [field for field in SCHEMA if not absent.get(field.name)]
    footer = {_NAMESPACE + key: metadata[key] for key in sorted(metadata)}
    return pa.schema(fields, {_NAMESPACE + "format": FORMAT, **footer})


def write(
    file: Place,
    rows: Iterable[PackedRow],
    *,
    metadata: Mapping[str, str],
    labels: bool,
    remaining: bool = False,
) -> int:
    """Writes rows to one shard, a row group at a time.

    Args:
        file: a path, or a binary file open for writing (it stays open).
        rows: in the order in which they shall stand.
        metadata: what the footer says about the run, such as `tokenizer_sha256`, `settings`.
        labels: whether the run masks loss anywhere.  Then every row gets labels: a row without
            its own has its ids, with the first token of each segment masked.
        remaining: whether the rows have `middle_remaining`.

    Returns:
        The number of rows.

    Raises:
        ValueError: a row contradicts itself, or has labels where `labels` is False.
    """
    count = 0
    form = schema(labels, metadata, remaining=remaining)
    encoding = {"use_dictionary": _DICTIONARIES, "write_statistics": False}
    with pq.ParquetWriter(file, form, **_COMPRESSION, **encoding) as writer:
        for group in _groups(rows):
            writer.write_table(_table(group, form), row_group_size=ROWS_PER_GROUP)
            count += len(group)
    return count


def read(file: Place, *, first: int = 0, provenance: bool = True) -> Iterator[PackedRow]:
    """The rows of a shard in order, one row group in memory at a time.

    Args:
        file: a path, or a binary file open for reading.
        first: index of the row to begin with; the row groups before it are not read.
        provenance: whether to read `segments`; without it they are empty.

    Raises:
        ValueError: the file is not a shard, or of a format that this version does not know.
    """
    with _open(file) as source:
        wanted = [name for name in source.schema_arrow.names if provenance or name != "segments"]
        for group in range(source.num_row_groups):
            size = source.metadata.row_group(group).num_rows
            if first < size:
                table = parquet.group(source, group, wanted)
                yield from tables.read(table, PackedRow)[first:]
            first = max(first - size, 0)


def metadata(file: Place) -> dict[str, str]:
    """What the footer of a shard says about its run, and its `format`."""
    with _open(file) as source:
        return _metadata(source)


def count(file: Place) -> int:
    """The number of rows of a shard, from its footer."""
    with _open(file) as source:
        return int(source.metadata.num_rows)


def arrays(row: PackedRow) -> tuple[Ids, Ids, Ids | None]:
    """`input_ids` [tokens], `seq_lengths` [segments], `labels` [tokens] or None, all int32."""
    labels = None if row.labels is None else np.frombuffer(row.labels, "<i4")
    return np.frombuffer(row.input_ids, "<i4"), np.array(row.lengths, np.int32), labels


def default_labels(row: PackedRow) -> bytes:
    """Labels of a row in which all is trained on: its ids, `-100` at the start of each segment.

    No token stands before the first one of a segment, so it is nobody's target: a loss that shifts
    the labels would otherwise predict it from the segment before.
    """
    labels = np.frombuffer(row.input_ids, "<i4").copy()
    starts = np.cumsum((0, *row.lengths[:-1]))
    labels[starts] = IGNORED
    return labels.tobytes()


def _groups(rows: Iterable[PackedRow]) -> Iterator[list[PackedRow]]:
    remaining = iter(rows)
    while group := list(itertools.islice(remaining, ROWS_PER_GROUP)):
        yield group


def _check(row: PackedRow, labels: bool, remaining: bool) -> None:
    name = f"row {row.key.hex()}"
    tokens = len(row.input_ids) // 4
    if sum(row.lengths) != tokens or len(row.lengths) != len(row.segments):
        raise ValueError(
            f"{name} has {tokens} tokens and {len(row.segments)} segments, but its lengths are "
            f"{row.lengths}"
        )
    if row.labels is not None and not labels:
        raise ValueError(f"{name} has labels; write this run with labels=True")
    if row.labels is not None and len(row.labels) != len(row.input_ids):
        raise ValueError(f"{name} has {len(row.labels) // 4} labels for {tokens} tokens")
    if remaining and len(row.middle_remaining or b"") != 2 * tokens:
        raise ValueError(f"{name} has no middle_remaining of {tokens} tokens")


def _table(rows: Sequence[PackedRow], form: pa.Schema) -> pa.Table:
    labels, remaining = "labels" in form.names, "middle_remaining" in form.names
    for row in rows:
        _check(row, labels, remaining)
    if labels:
        rows = [dataclasses.replace(row, labels=row.labels or default_labels(row)) for row in rows]
    return tables.table(rows, PackedRow, form)


def _open(file: Place) -> pq.ParquetFile:
    try:
        source = parquet.opened(file)
    except pa.ArrowInvalid as error:
        raise ValueError(f"{getattr(file, 'name', file)} is not a Parquet file: {error}") from error
    found = _metadata(source).get("format")
    if found is None:
        raise ValueError(
            f"{getattr(file, 'name', file)} is not a shard: its footer has no {_NAMESPACE}format"
        )
    if found != FORMAT:
        raise ValueError(
            f"{getattr(file, 'name', file)} has shard format {found!r}, and this version reads "
            f"{FORMAT!r}; read it with the version that wrote it, or weave it again"
        )
    return source


def _metadata(source: pq.ParquetFile) -> dict[str, str]:
    footer = source.schema_arrow.metadata or {}
    pairs = {key.decode(): value.decode() for key, value in footer.items()}
    return {
        key.removeprefix(_NAMESPACE): value
        for key, value in pairs.items()
        if key.startswith(_NAMESPACE)
    }
