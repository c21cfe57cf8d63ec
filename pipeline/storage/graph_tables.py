"""The graph of repositories: edges, order and pairs, one Parquet file a kind and shard each.

A row is the record of one repository, behind the repository's name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from repoloom.pipeline.storage import store
from repoloom.transforms import columns, tables
from repoloom.transforms.records import Edge, Failure, Pair, Place

Owned = tuple[str, Any]
"""A repository, and a record of it."""

FAILURES = "failures"
"""The table that only a shard has in which something failed."""

TABLES: Mapping[str, type[Any]] = {"edges": Edge, "order": Place, "pairs": Pair}
"""The record of each table of the graph, by its kind."""

RECORDS: Mapping[str, type[Any]] = {**TABLES, FAILURES: Failure}
"""The record of each table that stands in the folder."""


def names(kind: str) -> tuple[str, ...]:
    """The columns of a table, in order."""
    return "repo", *columns.names(RECORDS[kind])


def schema(kind: str) -> pa.Schema:
    """The columns of a table as Arrow has them."""
    return tables.schema(RECORDS[kind]).insert(0, pa.field("repo", pa.string()))


def write(path: str, kind: str, rows: Sequence[Owned]) -> None:
    """Writes a table whole; `rows` have records of the kind."""
    found = tables.table([record for _, record in rows], RECORDS[kind])
    repos = pa.array([repo for repo, _ in rows], pa.string())
    store.write_table(path, found.add_column(0, "repo", repos))
