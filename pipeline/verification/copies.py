"""The laws of files that are repeated as context: never learnt from twice, always told apart.

Without them, `check_coverage` counts what is placed; a copy is left out of that count and held to
these instead.
"""

from __future__ import annotations

import collections
from collections.abc import Iterator, Mapping, Sequence

from repoloom.pipeline.console import plural
from repoloom.pipeline.storage.outputs import Output
from repoloom.pipeline.verification.ledger import Fault
from repoloom.transforms.rows.packed import PackedRow, PlacedFile, Segment


def allowed(output: Output) -> bool:
    """Whether the run's composer repeats files."""
    weave = output.manifest("shards").settings.get("weave")
    return isinstance(weave, Mapping) and weave.get("composer") == "context"


def check_copies(row: PackedRow, allow: bool) -> Iterator[Fault]:
    """Copies are masked and whole, and stand in front of a segment that lacks them.

    Args:
        row: any row of a run.
        allow: whether the run repeats files at all.
    """
    for segment in row.segments:
        for file in segment.files:
            for text in _faults(file, allow):
                yield Fault(text, f"{segment.repo}:{file.path}")
        yield from _check_places(segment)


def _faults(file: PlacedFile, allow: bool) -> Iterator[str]:
    if not file.is_copy:
        return
    if not allow:
        yield "it is a repeated copy, and the composer of the run makes none"
    if not file.masked:
        yield "it is a repeated copy with loss"
    if file.mode or file.parts != 1:
        yield "it is a repeated copy and not a whole file without infilling"


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
