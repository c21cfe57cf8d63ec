"""Which columns of a table hold what, and what one of its rows is.

The columns of a file are the first of `LAYOUTS` that it has, with the names that the user gives
laid over it.
"""

import dataclasses
import math
from collections.abc import Collection, Mapping
from typing import TypeAlias

from repoloom.pipeline.sources import entries
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.storage import paths
from repoloom.transforms.records import RawFile

Cell: TypeAlias = "str | bytes | int | float | bool | list[Cell] | dict[str, Cell] | None"
"""A value of a row, as JSON or Parquet gives it."""

OPTIONAL = ("licence", "rank")


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
