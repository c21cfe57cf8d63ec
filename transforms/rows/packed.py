"""The records of packing: examples, and the rows that hold them with their provenance."""

import dataclasses
from typing import Annotated

from repoloom.transforms.columns import Column, Int32
from repoloom.transforms.records import Piece

IGNORED = -100
"""The label of a token without loss, as PyTorch's cross entropy and Hugging Face have it."""

REPEATED = "repeated"
"""The rule of a placed file that is a copy."""


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """Pieces of one repository that share one attention context: one segment of a row."""

    repo: str
    split: str
    pieces: tuple[Piece, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Range:
    """Bytes of a file's text.

    Attributes:
        start, end: half open.
    """

    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class PlacedFile:
    """Provenance of one piece inside a row: one file, a part of one longer than a row, or a slice.

    Attributes:
        path, language, licence: of the file; the licence is an SPDX identifier or "".
        part, parts: this is piece `part` (from 0) of `parts`.
        mode: fill-in-the-middle: "psm", "spm" or "".
        rule: how the cut was found, or "repeated" on a copy (composer `context`).
        masked: loss is masked on it.
        start, end: its tokens in the row, half open.
        text_start, text_end: its bytes in the file's text in the store, half open.
        ranges: of a slice (composer `context`), those of these bytes that stand here, one behind
            the other, ascending; empty where all of them do.
    """

    path: str
    language: str
    licence: str
    part: Int32
    parts: Int32
    mode: str
    rule: str
    masked: bool
    start: Int32
    end: Int32
    text_start: int
    text_end: int
    ranges: tuple[Range, ...] = ()

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The bytes of the file's text that stand here, half open, ascending."""
        if not self.ranges:
            return ((self.text_start, self.text_end),)
        return tuple((one.start, one.end) for one in self.ranges)

    @property
    def size(self) -> int:
        """Bytes of text that stand here."""
        return sum(end - start for start, end in self.spans)

    def of(self, text: bytes) -> bytes:
        """What stands here of the file's text."""
        return b"".join(text[start:end] for start, end in self.spans)

    @property
    def is_copy(self) -> bool:
        """Whether it stands elsewhere too, and here without loss for what follows it."""
        return self.rule == REPEATED


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """Provenance of one segment of a row.

    Attributes:
        unit: id of its example.
        repo: the repository that all of it is from.
        files: its files in order; see `PlacedFile`.
    """

    unit: Annotated[bytes, Column(bytes=16)]
    repo: str
    files: tuple[PlacedFile, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PackedRow:
    """One training sequence: at most L tokens, whole segments only, unpadded.

    Attributes:
        key: H(seed, units of the row); rows of a shard stand in the order of their keys, which
            shuffles them.
        input_ids: the tokens, at most `length` of them; every segment is `<bos> ... <eos>`.
        lengths: tokens of each segment, in order; they sum to the number of ids.
        labels: only in runs that mask loss: the ids, and -100 where there is none.
        middle_remaining: only in runs with `middle_remaining = true`: tokens of the middle that
            are still to come at each id, -1 outside of a middle (see `horizon`).
        segments: provenance, one entry a segment; see `Segment`.
    """

    key: Annotated[bytes, Column(bytes=8, name="row_key")]
    input_ids: Annotated[bytes, Column("int32", packed=True)]
    lengths: Annotated[tuple[Int32, ...], Column(name="seq_lengths")]
    segments: tuple[Segment, ...]
    labels: Annotated[bytes | None, Column("int32", packed=True)] = None
    middle_remaining: Annotated[bytes | None, Column("int16", packed=True)] = None
