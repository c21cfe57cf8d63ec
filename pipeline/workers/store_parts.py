"""What workers do with the parts of the store and of the verdicts: read, write, count."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from repoloom.pipeline.storage import filesystems, steps, store
from repoloom.pipeline.workers import live, troubled_names
from repoloom.transforms.records import FAILED_FILES, FAILED_REPOSITORIES, KEPT, SourceFile, Verdict


@dataclasses.dataclass(frozen=True)
class Parts:
    """A step's folder that is filled part by part, and the parts of an earlier run behind them.

    Attributes:
        digest: of the step that fills it, "" for one that is read.
    """

    folder: str
    count: int
    earlier: "Parts | None" = None
    digest: str = ""

    def path(self, part: int, prefix: str = "bucket") -> str:
        """The Parquet file of a part."""
        if self.earlier and part >= self.count:
            return self.earlier.path(part - self.count, prefix)
        return filesystems.join(self.folder, store.name(part, self.count, prefix))


def store_bucket(to: Parts, bucket: int, files: Iterator[SourceFile]) -> None:
    """Writes one bucket of the store and its record."""
    stats: Counter[str] = Counter()
    with live.published(to.folder, bucket, stats):
        store.write(to.path(bucket), _counted(files, stats))
    written = [steps.describe(to.path(bucket))]
    steps.finish_part(to.folder, bucket, written, stats, digest=to.digest)


def _counted(files: Iterable[SourceFile], stats: Counter[str]) -> Iterator[SourceFile]:
    last, folded, failed = None, set[str](), None
    for file in files:
        if file.repo != last:
            stats["repos"] += 1
            last, folded = file.repo, set()
        stats.update(
            f"names/{trouble}/files" for trouble in troubled_names.trouble(file.path, folded)
        )
        folded.add(file.path.casefold())
        stats["files"] += 1
        stats["bytes"] += file.size
        if file.failure:
            stats[FAILED_FILES] += 1
            stats[FAILED_REPOSITORIES] += file.repo != failed
            failed = file.repo
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


def bucket_signals(read: Parts, bucket: int, columns: Sequence[str]) -> Iterator[pa.Table]:
    """What select wants to know of a bucket, some rows at a time."""
    return store.read_columns(read.path(bucket), columns)


def bucket_texts(read: Parts, bucket: int, rows: Sequence[int]) -> list[bytes]:
    """Texts of rows of a bucket, for the verification of candidates."""
    return store.read_texts(read.path(bucket), rows)


def store_verdicts(to: Parts, bucket: int, verdicts: Sequence[Verdict]) -> int:
    """Writes one bucket's verdicts and its record."""
    stats: Counter[str] = Counter()
    failed = None
    for verdict in verdicts:
        stats["files"] += 1
        stats["bytes"] += verdict.size
        key = f"verdict/{verdict.verdict}/{verdict.reason or '-'}"
        stats[f"{key}/files"] += 1
        stats[f"{key}/bytes"] += verdict.size
        if verdict.verdict in KEPT:
            stats[f"split/{verdict.split}/files"] += 1
        elif verdict.evidence.startswith("judge: "):
            stats[FAILED_FILES] += 1
            stats[FAILED_REPOSITORIES] += verdict.repo != failed
            failed = verdict.repo
    for split, group in _splits(verdicts).items():
        stats[f"split/{split}/repos"] = len(group)
    store.write_verdicts(to.path(bucket), verdicts)
    written = [steps.describe(to.path(bucket))]
    steps.finish_part(to.folder, bucket, written, stats, digest=to.digest)
    return bucket


def _splits(verdicts: Iterable[Verdict]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for verdict in verdicts:
        if verdict.verdict in KEPT:
            found.setdefault(verdict.split, set()).add(verdict.repo)
    return found
