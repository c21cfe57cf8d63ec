"""Tables: rows of Parquet, JSON Lines and Arrow files; one row is one file of some repository.

Takes an open file, gives `RawFile`s.  Read `KINDS` here first: a new kind of table is a module and
a line of it, and nothing asks for a kind by its name.  `parquet`, `lines` and `arrow` read;
`columns` knows which column holds what, `cells` its values, `rows` what a row is.

A row that names no repository or no path, and a line that is no JSON object, is recorded under
the name of its table, as `row-000000000` (counted from 0) or `line-000000001` (from 1).
"""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa

from repoloom.pipeline.sources import compression, entries
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.sources.tables import arrow, lines, parquet
from repoloom.pipeline.sources.tables.columns import Table
from repoloom.pipeline.storage import filesystems
from repoloom.transforms.records import RawFile

# What a damaged table raises; a name in a Parquet that is no UTF-8 comes as the last.
_DAMAGE = (pa.ArrowException, UnicodeDecodeError, *compression.DAMAGE)
_NO_LIMITS = Limits()


def kind_of(file_name: str) -> str:
    """By the suffix of a file name: a key of `KINDS` or, for any other, ""."""
    lower = file_name.lower()
    return next((name for name, kind in KINDS.items() if lower.endswith(kind.suffixes)), "")


def check(location: str, kind: str, given: Mapping[str, str]) -> None:
    """Raises SourceError where the columns of the table cannot be read as files.

    A damaged table passes, and one that may not be read: that is a verdict when it is read, not a
    reason to stop the run.
    """
    with contextlib.suppress(PermissionError), filesystems.open_read(location) as opened:
        try:
            if not entries.not_opened(opened):
                KINDS[kind].check(Table(opened, location, given, _NO_LIMITS))
        except _DAMAGE as error:
            compression.check(error)


def read(
    location: str,
    kind: str,
    given: Mapping[str, str],
    limits: Limits = _NO_LIMITS,
    groups: tuple[int, int] | None = None,
) -> Iterator[RawFile]:
    """The files of a table in the order of its rows.

    What can be read of a damaged table is given; one more record, of the path ".", has the reason
    why the rest is not.

    Args:
        location: of the file.
        kind: a key of `KINDS`.
        given: names of columns, by field of `columns.Columns`.
        limits: of the reader.
        groups: row groups [groups[0], groups[1]) of a Parquet, None for all.
    """
    name = location.rpartition("/")[2]
    try:
        opened = filesystems.open_read(location)
    except PermissionError:
        yield entries.left(name, entries.WHOLE, "unreadable")
        return
    with opened:
        table = Table(opened, location, given, limits, groups)
        try:
            if fault := entries.not_opened(opened):
                yield entries.left(name, entries.WHOLE, fault)
                return
            yield from KINDS[kind].files(table)
        except SourceError:
            yield entries.left(table.name, entries.WHOLE, "unknown_columns")
        except _DAMAGE as error:
            compression.check(error)
            reason = compression.reason(error) or "corrupt_table"
            yield entries.left(table.name, entries.WHOLE, reason)


def row_groups(location: str) -> list[int]:
    """Bytes of each row group of a Parquet before compression; none where it is damaged."""
    with contextlib.suppress(PermissionError), filesystems.open_read(location) as opened:
        try:
            return parquet.row_groups(opened)
        except _DAMAGE as error:
            compression.check(error)
    return []


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of table.

    Attributes:
        suffixes: how its files end, the most usual first.
        plain: those of them whose text is not compressed; its size is that of the file.
        check: raises SourceError where the columns cannot be read as files.
        files: what its rows are, in order.
    """

    suffixes: tuple[str, ...]
    plain: tuple[str, ...]
    check: Callable[[Table], None]
    files: Callable[[Table], Iterator[RawFile]]


KINDS: Mapping[str, Kind] = {
    "parquet": Kind(parquet.SUFFIXES, (), parquet.check, parquet.files),
    "jsonl": Kind(lines.SUFFIXES, lines.PLAIN, lines.check, lines.files),
    "arrow": Kind(arrow.SUFFIXES, (".arrow",), arrow.check, arrow.files),
}
"""Every kind of table by its name."""
