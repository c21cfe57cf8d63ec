"""The index of benchmark texts: arrays, their file, and the lookup.

`lookup` says what is indexed and why; here is how it is found.  A filter of one bit test
an n-gram sends almost every n-gram of ordinary code away before the binary search.
"""

import collections
import dataclasses
import json
import pathlib
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Self

import numpy as np
import numpy.typing as npt

from repoloom.transforms.benchmarks import near_copies
from repoloom.transforms.benchmarks.near_copies import NearCopies
from repoloom.transforms.duplicates import shingles
from repoloom.transforms.duplicates.shingles import Hashes
from repoloom.transforms.records import Hit

N = 10  # tokens of an n-gram
_FILTER_BITS = 22  # 4 MiB; an index of 300,000 n-grams lets 7 % of foreign n-grams pass
_FORMAT = "repoloom-contamination-3"
_ESCAPED = 100  # one escaped line end in so many bytes: a file of texts, not a program that prints
_UNPACKED = 16 << 20  # bytes of a packed file that are looked at
_Ints = npt.NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    """An item in a reading of a file: tokens `first` to `last - 1`; `plain` is the file itself."""

    item: int
    view: str
    first: int
    last: int
    plain: bool = True


_STRONGER = ("verbatim", "ngram")  # a view that takes the place of another


@dataclasses.dataclass(frozen=True, eq=False)
class Index:
    """What is looked up.  Arrays with the same prefix run in parallel.

    Attributes:
        items: (benchmark, item), sorted.
        grams: uint64[G], sorted; gram `g` belongs to texts `owners[starts[g] : starts[g + 1]]`.
        text_items: item of each text.
        text_needs: n-grams that a file must share with the text.
        whole_grams: uint64[W], sorted: the rarest n-gram of each text, where the search begins;
            `whole_places` is its place in the text, `whole_lengths` the tokens of the text,
            `whole_hashes` the hash over all of them, `whole_items` the item.
        short_hashes: the same for short items, which have fewer tokens than an n-gram.
        suppressed: by benchmark, the n-grams left out as scaffolding, the most shared first.
        near_copies: the long solutions, whose near copies are looked for.
    """

    items: tuple[tuple[str, str], ...]
    grams: Hashes
    starts: _Ints
    owners: _Ints
    text_items: _Ints
    text_needs: _Ints
    whole_grams: Hashes
    whole_places: _Ints
    whole_lengths: _Ints
    whole_hashes: Hashes
    whole_items: _Ints
    short_lengths: _Ints
    short_hashes: Hashes
    short_items: _Ints
    suppressed: Mapping[str, tuple[str, ...]]
    near_copies: NearCopies
    filter: npt.NDArray[np.bool_] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Makes the filter: whether any indexed n-gram has these leading bits."""
        marks = np.zeros(1 << _FILTER_BITS, np.bool_)
        marks[_leading(self.grams)] = True
        marks[_leading(self.whole_grams)] = True
        object.__setattr__(self, "filter", marks)

    @property
    def benchmarks(self) -> Mapping[str, int]:
        """Number of indexed items by benchmark, sorted."""
        return dict(sorted(collections.Counter(benchmark for benchmark, _ in self.items).items()))

    def lookup(self, text: bytes) -> tuple[Hit, ...]:
        """The items found in a file, sorted, one hit an item: the strongest view.

        Escaped line ends count as line ends, so an item inside a JSON string is found.
        """
        found: dict[int, _Found] = {}
        readings = _readings(text)
        for number, tokens in enumerate(readings):
            for one in self._found(tokens):
                if one.item not in found or (one.view, found[one.item].view) == _STRONGER:
                    found[one.item] = dataclasses.replace(one, plain=not number)
            for item, first, last in self.near_copies.find(tokens, found.keys()):
                found[item] = _Found(item, "near", first, last, plain=not number)
        return tuple(sorted((self._hit(one, text) for one in found.values()), key=_by_item))

    def _hit(self, found: "_Found", text: bytes) -> Hit:
        """A hit with its place in the text."""
        whole = (0, len(text))
        span = shingles.token_span(_bare(text), found.first, found.last) if found.plain else whole
        return Hit(*self.items[found.item], found.view, *span)

    def lookup_packed(self, data: bytes) -> tuple[Hit, ...]:
        """The items found in a gzip file, as benchmarks lie in repositories; none in others."""
        if not data.startswith(b"\x1f\x8b"):
            return ()
        try:
            return self.lookup(zlib.decompressobj(wbits=31).decompress(data, _UNPACKED))
        except zlib.error:
            return ()

    def _found(self, tokens: Hashes) -> Iterator["_Found"]:
        """What one reading of a file holds; an item may come more than once."""
        grams = shingles.ngrams(tokens, N)
        places = np.flatnonzero(self.filter.take(_leading(grams)))
        if places.size:
            yield from self._by_grams(tokens, grams, places)
            yield from self._by_whole(tokens, grams, places)
        for length in np.unique(self.short_lengths).tolist():
            runs = shingles.ngrams(tokens, length)
            here = self.short_lengths == length
            found = np.isin(self.short_hashes[here], runs)
            wanted = zip(self.short_hashes[here][found], self.short_items[here][found], strict=True)
            for value, item in wanted:
                first = int(np.flatnonzero(runs == value)[0])
                yield _Found(int(item), "short", first, first + length)

    def _by_grams(
        self, tokens: Hashes, grams: Hashes, places: npt.NDArray[np.intp]
    ) -> Iterator["_Found"]:
        """Items of whose texts enough n-grams are in the file, from the first to the last."""
        if not len(self.grams):
            return
        values, first = np.unique(grams[places], return_index=True)
        at = np.minimum(np.searchsorted(self.grams, values), len(self.grams) - 1)
        known = self.grams[at] == values
        at, where = at[known], places[first[known]]
        if not at.size:
            return
        owners = np.concatenate([self.owners[self.starts[g] : self.starts[g + 1]] for g in at])
        counts = np.bincount(owners, minlength=len(self.text_needs))
        enough = np.flatnonzero(counts >= self.text_needs).tolist()
        if enough:
            where = np.repeat(where, self.starts[at + 1] - self.starts[at])
        for text in enough:
            own = where[owners == text]
            if _forms(tokens, own) * 2 >= self.text_needs[text]:
                item = int(self.text_items[text])
                yield _Found(item, "ngram", int(own.min()), int(own.max()) + N)

    def _by_whole(
        self, tokens: Hashes, grams: Hashes, places: npt.NDArray[np.intp]
    ) -> Iterator["_Found"]:
        """Items of which a whole text stands in the file."""
        first = np.searchsorted(self.whole_grams, grams[places], "left")
        last = np.searchsorted(self.whole_grams, grams[places], "right")
        for at in np.flatnonzero(last > first).tolist():
            for whole in range(int(first[at]), int(last[at])):
                begin = int(places[at] - self.whole_places[whole])
                end = begin + int(self.whole_lengths[whole])
                if begin >= 0 and end <= len(tokens):
                    run = shingles.ngrams(tokens[begin:end], end - begin)
                    if run[0] == self.whole_hashes[whole]:
                        yield _Found(int(self.whole_items[whole]), "verbatim", begin, end)

    def save(self, path: pathlib.Path) -> None:
        """Writes the index: a line of JSON, then the arrays.  Equal indexes give equal bytes."""
        names = [field.name for field in dataclasses.fields(self) if field.name not in _NOT_ARRAYS]
        arrays = {name: np.ascontiguousarray(getattr(self, name)) for name in names}
        for name in _CLONES:
            arrays["clones_" + name] = np.ascontiguousarray(getattr(self.near_copies, name))
        head = {
            "format": _FORMAT,
            "items": self.items,
            "suppressed": self.suppressed,
            "arrays": {name: [array.dtype.str, len(array)] for name, array in arrays.items()},
        }
        with path.open("wb") as out:
            out.write(json.dumps(head, sort_keys=True).encode() + b"\n")
            for name in sorted(arrays):
                out.write(arrays[name].tobytes())

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
            at += arrays[name].nbytes
        suppressed = {name: tuple(grams) for name, grams in head["suppressed"].items()}
        long = NearCopies(**{name: arrays.pop("clones_" + name) for name in _CLONES})
        items = tuple(map(tuple, head["items"]))
        return cls(items, suppressed=suppressed, near_copies=long, **arrays)


_NOT_ARRAYS = frozenset({"items", "suppressed", "near_copies", "filter"})
_CLONES = [field.name for field in dataclasses.fields(NearCopies) if field.name != "filter"]


def load(path: pathlib.Path) -> Index:
    """Reads a saved index; ValueError where the file is none of this format."""
    return Index._of(path)


def _leading(hashes: Hashes) -> _Ints:
    """The leading bits that the filter is indexed by."""
    return (hashes >> np.uint64(64 - _FILTER_BITS)).view(np.int64)


def _forms(tokens: Hashes, places: npt.NDArray[np.intp]) -> int:
    """How many n-grams of different form there are; those with few words count once a form.

    The rows of a table, such as `1: "one", 2: "two"`, have six forms however many they are, and
    everybody counts to nine in the same words.
    """
    codes = near_copies.nameless(tokens, numbers=False)
    forms = set()
    for place in places.tolist():
        form = codes[place : place + N]
        worded = np.count_nonzero(form == 0) * 2 > N
        forms.add(place if worded else form.tobytes())
    return len(forms)


def _by_item(hit: Hit) -> tuple[str, str]:
    return hit.benchmark, hit.item


def tokens_of(text: bytes) -> Hashes:
    r"""The tokens that count: small letters, without the signs that comments and escapes have.

    A solution with `# ` or `// ` before each line is the same tokens then, and `\"` the same as
    a quote; that `a / b` is `a b` costs nothing among ten tokens.
    """
    return shingles.token_hashes(_bare(text), lower=True)


def _bare(text: bytes) -> bytes:
    """The text with blanks for those signs: places stay where they are."""
    return text.translate(_WITHOUT_SIGNS)


_WITHOUT_SIGNS = bytes.maketrans(b"#/*\\", b"    ")


def _readings(text: bytes) -> list[Hashes]:
    """The tokens of a file as it stands, and as its strings read where they hold line ends.

    A notebook has its code as a list of strings, one a line; they are read as one.  A string may
    hold JSON in its turn, so what was read is read once more.
    """
    readings = [tokens_of(text)]
    for _ in range(_LEVELS):
        count = text.count(b"\\n")
        quoted = text.lstrip()[:1] in (b"{", b"[") and (count or b"\\u" in text)
        if not (quoted or count * _ESCAPED > len(text)):
            break
        text = _ESCAPE.sub(_unescaped, _LIST_OF_LINES.sub(b"\n", text))
        readings.append(tokens_of(text))
    return readings


_LEVELS = 2
_LIST_OF_LINES = re.compile(rb"\\n\"\s*,\s*\"")
_ESCAPE = re.compile(rb"\\(?:u[0-9A-Fa-f]{4}|[\"'\\/bfnrt])")
_PLAIN = {
    **{b"\\" + bytes([byte]): bytes([byte]) for byte in b"\"'\\/"},
    **{b"\\b": b"", b"\\f": b"", b"\\n": b"\n", b"\\r": b"", b"\\t": b"\t"},
}


def _unescaped(escape: re.Match[bytes]) -> bytes:
    """What one escape of JSON, Python or JavaScript stands for."""
    found = escape.group()
    if found[1:2] == b"u":
        return chr(int(found[2:], 16)).encode("utf-8", "surrogatepass")
    return _PLAIN[found]
