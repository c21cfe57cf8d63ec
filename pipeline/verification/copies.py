"""The laws of files that are repeated as context: always told apart, and learnt from as was asked.

Without them, `check_coverage` counts what is placed; a copy is left out of that count and held to
these instead.
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence

from repoloom.pipeline.console import plural
from repoloom.pipeline.storage.outputs import Output
from repoloom.pipeline.verification.ledger import Fault
from repoloom.transforms.rows.packed import PackedRow, PlacedFile, Segment


@dataclasses.dataclass(frozen=True, slots=True)
class Repeats:
    """What a run repeats.

    Attributes:
        any: its composer repeats files at all.
        slices: it repeats slices of them, else whole files.
        loss: files with loss have it where they are repeated, too.
    """

    any: bool = False
    slices: bool = False
    loss: bool = False

    @property
    def masks(self) -> bool:
        """Whether what it repeats is without loss."""
        return self.any and not self.loss

    @classmethod
    def of(cls, output: Output) -> Repeats:
        """Reads it from the settings of a run; a run from before a setting has none of it."""
        weave = output.manifest("shards").settings.get("weave")
        if not isinstance(weave, Mapping) or weave.get("composer") != "context":
            return cls()
        return cls(True, weave.get("context_form") == "slices", weave.get("context_loss") == "full")


NOTHING = Repeats()
"""What a run with another composer repeats."""


def check_copies(row: PackedRow, repeats: Repeats) -> Iterator[Fault]:
    """Copies are uncut, without loss but where it was asked for, and in front of what lacks them.

    Args:
        row: any row of a run.
        repeats: what the run repeats.
    """
    for segment in row.segments:
        for file in segment.files:
            for text in _faults(file, repeats):
                yield Fault(text, f"{segment.repo}:{file.path}")
        yield from _check_places(segment)


def _faults(file: PlacedFile, repeats: Repeats) -> Iterator[str]:
    if not file.is_copy:
        if file.ranges:
            yield "it is a slice and no repeated copy"
        return
    if not repeats.any:
        yield "it is a repeated copy, and the composer of the run makes none"
    if not file.masked and not repeats.loss:
        yield "it is a repeated copy with loss"
    if file.mode or file.parts != 1:
        yield "it is a repeated copy in parts or with infilling"
    if bool(file.ranges) != repeats.slices:
        what = "slice" if file.ranges else "whole file"
        yield f"it is a repeated {what}, and the run repeats none"
    if file.ranges:
        yield from _check_ranges(file)


def _check_ranges(file: PlacedFile) -> Iterator[str]:
    """The ranges of a slice ascend, and reach from `text_start` to `text_end`."""
    spans = file.spans
    apart = all(before[1] < after[0] for before, after in itertools.pairwise(spans))
    if not apart or not all(start < end for start, end in spans):
        yield f"the ranges of its slice do not ascend: {_written(spans)}"
    if (spans[0][0], spans[-1][1]) != (file.text_start, file.text_end):
        whole = f"bytes {file.text_start} to {file.text_end}"
        yield f"the ranges of its slice, {_written(spans)}, do not reach over {whole}"


def _written(spans: Sequence[tuple[int, int]]) -> str:
    return ", ".join(f"{start}-{end}" for start, end in spans)


def check_loss(has_loss: bool, pieces: Sequence[PlacedFile], repeats: Repeats) -> Iterator[str]:
    """Copies of a file have loss where the run gives it to them and the file has it.

    Args:
        has_loss: the verdict of the file is train.
        pieces: all that stands of it.
        repeats: what the run repeats.
    """
    masked = [piece for piece in pieces if piece.is_copy and piece.masked]
    if repeats.loss and has_loss and masked:
        yield f"{plural(len(masked), 'repeat')} of it without loss, and the run gives it to them"


def _check_places(segment: Segment) -> Iterator[Fault]:
    own = [file for file in segment.files if not file.is_copy]
    front = segment.files[: len(segment.files) - len(own)]
    if not own:
        yield Fault("a segment holds nothing but copies", segment.repo)
    if not all(file.is_copy for file in front):
        yield Fault("a copy stands behind a file of its segment's own", segment.repo)
    times = collections.Counter(file.path for file in segment.files if file.is_copy)
    times.update({file.path for file in own})
    for path, count in times.items():
        if count > 1:
            yield Fault(f"it stands {count} times in one segment", f"{segment.repo}:{path}")


def without(pieces: Sequence[PlacedFile]) -> list[PlacedFile]:
    """The pieces that are no copies."""
    return [piece for piece in pieces if not piece.is_copy]


def check_masked(verdict_is_train: bool, pieces: Sequence[PlacedFile]) -> Iterator[str]:
    """Of the pieces that are no copies: those of a train file have loss, others come once."""
    masked = [piece for piece in pieces if piece.masked]
    if verdict_is_train and masked:
        yield f"its verdict is train, and {plural(len(masked), 'piece')} of it are masked"
    for place, count in sorted(collections.Counter(p.text_start for p in masked).items()):
        starts = [p for p in masked if p.text_start == place and p.text_end > place]
        if len(starts) > 1:
            yield f"{count} masked pieces of it begin at byte {place}, and none is a copy"
