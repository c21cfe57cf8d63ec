"""Near copies of solutions: the same program under other names, or with a few edits.

A text counts as its tokens (see `shingles`), and every token that is no word or sign of some
language as one and the same, so renaming changes nothing (type-2 clones; Baker, "Parameterized
Duplication in Strings", 1997).  Runs of such tokens point at candidates; they prove nothing, since
code of the same form is common.  A candidate is verified by aligning it with the solution: the
share of tokens that agree, where a name agrees only if its counterpart is the one that it has most
often, and the other way round.

Only solutions of 200 bytes and 40 tokens take part: short ones are idioms.
"""

import collections
import dataclasses
import difflib
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from repoloom.transforms.duplicates import shingles
from repoloom.transforms.duplicates.shingles import Hashes

RUN = 12  # tokens of a run that points at candidates: few enough to fit between two edits
SHARE = 0.25  # of the runs of a solution that a file must have to be a candidate
AGREEMENT = 0.76  # and of the tokens of both that must agree; at 0.75 any shell sort is MBPP 428
NAMES = 0.7  # of the aligned names: signs alone are over half of a program's tokens
LEAST_BYTES, LEAST_TOKENS = 200, 40
_VERIFIED = 16  # candidates that one file may have verified, the best first
_FILTER_BITS = 22  # 4 MiB; 50,000 runs of solutions let 1 % of foreign runs pass
_WORD_BITS = 18  # one word in 1,300 is taken for a word of a language, in both texts alike
_WIDER = 1.25  # a window is so many times as long as the solution

# Words that mean the same to everybody; what a program's author named is not among them.
_KEPT = (
    b"if else elif elseif elsif unless for foreach while do loop in of return yield break"
    b" continue switch case default match when try catch except finally raise throw throws"
    b" assert def fn func function fun lambda class struct interface enum trait impl new delete"
    b" and or not is xor null nil none true false undefined import from package use using"
    b" namespace include require let var val const mut static public private protected final"
    b" void int long float double char bool boolean string str list dict set tuple map filter"
    b" range len print println printf sum min max sorted sort append push pop add size length"
    b" abs join split end then begin with as self this 0 1 2 3 4 5 6 7 8 9 10 ! # $ % & ( ) * +"
    b" , - . / : ; < = > ? @ [ ] ^ { | } ~ \" ' ` \\"
)
_Ints = npt.NDArray[np.int64]
_Codes = npt.NDArray[np.uint8]


def _leading(hashes: Hashes, bits: int) -> _Ints:
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


def _kept() -> _Codes:
    """The code of a kept word by its hash's leading bits, 0 for all others."""
    codes = np.zeros(1 << _WORD_BITS, np.uint8)
    words = shingles.token_hashes(_KEPT, lower=True)
    codes[_leading(words, _WORD_BITS)] = np.arange(1, len(words) + 1)
    return codes


_CODES = _kept()
_DIGITS = _CODES.take(
    _leading(shingles.token_hashes(b"0 1 2 3 4 5 6 7 8 9", lower=True), _WORD_BITS)
)


def nameless(tokens: Hashes, *, numbers: bool = True) -> _Codes:
    """A code for each token; 0 for all names and words of the author's, and for long numbers.

    Args:
        tokens: of a file or a text.
        numbers: single digits have codes of their own; else they are as numbers of more digits.
    """
    codes: _Codes = _CODES.take(_leading(tokens, _WORD_BITS))
    return codes if numbers else np.where(np.isin(codes, _DIGITS), 0, codes)


def runs_of(codes: _Codes) -> Hashes:
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


@dataclasses.dataclass(frozen=True, eq=False)
class NearCopies:
    """The solutions that are looked for.  Arrays with the same prefix run in parallel.

    Attributes:
        tokens: of all solutions, one behind the other; that of solution `s` is
            `tokens[starts[s] : starts[s + 1]]`.
        items: the item of each solution.
        needs: runs that a file must share with it to be a candidate.
        runs: uint64[R], sorted; `owners` has the solution of each, `offsets` its place there.
    """

    tokens: Hashes
    starts: _Ints
    items: _Ints
    needs: _Ints
    runs: Hashes
    owners: _Ints
    offsets: _Ints
    filter: npt.NDArray[np.bool_] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Makes the filter: whether any run has these leading bits."""
        marks = np.zeros(1 << _FILTER_BITS, np.bool_)
        marks[_leading(self.runs, _FILTER_BITS)] = True
        object.__setattr__(self, "filter", marks)

    def find(self, tokens: Hashes, known: Collection[int]) -> Iterator[tuple[int, int, int]]:
        """(item, first token, one behind the last) of each near copy among the tokens of a file.

        Args:
            tokens: of the file, from small letters.
            known: items that need no search, since other views have them.
        """
        if not len(self.runs) or len(tokens) < LEAST_TOKENS:
            return
        plain = nameless(tokens)
        runs = runs_of(plain)
        places = np.flatnonzero(self.filter.take(_leading(runs, _FILTER_BITS)))
        for solution, place in self._candidates(runs, places, known):
            window = self._aligned(solution, tokens, plain, place)
            if window:
                yield (int(self.items[solution]), *window)

    def _candidates(
        self, runs: Hashes, places: npt.NDArray[np.intp], known: Collection[int]
    ) -> list[tuple[int, int]]:
        """Solutions of whose runs the file has enough, and where they would begin."""
        left = np.searchsorted(self.runs, runs[places], "left")
        counts = np.searchsorted(self.runs, runs[places], "right") - left
        places, left, counts = places[counts > 0], left[counts > 0], counts[counts > 0]
        if not places.size:
            return []
        inner = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        at = np.repeat(left, counts) + inner
        owners, begins = self.owners[at], np.repeat(places, counts) - self.offsets[at]
        different = np.bincount(self.owners[np.unique(at)], minlength=len(self.needs))
        found = []
        for solution in np.flatnonzero(different >= self.needs).tolist():
            if int(self.items[solution]) not in known:
                here = owners == solution
                shared, begin = _densest(self.offsets[at[here]], begins[here])
                if shared >= self.needs[solution]:
                    found.append((-shared / int(self.needs[solution]), solution, begin))
        return [(solution, begin) for _, solution, begin in sorted(found)[:_VERIFIED]]

    def _aligned(
        self, solution: int, tokens: Hashes, plain: _Codes, begin: int
    ) -> tuple[int, int] | None:
        """The part of the file that agrees with the solution, None where too little does."""
        own = self.tokens[self.starts[solution] : self.starts[solution + 1]]
        spare = int((_WIDER - 1) * len(own))
        first, last = max(0, begin - spare), min(len(tokens), begin + len(own) + spare)
        if not _may_agree(nameless(own), plain[first:last]):
            return None
        matcher = difflib.SequenceMatcher(
            None, nameless(own).tolist(), plain[first:last].tolist(), autojunk=False
        )
        blocks = [block for block in matcher.get_matching_blocks() if block.size > 2]
        if not blocks:
            return None
        ones = np.concatenate([own[block.a : block.a + block.size] for block in blocks])
        twos = np.concatenate([tokens[first:][block.b : block.b + block.size] for block in blocks])
        start, end = first + blocks[0].b, first + blocks[-1].b + blocks[-1].size
        agreeing = _agreeing(ones, twos)
        names = nameless(ones) == 0
        if agreeing.sum() < AGREEMENT * max(len(own), end - start):
            return None
        return (start, end) if agreeing[names].sum() >= NAMES * names.sum() else None


def _may_agree(own: _Codes, window: _Codes) -> bool:
    """Whether the two have enough tokens in common, whatever their order."""
    counts = [np.bincount(codes, minlength=256) for codes in (own, window)]
    return int(np.minimum(*counts).sum()) >= AGREEMENT * len(own)


def _densest(offsets: _Ints, begins: _Ints) -> tuple[int, int]:
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


def _agreeing(ones: Hashes, twos: Hashes) -> npt.NDArray[np.bool_]:
    """Whether each aligned pair of tokens is the most frequent one of both of its sides."""
    pairs = list(zip(ones.tolist(), twos.tolist(), strict=True))
    forth: dict[int, tuple[int, int]] = {}
    back: dict[int, tuple[int, int]] = {}
    for (one, two), count in sorted(collections.Counter(pairs).items()):
        forth[one] = max(forth.get(one, (0, 0)), (count, two))
        back[two] = max(back.get(two, (0, 0)), (count, one))
    return np.array([forth[one][1] == two and back[two][1] == one for one, two in pairs])


def build(solutions: Sequence[tuple[int, Hashes]]) -> NearCopies:
    """Prepares the search.

    Args:
        solutions: (item, tokens of a solution without comments), each once.
    """
    sizes = [len(tokens) for _, tokens in solutions]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    runs = [runs_of(nameless(tokens)) for _, tokens in solutions]
    empty = np.empty(0, np.uint64)
    values = np.concatenate([empty, *runs])
    owners = np.repeat(np.arange(len(runs)), [len(own) for own in runs])
    offsets = np.concatenate([np.empty(0, np.int64), *(np.arange(len(own)) for own in runs)])
    order = np.lexsort((offsets, owners, values))
    return NearCopies(
        tokens=np.concatenate([empty, *(tokens for _, tokens in solutions)]),
        starts=starts,
        items=np.array([item for item, _ in solutions], np.int64),
        needs=np.array([np.ceil(SHARE * len(own)) for own in runs], np.int64),
        runs=values[order],
        owners=owners[order].astype(np.int64),
        offsets=offsets[order].astype(np.int64),
    )
