"""Near copies of solutions: the same program under other names, or with a few edits.

Runs of a program's shape (see `shapes`) point at candidates; they prove nothing, since code of the
same form is common.  A candidate is verified by aligning it with the solution: the share of tokens
that agree, where a name agrees only if its counterpart is the one that it has most often, and the
other way round; and what the tokens that agree say, in bits.

Only solutions of 200 bytes and 32 tokens take part: short ones are idioms.
"""

import collections
import dataclasses
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from repoloom.transforms.benchmarks import alignment, shapes
from repoloom.transforms.benchmarks.postings import (
    Filter,
    Ints,
    Postings,
    Stretches,
    held_by,
    shared_by,
)
from repoloom.transforms.duplicates.shingles import Hashes

RUN = 12  # tokens of a run that points at candidates: few enough to fit between two edits
SHARE = 0.25  # of the runs of a solution that a file must have to be a candidate
LEAST_RUNS = 4
LEAST_BYTES, LEAST_TOKENS = 200, 32
_CODED = (
    5  # words and signs of languages that a run has: prose of nothing but names meets any other
)
_KEPT = 64  # runs up to which all of a solution are kept
_OWNERS = 64  # solutions that share a run from which it points at none
_VERIFIED = 16  # candidates that one file may have verified, the best first
_WIDER = 1.25  # a window is so many times as long as the solution
_SHORT = 240  # tokens up to which a program's bits are worked out
_BATCH = 1 << 21  # tokens that are worked out together
_LONG_BITS = shapes.SCALE  # a token of a longer program says a bit

_Small = npt.NDArray[np.int32]


def runs_of(codes: shapes.Codes) -> Hashes:
    """A hash of each run of `RUN` codes.

    Eight codes are one 64-bit word: packed by doubling, they cost a third of the products that
    hashes of tokens do.
    """
    if len(codes) < RUN:
        return np.empty(0, np.uint64)
    two = codes[:-1].astype(np.uint16) | (codes[1:].astype(np.uint16) << 8)
    four = two[:-2].astype(np.uint32) | (two[2:].astype(np.uint32) << 16)
    hashes = four[4:-4].astype(np.uint64) << np.uint64(32)
    hashes |= four[:-8]
    hashes *= np.uint64(0x9E3779B97F4A7C15)
    hashes += four[8:]
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    return hashes


@dataclasses.dataclass(frozen=True, slots=True)
class Near:
    """A solution in a reading of a file, and the bits that the tokens say which agree."""

    solution: int
    first: int
    last: int
    bits: float


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Met:
    """The shape of a reading, and where its runs are entries of the index, side by side."""

    codes: shapes.Codes
    places: Ints
    entries: Ints


@dataclasses.dataclass(frozen=True, eq=False)
class NearCopies:
    """The solutions that are looked for.  Arrays with the same prefix run in parallel.

    Attributes:
        tokens: leading halves of the tokens' hashes of all solutions, one behind the other; that of
            solution `s` is `tokens[starts[s] : starts[s + 1]]`.
        codes: their shapes, beside them; `bits` is what each token says, as `shapes.bits` has it.
        texts: the text of each solution.
        needs: runs that a file must share with it to be a candidate.
        runs: uint64[R], sorted; `owners` has the solution of each, `offsets` its place there.
    """

    tokens: alignment.Names
    codes: shapes.Codes
    bits: shapes.Codes
    starts: Ints
    texts: _Small
    needs: _Small
    runs: Hashes
    owners: _Small
    offsets: _Small
    by_run: Postings = dataclasses.field(init=False)
    any_run: Filter = dataclasses.field(init=False)
    most: Ints = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Makes the filter, and the bits of each solution, which is the most that a copy says."""
        object.__setattr__(self, "by_run", Postings(self.runs))
        object.__setattr__(self, "any_run", Filter.of(self.runs))
        sums = np.concatenate([[0], np.cumsum(self.bits, dtype=np.int64)])
        object.__setattr__(self, "most", np.diff(sums[self.starts]) / shapes.SCALE)

    def met(self, readings: Stretches) -> list[Met | None]:
        """Which runs each reading of a file shares with solutions, None where too few."""
        codes = shapes.codes(readings.tokens)
        runs = runs_of(codes)
        split = readings.split(self.any_run.places(runs), RUN)
        return [
            self._met(codes[first:last], runs[first:last], places)
            for first, last, places in zip(
                readings.starts, readings.starts[1:], split, strict=False
            )
        ]

    def _met(self, codes: shapes.Codes, runs: Hashes, places: Ints) -> Met | None:
        if len(codes) < LEAST_TOKENS or len(places) < LEAST_RUNS:
            return None
        met = Met(codes, *self.by_run.meet(places, runs[places]))
        return met if len(met.places) >= LEAST_RUNS else None

    def find(self, tokens: Hashes, met: Met, least: Callable[[int], float]) -> Iterator[Near]:
        """The near copies among the tokens of a reading.

        Args:
            tokens: of the reading, from small letters.
            met: the runs of it, from `met`.
            least: the bits from which a copy of a text counts.
        """
        for solution, place, bits in self._candidates(met.places, met.entries, least):
            found = self._aligned(solution, tokens, met.codes, place, bits)
            if found:
                yield found

    def _candidates(
        self, places: Ints, entries: Ints, least: Callable[[int], float]
    ) -> list[tuple[int, int, float]]:
        """Solutions of whose runs the file has enough, where they would begin, and `least`."""
        owners = self.owners[entries]
        enough = held_by(owners, entries, self.needs)
        if not enough:
            return []
        order = np.argsort(owners, kind="stable")
        owners, begins = owners[order], (places - self.offsets[entries])[order]
        offsets = self.offsets[entries][order].astype(np.int64)
        found = []
        for solution in enough:
            bits = least(int(self.texts[solution]))
            if bits <= self.most[solution]:
                here = slice(*np.searchsorted(owners, [solution, solution + 1]))
                shared, begin = _densest(offsets[here], begins[here])
                if shared >= self.needs[solution]:
                    found.append((-shared / int(self.needs[solution]), solution, begin, bits))
        return [(solution, begin, bits) for _, solution, begin, bits in sorted(found)[:_VERIFIED]]

    def _aligned(
        self, solution: int, tokens: Hashes, plain: shapes.Codes, begin: int, least: float
    ) -> Near | None:
        """The part of the file that agrees with the solution, None where too little does."""
        at = slice(int(self.starts[solution]), int(self.starts[solution + 1]))
        own = alignment.Program(self.tokens[at], self.codes[at], self.bits[at])
        spare = int((_WIDER - 1) * len(own.codes))
        start, end = max(0, begin - spare), min(len(tokens), begin + len(own.codes) + spare)
        found = alignment.align(own, _leading_halves(tokens[start:end]), plain[start:end], least)
        if found is None:
            return None
        return Near(solution, start + found.first, start + found.last, found.bits)


def _leading_halves(tokens: Hashes) -> alignment.Names:
    return (tokens >> np.uint64(32)).astype(np.uint32)


def _densest(offsets: Ints, begins: Ints) -> tuple[int, int]:
    """How many different runs agree, within a few tokens, on where the solution begins; and where.

    An insertion moves what follows, so places are counted in overlapping ranges of 64 tokens.
    """
    ranges: dict[int, set[int]] = collections.defaultdict(set)
    for offset, begin in zip(offsets.tolist(), begins.tolist(), strict=True):
        ranges[begin // 32].add(offset)
        ranges[begin // 32 + 1].add(offset)
    best = max(ranges, key=lambda at: (len(ranges[at]), -at))
    inside = begins[(begins >= (best - 1) * 32) & (begins < (best + 1) * 32)]
    return len(ranges[best]), int(np.median(inside))


@dataclasses.dataclass(frozen=True, eq=False)
class Solution:
    """A solution without comments: its text and task, its tokens' leading halves, its shape."""

    text: int
    task: int
    tokens: alignment.Names
    codes: shapes.Codes

    @classmethod
    def of(cls, text: int, task: int, tokens: Hashes) -> "Solution":
        """Keeps what the search needs of the tokens."""
        return cls(text, task, _leading_halves(tokens), shapes.codes(tokens))


def build(solutions: Sequence[Solution]) -> NearCopies:
    """Prepares the search.

    Args:
        solutions: each text once, in the order of the texts.
    """
    sizes = [len(one.codes) for one in solutions]
    codes = np.concatenate([np.empty(0, np.uint8), *(one.codes for one in solutions)])
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    runs, owners, offsets, needs = _postings(codes, starts)
    return NearCopies(
        tokens=np.concatenate([np.empty(0, np.uint32), *(one.tokens for one in solutions)]),
        codes=codes,
        bits=_bits(solutions, starts),
        starts=starts,
        texts=np.array([one.text for one in solutions], np.int32),
        needs=needs,
        runs=runs,
        owners=owners,
        offsets=offsets,
    )


def _postings(codes: shapes.Codes, starts: Ints) -> tuple[Hashes, _Small, _Small, _Small]:
    """Sorted runs, their solutions and places, and by solution the runs that it needs."""
    runs, owners, offsets = _sampled(codes, starts)
    order = np.argsort(runs, kind="stable")
    runs, offsets, owners = runs[order], offsets[order], owners[order]
    rare = shared_by(runs) <= _OWNERS
    runs, offsets, owners = runs[rare], offsets[rare], owners[rare]
    kept = np.bincount(owners, minlength=len(starts) - 1)
    needs = np.maximum(LEAST_RUNS, np.ceil(SHARE * kept)).astype(np.int32)
    return runs, owners, offsets, needs


def _sampled(codes: shapes.Codes, starts: Ints) -> tuple[Hashes, _Small, _Small]:
    """Runs, their solutions and places: of many runs of one every second, fourth, ... by hash.

    None may be prose.
    """
    runs = runs_of(codes)
    coded = np.concatenate([[0], np.cumsum(codes != 0)])
    places = np.flatnonzero(coded[RUN : RUN + len(runs)] - coded[: len(runs)] >= _CODED)
    owners = np.searchsorted(starts, places, "right") - 1
    inside = places + RUN <= starts[owners + 1]
    places, owners = places[inside], owners[inside]
    runs = runs[places]
    sizes = np.bincount(owners, minlength=len(starts) - 1)
    power = np.ceil(np.log2(np.maximum(sizes, _KEPT) / _KEPT)).astype(np.uint64)
    mask = (np.uint64(1) << power) - np.uint64(1)
    kept = (runs >> np.uint64(24)) & mask[owners] == 0
    owners, places = owners[kept], places[kept]
    return runs[kept], owners.astype(np.int32), (places - starts[owners]).astype(np.int32)


def _bits(solutions: Sequence[Solution], starts: Ints) -> shapes.Codes:
    """What each token of each solution says; tasks are dealt to batches of bounded size."""
    bits = np.full(int(starts[-1]), _LONG_BITS, np.uint8)
    short = [number for number, one in enumerate(solutions) if len(one.codes) <= _SHORT]
    total = sum(len(solutions[number].codes) for number in short)
    batches: list[list[int]] = [[] for _ in range(total // _BATCH + 1)]
    for number in short:
        batches[solutions[number].task % len(batches)].append(number)
    for batch in filter(None, batches):
        ends = np.cumsum([len(solutions[number].codes) for number in batch])
        programs = shapes.Programs(
            np.concatenate([solutions[number].codes for number in batch]),
            np.concatenate([[0], ends]).astype(np.int64),
            np.array([solutions[number].task for number in batch], np.int64),
        )
        said = np.split(shapes.bits(programs), ends[:-1])
        for number, own in zip(batch, said, strict=True):
            bits[starts[number] : starts[number + 1]] = own
    return bits
