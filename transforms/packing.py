"""Packing: which examples share a row, and the row itself with its provenance.

Best fit decreasing takes the longest example first and puts it where the least room is left over
(Ding et al., "Fewer Truncations", 2404.10830).  With all examples of a bucket at hand that leaves
0.01 % of padding where filling row after row leaves 20 %.  No example is ever cut here: what is
longer than a row was split at syntax boundaries before fill-in-the-middle, so no middle is lost.

Bins are kept by the room they have left.  One big integer has a bit for each room that occurs, and
the lowest bit from a length upwards names the tightest bin, so a step costs the same however many
bins are open.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from transforms import context, horizon
from transforms.keyed import digest64
from transforms.records import IGNORED, Example, PackedRow, Piece, PlacedFile, Segment
from transforms.tokens import Ids, Tokenizer


def best_fit(lengths: Sequence[int], capacity: int) -> list[list[int]]:
    """Best-fit decreasing: indices into `lengths`, bin by bin.

    Items go in by falling length, equal ones by rising index; of equally tight bins the one that
    became so last is taken.  O(N log N) for the sort and a constant number of operations on
    `capacity`-bit integers for each item.

    Raises:
        ValueError: an item is longer than `capacity`, or negative.
    """
    _check(lengths, capacity)
    bins: list[list[int]] = []
    with_room: list[list[int]] = [[] for _ in range(capacity + 1)]
    occurring = 0
    for item in np.argsort(-np.asarray(lengths, np.int64), kind="stable").tolist():
        length = int(lengths[item])
        fitting = occurring >> length
        if fitting:
            room = length + (fitting & -fitting).bit_length() - 1
            chosen = with_room[room].pop()
            if not with_room[room]:
                occurring ^= 1 << room
        else:
            room, chosen = capacity, len(bins)
            bins.append([])
        bins[chosen].append(item)
        with_room[room - length].append(chosen)
        occurring |= 1 << (room - length)
    return bins


def first_fit(lengths: Sequence[int], capacity: int) -> list[list[int]]:
    """First fit in the order given: each item goes to the first bin with room for it.

    The packing that keeps neighbours close; it leaves more padding than `best_fit`.

    Raises:
        ValueError: an item is longer than `capacity`, or negative.
    """
    _check(lengths, capacity)
    leaves = 1 << max(len(lengths) - 1, 0).bit_length()
    # A tree over the bins: each node has the most room of any bin below it.
    rooms = [capacity] * (2 * leaves)
    bins: list[list[int]] = []
    for item, length in enumerate(lengths):
        node = 1
        while node < leaves:
            node = 2 * node if rooms[2 * node] >= length else 2 * node + 1
        if node - leaves == len(bins):
            bins.append([])
        bins[node - leaves].append(item)
        rooms[node] -= length
        while node := node // 2:
            rooms[node] = max(rooms[2 * node], rooms[2 * node + 1])
    return bins


METHODS: dict[str, Callable[[Sequence[int], int], list[list[int]]]] = {
    "best_fit": best_fit,
    "first_fit": first_fit,
}


def pack(
    examples: Sequence[Example],
    tokenizer: Tokenizer,
    *,
    length: int,
    seed: int,
    method: str = "best_fit",
    middle_remaining: bool = False,
) -> list[PackedRow]:
    """Packs examples of one split into rows of at most `length` tokens, sorted by row key.

    Each example becomes one segment `<bos> piece (<|file_separator|> piece)* <eos>`.  A row has
    labels only where a piece is masked; then the piece and the separator behind it have none, and
    neither has the `<bos>` of any segment, which no token of its own segment stands before.

    The order of `examples` does not matter.  With `middle_remaining` rows have that column.

    Raises:
        ValueError: an example has no piece or does not fit a row, the splits differ, or the
            method does not exist.
    """
    if method not in METHODS:
        raise ValueError(f"packing method is {method!r}; it must be one of {', '.join(METHODS)}")
    splits = sorted({example.split for example in examples})
    if len(splits) > 1:
        raise ValueError(f"examples of different splits cannot share rows: {', '.join(splits)}")
    units = sorted(((unit_of(example), example) for example in examples), key=_rank)
    lengths = [length_of(example) for _, example in units]
    for size, (_, example) in zip(lengths, units, strict=True):
        _check_example(example, size, length)
    bins = METHODS[method](lengths, length)
    rows = [_row([units[index] for index in sorted(members)], tokenizer, seed) for members in bins]
    if middle_remaining:
        pieces = {unit: example.pieces for unit, example in units}
        rows = [_with_remaining(row, pieces, tokenizer) for row in rows]
    return sorted(rows, key=lambda row: (row.key, row.input_ids))


def unpack(row: PackedRow) -> list[tuple[Segment, list[bytes]]]:
    """The segments of a row, each with the token bytes of its pieces, as they were packed."""
    return [
        (segment, [row.input_ids[4 * file.start : 4 * file.end] for file in segment.files])
        for segment in row.segments
    ]


def needless_cuts(rows: Iterable[PackedRow]) -> int:
    """How many examples stand in more than one row; each would fit one."""
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


def _rank(unit: tuple[bytes, Example]) -> tuple[bytes, list[bytes]]:
    return unit[0], [piece.tokens for piece in unit[1].pieces]


def _check(lengths: Sequence[int], capacity: int) -> None:
    for index, length in enumerate(lengths):
        if not 0 <= length <= capacity:
            raise ValueError(f"item {index} has length {length}; a bin holds 0 to {capacity}")


def _check_example(example: Example, size: int, length: int) -> None:
    name = f"{example.repo}: {', '.join(piece.path for piece in example.pieces)}"
    if not example.pieces:
        raise ValueError(f"an example of {example.repo} has no piece")
    if size > length:
        raise ValueError(f"an example of {size} tokens exceeds the row of {length}: {name}")


def _row(units: Sequence[tuple[bytes, Example]], tokenizer: Tokenizer, seed: int) -> PackedRow:
    segments: list[Segment] = []
    ids: list[bytes] = []
    start = 0
    for unit, example in units:
        segments.append(Segment(unit, example.repo, tuple(_place(example, start + 1))))
        ids += _ids(example, tokenizer)
        start += length_of(example)
    key = digest64(str(seed), *(unit for unit, _ in units)).to_bytes(8, "big")
    joined = b"".join(ids)
    lengths = tuple(length_of(example) for _, example in units)
    return PackedRow(key, joined, lengths, tuple(segments), _labels(joined, lengths, segments))


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
        rule=context.REPEATED if piece.repeated else piece.cut.rule if piece.cut else "",
        masked=piece.masked,
        start=start,
        end=start + piece.length,
        text_start=piece.start,
        text_end=piece.end,
    )


def _ids(example: Example, tokenizer: Tokenizer) -> Iterator[bytes]:
    first, *others = (piece.tokens for piece in example.pieces)
    yield _id(tokenizer.bos)
    yield first
    for tokens in others:
        yield _id(tokenizer.file_separator)
        yield tokens
    yield _id(tokenizer.eos)


def _id(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _with_remaining(
    row: PackedRow, pieces: Mapping[bytes, Sequence[Piece]], tokenizer: Tokenizer
) -> PackedRow:
    ids = np.frombuffer(row.input_ids, "<i4")
    counts = np.full(len(ids), horizon.OUTSIDE, "<i2")
    for segment in row.segments:
        for file, piece in zip(segment.files, pieces[segment.unit], strict=True):
            prefix = piece.cut.start if piece.cut else 0
            inner = ids[file.start : file.end]
            counts[file.start : file.end] = horizon.remaining(inner, file.mode, prefix, tokenizer)
    return dataclasses.replace(row, middle_remaining=counts.tobytes())


def _labels(ids: bytes, lengths: Sequence[int], segments: Sequence[Segment]) -> bytes | None:
    masked = [file for segment in segments for file in segment.files if file.masked]
    if not masked:
        return None
    labels: Ids = np.frombuffer(ids, "<i4").copy()
    labels[np.cumsum((0, *lengths[:-1]))] = IGNORED
    for file in masked:
        labels[file.start : file.end + 1] = IGNORED
    return labels.tobytes()
