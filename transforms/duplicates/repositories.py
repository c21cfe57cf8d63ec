"""Repositories compared as wholes: copies, the order of preference, clusters and their split.

What is known of a repository here is one short record, whatever its size, so that all of them can
be compared in one place: about 1.3 kB each at 256 permutations, a million in 1.3 GB.
"""

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from repoloom.transforms import keyed
from repoloom.transforms.duplicates import election, minhash, signals_table, similarity
from repoloom.transforms.records import TRAIN, SourceFile
from repoloom.transforms.signals.licences.licence import licence_class

TRAIN_SPLIT = "train"
VALIDATION_SPLIT = "validation"


@dataclasses.dataclass(frozen=True, slots=True)
class Repository:
    """What select knows of a repository as a whole.

    Attributes:
        name: of the repository.
        bucket: the bucket that holds it.
        start: row number of its first file in that bucket; its files follow each other.
        files: number of its files.
        candidates: number of those that compete with copies elsewhere.
        digest: SHA-256 over its sorted (path, content); equal for equal repositories.
        sketch: MinHash values of the union of its training files' shingles and content hashes,
            little-endian uint32[permutations]; b"" where it has no such file.
        licence: class of its most frequent licence, see `licence.licence_class`.
        rank: the source's quality rank, larger is better.
        split: "" for a repository to decide on; of one that an earlier run has kept, its split.
            Such a one is no copy and loses nothing.
        leak: it is a benchmark, and so is what nearly repeats it.
    """

    name: str
    bucket: int
    start: int
    files: int
    candidates: int
    digest: bytes
    sketch: bytes
    licence: int
    rank: int
    split: str = ""
    leak: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Copy:
    """A repository that repeats another: its twin, an index in the same list, which is kept."""

    twin: int
    jaccard: float
    exact: bool


def survey(
    bucket: int,
    start: int,
    files: Sequence[SourceFile],
    signatures: signals_table.Signatures,
    verdicts: Sequence[str],
    candidates: Sequence[bool],
    split: str = "",
    leak: bool = False,
) -> Repository:
    """Sums up one repository.

    Args:
        bucket: the bucket that holds it.
        start: row number of its first file.
        files: its files, in path order.
        signatures: MinHash signatures of the bucket, read up to `start` at most.
        verdicts: what policy says of each file.
        candidates: whether each file competes with copies elsewhere.
        split: see `Repository`.
        leak: see `Repository`; `candidates` then says what to compare, and nothing competes.
    """
    learnt = [i for i, verdict in enumerate(verdicts) if verdict == TRAIN and candidates[i]]
    return Repository(
        name=files[0].repo,
        bucket=bucket,
        start=start,
        files=len(files),
        candidates=0 if leak else sum(candidates),
        digest=_digest(files),
        sketch=_sketch(
            [files[i].content for i in learnt], signatures.least([start + i for i in learnt])
        ),
        licence=licence_class(_usual_licence(files)),
        rank=max(file.rank for file in files),
        split=split,
        leak=leak,
    )


def _digest(files: Iterable[SourceFile]) -> bytes:
    """A digest of what the repository holds; an unread file counts by its reason."""
    state = hashlib.sha256()
    for path, content in sorted(
        (file.path.encode("utf-8", "surrogateescape"), file.content or file.reason.encode())
        for file in files
    ):
        state.update(keyed.digest64(path).to_bytes(8, "big") + path + b"\0" + content)
    return state.digest()


def _sketch(contents: Sequence[bytes], known: similarity.Signatures | None) -> bytes:
    """MinHash values of the union: the minimum of the parts' minimums is that of the union.

    The content hashes let repositories of short files, which have no signature, be compared too.
    """
    if not contents:
        return b""
    permutations = minhash.PERMUTATIONS if known is None else len(known)
    hashes = np.array([int.from_bytes(content[:4], "little") for content in contents], np.uint32)
    values = minhash.minimums(hashes, permutations=permutations)
    if known is not None:
        values = np.minimum(values, known)
    return values.astype("<u4").tobytes()


def _usual_licence(files: Iterable[SourceFile]) -> str:
    """The most frequent known licence, the first in order among equals; "" where none is known."""
    counts = Counter(file.signals.licence for file in files if file.signals.licence)
    return min(counts, key=lambda name: (-counts[name], name), default="")


def preferred(repositories: Iterable[Repository]) -> list[Repository]:
    """Which of equal repositories is kept: by licence, source rank, more files, then the name.

    Benchmarks come first, so that what repeats them is found; then those of an earlier run.  The
    number of files comes in because a fork cut short and its original share the rest.
    """
    return sorted(
        repositories,
        key=lambda one: (
            *(not one.leak, not one.split, one.licence, -one.rank, -one.files, one.name.encode()),
        ),
    )


def find_copies(repositories: Sequence[Repository], threshold: float) -> dict[int, Copy]:
    """Repositories that repeat an earlier one, exactly or nearly.

    Nearly means that the estimated Jaccard index of all they hold (shingles and contents) is at
    least `threshold`.  A fork that went its own way is below it and stays; the files it still
    shares are then compared one by one.

    Args:
        repositories: in order of preference.
        threshold: estimated Jaccard index, above 0 and up to 1.

    Returns:
        The copies by index.  No copy is another's twin.
    """
    firsts: dict[bytes, int] = {}
    copies: dict[int, Copy] = {}
    for index, one in enumerate(repositories):
        twin = firsts.setdefault(one.digest, index)
        if twin != index and not one.split:
            copies[index] = Copy(twin, 1.0, exact=True)
    rest = [i for i, one in enumerate(repositories) if i not in copies and one.sketch]
    for index, loss in election.elect(_alike(repositories, rest, threshold)).items():
        copies[index] = Copy(loss.twin, loss.jaccard, exact=False)
    for index, copy in list(copies.items()):
        if copy.twin in copies:  # an exact copy of a near copy has the near copy's twin
            copies[index] = copies[copy.twin]
    return copies


def _alike(
    repositories: Sequence[Repository], chosen: Sequence[int], threshold: float
) -> election.Pairs:
    """Pairs of the chosen repositories whose estimated Jaccard index is at least `threshold`."""
    if len(chosen) < 2:
        return election.no_pairs()
    sketches = signals_table.as_matrix([repositories[index].sketch for index in chosen])
    banding = similarity.choose_banding(sketches.shape[1], threshold)
    keys = similarity.band_keys(sketches, banding)
    places = np.repeat(np.arange(len(chosen), dtype=np.uint64), banding.bands)
    pairs = election.candidate_pairs(keys.ravel(), places)
    alike = similarity.estimate(sketches[pairs.first], sketches[pairs.second])
    ids = np.array(chosen, np.uint64)
    decided = np.array([repositories[index].split != "" for index in chosen])
    near = (alike >= threshold) & ~decided[pairs.second]
    return election.Pairs(ids[pairs.first[near]], ids[pairs.second[near]], alike[near])


def rank(
    repositories: Sequence[Repository], copies: Mapping[int, Copy], shared: Sequence[int]
) -> list[int]:
    """The order in which repositories keep a file that several of them hold.

    First stand those of an earlier run, in any case.  Then comes the repository that would keep the
    largest share of its files if it lost every contest, so that whole repositories stay whole and
    collections of other people's files lose theirs; then licence, source rank and name.  Copies
    come after all others.

    Args:
        repositories: any order.
        copies: those that repeat another, by index.
        shared: for each, how many of its candidates another repository holds too, copies aside.

    Returns:
        Indices, the best keeper first.
    """

    def key(index: int) -> tuple[bool, bool, int, int, int, bytes]:
        one = repositories[index]
        unshared = ((one.candidates - shared[index]) << 32) // max(1, one.candidates)
        order = (-unshared, one.licence, -one.rank, one.name.encode())
        return index in copies, not one.split, *order

    return sorted(range(len(repositories)), key=key)


def splits(
    repositories: Sequence[Repository],
    links: Iterable[tuple[int, int]],
    *,
    validation_share: float,
    seed: int,
) -> list[str]:
    """Puts each cluster of linked repositories to one split.

    A cluster goes by a hash of its smallest name, so the choice for it does not depend on which
    other clusters there are.  One that holds more than half of all files always trains: popular
    files tie many repositories together, and a split that holds out most of the data is useless.
    This does not bind where more than half is to be held out.  A cluster that an earlier run has
    put to a split stays there; where it has put parts of it to both, what is new trains.

    Args:
        repositories: any order.
        links: pairs of indices that share an exact or near duplicate, or are copies.
        validation_share: share of the clusters that go to validation, 0 to 1.
        seed: of the run.

    Returns:
        For each repository "train" or "validation".
    """
    cluster = election.components(links, len(repositories))
    names: dict[int, str] = {}
    files: Counter[int] = Counter()
    before: dict[int, set[str]] = {}
    for one, root in zip(repositories, cluster, strict=True):
        names[root] = min(names.get(root, one.name), one.name, key=str.encode)
        files[root] += one.files
        if one.split:
            before.setdefault(root, set()).add(one.split)
    most = max(0.5, validation_share) * sum(files.values())
    held = {
        root
        for root, name in names.items()
        if keyed.digest64("split", str(seed), name) < validation_share * 2**64
        and files[root] <= most
        and root not in before
    }
    held |= {root for root, splits in before.items() if splits == {VALIDATION_SPLIT}}
    return [VALIDATION_SPLIT if root in held else TRAIN_SPLIT for root in cluster]
