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
class PlacedFile:
    """Provenance of one piece inside a row; `start` and `end` are token offsets in the row."""

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

    @property
    def is_copy(self) -> bool:
        """Whether it stands elsewhere too, and here without loss for what follows it."""
        return self.rule == REPEATED


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """Provenance of one segment of a row: `unit` is the 16-byte id of its example."""

    unit: Annotated[bytes, Column(bytes=16)]
    repo: str
    files: tuple[PlacedFile, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PackedRow:
    """One training sequence: at most L tokens, whole segments only, unpadded.

    Attributes:
        key: 8 bytes, H(seed, unit ids); rows of a shard stand in this order.
        input_ids: little-endian int32 ids; every segment is `<bos> ... <eos>`.
        lengths: tokens of each segment, in order; they sum to the number of ids.
        labels: like `input_ids` with -100 where loss is masked, or None where nothing is.
        middle_remaining: little-endian int16, tokens of the middle that are still to come at each
            id and -1 outside of a middle (see `horizon`); None in a run that does not ask for it.
    """

    key: Annotated[bytes, Column(bytes=8, name="row_key")]
    input_ids: Annotated[bytes, Column("int32", packed=True)]
    lengths: Annotated[tuple[Int32, ...], Column(name="seq_lengths")]
    segments: tuple[Segment, ...]
    labels: Annotated[bytes | None, Column("int32", packed=True)] = None
    middle_remaining: Annotated[bytes | None, Column("int16", packed=True)] = None
