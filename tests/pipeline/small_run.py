"""A small finished run, written with the pipeline's own formats, whole or with one thing wrong.

Two repositories in two buckets: `acme/alpha` (train: an infilled file of each mode, a file in two
pieces, an empty one; one masked context file; one duplicate and one picture dropped) and
`acme/beta` (validation).  `Recipe.write` takes hooks that spoil what is about to be written, so
that sizes and checksums agree with it and only the spoilt law fails.
"""

import dataclasses
import functools
import json
import pathlib
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyarrow.parquet as pq

from repoloom.pipeline.storage import graph_tables, shards, steps, store
from repoloom.pipeline.storage.outputs import Output
from repoloom.transforms import keyed
from repoloom.transforms.records import CONTEXT_ONLY, Cut, Piece, SourceFile, Verdict
from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import Example, PackedRow
from repoloom.transforms.tokens import serialization, vocabulary
from repoloom.transforms.tokens.tokenizer import Tokenizer
from tests.pipeline.small_corpus import (
    ALPHA,
    BETA,
    FILES,
    GRAPH,
    LONG,
    MAIN,
    TEXT,
    UTIL,
    VENDORED,
    VERDICTS,
)

LENGTH = 128
BUCKETS = 2


@functools.cache
def model() -> bytes:
    """A tokenizer's model, trained once per process."""
    return vocabulary.train([UTIL * 20, MAIN * 20], vocab_size=512)


@functools.cache
def tokenizer() -> Tokenizer:
    return Tokenizer.load(model())


def piece(
    path: str,
    text: bytes,
    span: tuple[int, int] | None = None,
    part: tuple[int, int] = (0, 1),
    cut: Cut | None = None,
    masked: bool = False,
    with_path: bool = True,
) -> Piece:
    start, end = span or (0, len(text))
    ids = serialization.serialize(path, text[start:end], cut, tokenizer(), with_path=with_path)
    language = "python" if path.endswith(".py") else ""
    return Piece(path, language, "MIT", *part, start, end, cut, masked, ids.tobytes())


def examples() -> list[Example]:
    half = LONG.index(b"SECOND")
    return [
        Example(
            ALPHA,
            "train",
            (
                piece("vendor/lib.py", VENDORED, masked=True),
                piece("util.py", UTIL, cut=Cut(23, 39, "psm", "close")),
            ),
        ),
        Example(ALPHA, "train", (piece("main.py", MAIN, cut=Cut(7, 12, "spm", "random")),)),
        Example(
            ALPHA,
            "train",
            (
                piece("long.py", LONG, (0, half), (0, 2)),
                piece("long.py", LONG, (half, len(LONG)), (1, 2), with_path=False),
                piece("empty.py", b""),
            ),
        ),
        Example(BETA, "validation", (piece("notes.txt", TEXT),)),
    ]


Rows = list[PackedRow]


def with_weave(run: str, folder: pathlib.Path, weave: Mapping[str, Any]) -> Output:
    """A copy of a run whose shards say that they were made by other settings of weave."""
    copy = pathlib.Path(shutil.copytree(run, folder))
    path = copy / "shards" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["settings"]["weave"] = dict(weave)
    path.write_text(json.dumps(manifest))
    return Output(str(copy))


@dataclasses.dataclass
class Recipe:
    """What a run is written from; change a field, or spoil rows or stats on their way out."""

    files: Sequence[SourceFile] = FILES
    verdicts: Sequence[Verdict] = VERDICTS
    examples: Sequence[Example] = dataclasses.field(default_factory=examples)
    graph: Mapping[str, list[tuple[str, Any]]] = dataclasses.field(default_factory=lambda: GRAPH)
    footer: str = dataclasses.field(default_factory=lambda: tokenizer().sha256)
    spoil_rows: Callable[[str, Rows], Rows] = lambda split, rows: rows
    spoil_stats: Callable[[str, dict[str, float]], dict[str, float]] = lambda step, stats: stats

    def write(self, folder: pathlib.Path) -> str:
        """Writes all steps; returns the folder as a string."""
        output = str(folder)
        read = self._store(output)
        decided = self._verdicts(output, read)
        words = self._tokenizer(output)
        self._shards(output, decided, words)
        return output

    def _finish(
        self, step: steps.Step, paths: Iterable[pathlib.Path], stats: dict[str, float]
    ) -> None:
        files = [steps.describe(str(path)) | _rows(path) for path in paths]
        step.finish(files, self.spoil_stats(step.name, stats))

    def _store(self, output: str) -> steps.Step:
        step = steps.Step(output, "store", {"seed": 0, "ingest": {"permutations": 256}})
        step.begin()
        paths = []
        for bucket in range(BUCKETS):
            path = step.path(store.name(bucket, BUCKETS))
            store.write(path, [f for f in self.files if keyed.bucket_of(f.repo, BUCKETS) == bucket])
            paths.append(pathlib.Path(path))
        texts = [file.text for file in self.files if file.text is not None]
        stats: dict[str, float] = {
            "repos": len({file.repo for file in self.files}),
            "files": len(self.files),
            "bytes": sum(file.size for file in self.files),
            "text_files": len(texts),
            "text_bytes": sum(map(len, texts)),
            "unread/binary/files": 1,
            "languages/python/files": 6,
            "languages/python/bytes": 200,
            "redactions/email": 1,
            "hits/humaneval": 1,
        }
        self._finish(step, paths, stats)
        return step

    def _verdicts(self, output: str, read: steps.Step) -> steps.Step:
        chosen = {"near_threshold": 0.7, "repo_threshold": 0.85}
        step = steps.Step(output, "verdicts", {"store": read.digest, "select": chosen})
        step.begin()
        paths = []
        stats: dict[str, float] = {}
        for bucket in range(BUCKETS):
            path = step.path(store.name(bucket, BUCKETS))
            found = [v for v in self.verdicts if keyed.bucket_of(v.repo, BUCKETS) == bucket]
            store.write_verdicts(path, found)
            paths.append(pathlib.Path(path))
        for verdict in self.verdicts:
            reason = f"verdict/{verdict.verdict}/{verdict.reason or '-'}"
            for key, value in (("files", 1), ("bytes", verdict.size)):
                stats[key] = stats.get(key, 0) + value
                stats[f"{reason}/{key}"] = stats.get(f"{reason}/{key}", 0) + value
        self._finish(step, paths, stats)
        return step

    def _tokenizer(self, output: str) -> steps.Step:
        step = steps.Step(output, "tokenizer", {"given": True})
        step.begin()
        path = pathlib.Path(step.path("tokenizer.model"))
        path.write_bytes(model())
        step.finish([steps.describe(str(path))], {"vocab_size": tokenizer().vocab_size})
        return step

    def _shards(self, output: str, decided: steps.Step, words: steps.Step) -> None:
        settings = {
            "weave": {"length": LENGTH, "spm_variant": 1},
            "verdicts": decided.digest,
            "tokenizer": tokenizer().sha256,
        }
        step = steps.Step(output, "shards", settings, folders=("graph",))
        step.begin()
        paths, packed = [], []
        for bucket in range(BUCKETS):
            for split, rows in self._packed(bucket).items():
                path = pathlib.Path(step.path(store.name(bucket, BUCKETS, split)))
                labels = any(verdict.verdict == CONTEXT_ONLY for verdict in self.verdicts)
                metadata = {"length": str(LENGTH), "tokenizer_sha256": self.footer}
                rows = self.spoil_rows(split, rows)
                shards.write(path, rows, metadata=metadata, labels=labels)
                packed += rows
                paths.append(path)
        self._graph(output)
        self._finish(step, paths, _shard_stats(packed))

    def _packed(self, bucket: int) -> dict[str, Rows]:
        found: dict[str, list[Example]] = {}
        for example in self.examples:
            if keyed.bucket_of(example.repo, BUCKETS) == bucket:
                found.setdefault(example.split, []).append(example)
        return {
            split: packing.pack(group, tokenizer(), length=LENGTH, seed=0)
            for split, group in found.items()
        }

    def _graph(self, output: str) -> None:
        step = steps.Step(output, "graph", {})
        paths = []
        for kind, table in self.graph.items():
            for bucket in range(BUCKETS):
                rows = [row for row in table if keyed.bucket_of(row[0], BUCKETS) == bucket]
                path = step.path(store.name(bucket, BUCKETS, kind))
                graph_tables.write(path, kind, rows)
                paths.append(pathlib.Path(path))
        step.finish([steps.describe(str(path)) for path in paths], {})


def _rows(path: pathlib.Path) -> dict[str, int]:
    return {"rows": pq.read_metadata(path).num_rows}


def _shard_stats(rows: Rows) -> dict[str, float]:
    placed = [file for row in rows for segment in row.segments for file in segment.files]
    return {
        "rows": len(rows),
        "tokens": sum(sum(row.lengths) for row in rows),
        "capacity": len(rows) * LENGTH,
        "segments": sum(len(row.segments) for row in rows),
        "pieces": len(placed),
        "masked_pieces": sum(file.masked for file in placed),
        "fim/psm/close": 1,
        "fim/spm/random": 1,
        "fim/none/none": len(placed) - 2,
    }
