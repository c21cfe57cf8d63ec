"""Shapes: programs whose names do not count, and how many bits a shape says.

Every token that is no word or sign of some language is one and the same, so renaming changes
nothing (type-2 clones; Baker, "Parameterized Duplication in Strings", 1997).

A shape that everybody writes is no evidence: `for (x : xs) if (x.f(y)) result.add(x)` is a whole
solution of one benchmark, and stands in every large program.  What a token says is what a model
that has read the *other* tasks' solutions did not expect: -log2 P(token | up to 8 tokens before),
with the counts of n-grams interpolated over their lengths (Witten and Bell, "The zero-frequency
problem", 1991).  Counts are of tasks, so that a task in many benchmarks counts once.
"""

import dataclasses
import functools

import numpy as np
import numpy.typing as npt

from repoloom.transforms.benchmarks import idioms, readings, texts
from repoloom.transforms.duplicates import shingles
from repoloom.transforms.duplicates.shingles import Hashes

Codes = npt.NDArray[np.uint8]
_Ints = npt.NDArray[np.int64]

_WORD_BITS = 18  # one word in 1,300 is taken for a word of a language, in both texts alike
# Words that mean the same to everybody; what a program's author named is not among them.
WORDS = (
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


def _leading(hashes: Hashes) -> _Ints:
    return (hashes >> np.uint64(64 - _WORD_BITS)).view(np.int64)


def _table() -> Codes:
    """The code of a word that counts by its hash's leading bits, 0 for all others."""
    table = np.zeros(1 << _WORD_BITS, np.uint8)
    words = shingles.token_hashes(WORDS, lower=True)
    table[_leading(words)] = np.arange(1, len(words) + 1)
    return table


_CODES = _table()
_DIGITS = _CODES.take(_leading(shingles.token_hashes(b"0 1 2 3 4 5 6 7 8 9", lower=True)))


def codes(tokens: Hashes, *, numbers: bool = True) -> Codes:
    """A code for each token; 0 for all names and words of the author's, and for long numbers.

    Args:
        tokens: of a file or a text.
        numbers: single digits have codes of their own; else they are as numbers of more digits.
    """
    found: Codes = _CODES.take(_leading(tokens))
    return found if numbers else np.where(np.isin(found, _DIGITS), 0, found)


_ORDERS = (0, 1, 2, 4, 8)  # tokens before one that the model looks at
_DOUBT = 2.0  # how much of a shorter context a longer one keeps
_PRIOR = 1 / 200  # of each token, where nothing is known
_MOST_BITS = 12.0
_REPEAT, _REPEATED = 4, 0.25  # tokens before one that stood so before, and its bits then
_WRITERS = 4  # tasks that an idiom counts for
SCALE = 16  # bits are stored as so many parts


@dataclasses.dataclass(frozen=True, eq=False)
class Programs:
    """Shapes one behind the other: that of program `p` is `codes[starts[p] : starts[p + 1]]`."""

    codes: Codes
    starts: _Ints
    tasks: _Ints

    def owners(self) -> _Ints:
        """The program of each code."""
        return np.repeat(np.arange(len(self.tasks)), np.diff(self.starts))


def bits(programs: Programs) -> Codes:
    """What each token says to one who knows the other tasks' programs, in parts of `SCALE`."""
    programs, asked = _with_idioms(programs), len(programs.codes)
    owners = programs.owners()
    tasks = np.unique(programs.tasks, return_inverse=True)[1][owners]
    place = np.arange(len(owners)) - programs.starts[owners]
    chance = np.full(len(owners), _PRIOR)
    for order in _ORDERS:
        context = _runs(programs.codes, order)
        whole = _joined(context, programs.codes)
        inside = place >= order
        others = _others(whole, tasks, inside)
        known = _others(context, tasks, inside)
        seen = np.where(known > 0, np.minimum(1.0, others / np.maximum(known, 1)), 0.0)
        trust = known / (known + _DOUBT)
        chance = trust * seen + (1 - trust) * chance
    said = -np.log2(np.maximum(chance, 2.0**-_MOST_BITS))
    again = _again(_joined(_runs(programs.codes, _REPEAT), programs.codes), owners, place)
    said[again] = np.minimum(said[again], _REPEATED)
    rounded: Codes = np.rint(said[:asked] * SCALE).astype(np.uint8)
    return rounded


def _with_idioms(programs: Programs) -> Programs:
    """The programs, and behind them each idiom as so many tasks."""
    own = [codes(tokens) for tokens in _idioms()] * _WRITERS
    ends = np.cumsum([len(one) for one in own])
    tasks = np.arange(len(own), dtype=np.int64)
    last = int(programs.starts[-1])
    return Programs(
        np.concatenate([programs.codes, *own]),
        np.concatenate([programs.starts, last + ends]),
        np.concatenate([programs.tasks, -1 - tasks]),
    )


@functools.cache
def _idioms() -> tuple[Hashes, ...]:
    paragraphs = idioms.IDIOMS.split("\n\n")
    blank = (readings.plain(paragraph.encode()) for paragraph in paragraphs)
    return tuple(shingles.token_hashes(text, lower=True) for text in blank)


def _again(hashes: Hashes, owners: _Ints, place: _Ints) -> npt.NDArray[np.bool_]:
    """Whether the same stood earlier in the same program."""
    first = np.lexsort((place, owners, hashes))
    hashes, owners = hashes[first], owners[first]
    again = np.zeros(len(hashes), bool)
    again[first[1:]] = (hashes[1:] == hashes[:-1]) & (owners[1:] == owners[:-1])
    return again


def _runs(codes: Codes, order: int) -> Hashes:
    """A hash of the `order` codes before each place."""
    hashes = np.zeros(len(codes), np.uint64)
    for back in range(order, 0, -1):
        before = np.zeros(len(codes), np.uint8)
        before[back:] = codes[:-back]
        hashes = _joined(hashes, before)
    return hashes


def _joined(hashes: Hashes, codes: Codes) -> Hashes:
    joined = hashes * np.uint64(0x9E3779B97F4A7C15) + codes.astype(np.uint64) + np.uint64(1)
    joined ^= joined >> np.uint64(29)
    return joined


def _others(hashes: Hashes, tasks: _Ints, inside: npt.NDArray[np.bool_]) -> _Ints:
    """In how many other tasks each hash occurs; 0 where it is not `inside` its program."""
    found = np.zeros(len(hashes), np.int64)
    order, groups = texts.grouped(hashes[inside])
    counts = texts.members(groups, tasks[inside][order])
    found[np.flatnonzero(inside)[order]] = counts[groups] - 1
    return found
