"""Copies of texts as they stand: all tokens in a row, or half of the n-grams close together.

  verbatim  all tokens of a text in a row, where the text has 32 bytes or more without blanks: short
            solutions such as `return x + y` are everywhere (BigCode exempts them by hand);
  ngram     half of a text's 10-grams and at least eight, within twice the text's length.
            DeepSeek-Coder (arXiv 2401.14196) drops on one; of 13,721 files of clean repositories
            743 have one, 173 have eight of any items, none has half of one text;
  short     all tokens of an item that is too short for an n-gram.

Of a long text every m-th n-gram is kept, by hash: half of 16 to 32 of them says what half of all
says, and the index grows with the number of texts, not with their length (mod sampling; Broder,
"On the resemblance and containment of documents", 1997).
"""

import collections
import dataclasses
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from repoloom.transforms.benchmarks import shapes
from repoloom.transforms.benchmarks.postings import (
    Filter,
    Ints,
    Postings,
    Stretches,
    held_by,
    shared_by,
)
from repoloom.transforms.benchmarks.texts import Flags, N, Texts
from repoloom.transforms.duplicates import shingles
from repoloom.transforms.duplicates.shingles import Hashes

LEAST = 8  # n-grams of one text that a file must share with it: 17 tokens in a row, or more apart
SHARE = 0.5  # and the share of the text's n-grams
WIDTH = 2  # and they lie within so many times its length
SHORT = 3  # tokens from which a short item is indexed at all
_FORMS = 7  # different n-grams in form that are evidence: a row of a table has up to six
KEPT = 32  # n-grams up to which all of a text are kept
_OWNERS = 64  # texts that share an n-gram from which it says nothing
_NEVER = np.iinfo(np.int32).max

_Small = npt.NDArray[np.int32]


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A text in a reading of a file: tokens `first` to `last - 1`; `tokens` is what agrees."""

    text: int
    view: str
    first: int
    last: int
    tokens: Hashes


@dataclasses.dataclass(frozen=True, eq=False)
class ExactCopies:
    """The texts that are looked for.  Arrays with the same prefix run in parallel.

    Attributes:
        grams: uint64[G], sorted; `owners` has the text of each.
        lengths: tokens of each text; `needs` the n-grams that a file must share with it.
        whole_grams: uint64[W], sorted: an n-gram of each text, where the search begins;
            `whole_places` is its place in the text, `whole_texts` the text, `whole_firsts` and
            `whole_lasts` its outer n-grams, `whole_hashes` the hash over all tokens.
        short_hashes: the same for short items, which have fewer tokens than an n-gram;
            `short_leads` is the hash over the first of them.
    """

    grams: Hashes
    owners: _Small
    lengths: _Small
    needs: _Small
    whole_grams: Hashes
    whole_places: _Small
    whole_texts: _Small
    whole_firsts: Hashes
    whole_lasts: Hashes
    whole_hashes: Hashes
    short_hashes: Hashes
    short_leads: Hashes
    short_texts: _Small
    by_gram: Postings = dataclasses.field(init=False)
    by_whole: Postings = dataclasses.field(init=False)
    by_short: Postings = dataclasses.field(init=False)
    any_gram: Filter = dataclasses.field(init=False)
    any_short: Filter = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Makes the filters: one for both kinds of n-grams, one for what short items begin with."""
        object.__setattr__(self, "by_gram", Postings(self.grams))
        object.__setattr__(self, "by_whole", Postings(self.whole_grams))
        object.__setattr__(self, "by_short", Postings(self.short_hashes))
        object.__setattr__(self, "any_gram", Filter.of(np.r_[self.grams, self.whole_grams]))
        object.__setattr__(self, "any_short", Filter.of(self.short_leads))

    def find(self, readings: Stretches) -> list[list[Found]]:
        """What each reading of a file holds; a text may come more than once."""
        grams = shingles.ngrams(readings.tokens, N)
        begins = shingles.ngrams(readings.tokens, SHORT)
        met = readings.split(self.any_gram.places(grams), N)
        short = readings.split(self.any_short.places(begins), SHORT)
        found = []
        for first, tokens, places, some in zip(readings.starts, readings, met, short, strict=False):
            own = grams[first : first + max(0, len(tokens) - N + 1)]
            here = list(self._wholes(tokens, own, places)) if len(places) else []
            here += self._grams(tokens, own, places) if len(places) >= LEAST else ()
            here += self._shorts(tokens) if len(some) else ()
            found.append(here)
        return found

    def _shorts(self, tokens: Hashes) -> Iterator[Found]:
        """Items that are too short for an n-gram."""
        for length in sorted(set(self.lengths[self.short_texts].tolist())):
            runs = shingles.ngrams(tokens, length)
            for place, entry in zip(*self.by_short.meet(np.arange(len(runs)), runs), strict=True):
                text = int(self.short_texts[entry])
                if self.lengths[text] == length:
                    own = tokens[place : place + length]
                    yield Found(text, "short", int(place), int(place) + length, own)

    def _wholes(self, tokens: Hashes, grams: Hashes, places: Ints) -> Iterator[Found]:
        """Texts all of whose tokens stand in a row."""
        places, entries = self.by_whole.meet(places, grams[places])
        begins = places - self.whole_places[entries]
        ends = begins + self.lengths[self.whole_texts[entries]]
        inside = (begins >= 0) & (ends <= len(tokens))
        begins, ends, entries = begins[inside], ends[inside], entries[inside]
        outer = grams[begins] == self.whole_firsts[entries]
        outer &= grams[ends - N] == self.whole_lasts[entries]
        done: set[int] = set()
        for begin, end, entry in np.stack([begins, ends, entries], 1)[outer].tolist():
            if entry not in done:
                run = tokens[begin:end]
                if shingles.ngrams(run, len(run))[0] == self.whole_hashes[entry]:
                    done.add(entry)
                    yield Found(int(self.whole_texts[entry]), "verbatim", begin, end, run)

    def _grams(self, tokens: Hashes, grams: Hashes, places: Ints) -> Iterator[Found]:
        """Texts of whose n-grams enough are in the file, close together."""
        places, entries = self.by_gram.meet(places, grams[places])
        if len(places) < LEAST:
            return
        owners = self.owners[entries]
        enough = held_by(owners, entries, self.needs)
        if not enough:
            return
        order = np.lexsort((places, owners))
        places, entries, owners = places[order], entries[order], owners[order]
        codes = shapes.codes(tokens, numbers=False)
        for text in enough:
            own = slice(*np.searchsorted(owners, [text, text + 1]))
            window = int(self.lengths[text]) * WIDTH + N
            first, last = _densest(places[own], entries[own], window)
            inside = places[own][first:last]
            forms = _forms(codes, inside)
            need = int(self.needs[text])
            if len(set(entries[own][first:last].tolist())) >= need and forms >= max(
                _FORMS, need / 2
            ):
                covered = np.unique(inside[:, None] + np.arange(N))
                begin, end = int(inside[0]), int(inside[-1]) + N
                yield Found(text, "ngram", begin, end, tokens[covered])


def _densest(places: Ints, entries: Ints, width: int) -> tuple[int, int]:
    """The slice of sorted places within `width` of each other with most different entries."""
    inside: collections.Counter[int] = collections.Counter()
    best, span, first = 0, (0, 0), 0
    steps = zip(places.tolist(), entries.tolist(), strict=True)
    for last, (place, entry) in enumerate(steps):
        inside[entry] += 1
        while place - places[first] > width:
            gone = int(entries[first])
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            first += 1
        if len(inside) > best:
            best, span = len(inside), (first, last + 1)
    return span


def _forms(codes: npt.NDArray[np.uint8], places: Ints) -> int:
    """How many n-grams of different form there are; those with few words count once a form.

    The rows of a table, such as `1: "one", 2: "two"`, have six forms however many they are, and
    everybody counts to nine in the same words.
    """
    forms = set()
    for place in places.tolist():
        form = codes[place : place + N]
        worded = np.count_nonzero(form == 0) * 2 > N
        forms.add(place if worded else form.tobytes())
    return len(forms)


class Builder:
    """Takes the texts of one benchmark after the other, gives `ExactCopies`."""

    def __init__(self) -> None:
        """Begins with no text."""
        self.lengths: list[int] = []
        self.grams: list[Hashes] = [np.empty(0, np.uint64)]
        self.owners: list[_Small] = [np.empty(0, np.int32)]
        self.wholes: list[npt.NDArray[np.uint64]] = [np.empty((0, 6), np.uint64)]
        self.shorts: list[tuple[int, int, int]] = []

    def add(self, texts: Texts, scaffold: Flags, new: Flags, hashes: Hashes) -> Ints:
        """Adds texts, and gives their numbers, -1 of those that are not added.

        Args:
            texts: of one benchmark.
            scaffold: whether each of its n-grams says nothing.
            new: the texts to be added: none has been added before.
            hashes: over all tokens of each text.
        """
        numbers = np.where(new, len(self.lengths) + np.cumsum(new) - 1, -1)
        lengths = np.diff(texts.starts)
        self.lengths += lengths[new].tolist()
        says = new[texts.owners] & ~scaffold
        self._count(texts, says & texts.counted[texts.owners], numbers)
        self._lead(texts, says & texts.whole[texts.owners], numbers, hashes)
        few = new & (lengths < N)
        begins = texts.starts[:-1][few]
        leads = shingles.run_hashes(texts.tokens, begins, begins + SHORT)
        columns = (hashes[few], numbers[few], leads)
        self.shorts += zip(*(column.tolist() for column in columns), strict=True)
        return numbers

    def _count(self, texts: Texts, says: Flags, numbers: Ints) -> None:
        """Keeps n-grams of the counted texts, of many every second, fourth, ... by hash."""
        sizes = np.bincount(texts.owners[says], minlength=len(numbers))
        power = np.ceil(np.log2(np.maximum(sizes, KEPT) / KEPT)).astype(np.uint64)
        mask = (np.uint64(1) << power) - np.uint64(1)
        says = says & (texts.grams & mask[texts.owners] == 0)
        grams, owners = texts.grams[says], numbers[texts.owners[says]].astype(np.int32)
        order = np.lexsort((owners, grams))
        grams, owners = grams[order], owners[order]
        first = np.ones(len(grams), bool)
        first[1:] = (grams[1:] != grams[:-1]) | (owners[1:] != owners[:-1])
        self.grams.append(grams[first])
        self.owners.append(owners[first])

    def _lead(self, texts: Texts, says: Flags, numbers: Ints, hashes: Hashes) -> None:
        """Keeps the n-gram of each text whose hash is least: it leads to the whole text."""
        at = np.flatnonzero(says)
        owners = texts.owners[at]
        begins = np.flatnonzero(np.diff(owners, prepend=-1))
        if not len(begins):
            return
        least = np.minimum.reduceat(texts.grams[at], begins)
        sizes = np.diff(begins, append=len(at))
        best = at[texts.grams[at] == np.repeat(least, sizes)]
        text, first = np.unique(texts.owners[best], return_index=True)
        inside = (
            np.searchsorted(texts.owners, text, "left"),
            np.searchsorted(texts.owners, text, "right"),
        )
        outer = texts.grams[inside[0]], texts.grams[inside[1] - 1]
        places = texts.places[best[first]].astype(np.uint64)
        columns = (least, places, numbers[text].astype(np.uint64), *outer, hashes[text])
        self.wholes.append(np.stack(columns, 1))

    def done(self) -> ExactCopies:
        """Puts the arrays together."""
        grams, owners, needs = self._postings()
        wholes = np.concatenate(self.wholes)
        wholes = wholes[np.lexsort((wholes[:, 2], wholes[:, 0]))]
        shorts = np.array(sorted(self.shorts), np.uint64).reshape(-1, 3)
        return ExactCopies(
            grams=grams,
            owners=owners,
            lengths=np.array(self.lengths, np.int32),
            needs=needs,
            whole_grams=wholes[:, 0].copy(),
            whole_places=wholes[:, 1].astype(np.int32),
            whole_texts=wholes[:, 2].astype(np.int32),
            whole_firsts=wholes[:, 3].copy(),
            whole_lasts=wholes[:, 4].copy(),
            whole_hashes=wholes[:, 5].copy(),
            short_hashes=shorts[:, 0].copy(),
            short_leads=shorts[:, 2].copy(),
            short_texts=shorts[:, 1].astype(np.int32),
        )

    def _postings(self) -> tuple[Hashes, _Small, _Small]:
        """Sorted n-grams, their texts, and by text the n-grams that it needs."""
        grams, owners = np.concatenate(self.grams), np.concatenate(self.owners)
        order = np.argsort(grams, kind="stable")
        grams, owners = grams[order], owners[order]
        rare = shared_by(grams) <= _OWNERS
        grams, owners = grams[rare], owners[rare]
        kept = np.bincount(owners, minlength=len(self.lengths))
        needs = np.maximum(LEAST, np.ceil(SHARE * kept)).astype(np.int32)
        return grams, owners, np.where(kept < LEAST, _NEVER, needs).astype(np.int32)
