"""What the rows of a run follow, read from the settings that its manifests hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import cast

from repoloom.pipeline.storage.outputs import Output
from repoloom.pipeline.verification import copies
from repoloom.pipeline.verification.copies import Repeats
from repoloom.transforms.tokens.tokenizer import Tokenizer


@dataclasses.dataclass(frozen=True)
class Form:
    """What the rows of a run follow: its tokenizer, the length of a row, the SPM variant.

    Attributes:
        cut: examples may be cut at the end of a row; else every segment must be whole.
        repeats: what is repeated as context.
    """

    tokenizer: Tokenizer
    capacity: int
    variant: int
    cut: bool
    repeats: Repeats = copies.NOTHING

    @classmethod
    def of(cls, output: Output) -> Form:
        """Reads the form of a run that has finished weave."""
        weave = cast("Mapping[str, int | str]", output.manifest("shards").settings.get("weave", {}))
        length, variant = int(weave.get("length", 0)), int(weave.get("spm_variant", 1))
        cut, repeats = weave.get("packing") == "concat", Repeats.of(output)
        return cls(output.tokenizer(), length, variant, cut, repeats)
