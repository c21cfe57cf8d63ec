"""One bucket of the store, judged file by file: what it brings to the comparison with others."""

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from repoloom.transforms.duplicates import election, numbering
from repoloom.transforms.duplicates.election import Ids
from repoloom.transforms.duplicates.keepers import Contents
from repoloom.transforms.duplicates.repositories import Repository, survey
from repoloom.transforms.duplicates.signals_table import Signatures
from repoloom.transforms.records import CONTEXT_ONLY, KEPT, SourceFile
from repoloom.transforms.verdicts import earlier_run, leaks, policy
from repoloom.transforms.verdicts.policy import Judgement


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """The rows of a bucket, and what policy says of each by itself.

    Attributes:
        bucket: number of the bucket.
        files: in row order.
        judgements: one for each file.
        splits: by repository, the split that an earlier run has given it; else empty.
    """

    bucket: int
    files: Sequence[SourceFile]
    judgements: Sequence[Judgement]
    splits: Mapping[str, str]

    def repositories(self, signatures: Signatures) -> list[Repository]:
        """The repositories of a bucket; of an earlier run those that keep a file."""
        found = []
        rows_of = itertools.groupby(range(len(self.files)), key=lambda row: self.files[row].repo)
        for name, group in rows_of:
            own = list(group)
            files, judgements = [self.files[i] for i in own], [self.judgements[i] for i in own]
            split = self.splits.get(name, "")
            leak = any(judgement.reason == leaks.REASON for judgement in judgements)
            if split and all(judgement.verdict not in KEPT for judgement in judgements):
                continue
            decisions = (
                earlier_run.sketched(files, judgements) if split else _decisions(files, judgements)
            )
            if leak:
                decisions = _undone(judgements)
            found.append(survey(self.bucket, own[0], files, signatures, *decisions, split, leak))
        return found

    def competing(self) -> list[tuple[int, int]]:
        """The rows of a bucket that compete with copies elsewhere, and their places."""
        return [
            (row, numbering.packed(judgement.verdict == CONTEXT_ONLY, self.bucket, row))
            for row, (file, judgement) in enumerate(zip(self.files, self.judgements, strict=True))
            if policy.competes(file, judgement)
        ]

    def contents(self) -> Iterator[tuple[int, Contents]]:
        """The content digests of a bucket's competing files, by part of the digest space."""
        found = self.competing()
        digests = np.frombuffer(b"".join(self.files[row].content[:16] for row, _ in found), ">u8")
        digests = digests.astype(np.uint64).reshape(len(found), 2)
        places = np.array([place for _, place in found], np.uint64)
        for part, chosen in election.scattered(digests[:, 0]):
            yield part, Contents(digests[chosen], places[chosen])

    def signed(self, there: npt.NDArray[np.bool_]) -> Ids:
        """The places of a bucket's competing files, of those rows `there` that have a signature."""
        found = self.competing()
        rows = np.array([row for row, _ in found], np.int64)
        return np.array([place for _, place in found], np.uint64)[there[rows]]


def _decisions(
    files: Sequence[SourceFile], judgements: Sequence[Judgement]
) -> tuple[list[str], list[bool]]:
    competing = [policy.competes(*both) for both in zip(files, judgements, strict=True)]
    return [judgement.verdict for judgement in judgements], competing


def _undone(judgements: Sequence[Judgement]) -> tuple[list[str], list[bool]]:
    """The same for a benchmark's repository, as if it were none: only its sketch needs them."""
    return [one.otherwise for one in judgements], [one.reason == leaks.REASON for one in judgements]
