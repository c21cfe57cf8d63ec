"""The whole job against the limit of its kernels, on the same bytes, in one run.

    python -m benchmarks.whole_job --input FOLDER [flags of the main job]

CPU-seconds, not wall time: the machine may be shared.  The limit is what the kernels alone need,
one after the other, with nothing between them; the ratio says how much of the job's time is theirs.
"""

import argparse
import hashlib
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable

from repoloom import languages
from repoloom.pipeline import sources
from repoloom.pipeline.storage import shards, store
from repoloom.transforms.duplicates import minhash
from repoloom.transforms.records import KEPT, RawFile, SourceFile
from repoloom.transforms.redaction import redact
from repoloom.transforms.signals import encoding
from repoloom.transforms.tokens.tokenizer import Tokenizer

ROOT = pathlib.Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--input", action="append", required=True)
    given, flags = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder, "out")
        job = run_job(given.input, output, flags)
        kept = kept_files(output)
        placed = placed_files(output, kept)
        spent = kernels(given.input, output, kept, placed)
    print_table(job, size_of(kept), size_of(placed), spent)


def run_job(inputs: list[str], output: pathlib.Path, flags: list[str]) -> resource.struct_rusage:
    """Runs the job in processes of its own; gives what they and their workers used."""
    named = [part for path in inputs for part in ("--input", path)]
    command = [sys.executable, str(ROOT / "beam_main.py"), *named, "--output", str(output), *flags]
    subprocess.run(command, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN)


def kept_files(output: pathlib.Path) -> list[SourceFile]:
    """The files that the run kept, for training or as context, with their clean text."""
    kept = []
    for path in sorted((output / "store").glob("*.parquet")):
        verdicts = store.read_verdicts(str(output / "verdicts" / path.name))
        pairs = zip(store.read(str(path)), verdicts, strict=True)
        kept += [file for file, verdict in pairs if verdict.verdict in KEPT]
    return kept


def placed_files(output: pathlib.Path, kept: list[SourceFile]) -> list[SourceFile]:
    """Those of the kept files that stand in rows: context that nothing needs does not."""
    placed = {
        (segment.repo, file.path)
        for path in sorted((output / "shards").glob("*.parquet"))
        for row in shards.read(str(path))
        for segment in row.segments
        for file in segment.files
    }
    return [file for file in kept if (file.repo, file.path) in placed]


def size_of(files: list[SourceFile]) -> int:
    return sum(len(file.text or b"") for file in files)


def kernels(
    inputs: list[str], output: pathlib.Path, kept: list[SourceFile], placed: list[SourceFile]
) -> dict[str, float]:
    """CPU-seconds of each kernel alone, on the files that it handles in the job.

    Those of ingest work on all text, parse and query on what is kept, the tokenizer on what stands
    in rows.
    """
    raws: list[RawFile] = []
    texts: list[bytes] = []

    def read() -> None:
        found = sources.discover(inputs)
        parts = (part for source in found for part in sources.split(source))
        raws.extend(file for part in parts for file in sources.read(part))
        decoded = (encoding.decode(raw.data) for raw in raws if raw.data is not None)
        texts.extend(one.text for one in decoded if one.text is not None)

    tokenizer = Tokenizer.load((output / "tokenizer" / "tokenizer.model").read_bytes())
    spent = {"read and decode": timed(read)}
    spent["hash"] = each(texts, lambda text: hashlib.sha256(text).digest())
    spent["redact"] = each(texts, lambda text: redact.redact(text, secret=bytes(32)))
    spent["MinHash"] = each(texts, minhash.signature)
    trees = []
    spent["parse"] = each(
        kept, lambda file: trees.append(languages.parse(file.language, file.text or b""))
    )
    pairs = [(file, tree) for file, tree in zip(kept, trees, strict=True) if tree]
    spent["query"] = each(
        pairs, lambda pair: languages.outline(pair[0].language, pair[0].text, pair[1])
    )
    spent["tokenize"] = each(placed, lambda file: tokenizer.encode(file.text or b""))
    spent["write"] = write(output)
    return spent


def write(output: pathlib.Path) -> float:
    """CPU-seconds to write the store's and the shards' rows again; reading them is not counted."""
    spent = 0.0
    for path in sorted((output / "store").glob("*.parquet")):
        files = list(store.read(str(path)))
        spent += timed(lambda: store.write(str(path) + ".again", files))  # noqa: B023  # called at once
    for path in sorted((output / "shards").glob("*.parquet")):
        rows = list(shards.read(str(path)))
        masks = any(row.labels is not None for row in rows)
        spent += timed(
            lambda: shards.write(str(path) + ".again", rows, metadata={}, labels=masks)  # noqa: B023  # called at once
        )
    return spent


def each(items: Iterable[object], work: Callable) -> float:
    def run() -> None:
        for item in items:
            work(item)

    return timed(run)


def timed(work: Callable[[], object]) -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.process_time()
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    helpers = after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    return time.process_time() - started + helpers


def print_table(
    job: resource.struct_rusage, kept: int, placed: int, spent: dict[str, float]
) -> None:
    megabytes = kept / 1e6
    used = job.ru_utime + job.ru_stime
    print(f"{megabytes:.1f} MB kept, {placed / 1e6:.1f} MB of them in rows")
    print(f"{'kernel':<18}{'CPU s':>9}{'kept MB/CPU s':>15}")
    for name, seconds in spent.items():
        print(f"{name:<18}{seconds:>9.2f}{megabytes / seconds:>15.1f}")
    limit = sum(spent.values())
    print(f"{'all kernels':<18}{limit:>9.2f}{megabytes / limit:>15.2f}")
    print(f"{'whole job':<18}{used:>9.2f}{megabytes / used:>15.2f}")
    print(f"whole job, of what stands in rows: {placed / 1e6 / used:.2f} MB/CPU s")
    print(f"whole job / limit of its kernels: {limit / used:.0%}")
    print(f"peak memory of any process: {job.ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
