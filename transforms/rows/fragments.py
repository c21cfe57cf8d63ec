"""Examples that `concat` has cut at the end of a row, and rows in which they are whole again.

A cut example has two segments of one unit: its head ends a row and begins with `<bos>`, its tail
begins another row and ends with `<eos>`; it is never cut twice, for no example is longer than a
row.  A segment names the files that it has a token of, or of the `<bos>`, separator or `<eos>` next
to them.  `start` and `end` of a file are where it would stand if the row went on: `start` is
negative in a tail, `end` behind the last token in a head.  So what a row lacks of a piece is what
its span reaches over the row, and a segment that is cut can be told from one that is whole.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence

from repoloom.transforms.rows.packed import PackedRow, PlacedFile, Segment


def overlapping(files: Sequence[PlacedFile], start: int, end: int) -> list[PlacedFile]:
    """The files of a whole segment that its tokens `start` to `end` belong to, half open.

    What stands between two files belongs to both, `<bos>` to the first one, `<eos>` to the last.
    """
    return [file for file in files if file.start - 1 < end and start < file.end + 1]


def moved(file: PlacedFile, by: int) -> PlacedFile:
    """The file `by` tokens later in its row."""
    return dataclasses.replace(file, start=file.start + by, end=file.end + by)


@dataclasses.dataclass(frozen=True, slots=True)
class _Part:
    """One segment of a row, its files placed from the segment's first token on."""

    origin: Segment
    ids: bytes
    labels: bytes | None
    remaining: bytes | None

    @property
    def is_head(self) -> bool:
        """Whether what follows in the example is in another row."""
        return any(file.end >= len(self.ids) // 4 for file in self.origin.files)

    @property
    def is_tail(self) -> bool:
        """Whether a part before it is in another row."""
        return any(file.start < 1 for file in self.origin.files)


def whole(rows: Iterable[PackedRow]) -> Iterator[PackedRow]:
    """The rows of one shard without cuts, for whatever needs all of a file.

    Rows without a cut segment come as they are.  Of the others the whole segments come as a row of
    the same key, and a cut example as a row of its own when its second part was seen, under the key
    of its head and without labels, which are of rows.  So without `concat` nothing changes, and at
    most the cut examples of a shard are held.  A part whose other part is missing comes last.
    """
    waiting: dict[bytes, tuple[bytes, _Part]] = {}
    for row in rows:
        parts = _parts(row)
        cut = [part for part in parts if part.is_head or part.is_tail]
        if not cut:
            yield row
            continue
        if kept := [part for part in parts if part not in cut]:
            yield _row(row.key, kept)
        for part in cut:
            here = row.key, part
            other = waiting.pop(part.origin.unit, None)
            if other is None:
                waiting[part.origin.unit] = here
            else:
                yield _joined(*((here, other) if part.is_head else (other, here)))
    for key, part in waiting.values():
        yield _row(key, [part])


def _parts(row: PackedRow) -> list[_Part]:
    ends = itertools.accumulate(row.lengths, initial=0)
    return [
        _Part(
            dataclasses.replace(origin, files=tuple(moved(file, -start) for file in origin.files)),
            row.input_ids[4 * start : 4 * end],
            row.labels and row.labels[4 * start : 4 * end],
            row.middle_remaining and row.middle_remaining[2 * start : 2 * end],
        )
        for origin, (start, end) in zip(row.segments, itertools.pairwise(ends), strict=True)
    ]


def _joined(head: tuple[bytes, _Part], tail: tuple[bytes, _Part]) -> PackedRow:
    (key, first), (_, last) = head, tail
    by = len(first.ids) // 4
    # A file on both sides of the cut has the same span, seen from the head.
    files = dict.fromkeys((*first.origin.files, *(moved(file, by) for file in last.origin.files)))
    remaining = None
    if first.remaining is not None and last.remaining is not None:
        remaining = first.remaining + last.remaining
    origin = dataclasses.replace(first.origin, files=tuple(files))
    return _row(key, [_Part(origin, first.ids + last.ids, None, remaining)])


def _row(key: bytes, parts: Sequence[_Part]) -> PackedRow:
    lengths = tuple(len(part.ids) // 4 for part in parts)
    starts = itertools.accumulate(lengths, initial=0)
    return PackedRow(
        key,
        b"".join(part.ids for part in parts),
        lengths,
        tuple(
            dataclasses.replace(
                part.origin, files=tuple(moved(file, start) for file in part.origin.files)
            )
            for part, start in zip(parts, starts, strict=False)
        ),
        _all([part.labels for part in parts]),
        _all([part.remaining for part in parts]),
    )


def _all(columns: Sequence[bytes | None]) -> bytes | None:
    """The columns behind one another, None where one is missing."""
    found = [column for column in columns if column is not None]
    return b"".join(found) if len(found) == len(columns) else None
