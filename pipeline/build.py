"""The wiring of the three pipelines: the only place that knows the order of stages.

Each function adds one pipeline's graph to a root.  What workers do at its ends is in
`pipeline.workers`.  Nothing here runs or decides.
"""

import functools
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, cast

import apache_beam as beam

from repoloom.pipeline import sources
from repoloom.pipeline.workers import store_parts
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms import failures, keyed
from repoloom.transforms import ingest as ingesting
from repoloom.transforms import select as selecting
from repoloom.transforms import weave as weaving
from repoloom.transforms.records import FAILED, WHOLE, Failure, RawFile
from repoloom.transforms.settings import Weaving
from repoloom.transforms.shards import Aside, Repository, Shard
from repoloom.transforms.tokens.tokenizer import Tokenizer


def ingest(
    root: beam.Pipeline,
    found: Sequence[sources.Source],
    missing: Collection[int],
    to: Parts,
    limits: sources.Limits,
    cleaning: ingesting.Cleaning,
    only: frozenset[str] = frozenset(),
) -> None:
    """Sources -> store; with `only`, rows of tables of these repositories alone."""
    named = [source for source in found if source.repo]
    tables = [piece for source in found if not source.repo for piece in sources.split(source)]
    origins = [(keyed.bucket_of(source.repo, to.count), source) for source in named]
    inputs = {
        "buckets": root | "Missing" >> beam.Create([(bucket, 0) for bucket in sorted(missing)]),
        "origins": root
        | "Repositories" >> beam.Create([pair for pair in origins if pair[0] in missing]),
        "rows": root
        | "Tables" >> beam.Create(tables)
        | "ReadRows"
        >> beam.FlatMap(
            read_rows,
            limits=limits,
            buckets=to.count,
            missing=frozenset(missing),
            only=only,
            allowance=cleaning.allowance,
        ),
    }
    inputs | "Ingest" >> ingesting.Ingest(
        read=functools.partial(sources.read, limits=limits),
        write=functools.partial(store_parts.store_bucket, to),
        cleaning=cleaning,
    )


def select(root: beam.Pipeline, read: Parts, to: Parts, settings: Mapping[str, Any]) -> None:
    """Signals -> verdicts."""
    count = read.count + (read.earlier.count if read.earlier else 0)
    (
        root
        | "Buckets" >> beam.Create(range(count))
        | "Select"
        >> selecting.Select(
            functools.partial(store_parts.bucket_signals, read),
            functools.partial(store_parts.bucket_texts, read),
            pair_bits=selecting.pair_bits(count),
            **settings,
        )
        | "Store" >> beam.MapTuple(functools.partial(store_parts.store_verdicts, to))
    )


def weave(
    root: beam.Pipeline,
    missing: Collection[int],
    read: Callable[[int], Iterator[Repository | Aside]],
    write: Callable[[Shard], None],
    load: Callable[[], Tokenizer],
    settings: Weaving,
    allowance: failures.Allowance,
) -> None:
    """Store and verdicts -> shards."""
    (
        root
        | "Shards" >> beam.Create(sorted(missing))
        | "Weave" >> weaving.Weave(read, write, load, settings, allowance)
    )


def read_rows(
    table: sources.Source,
    limits: sources.Limits,
    buckets: int,
    missing: Collection[int] = frozenset(),
    only: frozenset[str] = frozenset(),
    allowance: failures.Allowance = failures.DEFAULT,
) -> Iterator[tuple[int, RawFile]]:
    """The rows of a table by bucket; those of finished buckets are not sent again.

    With `only`, those of these repositories.
    """
    for row in _rows(table, limits, allowance):
        bucket = keyed.bucket_of(row.repo, buckets)
        if bucket in missing and (not only or row.repo in only):
            yield bucket, row


def _rows(
    table: sources.Source, limits: sources.Limits, allowance: failures.Allowance
) -> Iterator[RawFile]:
    """The rows of a table; where reading fails, a row of the table's name stands for the rest."""
    name = posixpath.basename(table.location)
    rows = sources.read(table, limits)
    end = object()
    while True:
        found = failures.attempt(lambda: next(rows, end), "read", name, allowance=allowance)
        if isinstance(found, Failure):
            yield RawFile(name, WHOLE, None, FAILED, failure=str(found))
            return
        if found is end:
            return
        yield cast(RawFile, found)
