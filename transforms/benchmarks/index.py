"""The index of benchmark texts: what workers share, its file, and the lookup.

`exact_copies` and `near_copies` say what is in a file; here is decided whether that is evidence.
A short, ordinary body is none: what agrees must say enough bits (`words`, `shapes`), or the item's
own name stands in the file too (`names`).
"""

import collections
import dataclasses
import functools
import json
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from repoloom.transforms.benchmarks import readings, texts, words
from repoloom.transforms.benchmarks.exact_copies import ExactCopies, Found
from repoloom.transforms.benchmarks.near_copies import Met, NearCopies
from repoloom.transforms.benchmarks.postings import Ints, Stretches
from repoloom.transforms.benchmarks.words import Words
from repoloom.transforms.duplicates import shingles
from repoloom.transforms.duplicates.shingles import Hashes
from repoloom.transforms.records import Hit

_FORMAT = "repoloom-contamination-5"
_ALIGNED = 8  # bytes; a search in an array that is not copies all of it first

# Bits from which what agrees is evidence by itself, by view, and beside the item's own name.
ALONE = {"verbatim": 14.0, "ngram": 10.0, "near": 36.0, "short": 14.0}
NAMED = {"verbatim": 6.0, "ngram": 4.0, "near": float("-inf"), "short": 6.0}
# A whole text says as much by its order: nine words or twenty tokens in a row are enough.  With 20
# benchmarks, clean repositories have two texts: of seven words, 13 and 15 tokens.
_WORD_IN_ORDER, _TOKEN_IN_ORDER = 1.6, 0.7
_STRONGER = {"short": 0, "near": 0, "ngram": 1, "verbatim": 2}


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    """A text in a reading of a file: tokens `first` to `last - 1`; `plain` is the file itself."""

    text: int
    view: str
    first: int
    last: int
    bits: float
    plain: bool = True


@dataclasses.dataclass(frozen=True, eq=False)
class _Reading:
    """The tokens of a reading, and once more in the order of their hashes where names are asked."""

    tokens: Hashes

    @functools.cached_property
    def in_order(self) -> Hashes:
        return np.sort(self.tokens)


@dataclasses.dataclass(frozen=True, eq=False)
class Index:
    """What is looked up.

    Attributes:
        items: (benchmark, item), sorted.
        text_starts: text `t` stands for `text_items[text_starts[t] : text_starts[t + 1]]`.
        name_starts: item `i` has the own names `names[name_starts[i] : name_starts[i + 1]]`.
        suppressed: by benchmark, the n-grams left out as scaffolding, the most shared first.
        exact: the texts as they stand.
        near: the long solutions, whose near copies are looked for.
        words: how much each token says.
    """

    items: tuple[tuple[str, str], ...]
    text_starts: Ints
    text_items: npt.NDArray[np.int32]
    names: Hashes
    name_starts: Ints
    suppressed: Mapping[str, tuple[str, ...]]
    exact: ExactCopies
    near: NearCopies
    words: Words

    @property
    def benchmarks(self) -> Mapping[str, int]:
        """Number of indexed items by benchmark, sorted."""
        return dict(sorted(collections.Counter(benchmark for benchmark, _ in self.items).items()))

    def lookup(self, text: bytes) -> tuple[Hit, ...]:
        """The items found in a file, sorted, one hit an item: the strongest view.

        The file is read as it stands and without its wrappings (see `readings`).
        """
        read = [texts.tokens_of(reading) for reading in readings.of(text)]
        stretches = Stretches.of(read)
        found: dict[int, _Found] = {}
        held = zip(read, self.exact.find(stretches), self.near.met(stretches), strict=True)
        for number, (tokens, exact, met) in enumerate(held):
            if exact or met:
                known = {item.text for item in found.values()}
                reading = _Reading(tokens)
                for one in self._found(reading, exact, met, known):
                    for item in self._evident(one, reading):
                        if item not in found or _STRONGER[one.view] > _STRONGER[found[item].view]:
                            found[item] = dataclasses.replace(one, plain=not number)
        return tuple(self._hit(item, found[item], text) for item in sorted(found))

    def _found(
        self, reading: "_Reading", exact: Sequence[Found], met: Met | None, known: set[int]
    ) -> Iterator[_Found]:
        """What one reading of a file holds, with the bits that it says."""
        for one in exact:
            bits = self.words.said(one.tokens)
            if one.view == "verbatim":
                in_order = _WORD_IN_ORDER * words.count(one.tokens)
                bits = max(bits, in_order, _TOKEN_IN_ORDER * len(one.tokens))
            if bits >= ALONE[one.view]:
                known.add(one.text)
            yield _Found(one.text, one.view, one.first, one.last, bits)

        def least(text: int) -> float:
            if text in known:
                return float("inf")
            named = any(self._named(item, reading) for item in self._items(text))
            return NAMED["near"] if named else ALONE["near"]

        for near in self.near.find(reading.tokens, met, least) if met else ():
            text = int(self.near.texts[near.solution])
            yield _Found(text, "near", near.first, near.last, near.bits)

    def _evident(self, found: _Found, reading: "_Reading") -> Iterator[int]:
        """The items of a text for which what was found is evidence."""
        items = self._items(found.text)
        if found.bits >= ALONE[found.view]:
            yield from items
        elif found.bits >= NAMED[found.view]:
            yield from (item for item in items if self._named(item, reading))

    def _items(self, text: int) -> list[int]:
        first, last = self.text_starts[text : text + 2].tolist()
        own: list[int] = self.text_items[first:last].tolist()
        return own

    def _named(self, item: int, reading: "_Reading") -> bool:
        """Whether an own name of the item is among the tokens of a file."""
        own = self.names[self.name_starts[item] : self.name_starts[item + 1]]
        return bool(texts.inside(own, reading.in_order).any())

    def _hit(self, item: int, found: _Found, text: bytes) -> Hit:
        """A hit with its place in the text; the whole file, where a wrapping was taken off."""
        span = (0, len(text))
        if found.plain:
            span = shingles.token_span(readings.plain(text), found.first, found.last)
        return Hit(*self.items[item], found.view, *span)

    def save(self, path: pathlib.Path) -> None:
        """Writes the index: a line of JSON, then the arrays.  Equal indexes give equal bytes."""
        arrays = {
            f"{part}.{name}": np.ascontiguousarray(
                getattr(getattr(self, part) if part else self, name)
            )
            for part, kind in _PARTS.items()
            for name in _fields(kind)
        }
        head = {
            "format": _FORMAT,
            "items": self.items,
            "suppressed": self.suppressed,
            "arrays": {name: [array.dtype.str, len(array)] for name, array in arrays.items()},
        }
        with path.open("wb") as out:
            out.write(json.dumps(head, sort_keys=True).encode() + b"\n")
            for name in sorted(arrays):
                data = arrays[name].tobytes()
                out.write(data + b"\0" * (-len(data) % _ALIGNED))

    @classmethod
    def _of(cls, path: pathlib.Path) -> Self:
        """Reads what `save` wrote."""
        line, _, data = path.read_bytes().partition(b"\n")
        head = json.loads(line) if line.startswith(b"{") else {}
        if head.get("format") != _FORMAT:
            raise ValueError(
                f"{path} is no contamination index of format {_FORMAT}; build it again"
            )
        arrays = {}
        at = 0
        for name, (kind, length) in sorted(head["arrays"].items()):
            arrays[name] = np.frombuffer(data, np.dtype(kind), length, at)
            at += arrays[name].nbytes + -arrays[name].nbytes % _ALIGNED
        suppressed = {name: tuple(grams) for name, grams in head["suppressed"].items()}
        given = {
            part: {name: arrays[f"{part}.{name}"] for name in _fields(kind)}
            for part, kind in _PARTS.items()
        }
        return cls(
            items=tuple(map(tuple, head["items"])),
            suppressed=suppressed,
            exact=ExactCopies(**given["exact"]),
            near=NearCopies(**given["near"]),
            words=Words(**given["words"]),
            **given[""],
        )


_PARTS: Mapping[str, type] = {"": Index, "exact": ExactCopies, "near": NearCopies, "words": Words}
_NO_ARRAYS = frozenset({"items", "suppressed", "exact", "near", "words"})


def _fields(kind: type) -> list[str]:
    """The names of the arrays of a part."""
    fields = dataclasses.fields(kind)
    names = [field.name for field in fields if field.init]
    return [name for name in names if kind is not Index or name not in _NO_ARRAYS]


def load(path: pathlib.Path) -> Index:
    """Reads a saved index; ValueError where the file is none of this format."""
    return Index._of(path)
