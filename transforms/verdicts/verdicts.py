"""Verdicts put together: what a file's signals say, what its copies say, and its split."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from repoloom import languages
from repoloom.transforms.duplicates import election, keepers, repositories
from repoloom.transforms.duplicates.election import Loss, Pairs
from repoloom.transforms.duplicates.keepers import Classes, Ranking
from repoloom.transforms.records import CONTEXT_ONLY, DROP, KEPT, TRAIN, SourceFile, Verdict
from repoloom.transforms.verdicts import leaks, policy
from repoloom.transforms.verdicts.policy import Judgement

COPIED_FILE = frozenset({"exact_duplicate", "near_duplicate"})
COPIED_REPOSITORY = frozenset({"exact_duplicate_repository", "near_duplicate_repository"})
COPIED = COPIED_FILE | COPIED_REPOSITORY
"""Reasons that name a twin in their evidence."""
_JACCARD = " jaccard "
EARLIER = "OLD "
"""Stands in evidence before the name of what an earlier run keeps."""


def twin(reason: str, evidence: str) -> str:
    """What a verdict says its file repeats: `repo:path`, or `repo`; "" where it is no copy."""
    return evidence.rpartition(_JACCARD)[0] if reason in COPIED else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Removal:
    """Why a row is removed: its kept twin stands in row `row` of bucket `bucket`."""

    bucket: int
    row: int
    jaccard: float
    exact: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Owner:
    """What holds for all files of one repository of a bucket.

    Attributes:
        split: that it is on.
        reason: why it counts as a copy, "" where it does not.
        evidence: the repository that it repeats, and how nearly.
    """

    split: str
    reason: str = ""
    evidence: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """What comparison decided on one bucket.

    Attributes:
        owners: by repository name.
        removals: by row.
    """

    owners: Mapping[str, Owner]
    removals: Mapping[int, Removal]


def losses(ranking: Ranking, classes: Classes, near: Pairs, *, files: bool) -> dict[int, Loss]:
    """Who is removed as a duplicate, by id; every twin is kept.

    Args:
        ranking: of the repositories.
        classes: files of equal content.
        near: verified pairs of ids, a file standing for all with its content.
        files: False removes duplicates from copied repositories only.
    """
    exact = keepers.exact_losses(ranking, classes)
    lost = np.array(sorted(exact), np.uint64)
    removed = lost[keepers.removable(ranking, lost, files=files)].tolist()
    pairs = near.take(keepers.removable(ranking, near.second, files=files))
    return election.resolved({file: exact[file] for file in removed}, election.elect(pairs))


def decide(
    before: Ranking,
    classes: Classes,
    near: Pairs,
    *,
    files: bool,
    validation_share: float,
    seed: int,
) -> Iterator[tuple[int, Decision]]:
    """The decisions on all buckets that hold a file, in order.

    The near duplicates are now known, so the repositories are ranked again before anything is
    removed: one that holds many of them keeps less of itself than its exact copies said.  What is
    held here is what was paired, and the repositories: some 100 bytes a removal.

    Args:
        before: the ranking that the ids of `near` belong to.
        classes: files of equal content.
        near: verified pairs of ids, each the best of its content class.
        files: whether duplicates are removed from repositories that are no copies.
        validation_share: share of repository clusters that go to validation.
        seed: of the run.
    """
    first, second = before.homes.places(near.first), before.homes.places(near.second)
    families = keepers.families(classes, first, second)
    ranking = keepers.rank_again(before, families)
    splits = repositories.splits(
        ranking.repositories,
        keepers.links(ranking, families),
        validation_share=validation_share,
        seed=seed,
    )
    pairs = election.ordered_pairs(
        keepers.represented(ranking, classes, first),
        keepers.represented(ranking, classes, second),
        near.jaccard,
    )
    lost = losses(ranking, classes, pairs, files=files)
    yield from _by_bucket(ranking, splits, lost)


def _by_bucket(
    ranking: Ranking, splits: Sequence[str], lost: Mapping[int, Loss]
) -> Iterator[tuple[int, Decision]]:
    rows = keepers.by_bucket(ranking, lost)
    twins = _places(ranking, {loss.twin for loss in lost.values()})
    for bucket in sorted({one.bucket for one in ranking.repositories}):
        owners = {
            ranking.repositories[rank].name: _owner(ranking, rank, splits[rank])
            for rank in ranking.bucket(bucket)
        }
        removals = {
            row: Removal(*twins[lost[file].twin], lost[file].jaccard, lost[file].exact)
            for row, file in rows.get(bucket, [])
        }
        yield bucket, Decision(owners, removals)


def _places(ranking: Ranking, ids: set[int]) -> dict[int, tuple[int, int]]:
    """The bucket and row of each id."""
    return {
        file: (bucket, row)
        for bucket, rows in keepers.by_bucket(ranking, ids).items()
        for row, file in rows
    }


def _owner(ranking: Ranking, rank: int, split: str) -> Owner:
    copy = ranking.copies.get(rank)
    if copy is None:
        return Owner(split)
    reason = "exact_duplicate_repository" if copy.exact else "near_duplicate_repository"
    twin = ranking.repositories[copy.twin]
    reason = leaks.REASON if twin.leak else reason
    name = EARLIER + twin.name if twin.split else twin.name
    return Owner(split, reason, f"{name}{_JACCARD}{copy.jaccard:.2f}")


def verdict(
    file: SourceFile,
    judgement: Judgement,
    owner: Owner,
    removal: Removal | None,
    names: Mapping[tuple[int, int], str],
) -> Verdict:
    """The verdict on one file.

    What a file is comes before what it repeats.  A file of a copied repository that repeats
    nothing that is kept is all that the copy adds; it stays, as context, for losing it would lose
    content, and learning from it would be learning from a fragment.

    Args:
        file: the row.
        judgement: what its signals say.
        owner: what holds for its repository.
        removal: why it is removed as a duplicate, if it is.
        names: `repo:path` of the twins, by bucket and row.
    """
    decided = judgement
    if owner.reason == leaks.REASON:
        decided = (
            judgement
            if judgement.verdict not in KEPT
            else Judgement(DROP, owner.reason, owner.evidence)
        )
    elif judgement.verdict in KEPT and removal is not None:
        evidence = f"{names[removal.bucket, removal.row]}{_JACCARD}{removal.jaccard:.2f}"
        decided = Judgement(DROP, owner.reason or _likeness(removal), evidence)
    elif owner.reason and not policy.competes(file, judgement):
        decided = judgement if judgement.reason else Judgement(DROP, owner.reason, owner.evidence)
    elif owner.reason and not judgement.reason:
        decided = Judgement(CONTEXT_ONLY, owner.reason, owner.evidence)
    return Verdict(
        file.repo,
        file.path,
        decided.verdict,
        decided.reason,
        decided.evidence,
        owner.split,
        file.size,
    )


def _likeness(removal: Removal) -> str:
    return "exact_duplicate" if removal.exact else "near_duplicate"


def verdicts(
    files: Sequence[SourceFile],
    judgements: Sequence[Judgement],
    decision: Decision,
    names: Mapping[tuple[int, int], str],
    *,
    keep_imported: bool = True,
) -> list[Verdict]:
    """The verdicts on a bucket's files, in row order.

    Imports are not known here, where no text is read.  With `keep_imported` a removed copy whose
    language has imports stays as context if its repository has a file to train on; weave places
    it, masked, where such a file imports it, and nowhere else.
    """
    found = [
        verdict(file, judgement, decision.owners[file.repo], decision.removals.get(row), names)
        for row, (file, judgement) in enumerate(zip(files, judgements, strict=True))
    ]
    if not keep_imported:
        return found
    trained = {one.repo for one in found if one.verdict == TRAIN}
    return [
        dataclasses.replace(one, verdict=CONTEXT_ONLY)
        if one.reason in COPIED_FILE and file.language in languages.SPECS and one.repo in trained
        else one
        for file, one in zip(files, found, strict=True)
    ]
