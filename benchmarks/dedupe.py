"""Does select find what was planted, and nothing else?  Prints found, wrong and kept pairs.

    python -m benchmarks.dedupe [--files 2000] [--shuffles 5] [--hash-seeds 3] [--pairs 1000]

The corpus is 2,000 files of installed packages with 200 exact and 200 near copies, 12 variants in
operators and numbers, and 100 one-line files.  What is wrong is found by brute force, without the
hashing that is measured.  The survivors are those of `--shuffles` orders and counts of the buckets
in each of `--hash-seeds` processes.  At the end stands the collision curve, beside the share of
planted pairs that became candidates.
"""

import argparse
import functools
import hashlib
import itertools
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import numpy as np

from benchmarks import planted
from benchmarks.planted import Corpus, Key
from repoloom.transforms import keyed
from repoloom.transforms.duplicates import minhash, similarity
from repoloom.transforms.records import DROP, SourceFile, Verdict

BUCKETS = (8, 16, 4, 8, 2)
LEVELS = (0.6, 0.7, 0.8, 0.9)


def write_store(files: list[SourceFile], folder: pathlib.Path, buckets: int) -> None:
    from repoloom.pipeline.storage import store
    from repoloom.pipeline.workers.store_parts import Parts

    parts = Parts(str(folder), buckets)
    folder.mkdir(parents=True)
    files.sort(key=lambda file: store.sort_key(file.repo, file.path))
    for bucket in range(buckets):
        store.write(
            parts.path(bucket),
            (file for file in files if keyed.bucket_of(file.repo, buckets) == bucket),
        )


def select(folder: pathlib.Path, buckets: int, shuffle: int) -> tuple[list[Verdict], float]:
    """Verdicts by (repo, path), and the CPU seconds that they took."""
    import apache_beam as beam
    from apache_beam.options.pipeline_options import PipelineOptions
    from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

    from repoloom.pipeline.storage import store
    from repoloom.pipeline.workers import store_parts
    from repoloom.pipeline.workers.store_parts import Parts
    from repoloom.transforms.select import Select

    order = list(range(buckets))
    keyed.rng(shuffle, "buckets").shuffle(order)
    read = Parts(str(folder), buckets)
    started = time.process_time()
    with tempfile.TemporaryDirectory() as name:
        to = Parts(name, buckets)
        with beam.Pipeline(FnApiRunner(), options=PipelineOptions([])) as root:
            chosen = Select(
                functools.partial(store_parts.bucket_signals, read),
                functools.partial(store_parts.bucket_texts, read),
            )
            write = functools.partial(_write, to)
            root | beam.Create(order) | chosen | beam.MapTuple(write)
        spent = time.process_time() - started
        found = itertools.chain.from_iterable(
            store.read_verdicts(to.path(bucket)) for bucket in range(buckets)
        )
        return sorted(found, key=lambda one: (one.repo, one.path)), spent


def _write(to, bucket: int, verdicts: list[Verdict]) -> None:
    from repoloom.pipeline.storage import store

    store.write_verdicts(to.path(bucket), verdicts)


def survivors(verdicts: list[Verdict]) -> str:
    """A digest of all that was decided."""
    return hashlib.sha256(repr(verdicts).encode()).hexdigest()[:16]


def is_copy(verdict: Verdict) -> bool:
    return "duplicate" in verdict.reason


def report_planted(corpus: Corpus, verdicts: list[Verdict]) -> None:
    lost = {(one.repo, one.path) for one in verdicts if is_copy(one)}
    exact = sum(bool(lost & {*pair}) for pair in corpus.exact)
    near = [bool(lost & {first, second}) for first, second, _ in corpus.near]
    alike = [jaccard for *_, jaccard in corpus.near]
    print(f"exact copies found      {exact} of {len(corpus.exact)}")
    print(f"near copies found       {sum(near)} of {len(near)}", end=" ")
    print(f"(Jaccard {min(alike):.2f} to {max(alike):.2f}, mean {np.mean(alike):.2f})")
    for found, (_, copy, jaccard) in zip(near, corpus.near, strict=True):
        if not found:
            print(f"    missed {':'.join(copy)} at {jaccard:.3f}")
    for name, keys in (("operator variants", corpus.operators), ("one-line files", corpus.lines)):
        print(f"{name + ' removed':23} {len(lost & {*keys})} of {len(keys)}")


def kept_pairs(files: list[SourceFile], threshold: float) -> Iterator[tuple[Key, Key, float]]:
    """All pairs that are alike, by comparing each file with each other."""
    matrix = np.frombuffer(b"".join(file.signature for file in files), "<u4")
    matrix = matrix.reshape(len(files), -1)
    shingles = [minhash.shingle_set(file.text or b"") for file in files]
    for one in range(len(files)):
        likely = np.mean(matrix[one + 1 :] == matrix[one], axis=1) >= threshold - 0.15
        for other in (np.flatnonzero(likely) + one + 1).tolist():
            alike = similarity.jaccard(shingles[one], shingles[other])
            if alike >= threshold:
                keys = [(file.repo, file.path) for file in (files[one], files[other])]
                yield keys[0], keys[1], alike


def has_twin(one: Verdict, decided: dict[Key, Verdict], texts: dict[Key, bytes]) -> bool:
    """Whether the twin that a verdict names is kept, and alike."""
    repo, _, path = one.evidence.rpartition(" jaccard ")[0].partition(":")
    twin = decided.get((repo, path))
    if twin is None or is_copy(twin) or twin.verdict == DROP:
        return False
    return similarity.text_jaccard(texts[one.repo, one.path], texts[repo, path]) >= 0.7


def report_brute_force(files: list[SourceFile], verdicts: list[Verdict]) -> None:
    decided = {(one.repo, one.path): one for one in verdicts}
    texts = {(file.repo, file.path): file.text or b"" for file in files}
    removed = [one for one in verdicts if is_copy(one)]
    wrong = sum(not has_twin(one, decided, texts) for one in removed)
    print(f"removed without a kept twin at 0.7: {wrong} of {len(removed)}")
    kept = [
        file
        for file in files
        if file.signature
        and decided[file.repo, file.path].verdict != DROP
        and not is_copy(decided[file.repo, file.path])
    ]
    pairs = list(kept_pairs(kept, 0.7))
    high = sum(alike >= 0.85 for *_, alike in pairs)
    print(
        f"kept pairs among {len(kept)} files: {high} at 0.85 or more, {len(pairs)} at 0.7 or more"
    )
    for one, other, alike in pairs:
        print(f"    {':'.join(one)} {':'.join(other)} {alike:.3f}")


def report_curve(pairs: int) -> None:
    banding = similarity.choose_banding(minhash.PERMUTATIONS, 0.7)
    print(f"{banding.bands} bands of {banding.rows} rows; {pairs} planted pairs a level:")
    for level in LEVELS:
        texts = list(planted.pairs_at(level, pairs))
        first, second = (
            np.array([np.frombuffer(minhash.signature(pair[i]), "<u4") for pair in texts])
            for i in (0, 1)
        )
        keys = [similarity.band_keys(side, banding) >> np.uint64(24) for side in (first, second)]
        found = float(np.mean((keys[0] == keys[1]).any(axis=1)))
        curve = np.mean(
            [
                similarity.collision_probability(
                    similarity.text_jaccard(*pair), banding.bands, banding.rows
                )
                for pair in texts
            ]
        )
        print(f"  Jaccard {level}: curve {curve:.1%}, found {found:.1%} ({found - curve:+.1%})")


def child(folder: pathlib.Path, shuffles: int) -> None:
    """Runs select in this process, whose hash seed the parent chose; prints one line of JSON."""
    for shuffle in range(shuffles):
        buckets = BUCKETS[shuffle % len(BUCKETS)]
        verdicts, spent = select(folder / str(buckets), buckets, shuffle)
        print(json.dumps([survivors(verdicts), spent]), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--shuffles", type=int, default=5)
    parser.add_argument("--hash-seeds", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--child", type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child, arguments.shuffles)
        return
    corpus = planted.plant(planted.installed(arguments.files))
    megabytes = sum(map(len, corpus.files.values())) / 1e6
    started = time.process_time()
    files = [planted.measured(key, text) for key, text in corpus.files.items()]
    spent = time.process_time() - started
    print(f"{len(files)} files, {megabytes:.1f} MB; measured in {spent:.1f} CPU-s")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for buckets in sorted({*BUCKETS[: arguments.shuffles], BUCKETS[0]}):
            write_store(files, folder / str(buckets), buckets)
        write_store([], folder / "empty", 1)
        select(folder / "empty", 1, 0)  # the first graph of a process pays for its imports
        _, graph = select(folder / "empty", 1, 0)
        verdicts, spent = select(folder / str(BUCKETS[0]), BUCKETS[0], 0)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"select: {spent:.1f} CPU-s, {megabytes / (spent - graph):.1f} MB a CPU-s", end=" ")
        print(f"beside {graph:.1f} CPU-s for a graph without files; {peak} MiB")
        report_planted(corpus, verdicts)
        report_brute_force(files, verdicts)
        digests = {survivors(verdicts)}
        for seed in range(arguments.hash_seeds):
            command = [sys.executable, "-m", "benchmarks.dedupe", "--child", name]
            lines = subprocess.run(
                [*command, "--shuffles", str(arguments.shuffles)],
                env={**os.environ, "PYTHONHASHSEED": str(seed)},
                capture_output=True,
                check=True,
            ).stdout.splitlines()
            digests |= {json.loads(line)[0] for line in lines}
        runs = arguments.shuffles * arguments.hash_seeds
        print(f"digests of the verdicts of {runs} runs: {', '.join(sorted(digests))}")
    report_curve(arguments.pairs)


if __name__ == "__main__":
    main()
