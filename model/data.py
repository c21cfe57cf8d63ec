"""Shards in, batches out: reads the rows of a finished run, pads them, and derives the rest.

A shard stores only what cannot be derived (docs/shard-format.md).  Segment ids, positions and
loss weights are made here from `seq_lengths` and, where there are any, `labels`.
"""

import bisect
import functools
import itertools
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from repoloom.model.order import Order
from repoloom.pipeline.storage import filesystems, parquet, shards
from repoloom.transforms.rows.packed import IGNORED

Ints = npt.NDArray[np.int32]

# Row groups kept in memory, decoded, and mixed.  One is 128 rows: 4 MiB of ids at 8192 tokens each.
_CACHED_GROUPS = 32


class Batch(NamedTuple):
    """Packed sequences, each array [batch, time]; NumPy outside a jitted function.

    Attributes:
        tokens: int32 ids; padding is 0 and counts nowhere.
        targets: int32, the token after each token.
        positions: int32, from 0 in each segment.
        segments: int32, 1-based, 0 on padding.
        weights: float32, 1 where the prediction of `targets` counts, else 0.
    """

    tokens: Ints
    targets: Ints
    positions: Ints
    segments: Ints
    weights: npt.NDArray[np.float32]


class Row(NamedTuple):
    """A packed row as stored: ids, the length of each segment, and labels where there are any."""

    ids: Ints
    lengths: Ints
    labels: Ints | None


def window(row: Row, start: int, length: int) -> Row:
    """Tokens `start` to `start + length`; a segment that an edge cuts is a shorter segment."""
    ends = np.cumsum(row.lengths)
    inside = np.clip(ends, start, start + length)
    lengths = inside - np.clip(ends - row.lengths, start, start + length)
    piece = slice(start, start + length)
    labels = None if row.labels is None else row.labels[piece]
    return Row(row.ids[piece], lengths[lengths > 0].astype(np.int32), labels)


def sequence(row: Row, length: int) -> Batch:
    """One sequence, arrays [length]: the row padded, with all that is derived from it.

    A prediction counts where token and target stand in the same segment and the target's label is
    not masked; so the first token of a segment is never a target.

    Raises:
        ValueError: the row is longer than `length`, or its parts do not agree.
    """
    count = len(row.ids)
    if count > length or count != row.lengths.sum():
        raise ValueError(
            f"a row of {count} tokens with segments of {row.lengths.sum()} does not fit {length}"
        )
    if row.labels is not None and len(row.labels) != count:
        raise ValueError(f"a row of {count} tokens has {len(row.labels)} labels")
    tokens, positions, segments = (np.zeros(length, np.int32) for _ in range(3))
    tokens[:count] = row.ids
    segments[:count] = np.repeat(np.arange(1, len(row.lengths) + 1), row.lengths)
    starts = np.cumsum(row.lengths) - row.lengths
    positions[:count] = np.arange(count) - np.repeat(starts, row.lengths)
    counts = np.zeros(length, bool)
    counts[:-1] = (segments[1:] == segments[:-1]) & (segments[1:] > 0)
    if row.labels is not None:
        counts[: count - 1] &= row.labels[1:] != IGNORED
    targets = np.append(tokens[1:], np.int32(0))
    return Batch(tokens, targets, positions, segments, counts.astype(np.float32))


class Shards:
    """The rows of one split of a finished run, by number, read a row group at a time.

    Opening reads the footers and the `seq_lengths` column, not the tokens.

    Attributes:
        folder: the shards folder of a run's output, local or on any Beam filesystem.
        split: "train" or "validation".
        digest: identity of the run that made the shards.
        row_tokens: int64, tokens of each row.
        vocab_size: all ids are below it: the tokenizer's number of pieces or, where the shards do
            not tell it, the largest id that occurs plus 1.
    """

    def __init__(self, folder: str, split: str = "train") -> None:
        self.folder, self.split = folder.rstrip("/"), split
        manifest = _manifest(self.folder)
        self.digest = str(manifest["digest"])
        self._names = _names(manifest, self.folder, split)
        tokens = [_row_tokens(self._path(name)) for name in self._names]
        self._firsts = list(itertools.accumulate(map(len, tokens), initial=0))
        self.row_tokens = np.concatenate(tokens)
        if not len(self.row_tokens):
            raise ValueError(f"split {split!r} of {folder} holds no rows; take another split")
        self.vocab_size = _vocab_size([self._path(name) for name in self._names])
        # A cache for each object: rows of two runs must not meet in it.
        self._group = functools.lru_cache(_CACHED_GROUPS)(self._read_group)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.row_tokens)

    def row(self, number: int) -> Row:
        """Row `number` of the split, in the order of the shards."""
        file = bisect.bisect_right(self._firsts, number) - 1
        group, at = divmod(number - self._firsts[file], shards.ROWS_PER_GROUP)
        return self._group(file, group)[at]

    def group_ends(self) -> list[int]:
        """The number of rows up to the end of each row group, in the order of the shards."""
        ends = []
        for first, end in itertools.pairwise(self._firsts):
            ends += [*range(first + shards.ROWS_PER_GROUP, end, shards.ROWS_PER_GROUP), end]
        return [end for before, end in itertools.pairwise([0, *ends]) if end > before]

    def _path(self, name: str) -> str:
        return filesystems.join(self.folder, name)

    def _read_group(self, file: int, group: int) -> list[Row]:
        path = self._path(self._names[file])
        with filesystems.open_read(path) as source:
            stored = shards.read(source, first=group * shards.ROWS_PER_GROUP, provenance=False)
            packed = list(itertools.islice(stored, shards.ROWS_PER_GROUP))
        rows = [Row(*shards.arrays(row)) for row in packed]
        largest = max(int(row.ids.max()) for row in rows)
        if largest >= self.vocab_size:
            raise ValueError(f"id {largest} stands in {path}; its tokenizer has {self.vocab_size}")
        return rows


def _manifest(folder: str) -> dict[str, Any]:
    for name in ("manifest.json", "COMPLETED"):
        if not filesystems.exists(filesystems.join(folder, name)):
            raise ValueError(
                f"{folder} has no {name}, so it is not the shards folder of a finished run; pass "
                "OUTPUT/shards, or run `repoloom run` again if it stopped early"
            )
    path = filesystems.join(folder, "manifest.json")
    manifest: dict[str, Any] = json.loads(filesystems.read_bytes(path))
    if missing := {"digest", "files"} - manifest.keys():
        raise ValueError(f"{path} has no {sorted(missing)}, so it is no manifest of shards")
    return manifest


def _names(manifest: dict[str, Any], folder: str, split: str) -> list[str]:
    """The split's files by the manifest, sorted."""
    names = sorted(str(file["name"]) for file in manifest["files"])
    found = [name for name in names if name.startswith(f"{split}-")]
    if not found:
        splits = sorted({name.partition("-")[0] for name in names})
        raise ValueError(f"{folder} has no split {split!r}; it has {', '.join(splits) or 'none'}")
    return found


def _row_tokens(path: str) -> npt.NDArray[np.int64]:
    with filesystems.open_read(path) as source:
        column = parquet.whole(source, ("seq_lengths",))["seq_lengths"].combine_chunks()
    ends = np.append(0, np.cumsum(column.values.to_numpy(), dtype=np.int64))
    result: npt.NDArray[np.int64] = np.diff(ends[column.offsets.to_numpy()])
    return result


def _vocab_size(paths: list[str]) -> int:
    size, largest = _tokenizer_pieces(paths), 0
    if size:
        return int(size)
    for path in paths:
        with filesystems.open_read(path) as source:
            column = parquet.whole(source, ("input_ids",))["input_ids"]
        largest = max(largest, pc.max(pc.list_flatten(column)).as_py() or 0)
    return largest + 1


def _tokenizer_pieces(paths: list[str]) -> str:
    """The number of pieces that all footers name, "" where none does.

    Two tokenizers may have equally many pieces, so their digests are compared too.
    """
    named: dict[tuple[str, str], str] = {}
    for path in paths:
        with filesystems.open_read(path) as source:
            footer = shards.metadata(source)
        tokenizer = footer.get("vocab_size", ""), footer.get("tokenizer_sha256", "")
        named.setdefault(tokenizer, path)
    if len(named) > 1:
        (one, first), (other, second) = list(named.items())[:2]
        raise ValueError(
            f"the shards are of several tokenizers: {first} of {_named(*one)}, {second} of "
            f"{_named(*other)}; a model learns from one: weave them again with one tokenizer"
        )
    return next(iter(named))[0]


def _named(pieces: str, digest: str) -> str:
    return f"{pieces or 'unknown'} pieces and digest {digest[:12] or 'unknown'}"


class Sequences:
    """The rows of a split as sequences of one length.

    A row that is longer than `length` is split into windows, each a sequence; segments that stand
    across an edge are cut there and one prediction is lost.  `split_rows` says how many rows were,
    `lost` how many predictions: training on short windows is for trying things on a CPU.

    Attributes:
        shards: the rows.
        length: tokens of a sequence.
        split_rows: rows that are longer than `length`.
        lost: predictions across an edge of a window.
    """

    def __init__(self, shards: Shards, length: int | None = None) -> None:
        self.shards = shards
        self.length = length or int(shards.row_tokens.max())
        windows = -(-shards.row_tokens // self.length)
        self._ends = np.cumsum(windows)
        self.split_rows = int(np.sum(windows > 1))
        self.lost = int(np.sum(windows - 1))

    def __len__(self) -> int:
        return int(self._ends[-1])

    def order(self, seed: int) -> Order:
        """The order of a run over these sequences."""
        ends = self._ends[np.array(self.shards.group_ends()) - 1]
        return Order(np.diff(ends, prepend=0).tolist(), seed, _CACHED_GROUPS)

    def __getitem__(self, index: int) -> Batch:
        """Sequence `index`, arrays [length]."""
        row = int(np.searchsorted(self._ends, index, side="right"))
        before = int(self._ends[row - 1]) if row else 0
        start = (index - before) * self.length
        return sequence(window(self.shards.row(row), start, self.length), self.length)


def batches(sequences: Sequences, size: int, seed: int, first: int = 0) -> Iterator[Batch]:
    """Batches of `size` sequences without end, from sequence number `first` of the run on."""
    order = sequences.order(seed)
    while True:
        picked = [sequences[order(first + k)] for k in range(size)]
        yield Batch(*map(np.stack, zip(*picked, strict=True)))
        first += size
