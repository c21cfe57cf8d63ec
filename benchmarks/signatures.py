"""Select on two million made-up signatures, with planted clusters and hot keys.

    python -m benchmarks.signatures [--files 2000000] [--hot 0.5]

A tenth of the files stand in families of two on average, all over the buckets.  Half of all files
share their first band, as files under one licence text do, and one in twenty a second one: these
make keys of a million and of a hundred thousand files.  There is no text but for families, so a
text that is read of any other file is an error.  Prints CPU-seconds, most memory, and whether each
family has lost all members but one, and nothing else was lost.
"""

import argparse
import functools
import pathlib
import pickle
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence

import apache_beam as beam
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from repoloom.transforms.records import TRAIN, Verdict
from repoloom.transforms.select import Select

BUCKETS = 64
PERMUTATIONS = 256
CHANGED = 20  # values that differ between two of a family: an estimate of 0.85 and more
FAMILY = 1 << 40  # numbers of families start here, those of single files at 0
ROWS = 6  # of a band


def families(bucket: int, count: int) -> npt.NDArray[np.int64]:
    """The family of each row of a bucket."""
    draw = np.random.default_rng([7, bucket])
    found = np.arange(count) + bucket * count
    copied = draw.random(count) < 0.1
    found[copied] = draw.integers(0, BUCKETS * count // 20, copied.sum()) + FAMILY
    return found


def signals(count: int, hot: float, bucket: int, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
    """A bucket of the store without its texts; all columns, whichever are asked for."""
    draw = np.random.default_rng([8, bucket])
    family = families(bucket, count)
    values = draw.integers(0, 1 << 32, (count, PERMUTATIONS), dtype=np.uint32)
    for row in np.flatnonzero(family >= FAMILY).tolist():
        fresh = values[row, :CHANGED].copy()
        values[row] = np.random.default_rng(family[row]).integers(
            0, 1 << 32, PERMUTATIONS, dtype=np.uint32
        )
        values[row, draw.integers(0, PERMUTATIONS, CHANGED)] = fresh
    values[draw.random(count) < hot, :ROWS] = 1
    values[draw.random(count) < hot / 10, ROWS : 2 * ROWS] = 2
    offsets = pa.py_buffer(
        np.arange(0, 4 * PERMUTATIONS * count + 1, 4 * PERMUTATIONS, dtype=np.int32)
    )
    contents = draw.bytes(32 * count)
    yield pa.table(
        {
            "repo": [f"r{bucket:02d}/{row // 50:05d}" for row in range(count)],
            "path": [f"{row % 50:02d}.py" for row in range(count)],
            "language": ["python"] * count,
            "size": [4000] * count,
            "content": [contents[32 * row : 32 * row + 32] for row in range(count)],
            "signature": pa.Array.from_buffers(
                pa.binary(), count, [None, offsets, pa.py_buffer(values)]
            ),
        }
    )


def texts(count: int, bucket: int, rows: Sequence[int]) -> list[bytes]:
    """Texts of members of families: equal within one, else different."""
    family = families(bucket, count)
    found = []
    for row in rows:
        if family[row] < FAMILY:
            raise ValueError(f"the text of row {row} of bucket {bucket} is read, which has no twin")
        words = np.random.default_rng(family[row]).integers(0, 1 << 40, 60).tolist()
        found.append(" ".join(map(str, words)).encode())
    return found


def save(element: tuple[int, list[Verdict]], folder: str = "") -> None:
    bucket, verdicts = element
    kept = np.array([verdict.verdict == TRAIN for verdict in verdicts])
    (pathlib.Path(folder) / str(bucket)).write_bytes(pickle.dumps(kept))


def check(folder: pathlib.Path, count: int) -> None:
    """Counts families of which not exactly one is kept, and lost files without a family."""
    kept = [pickle.loads((folder / str(bucket)).read_bytes()) for bucket in range(BUCKETS)]
    family = np.concatenate([families(bucket, count) for bucket in range(BUCKETS)])
    stays = np.concatenate(kept)
    members = family[family >= FAMILY]
    names, sizes = np.unique(members, return_counts=True)
    left, counts = np.unique(family[stays & (family >= FAMILY)], return_counts=True)
    whole = np.zeros(len(names), np.int64)
    whole[np.searchsorted(names, left)] = counts
    print(f"{len(names)} families of {len(members)} files, {int((sizes > 1).sum())} of several:")
    print(f"  {int((whole == 1).sum())} keep one, {int((whole > 1).sum())} keep several, ", end="")
    print(f"{int((whole == 0).sum())} keep none; {int((~stays).sum())} files removed")
    print(f"  single files removed: {int((~stays & (family < FAMILY)).sum())}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2_000_000)
    parser.add_argument("--hot", type=float, default=0.5)
    arguments = parser.parse_args()
    count = arguments.files // BUCKETS
    started, wall = time.process_time(), time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        with beam.Pipeline(FnApiRunner(), options=PipelineOptions([])) as root:
            chosen = Select(
                functools.partial(signals, count, arguments.hot), functools.partial(texts, count)
            )
            root | beam.Create(range(BUCKETS)) | chosen | beam.Map(save, folder=name)
        spent = time.process_time() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{count * BUCKETS} files: {spent:.0f} CPU-s, ", end="")
        print(f"{time.monotonic() - wall:.0f} s of wall clock, {memory:.2f} GiB at most")
        started = time.process_time()
        next(signals(count, arguments.hot, 0))
        making = (time.process_time() - started) * BUCKETS
        print(f"  one making of all signatures takes {making:.0f} CPU-s of it, and there are seven")
        check(pathlib.Path(name), count)


if __name__ == "__main__":
    main()
