"""Small stores in memory, and Select run on them through the in-process runner."""

import dataclasses
import functools
import hashlib
import pathlib
import pickle
import random
import tempfile
from collections.abc import Mapping, Sequence

import apache_beam as beam
import pyarrow as pa
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from repoloom.transforms import keyed, tables
from repoloom.transforms.duplicates import minhash
from repoloom.transforms.records import Signals, SourceFile, Verdict
from repoloom.transforms.select import Select
from repoloom.transforms.verdicts.earlier_run import Earlier

Corpus = Mapping[str, Mapping[str, str | SourceFile]]


def program(seed: int, lines: int = 40) -> str:
    """A made-up program; two of different seeds share next to no shingle."""
    draw = random.Random(seed)
    words = [f"w{seed}_{draw.randrange(10**6)}" for _ in range(30)]
    return "".join(
        f"{draw.choice(words)} = {draw.choice(words)}({draw.choice(words)}, {draw.randrange(99)})\n"
        for _ in range(lines)
    )


def edited(text: str, *lines: int) -> str:
    """The program with these lines replaced by others."""
    parts = text.splitlines(keepends=True)
    for line in lines:
        parts[line] = f"edited_{line} = changed({line})\n"
    return "".join(parts)


def file(text: str, **fields: object) -> SourceFile:
    """A file to be placed in a corpus, with fields that differ from what its text says."""
    return dataclasses.replace(SourceFile("", "", "python", text.encode()), **fields)


def row(repo: str, path: str, given: str | SourceFile) -> SourceFile:
    """A row of the store."""
    known = given if isinstance(given, SourceFile) else file(given)
    text = known.text or b""
    return dataclasses.replace(
        known,
        repo=repo,
        path=path,
        size=known.size or len(text),
        content=known.content or hashlib.sha256(text).digest(),
        signature=b"" if known.reason else minhash.signature(text),
        signals=known.signals
        if known.signals != Signals()
        else Signals(lines=text.count(b"\n"), alphabetic=0.7, mean_line=20.0, longest_line=40),
    )


def bucketed(corpus: Corpus, buckets: int) -> list[list[SourceFile]]:
    """The rows of each bucket, in order."""
    found: list[list[SourceFile]] = [[] for _ in range(buckets)]
    for repo, files in sorted(corpus.items()):
        found[keyed.bucket_of(repo, buckets)] += [
            row(repo, path, files[path]) for path in sorted(files, key=str.encode)
        ]
    return found


SCHEMA = tables.schema(SourceFile)


def table(files: Sequence[SourceFile]) -> pa.Table:
    """Rows as the store gives them to select: without the text."""
    return tables.table(files, SourceFile).drop_columns(["text", "redactions"])


def halves(found: pa.Table) -> list[pa.Table]:
    """The rows of a bucket in two tables, as of a store with two row groups."""
    return [found.slice(0, len(found) // 2), found.slice(len(found) // 2)]


def read_signals(folder: pathlib.Path, bucket: int, columns: Sequence[str]) -> list[pa.Table]:
    known = pickle.loads((folder / f"signals-{bucket}").read_bytes())
    return halves(known.select([name for name in columns if name in known.column_names]))


def read_texts(folder: pathlib.Path, bucket: int, rows: Sequence[int]) -> list[bytes]:
    texts = pickle.loads((folder / f"texts-{bucket}").read_bytes())
    return [texts[row] for row in rows]


def transform(folder: pathlib.Path, **settings: object) -> Select:
    """Select over a corpus that `store` has left in a folder.

    The corpus is not part of the transform: Beam compresses each step with all that it holds, and
    eleven megabytes took 25 seconds that way.
    """
    return Select(
        functools.partial(read_signals, folder), functools.partial(read_texts, folder), **settings
    )


def read_verdicts(folder: pathlib.Path, bucket: int) -> list[Verdict]:
    return pickle.loads((folder / f"verdicts-{bucket}").read_bytes())


def store(folder: pathlib.Path, corpus: Corpus, buckets: int, first: int = 0) -> None:
    for bucket, files in enumerate(bucketed(corpus, buckets), first):
        (folder / f"signals-{bucket}").write_bytes(pickle.dumps(table(files)))
        (folder / f"texts-{bucket}").write_bytes(pickle.dumps([one.text or b"" for one in files]))


def run(
    corpus: Corpus,
    buckets: int = 4,
    order: Sequence[int] | None = None,
    workers: int = 1,
    running_mode: str = "multi_threading",
    against: tuple[Corpus, dict[int, list[Verdict]]] | None = None,
    **settings: object,
) -> dict[int, list[Verdict]]:
    """Verdicts by bucket; `against` is an earlier corpus with its verdicts by bucket."""
    options = PipelineOptions(
        direct_num_workers=workers,
        direct_running_mode=running_mode if workers > 1 else "in_memory",
    )
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        store(folder, corpus, buckets)
        numbers = list(range(buckets))
        if against:
            earlier, decided = against
            store(folder, earlier, len(decided), first=buckets)
            for bucket, found in decided.items():
                (folder / f"verdicts-{buckets + bucket}").write_bytes(pickle.dumps(found))
            numbers += range(buckets, buckets + len(decided))
            known = functools.partial(read_verdicts, folder)
            settings = {**settings, "earlier": Earlier(buckets, known)}
        with beam.Pipeline(FnApiRunner(), options=options) as root:
            (
                root
                | beam.Create(list(order) if order is not None else numbers)
                | "Select" >> transform(folder, **settings)
                | beam.Map(save, folder=name)
            )
        found = {int(path.name): pickle.loads(path.read_bytes()) for path in folder.glob("[0-9]*")}
    assert sorted(found) == list(range(buckets))
    return found


def save(element: tuple[int, list[Verdict]], folder: str = "") -> None:
    with (pathlib.Path(folder) / str(element[0])).open("xb") as sink:  # x: one element a bucket
        pickle.dump(element[1], sink)


def verdicts(corpus: Corpus, **settings: object) -> dict[tuple[str, str], Verdict]:
    """Verdicts by repository and path."""
    return {
        (one.repo, one.path): one for found in run(corpus, **settings).values() for one in found
    }
