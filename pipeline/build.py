"""The wiring of the three pipelines: the only place that knows the order of stages.

Each function adds one pipeline's graph to a root.  What workers do at its ends is in
`pipeline.workers`.  Nothing here runs or decides.
"""

import functools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import apache_beam as beam

from repoloom.pipeline import sources
from repoloom.pipeline.workers import store_parts
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms import ingest as ingesting
from repoloom.transforms import keyed
from repoloom.transforms import select as selecting
from repoloom.transforms import weave as weaving
from repoloom.transforms.records import RawFile
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens.tokenizer import Tokenizer


def ingest(
    root: beam.Pipeline,
    found: Sequence[sources.Source],
    missing: Collection[int],
    to: Parts,
    limits: sources.Limits,
    cleaning: ingesting.Cleaning,
) -> None:
    """Sources -> store."""
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
        >> beam.FlatMap(read_rows, limits=limits, buckets=to.count, missing=frozenset(missing)),
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
    read: Callable[[int], Iterator[weaving.Repository]],
    write: Callable[[weaving.Shard], None],
    load: Callable[[], Tokenizer],
    settings: Weaving,
) -> None:
    """Store and verdicts -> shards."""
    (
        root
        | "Shards" >> beam.Create(sorted(missing))
        | "Weave" >> weaving.Weave(read, write, load, settings)
    )


def read_rows(
    table: sources.Source,
    limits: sources.Limits,
    buckets: int,
    missing: Collection[int] = frozenset(),
) -> Iterator[tuple[int, RawFile]]:
    """The rows of a table by bucket; those of finished buckets are not sent again."""
    for row in sources.read(table, limits):
        bucket = keyed.bucket_of(row.repo, buckets)
        if bucket in missing:
            yield bucket, row
