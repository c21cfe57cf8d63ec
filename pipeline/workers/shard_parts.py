"""What workers do at the ends of weave: the repositories of a shard in, its rows and tables out."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from repoloom import languages
from repoloom.pipeline.storage import filesystems, graph_tables, shards, steps, store
from repoloom.pipeline.workers import large_repositories, live
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms import failures, keyed
from repoloom.transforms.records import CONTEXT_ONLY, KEPT, TRAIN, Place
from repoloom.transforms.scratch import texts as texts_of
from repoloom.transforms.settings import Weaving
from repoloom.transforms.shards import Aside, Repository, Shard
from repoloom.transforms.tokens.pieces import KeptFile
from repoloom.transforms.verdicts.verdicts import COPIED


def shard_repositories(
    texts: Parts,
    verdicts: Parts,
    to: Parts,
    settings: Weaving,
    allowance: failures.Allowance,
    shard: int,
) -> Iterator[Repository | Aside]:
    """The repositories of a shard that keep a file, in order; large ones in parts."""
    stats: Counter[str] = Counter()
    with live.published(to.folder, shard, stats):
        for repository in _repositories(texts, verdicts, to.count, settings, allowance, shard):
            stats["files"] += repository.files
            if isinstance(repository, Aside):
                yield repository
                continue
            stats["bytes"] += sum(kept.size for kept in repository.kept)
            yield repository


def _repositories(
    texts: Parts,
    verdicts: Parts,
    shards_count: int,
    settings: Weaving,
    allowance: failures.Allowance,
    shard: int,
) -> Iterator[Repository | Aside]:
    """Both counts are powers of two: a shard is the union of whole buckets, or a part of one."""
    for bucket in range(shard % texts.count, texts.count, shards_count):
        decided = store.read_verdicts(verdicts.path(bucket))
        path = texts.path(bucket)
        pairs = zip(store.read(path, _WOVEN), decided, strict=True)
        rows = ((number, file, verdict) for number, (file, verdict) in enumerate(pairs))
        for repo, found in itertools.groupby(rows, key=lambda row: row[1].repo):
            group, held = map(large_repositories.needed, found), texts_of.Held()
            if keyed.bucket_of(repo, shards_count) != shard:
                continue
            taken, whole = large_repositories.within(group, settings.max_repo_bytes, held)
            if whole:
                repository = _repository(repo, taken, held)
                taken.clear()
                if repository.kept:
                    yield repository
            else:
                rest = itertools.chain(large_repositories.drained(taken, held), group)
                yield from large_repositories.repositories(path, repo, rest, settings, allowance)


# What weave reads of a file; signatures, redactions and hits have done their work.
_WOVEN = ("repo", "path", "language", "text", "signals")


def _repository(
    repo: str, rows: Sequence[large_repositories.Row], held: texts_of.Held
) -> Repository:
    kept = [
        KeptFile(file, verdict.verdict == CONTEXT_ONLY, held)
        for _, file, verdict in rows
        if verdict.verdict in KEPT
    ]
    with_text = {file.path: file for _, file, _ in rows if file.text is not None}
    manifests = {
        path: held.whole(file).text or b""
        for path, file in with_text.items()
        if languages.is_manifest(path)
    }
    copies = [file.path for _, file, verdict in rows if verdict.reason in COPIED]
    return Repository(repo, rows[0][2].split, kept, manifests, list(with_text), copies)


def training_texts(
    texts: Parts, verdicts: Parts, *, sample_bytes: int, kept_bytes: float
) -> Iterator[bytes]:
    """Texts to train a tokenizer on: of all kept files, or of a fair share of the repositories.

    The share depends on the corpus alone.  It is a power of two of the space of repository hashes,
    so buckets outside of it are not opened; it holds about 16 times the sample, of which
    `vocabulary.train` draws by the hash of the text, and at least the sample itself: of one large
    repository and a small one it may hold the small one alone, and of one large one nothing.
    """
    share = 1
    while kept_bytes / (share * 2) > 16 * sample_bytes:
        share *= 2
    while share > 1 and _trained_bytes(verdicts, texts.count, share) < sample_bytes:
        share //= 2
    for bucket in range(0, texts.count, share):
        decided = store.read_verdicts(verdicts.path(bucket))
        rows = zip(store.read(texts.path(bucket), ("repo", "path", "text")), decided, strict=True)
        for file, verdict in rows:
            if verdict.verdict == TRAIN and keyed.bucket_of(file.repo, share) == 0:
                yield file.text or b""


def _trained_bytes(verdicts: Parts, count: int, share: int) -> int:
    """Bytes, as read, of the files to train on in a share of the repositories."""
    return sum(
        verdict.size
        for bucket in range(0, count, share)
        for verdict in store.read_verdicts(verdicts.path(bucket))
        if verdict.verdict == TRAIN and keyed.bucket_of(verdict.repo, share) == 0
    )


def store_shard(
    output: str,
    packed: Parts,
    footer: Mapping[str, str],
    form: dict[str, bool],
    shard: Shard,
) -> None:
    """Writes the rows of a shard by split, with the columns of `form`, its tables, its record."""
    graph = Parts(filesystems.join(output, "graph"), packed.count)
    files = []
    for split, rows in shard.rows.items():
        path = packed.path(shard.number, split)
        shards.write(path, rows, metadata=footer, **form)
        files.append(steps.describe(path) | {"split": split, "rows": len(rows)})
    side = []
    for kind, found in _graph(shard).items():
        path = graph.path(shard.number, kind)
        graph_tables.write(path, kind, found)
        side.append(steps.describe(path))
    digest = packed.digest
    steps.finish_part(packed.folder, shard.number, files, shard.stats, digest=digest, graph=side)


def _graph(shard: Shard) -> dict[str, list[graph_tables.Owned]]:
    """The rows of each table of the graph; nothing failed, no table of failures."""
    found: dict[str, list[graph_tables.Owned]] = {kind: [] for kind in graph_tables.TABLES}
    for one in shard.woven:
        places = itertools.starmap(Place, enumerate(one.order))
        for kind, records in {"edges": one.edges, "order": places, "pairs": one.pairs}.items():
            found[kind] += [(one.repo, record) for record in records]
    failed = [(one.repo, one.failure) for one in shard.aside]
    failed += [(one.repo, failure) for one in shard.woven for failure in one.failed]
    if failed:
        failed.sort(key=lambda row: (row[0].encode(), row[1].path.encode()))
        found[graph_tables.FAILURES] = failed
    return found
