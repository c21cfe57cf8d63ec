"""Packing: examples into rows, with provenance and labels.

Which examples share a row is decided in `bins`.  `best_fit` and `first_fit` never cut one: what is
longer than a row was split at syntax boundaries before fill-in-the-middle, so no middle is lost.
`concat`, the baseline, cuts the example that reaches over the end of a row; `fragments` puts such
examples together again.
"""

import dataclasses
import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

import numpy as np

from repoloom.transforms.keyed import digest64
from repoloom.transforms.records import Piece
from repoloom.transforms.rows import bins, fragments, horizon
from repoloom.transforms.rows.packed import (
    IGNORED,
    REPEATED,
    Example,
    PackedRow,
    PlacedFile,
    Range,
    Segment,
)
from repoloom.transforms.settings import WeaveKeys
from repoloom.transforms.tokens.tokenizer import Ids, Tokenizer


def pack(
    examples: Sequence[Example],
    tokenizer: Tokenizer,
    *,
    length: int,
    seed: int,
    method: str = WeaveKeys.packing,
    middle_remaining: bool = WeaveKeys.middle_remaining,
) -> "Rows":
    """Packs examples of one split into rows of at most `length` tokens, sorted by row key.

    Each example becomes one segment `<bos> piece (<|file_separator|> piece)* <eos>`; where the
    method cuts it, the last segment of one row and the first of another (see `fragments`).
    A row has labels only where a piece is masked; then the piece and the separator behind it have
    none, and neither has the first token of any segment, which none of its own stands before.

    The order of `examples` does not matter.  With `middle_remaining` rows have that column.

    Raises:
        ValueError: an example has no piece or does not fit a row, the splits differ, or the
            method does not exist.
    """
    if method not in bins.METHODS:
        known = ", ".join(bins.METHODS)
        raise ValueError(f"packing method is {method!r}; it must be one of {known}")
    splits = sorted({example.split for example in examples})
    if len(splits) > 1:
        raise ValueError(f"examples of different splits cannot share rows: {', '.join(splits)}")
    units = _ranked(examples)
    lengths = [length_of(example) for _, example in units]
    for size, (_, example) in zip(lengths, units, strict=True):
        _check_example(example, size, length)

    def row(members: Members) -> PackedRow:
        whole = (
            _sliced(_segment(*units[item], tokenizer, middle_remaining), start, end)
            for item, start, end in members
        )
        return _row(list(whole), seed)

    found = [
        (_key(seed, [units[item][0] for item, _, _ in members]), members)
        for members in map(sorted, bins.METHODS[method](lengths, length))
    ]
    ordered: list[Members] = []
    for _, group in itertools.groupby(sorted(found, key=lambda one: one[0]), lambda one: one[0]):
        same = [members for _, members in group]
        ordered += sorted(same, key=lambda one: row(one).input_ids) if len(same) > 1 else same
    return Rows(ordered, row)


Members = Sequence[tuple[int, int, int]]
"""What a row holds: number of an example, and which of its tokens, half open."""


class Rows(Sequence[PackedRow]):
    """Rows in order, each made when it is asked for: its ids are a copy of what its pieces have."""

    def __init__(self, members: Sequence[Members], row: Callable[[Members], PackedRow]) -> None:
        """Takes what the rows hold, and what makes one of it."""
        self._members = members
        self._row = row

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._members)

    @overload
    def __getitem__(self, place: int) -> PackedRow: ...

    @overload
    def __getitem__(self, place: slice) -> "Rows": ...

    def __getitem__(self, place: int | slice) -> "PackedRow | Rows":
        """A row, or some of them."""
        if isinstance(place, slice):
            return Rows(self._members[place], self._row)
        return self._row(self._members[place])

    def __eq__(self, other: object) -> bool:
        """Whether the other has equal rows in the same order."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as lists have it


def unpack(row: PackedRow) -> list[tuple[Segment, list[bytes]]]:
    """The segments of a row, each with the token bytes of its pieces, as they were packed."""
    return [
        (segment, [row.input_ids[4 * file.start : 4 * file.end] for file in segment.files])
        for segment in row.segments
    ]


def needless_cuts(rows: Iterable[PackedRow]) -> int:
    """How many examples stand in more than one row; each would fit one.  0 but for `concat`."""
    units = [segment.unit for row in rows for segment in row.segments]
    return len(units) - len(set(units))


def length_of(example: Example) -> int:
    """Tokens of an example in a row: its pieces, what separates them, `<bos>` and `<eos>`."""
    return sum(piece.length for piece in example.pieces) + len(example.pieces) + 1


def unit_of(example: Example) -> bytes:
    """The 16-byte id of an example: a digest of its repository, split, and which pieces it has."""
    state = hashlib.blake2b(digest_size=16)
    parts = [example.repo, example.split]
    for piece in example.pieces:
        parts += [piece.path, str(piece.part)]
    for part in parts:
        data = part.encode("utf-8", "surrogateescape")
        state.update(len(data).to_bytes(8, "little") + data)
    return state.digest()


def _ranked(examples: Iterable[Example]) -> list[tuple[bytes, Example]]:
    """The examples by id; their tokens are read only where ids are equal."""
    units = sorted(((unit_of(example), example) for example in examples), key=_unit)
    found: list[tuple[bytes, Example]] = []
    for _, group in itertools.groupby(units, key=_unit):
        same = list(group)
        found += sorted(same, key=_tokens) if len(same) > 1 else same
    return found


def _unit(one: tuple[bytes, Example]) -> bytes:
    return one[0]


def _tokens(one: tuple[bytes, Example]) -> list[bytes]:
    return [bytes(piece.tokens) for piece in one[1].pieces]


def _check_example(example: Example, size: int, length: int) -> None:
    name = f"{example.repo}: {', '.join(piece.path for piece in example.pieces)}"
    if not example.pieces:
        raise ValueError(f"an example of {example.repo} has no piece")
    if size > length:
        raise ValueError(f"an example of {size} tokens exceeds the row of {length}: {name}")


@dataclasses.dataclass(frozen=True, slots=True)
class _Segment:
    """An example as it stands in a row that begins with it, or a slice of it."""

    origin: Segment
    ids: Ids
    remaining: Ids | None


def _segment(unit: bytes, example: Example, tokenizer: Tokenizer, remaining: bool) -> _Segment:
    origin = Segment(unit, example.repo, tuple(_place(example, 1)))
    ids = np.frombuffer(b"".join(_ids(example, tokenizer)), "<i4")
    return _Segment(origin, ids, _remaining(ids, example, origin, tokenizer) if remaining else None)


def _sliced(whole: _Segment, start: int, end: int) -> _Segment:
    if end - start == len(whole.ids):
        return whole
    files = [
        fragments.moved(file, -start)
        for file in fragments.overlapping(whole.origin.files, start, end)
    ]
    return _Segment(
        dataclasses.replace(whole.origin, files=tuple(files)),
        whole.ids[start:end],
        None if whole.remaining is None else whole.remaining[start:end],
    )


def _row(segments: Sequence[_Segment], seed: int) -> PackedRow:
    key = _key(seed, [segment.origin.unit for segment in segments])
    lengths = tuple(len(segment.ids) for segment in segments)
    starts = itertools.accumulate(lengths, initial=0)
    origins = tuple(
        dataclasses.replace(
            segment.origin,
            files=tuple(fragments.moved(file, start) for file in segment.origin.files),
        )
        for segment, start in zip(segments, starts, strict=False)
    )
    ids = np.concatenate([segment.ids for segment in segments]).tobytes()
    counts = [segment.remaining for segment in segments if segment.remaining is not None]
    remaining = np.concatenate(counts).tobytes() if counts else None
    return PackedRow(key, ids, lengths, origins, _labels(ids, lengths, origins), remaining)


def _key(seed: int, units: Sequence[bytes]) -> bytes:
    """What puts a row of these examples in its place."""
    return digest64(str(seed), *units).to_bytes(8, "big")


def _place(example: Example, start: int) -> Iterator[PlacedFile]:
    for piece in example.pieces:
        yield _placed(piece, start)
        start += piece.length + 1


def _placed(piece: Piece, start: int) -> PlacedFile:
    return PlacedFile(
        path=piece.path,
        language=piece.language,
        licence=piece.licence,
        part=piece.part,
        parts=piece.parts,
        mode=piece.cut.mode if piece.cut else "",
        rule=REPEATED if piece.repeated else piece.cut.rule if piece.cut else "",
        masked=piece.masked,
        start=start,
        end=start + piece.length,
        text_start=piece.start,
        text_end=piece.end,
        ranges=tuple(Range(start, end) for start, end in piece.ranges),
    )


def _ids(example: Example, tokenizer: Tokenizer) -> Iterator[bytes]:
    first, *others = (bytes(piece.tokens) for piece in example.pieces)
    yield _id(tokenizer.bos)
    yield first
    for tokens in others:
        yield _id(tokenizer.file_separator)
        yield tokens
    yield _id(tokenizer.eos)


def _id(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _remaining(ids: Ids, example: Example, origin: Segment, tokenizer: Tokenizer) -> Ids:
    counts = np.full(len(ids), horizon.OUTSIDE, "<i2")
    for file, piece in zip(origin.files, example.pieces, strict=True):
        prefix = piece.cut.start if piece.cut else 0
        inner = ids[file.start : file.end]
        counts[file.start : file.end] = horizon.remaining(inner, file.mode, prefix, tokenizer)
    return counts


def _labels(ids: bytes, lengths: Sequence[int], segments: Sequence[Segment]) -> bytes | None:
    masked = [file for segment in segments for file in segment.files if file.masked]
    if not masked:
        return None
    labels: Ids = np.frombuffer(ids, "<i4").copy()
    labels[np.cumsum((0, *lengths[:-1]))] = IGNORED
    for file in masked:
        labels[max(file.start, 0) : file.end + 1] = IGNORED
    return labels.tobytes()
