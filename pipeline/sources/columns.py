"""Which columns of a table hold what, and what one of its rows is.

The columns of a file are the first of `LAYOUTS` that it has, with the names that the user gives
laid over it.  What all kinds of tables share stands here; `tables` has the kinds.
"""

import dataclasses
import math
import posixpath
from collections.abc import Collection, Mapping
from typing import BinaryIO, TypeAlias, cast

import pyarrow as pa

from repoloom.pipeline.sources import entries
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.storage import paths
from repoloom.transforms.records import RawFile

Cell: TypeAlias = "str | bytes | int | float | bool | list[Cell] | dict[str, Cell] | None"
"""A value of a row, as JSON or Parquet gives it."""

OPTIONAL = ("licence", "rank")
ROWS = 64  # of a batch: at most so many files in memory as Python values


@dataclasses.dataclass(frozen=True)
class Table:
    """An open table, and what is wanted of it.

    Attributes:
        file: at its start; seekable.
        location: of the file, for messages.
        given: names of columns that the user gave, by field of `Columns`.
        limits: of the reader.
        groups: half-open range of its row groups, None for all.
    """

    file: BinaryIO
    location: str
    given: Mapping[str, str]
    limits: Limits
    groups: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        """Under which a row that names no repository is recorded."""
        return posixpath.basename(self.location)


@dataclasses.dataclass(frozen=True, slots=True)
class Columns:
    """The names of a table's columns; `licence` and `rank` are "" where it has none."""

    repo: str
    path: str
    text: str
    licence: str = ""
    rank: str = ""


LAYOUTS: Mapping[str, Columns] = {
    "The Stack v1": Columns(
        "max_stars_repo_name",
        "max_stars_repo_path",
        "content",
        "max_stars_repo_licenses",
        "max_stars_count",
    ),
    "BigQuery GitHub sample": Columns("sample_repo_name", "sample_path", "content"),
    "The Stack v2 with contents": Columns(
        "repo_name", "path", "content", "detected_licenses", "star_events_count"
    ),
    "The Stack v2 with texts": Columns(
        "repo_name", "path", "text", "detected_licenses", "star_events_count"
    ),
    "GitHub code": Columns("repo_name", "path", "code", "license"),
    "The Stack sample": Columns("repository_name", "path", "content", "licenses"),
    "plain": Columns("repo", "path", "text", "licence", "rank"),
    "plain with content": Columns("repo", "path", "content", "license", "stars"),
}
"""Known tables; the first whose repository, path and text columns exist is taken."""


def choose(present: Collection[str], given: Mapping[str, str], where: str) -> Columns:
    """The columns to read of a table that has the columns `present`.

    `given` maps a field of `Columns` to the name that it has in the table.  A `licence` or `rank`
    of the result need not be among `present`.

    Raises:
        SourceError: no layout fits, or `given` names a column that is not there.
    """
    names = [field.name for field in dataclasses.fields(Columns)]
    if unknown := sorted(given.keys() - set(names)):
        raise SourceError(f"columns: unknown key {unknown[0]!r}; the keys are {', '.join(names)}")
    shown = ", ".join(sorted(present)) or "none"
    if missing := sorted(set(given.values()) - set(present)):
        raise SourceError(f"{where} has no column {missing[0]!r}; its columns are {shown}")
    for layout in LAYOUTS.values():
        chosen = dataclasses.replace(layout, **given)
        if {chosen.repo, chosen.path, chosen.text} <= set(present):
            return chosen
    raise SourceError(
        f"{where}: no known layout fits its columns {shown}; name the columns of the repository, "
        "the path and the text (--repo_column, --path_column, --text_column)"
    )


def choose_typed(schema: pa.Schema, table: Table) -> Columns:
    """As `choose`, of a table whose columns have types.

    Raises:
        SourceError: as `choose` does, or a column that must be text is of another type.
    """
    chosen = choose(schema.names, table.given, table.location)
    for name in (chosen.repo, chosen.path, chosen.text):
        if not _is_text(schema.field(name).type):
            raise SourceError(
                f"{table.location}: column {name!r} is {schema.field(name).type}; text or bytes "
                "are needed"
            )
    return chosen


def wanted(schema: pa.Schema, chosen: Columns) -> list[str]:
    """The columns of a table that `record` looks at, each once."""
    names = (chosen.repo, chosen.path, chosen.text, chosen.licence, chosen.rank, "binary")
    return [name for name in dict.fromkeys(names) if name in schema.names]


def values(column: pa.Array) -> list[Cell]:
    """Python values; text as bytes, since a string need not be the UTF-8 that it says it is."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if _is_text(column.type):
        column = column.cast(pa.large_binary())
    elif pa.types.is_list(column.type) and _is_text(column.type.value_type):
        column = column.cast(pa.list_(pa.large_binary()))
    return cast(list[Cell], column.to_pylist())


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        test(kind)
        for test in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_string_view,
            pa.types.is_binary,
            pa.types.is_large_binary,
            pa.types.is_binary_view,
        )
    )


def record(
    row: Mapping[str, Cell], columns: Columns, table: str, place: str, limits: Limits
) -> RawFile:
    """The file that a row is; `table` and `place` name a row that names none itself."""
    repo, path = _bytes(row.get(columns.repo)), _bytes(row.get(columns.path))
    if not repo:
        return entries.left(table, place, "missing_repository")
    if not path:
        return entries.left(table, place, "missing_path")
    owner = paths.escape(repo)
    below = entries.relative(path.lstrip(b"/"))  # some tables write paths from the root
    if below is None:
        return entries.left(owner, paths.escape(path), "unsafe_path")
    text = _bytes(row.get(columns.text))
    if text is None:
        reason = "binary" if row.get("binary") is True else "missing_text"
        return entries.left(owner, paths.escape(below), reason)
    return dataclasses.replace(
        entries.file(owner, paths.escape(below), text, limits),
        licence=_licence(row.get(columns.licence)),
        rank=_rank(row.get(columns.rank)),
    )


def _bytes(value: Cell) -> bytes | None:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")  # JSON may hold half a surrogate pair
    return value if isinstance(value, bytes) else None


def _licence(value: Cell) -> str:
    """All of several licences hold, each for a part: they are joined with AND, as in SPDX."""
    stated = (_bytes(item) for item in (value if isinstance(value, list) else [value]))
    return " AND ".join(sorted({name.decode("utf-8", "replace") for name in stated if name}))


def _rank(value: Cell) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return 0
    return max(int(value), 0)
