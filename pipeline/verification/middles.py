"""The law of the column `middle_remaining`, which `repoloom verify` checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from repoloom.pipeline.verification.invariants import Ids, holder
from repoloom.pipeline.verification.ledger import Fault
from repoloom.transforms.rows.packed import PackedRow

if TYPE_CHECKING:
    from repoloom.transforms.tokens.tokenizer import Tokenizer


def check_remaining(row: PackedRow, ids: Ids, tokenizer: Tokenizer) -> Iterator[Fault]:
    """`middle_remaining` counts down to 0 at the end of each middle and is -1 elsewhere.

    It begins on `<|fim_middle|>`, or behind it in SPM variant 2, whose prefix stands there too.
    """
    if row.middle_remaining is None:
        return
    found = np.frombuffer(row.middle_remaining, "<i2")
    if found.shape != ids.shape:
        yield Fault(f"{len(found)} of middle_remaining for {len(ids)} ids")
        return
    expected = np.full(len(ids), -1, np.int16)
    for file in (file for segment in row.segments for file in segment.files if file.mode):
        inner = ids[file.start : file.end]
        (sentinel,) = np.flatnonzero(inner == tokenizer.fim_middle)[:1].tolist() or [0]
        counted = np.flatnonzero(found[file.start : file.end] >= 0)[:1].tolist() or [0]
        first = file.start + (
            max(sentinel, counted[0]) if _is_joined(inner, tokenizer) else sentinel
        )
        expected[first : file.end] = np.arange(file.end - first - 1, -1, -1)
    if len(wrong := np.flatnonzero(found != expected)):
        at = int(wrong[0])
        yield Fault(
            f"middle_remaining {found[at]} at token {at} should be {expected[at]}", holder(row, at)
        )


def _is_joined(ids: Ids, tokenizer: Tokenizer) -> bool:
    """Whether prefix and middle stand behind one sentinel: SPM variant 2."""
    (place,) = np.flatnonzero(ids == tokenizer.fim_prefix)[:1].tolist() or [-1]
    return 0 <= place < len(ids) - 1 and bool(ids[place + 1] == tokenizer.fim_suffix)
