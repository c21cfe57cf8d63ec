"""An earlier run as the opponent of a new one: its kept files are keepers that never lose.

Its buckets are numbered after those of the new run, so every step that compares handles both alike.
What differs is little: its files are judged by its own verdicts, its repositories come first in
every order and keep their split, and it gets no new verdicts.
"""

import dataclasses
from collections.abc import Callable, Sequence

from repoloom.transforms.records import DROP, KEPT, TRAIN, SourceFile, Verdict
from repoloom.transforms.verdicts.policy import Judgement
from repoloom.transforms.verdicts.verdicts import COPIED, COPIED_FILE


@dataclasses.dataclass(frozen=True, slots=True)
class Earlier:
    """A finished run.

    Attributes:
        first: number of its first bucket; the new run's buckets have the numbers below.
        verdicts: its verdicts on a bucket (by that numbering), in row order.
    """

    first: int
    verdicts: Callable[[int], Sequence[Verdict]]

    def holds(self, bucket: int) -> bool:
        """Whether the bucket is one of the earlier run."""
        return bucket >= self.first


def judgement(verdict: Verdict) -> Judgement:
    """An earlier verdict as a judgement: a copy that stayed as context repeats its twin."""
    dropped = verdict.reason in COPIED
    return Judgement(DROP if dropped else verdict.verdict, verdict.reason, verdict.evidence)


def sketched(
    files: Sequence[SourceFile], judgements: Sequence[Judgement]
) -> tuple[list[str], list[bool]]:
    """Verdicts and competition as they were before the earlier run took its copies out.

    A repository is recognised by all that it held, not by what was left of it.
    """
    verdicts = [TRAIN if one.reason in COPIED_FILE else one.verdict for one in judgements]
    return verdicts, [
        verdict in KEPT and file.size > 0 for file, verdict in zip(files, verdicts, strict=True)
    ]
