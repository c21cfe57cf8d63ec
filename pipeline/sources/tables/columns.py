"""Which columns of a table hold what.

The columns of a file are the first of `LAYOUTS` that it has, with the names that the user gives
laid over it.  A folder `key=value` above the file is a column too, as Hive and Spark have it: what
a table was partitioned by stands in no file.
"""

import dataclasses
import functools
import itertools
import posixpath
import urllib.parse
from collections.abc import Collection, Mapping
from typing import BinaryIO

import pyarrow as pa

from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.sources.tables import cells

OPTIONAL = ("licence", "rank")
ROWS = 64  # of a batch: at most so many files in memory as Python values
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"  # how Hive spells a null in the name of a folder


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

    @functools.cached_property
    def partition(self) -> Mapping[str, str]:
        """The values of the folders `key=value` in which the file stands, by key."""
        folders = reversed(self.location.split("/")[:-1])
        pairs = (folder.partition("=") for folder in folders)
        keyed = itertools.takewhile(lambda pair: pair[0] and pair[1], pairs)
        values = {key: urllib.parse.unquote(value) for key, _, value in keyed}
        return {key: value for key, value in values.items() if value != _NO_VALUE}


@dataclasses.dataclass(frozen=True, slots=True)
class Columns:
    """The names of a table's columns; `licence` and `rank` are "" where it has none."""

    repo: str
    path: str
    text: str
    licence: str = ""
    rank: str = ""

    @property
    def needed(self) -> frozenset[str]:
        """Those without which no row is a file."""
        return frozenset((self.repo, self.path, self.text))


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


def fitting(present: Collection[str], given: Mapping[str, str]) -> Columns | None:
    """The first layout that the columns `present` have, with the names of `given`; else None.

    `given` maps a field of `Columns` to the name that it has in the table.
    """
    layouts = (dataclasses.replace(layout, **given) for layout in LAYOUTS.values())
    return next((layout for layout in layouts if layout.needed <= set(present)), None)


def choose(present: Collection[str], given: Mapping[str, str], where: str) -> Columns:
    """The columns to read of a table that has the columns `present`; see `fitting`.

    A `licence` or `rank` of the result need not be among `present`.

    Raises:
        SourceError: no layout fits, or `given` names a column that is not there.
    """
    names = [field.name for field in dataclasses.fields(Columns)]
    if unknown := sorted(given.keys() - set(names)):
        raise SourceError(f"columns: unknown key {unknown[0]!r}; the keys are {', '.join(names)}")
    shown = ", ".join(sorted(present)) or "none"
    if missing := sorted(set(given.values()) - set(present)):
        raise SourceError(f"{where} has no column {missing[0]!r}; its columns are {shown}")
    if chosen := fitting(present, given):
        return chosen
    raise SourceError(
        f"{where}: no known layout fits its columns {shown}; name the columns of the repository, "
        "the path and the text (--repo_column, --path_column, --text_column)"
    )


def choose_typed(schema: pa.Schema, table: Table) -> Columns:
    """As `choose`, of a table whose columns have types.

    Raises:
        SourceError: as `choose` does; a column that must be text is of another type; two columns
            have the name of one that is read.
    """
    present = {*schema.names, *table.partition}
    chosen = choose(present, table.given, table.location)
    for name in wanted(schema, chosen):
        if schema.names.count(name) > 1:
            raise SourceError(
                f"{table.location}: two of its columns are called {name!r}; write the table with "
                "one of each name"
            )
        if name in chosen.needed and not cells.may_be_text(schema.field(name).type):
            raise SourceError(
                f"{table.location}: column {name!r} is {schema.field(name).type}; text or bytes "
                "are needed: name another one (--repo_column, --path_column, --text_column)"
            )
    return chosen


def wanted(schema: pa.Schema, chosen: Columns) -> list[str]:
    """The columns of a table that `rows.record` looks at, each once."""
    names = (chosen.repo, chosen.path, chosen.text, chosen.licence, chosen.rank, "binary")
    return [name for name in dict.fromkeys(names) if name in schema.names]
