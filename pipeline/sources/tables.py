"""Rows of Parquet and JSONL files: one row is one file of some repository.

A row that names no repository or no path, and a line that is no JSON object, is recorded under
the name of its table, as `row-000000000` (counted from 0) or `line-000000001` (from 1).
"""

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from repoloom.pipeline.sources import columns, compression, entries
from repoloom.pipeline.sources.columns import OPTIONAL, Cell, Columns
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.storage import filesystems
from repoloom.transforms.records import RawFile

PARQUET_SUFFIXES = (".parquet", ".parq", ".pq")
LINES_SUFFIXES = tuple(
    f".{name}{end}"
    for name in ("jsonl", "ndjson", "json")
    for end in ("", ".gz", ".zst", ".bz2", ".xz")
    if name + end != "json"  # a lone JSON document as a rule; rows only where it is an input
)

# What a damaged Parquet raises; a name that is no UTF-8 comes as the last.
_DAMAGE = (pa.ArrowException, OSError, UnicodeDecodeError)
_ROWS = 64  # of a batch: at most so many files in memory
_LONGEST_FIRST = 16 << 20


def kind_of(file_name: str) -> str:
    """By the suffix of a file name: "parquet", "jsonl" or, for any other, ""."""
    lower = file_name.lower()
    if lower.endswith(PARQUET_SUFFIXES):
        return "parquet"
    return "jsonl" if lower.endswith(LINES_SUFFIXES) else ""


def check(location: str, kind: str, given: Mapping[str, str]) -> None:
    """Raises SourceError where the columns of the table cannot be read as files.

    A damaged table passes: that is a verdict when it is read, not a reason to stop the run.
    """
    with filesystems.open_read(location) as opened:
        try:
            if kind == "parquet":
                _parquet_columns(pq.ParquetFile(opened).schema_arrow, given, location)
                return
            for number, line in _lines(opened, _LONGEST_FIRST):
                if (row := _parsed(line)) is not None:
                    _line_columns(row, given, f"{location} line {number}")
                    return
        except (*_DAMAGE, *compression.DAMAGE) as error:
            compression.check(error)


def row_groups(location: str) -> list[int]:
    """Bytes of each row group of a Parquet before compression; none where it is damaged."""
    with filesystems.open_read(location) as opened:
        try:
            metadata = pq.ParquetFile(opened).metadata
        except _DAMAGE as error:
            compression.check(error)
            return []
        return [metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups)]


def read_parquet(
    location: str,
    given: Mapping[str, str],
    limits: Limits,
    groups: tuple[int, int] | None = None,
) -> Iterator[RawFile]:
    """The files of a Parquet in row order, of row groups [groups[0], groups[1]) or of all.

    Holds one batch of 64 rows.
    """
    table = posixpath.basename(location)
    with filesystems.open_read(location) as opened:
        try:
            # Without pre_buffer a column is read page by page, not a row group at a time.
            parquet = pq.ParquetFile(opened, pre_buffer=False, buffer_size=1 << 20)
            chosen = _parquet_columns(parquet.schema_arrow, given, location)
            wanted = range(*(groups or (0, parquet.num_row_groups)))
            for at, row in _parquet_rows(parquet, chosen, wanted):
                yield columns.record(row, chosen, table, f"row-{at:09}", limits)
        except SourceError:
            yield entries.left(table, entries.WHOLE, "unknown_columns")
        except _DAMAGE as error:
            compression.check(error)
            yield entries.left(table, entries.WHOLE, "corrupt_table")


def read_lines(location: str, given: Mapping[str, str], limits: Limits) -> Iterator[RawFile]:
    """The files of a JSONL in line order.  Holds one line, of a length that `limits` bounds."""
    table = posixpath.basename(location)
    longest = 6 * limits.max_file_bytes + (1 << 16)  # JSON writes a byte as \\u0000 at worst
    chosen: Columns | None = None
    with filesystems.open_read(location) as opened:
        try:
            for number, line in _lines(opened, longest):
                place, row = f"line-{number:09}", _parsed(line)
                if row is None:
                    reason = "over_size_cap" if len(line) > longest else "malformed_row"
                    yield entries.left(table, place, reason, len(line))
                    continue
                chosen = chosen or _line_columns(row, given, location)
                yield columns.record(row, chosen, table, place, limits)
        except SourceError:
            yield entries.left(table, entries.WHOLE, "unknown_columns")
        except compression.DAMAGE as error:
            compression.check(error)
            yield entries.left(table, entries.WHOLE, "corrupt_table")


def _parquet_columns(schema: pa.Schema, given: Mapping[str, str], where: str) -> Columns:
    chosen = columns.choose(schema.names, given, where)
    for name in (chosen.repo, chosen.path, chosen.text):
        if not _is_text(schema.field(name).type):
            raise SourceError(
                f"{where}: column {name!r} is {schema.field(name).type}; text or bytes are needed"
            )
    return chosen


def _line_columns(row: Mapping[str, Cell], given: Mapping[str, str], where: str) -> Columns:
    """By the first row; a licence or rank may come in later rows only."""
    later = [given[name] for name in OPTIONAL if name in given]
    return columns.choose([*row, *later], given, where)


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        test(kind)
        for test in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_binary,
            pa.types.is_large_binary,
        )
    )


def _parquet_rows(
    parquet: pq.ParquetFile, chosen: Columns, groups: Sequence[int]
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Rows with their number in the file."""
    before = range(groups[0] if groups else 0)
    at = sum(parquet.metadata.row_group(group).num_rows for group in before)
    names = (chosen.repo, chosen.path, chosen.text, chosen.licence, chosen.rank, "binary")
    present = [name for name in dict.fromkeys(names) if name in parquet.schema_arrow.names]
    batches = parquet.iter_batches(batch_size=_ROWS, row_groups=list(groups), columns=present)
    for batch in batches:
        values = [_values(batch.column(name)) for name in present]
        for row in zip(*values, strict=True):
            yield at, dict(zip(present, row, strict=True))
            at += 1


def _values(column: pa.Array) -> list[Cell]:
    """Python values; text as bytes, since a string need not be the UTF-8 that it says it is."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if _is_text(column.type):
        column = column.cast(pa.large_binary())
    elif pa.types.is_list(column.type) and _is_text(column.type.value_type):
        column = column.cast(pa.list_(pa.large_binary()))
    return cast(list[Cell], column.to_pylist())


def _lines(opened: BinaryIO, longest: int) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers; one longer than `longest` is cut off."""
    stream = compression.expanded(opened)
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        rest = line
        while len(rest) > longest and not rest.endswith(b"\n"):
            rest = stream.readline(longest + 1)
        if line.strip():
            yield number, line


def _parsed(line: bytes) -> dict[str, Cell] | None:
    """The object of a line, None where it is none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None
