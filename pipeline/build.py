"""The wiring of the three pipelines: the only place that knows the order of stages.

Each function adds one pipeline's graph to a root; the functions below them are what workers do at
its ends, reading and writing the parts of a step.  Nothing here runs or decides.
"""

import dataclasses
import functools
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import apache_beam as beam
import pyarrow as pa

import languages
from pipeline import filesystems, progress, shards, sources, steps, store
from transforms import ingest as ingesting
from transforms import keyed
from transforms import select as selecting
from transforms import weave as weaving
from transforms.pieces import KeptFile, Weaving
from transforms.records import CONTEXT_ONLY, DROP, TRAIN, RawFile, SourceFile, Verdict
from transforms.tokens import Tokenizer
from transforms.verdicts import COPIED

EDGES = pa.schema(
    [
        ("repo", pa.string()),
        ("importer", pa.string()),
        ("imported", pa.string()),
        ("kind", pa.string()),
        ("importance", pa.float64()),
        ("kept", pa.bool_()),
    ]
)
ORDER = pa.schema([("repo", pa.string()), ("position", pa.int64()), ("path", pa.string())])
PAIRS = pa.schema(
    [("repo", pa.string()), ("test", pa.string()), ("source", pa.string()), ("rule", pa.string())]
)


@dataclasses.dataclass(frozen=True)
class Parts:
    """A step's folder that is filled part by part, and the parts of an earlier run behind them."""

    folder: str
    count: int
    earlier: "Parts | None" = None

    def path(self, part: int, prefix: str = "bucket") -> str:
        """The Parquet file of a part."""
        if self.earlier and part >= self.count:
            return self.earlier.path(part - self.count, prefix)
        return filesystems.join(self.folder, store.name(part, self.count, prefix))


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
        write=functools.partial(store_bucket, to),
        cleaning=cleaning,
    )


def select(root: beam.Pipeline, read: Parts, to: Parts, settings: Mapping[str, Any]) -> None:
    """Signals -> verdicts."""
    (
        root
        | "Buckets" >> beam.Create(range(read.count + (read.earlier.count if read.earlier else 0)))
        | "Select"
        >> selecting.Select(
            functools.partial(bucket_signals, read),
            functools.partial(bucket_texts, read),
            **settings,
        )
        | "Store" >> beam.MapTuple(functools.partial(store_verdicts, to))
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


def store_bucket(to: Parts, bucket: int, files: Iterator[SourceFile]) -> None:
    """Writes one bucket of the store and its record."""
    stats: Counter[str] = Counter()
    with progress.live(to.folder, bucket, stats):
        store.write(to.path(bucket), _counted(files, stats))
    steps.finish_part(to.folder, bucket, [steps.describe(to.path(bucket))], stats)


def _counted(files: Iterable[SourceFile], stats: Counter[str]) -> Iterator[SourceFile]:
    last = None
    for file in files:
        stats["repos"] += file.repo != last
        last = file.repo
        stats["files"] += 1
        stats["bytes"] += file.size
        if file.text is None:
            stats[f"unread/{file.reason}/files"] += 1
        else:
            _count_text(stats, file, file.text)
        stats.update(f"redactions/{redaction.kind}" for redaction in file.redactions)
        stats.update(f"hits/{name}" for name in {hit.benchmark for hit in file.hits})
        yield file


def _count_text(stats: Counter[str], file: SourceFile, text: bytes) -> None:
    language = file.language or "unknown"
    stats["text_files"] += 1
    stats["text_bytes"] += len(text)
    stats[f"languages/{language}/files"] += 1
    stats[f"languages/{language}/bytes"] += len(text)
    if file.encoding != "utf-8":
        stats[f"encodings/{file.encoding}/files"] += 1


def bucket_signals(read: Parts, bucket: int) -> pa.Table:
    """All that select may know of a bucket without its text."""
    return store.read_signals(read.path(bucket))


def bucket_texts(read: Parts, bucket: int, rows: Sequence[int]) -> list[bytes]:
    """Texts of rows of a bucket, for the verification of candidates."""
    return store.read_texts(read.path(bucket), rows)


def store_verdicts(to: Parts, bucket: int, verdicts: Sequence[Verdict]) -> int:
    """Writes one bucket's verdicts and its record."""
    stats: Counter[str] = Counter()
    for verdict in verdicts:
        stats["files"] += 1
        stats["bytes"] += verdict.size
        key = f"verdict/{verdict.verdict}/{verdict.reason or '-'}"
        stats[f"{key}/files"] += 1
        stats[f"{key}/bytes"] += verdict.size
        if verdict.verdict != DROP:
            stats[f"split/{verdict.split}/files"] += 1
    for split, group in _splits(verdicts).items():
        stats[f"split/{split}/repos"] = len(group)
    store.write_verdicts(to.path(bucket), verdicts)
    steps.finish_part(to.folder, bucket, [steps.describe(to.path(bucket))], stats)
    return bucket


def _splits(verdicts: Iterable[Verdict]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for verdict in verdicts:
        if verdict.verdict != DROP:
            found.setdefault(verdict.split, set()).add(verdict.repo)
    return found


def shard_repositories(
    texts: Parts, verdicts: Parts, to: Parts, shard: int
) -> Iterator[weaving.Repository]:
    """The repositories of a shard that keep a file, in order."""
    stats: Counter[str] = Counter()
    with progress.live(to.folder, shard, stats):
        for repository in _repositories(texts, verdicts, to.count, shard):
            stats["files"] += len(repository.kept)
            stats["bytes"] += sum(len(kept.file.text or b"") for kept in repository.kept)
            yield repository


def _repositories(
    texts: Parts, verdicts: Parts, shards_count: int, shard: int
) -> Iterator[weaving.Repository]:
    """Both counts are powers of two: a shard is the union of whole buckets, or a part of one."""
    for bucket in range(shard % texts.count, texts.count, shards_count):
        decided = store.read_verdicts(verdicts.path(bucket))
        rows = zip(store.read(texts.path(bucket), _WOVEN), decided, strict=True)
        for repo, group in itertools.groupby(rows, key=lambda row: row[0].repo):
            if keyed.bucket_of(repo, shards_count) != shard:
                continue
            repository = _repository(repo, list(group))
            if repository.kept:
                yield repository


# What weave reads of a file; signatures, redactions and hits have done their work.
_WOVEN = ("repo", "path", "language", "text", "signals")


def _repository(repo: str, rows: Sequence[tuple[SourceFile, Verdict]]) -> weaving.Repository:
    kept = [
        KeptFile(file, masked=verdict.verdict == CONTEXT_ONLY)
        for file, verdict in rows
        if verdict.verdict in (TRAIN, CONTEXT_ONLY)
    ]
    with_text = {file.path: file.text for file, _ in rows if file.text is not None}
    manifests = {path: text for path, text in with_text.items() if languages.is_manifest(path)}
    copies = [file.path for file, verdict in rows if verdict.reason in COPIED]
    return weaving.Repository(repo, rows[0][1].split, kept, manifests, list(with_text), copies)


def training_texts(
    texts: Parts, verdicts: Parts, *, sample_bytes: int, kept_bytes: float
) -> Iterator[bytes]:
    """Texts to train a tokenizer on: of all kept files, or of a fair share of the repositories.

    The share depends on the corpus alone.  It is a power of two of the space of repository hashes,
    so buckets outside of it are not opened; it holds at least 16 times the sample, of which
    `vocabulary.train` draws by the hash of the text.
    """
    share = 1
    while kept_bytes / (share * 2) > 16 * sample_bytes:
        share *= 2
    for bucket in range(0, texts.count, share):
        decided = store.read_verdicts(verdicts.path(bucket))
        rows = zip(store.read(texts.path(bucket), ("repo", "path", "text")), decided, strict=True)
        for file, verdict in rows:
            if verdict.verdict == TRAIN and keyed.bucket_of(file.repo, share) == 0:
                yield file.text or b""


def store_shard(
    output: str, count: int, metadata: Mapping[str, str], masks: bool, shard: weaving.Shard
) -> None:
    """Writes the rows of a shard by split, its side tables, and its record."""
    packed = Parts(filesystems.join(output, "shards"), count)
    graph = Parts(filesystems.join(output, "graph"), count)
    files = []
    for split, rows in shard.rows.items():
        path = packed.path(shard.number, split)
        shards.write(path, rows, metadata=metadata, labels=masks)
        files.append(steps.describe(path) | {"split": split, "rows": len(rows)})
    tables = {
        "edges": (_edges(shard.woven), EDGES),
        "order": (_order(shard.woven), ORDER),
        "pairs": (_pairs(shard.woven), PAIRS),
    }
    for name, (table, schema) in tables.items():
        store.write_table(graph.path(shard.number, name), table, schema)
    side = [steps.describe(graph.path(shard.number, name)) for name in tables]
    steps.finish_part(packed.folder, shard.number, files, shard.stats, graph=side)


def _edges(woven: Iterable[weaving.Woven]) -> list[dict[str, object]]:
    return [{"repo": one.repo, **dataclasses.asdict(edge)} for one in woven for edge in one.edges]


def _order(woven: Iterable[weaving.Woven]) -> list[dict[str, object]]:
    return [
        {"repo": one.repo, "position": position, "path": path}
        for one in woven
        for position, path in enumerate(one.order)
    ]


def _pairs(woven: Iterable[weaving.Woven]) -> list[dict[str, object]]:
    return [{"repo": one.repo, **dataclasses.asdict(pair)} for one in woven for pair in one.pairs]
