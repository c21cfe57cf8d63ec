"""Slices of the files that an example uses and lacks: the definitions that it mentions, by name.

Of a whole file an importer uses a few names, and the rest of its tokens buys little.  So a slice
has the signatures of the definitions whose names the example mentions, in the header of the class
around them, each with its documentation and its body where they pay.

What a stretch of text is worth to an example is the names in it that the example mentions: each
counts once, by how rare it is in the repository.  That is the problem of budgeted maximum coverage,
and stretches are taken greedily by worth for each token (Khuller, Moss and Naor, "The budgeted
maximum coverage problem", 1999, section 2), as far as the share of the row goes.
"""

import collections
import dataclasses
import functools
import heapq
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from repoloom.transforms.examples.context import Group
from repoloom.transforms.examples.units import SEPARATOR
from repoloom.transforms.graph.reach import Definers, Reach
from repoloom.transforms.records import Edge, Piece
from repoloom.transforms.tokens.sections import NONE, Section, Sections

Ranges = tuple[tuple[int, int], ...]
Place = tuple[str, int, int]
"""A file, the number of a definition in it, and which part of that."""

SIGNATURE, WORDS, BODY = range(3)
NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]{2,}")
MOST_SLICED = 128
"""Files that are offered to an example, of those that define one of its names the nearest."""

_HELD = 2 * MOST_SLICED  # files whose parts stay at hand, some 100 kB each


@dataclasses.dataclass(frozen=True)
class Files:
    """What is known of the files of a repository, by path.

    Attributes:
        text: of a file.
        sections: what it can be sliced into.
        place: a slice of it as a repeated piece.
    """

    text: Callable[[str], bytes]
    sections: Callable[[str], Sections]
    place: Callable[[str, Ranges], Piece]


def add(
    groups: Sequence[Group],
    edges: Iterable[Edge],
    files: Files,
    rank: Mapping[str, int],
    *,
    budget: int,
    share: float,
) -> list[Group]:
    """Puts slices of what each group reaches over its imports in front of it.

    Args:
        groups: the pieces of each example of one repository.
        edges: of the repository.
        files: of the repository.
        rank: place of each file in the arranged order; only its files are sliced.
        budget: tokens of an example with one separator between each two pieces.
        share: of the budget, for slices and the separators behind them.

    Returns:
        The groups in their order, each with its slices, at most one of a file, in arranged order,
        in front.  What is worth nothing is left out, so that many have less than their share.
    """
    reach = Reach(edges, rank)
    definers = Definers((path, files.sections(path).names) for path in rank)
    worth = _rarity(groups, files)
    parts_of = functools.lru_cache(_HELD)(lambda path: _parts(path, files))
    found = []
    for group in groups:
        used = sum(piece.length + SEPARATOR for piece in group) - SEPARATOR
        room = max(0, min(budget - used, int(budget * share)))
        own = [piece for piece in group if not piece.masked]
        names = frozenset[bytes]().union(*(_mentioned(piece, files) for piece in own))
        steps, defining = reach.of(piece.path for piece in own), definers.of(names)
        there = {piece.path for piece in group}
        choice = _Choice({name: worth(name) for name in names}, _tokens_a_byte(group))
        some = (
            path
            for path, step in steps.items()
            if path not in there
            and (path in defining or (step == 1 and not files.sections(path).names))
        )
        for path in itertools.islice(some, MOST_SLICED):
            choice.offer(files.sections(path), parts_of(path))
        choice.take(room)
        chosen = choice.placed(files, room)
        found.append((*sorted(chosen, key=lambda piece: rank[piece.path]), *group))
    return found


def _names(text: bytes) -> frozenset[bytes]:
    return frozenset(NAME.findall(text))


def _mentioned(piece: Piece, files: Files) -> frozenset[bytes]:
    return _names(files.text(piece.path)[piece.start : piece.end])


def _tokens_a_byte(group: Group) -> float:
    size = sum(piece.end - piece.start for piece in group)
    return sum(piece.length for piece in group) / max(1, size)


def _rarity(groups: Iterable[Group], files: Files) -> Callable[[bytes], int]:
    """What a name is worth: log2(1 + pieces / those of them that have it).

    In sixteenths, rounded, so that two mathematics libraries that differ in the last bit agree.
    """
    pieces = [piece for group in groups for piece in group]
    having: collections.Counter[bytes] = collections.Counter()
    for piece in pieces:
        having.update(_mentioned(piece, files))
    return lambda name: round(16 * math.log2(1 + len(pieces) / max(1, having[name])))


@dataclasses.dataclass(frozen=True, slots=True)
class _Part:
    """The signature, the words or the body of a definition.

    Attributes:
        needs: what it cannot stand without: its signature, or the signature around it.
        size: bytes of its ranges.
        names: those in it.
    """

    place: Place
    needs: Place | None
    ranges: Ranges
    size: int
    names: frozenset[bytes]


def _parts(path: str, files: Files) -> list[list[_Part]]:
    """The parts of each definition of a file, without those that are empty, the signature first.

    What holds members has no body of its own: they are taken one by one.
    """
    text, sections = files.text(path), list(files.sections(path))
    holding = {one.parent for one in sections}
    found = []
    for number, one in enumerate(sections):
        around = (path, one.parent, SIGNATURE) if one.parent != NONE else None
        own = path, number, SIGNATURE
        parts = [
            _part(own, around, _signature(one), text),
            _part((path, number, WORDS), own, _words(one), text),
        ]
        if number not in holding:
            parts.append(_part((path, number, BODY), own, ((one.inner, one.tail),), text))
        found.append([part for part in parts if part.size])
    return found


def _part(place: Place, needs: Place | None, ranges: Ranges, text: bytes) -> _Part:
    size = sum(end - start for start, end in ranges)
    names = _names(b"\n".join(text[start:end] for start, end in ranges))
    return _Part(place, needs, ranges, size, names)


def _signature(one: Section) -> Ranges:
    return (one.signature, one.head), (one.tail, one.end)


def _words(one: Section) -> Ranges:
    return (one.start, one.signature), (one.head, one.inner)


class _Choice:
    """The slices of one example.

    Args:
        worth: of each name that the example mentions.
        rate: tokens a byte, as an estimate; what is placed is measured.
    """

    def __init__(self, worth: Mapping[bytes, int], rate: float) -> None:
        self._worth, self._rate = worth, rate
        self._parts: dict[Place, _Part] = {}
        self._of: dict[str, list[Place]] = {}
        self._read: frozenset[bytes] = frozenset()
        self._opened: set[str] = set()
        self._taken: dict[Place, _Part] = {}

    def offer(self, sections: Iterable[Section], parts: Sequence[Sequence[_Part]]) -> None:
        """Offers what a file defines of the names, and the headers around it."""
        wanted, around = self._worth.keys(), set[int]()
        for one, some in reversed([*zip(sections, parts, strict=True)]):
            used = not one.names or any(name in wanted for name in one.names)
            if used or (some and some[0].place[1] in around):
                around.add(one.parent)
                for part in some if used else some[:1]:
                    names = part.names & wanted if used else frozenset[bytes]()
                    mine = _Part(part.place, part.needs, part.ranges, part.size, frozenset(names))
                    self._parts[part.place] = mine
                    self._of.setdefault(part.place[0], []).append(part.place)

    def take(self, room: int) -> None:
        """Takes what fits the room with a separator for each file, the worthiest first."""
        heap = [(-self._measure(place)[0], place) for place in self._parts]
        heapq.heapify(heap)
        while heap:
            known, place = heapq.heappop(heap)
            worth, tokens = self._measure(place)
            if place in self._taken or not worth:
                continue
            if worth < -known:  # names of it were read since
                heapq.heappush(heap, (-worth, place))
            elif tokens <= room:
                room -= tokens
                for part in reversed([*self._chain(place)]):
                    self._taken[part.place] = part
                    self._read |= part.names
                if place[0] not in self._opened:  # its path line is paid, so the others cost less
                    self._opened.add(place[0])
                    for other in self._of[place[0]]:
                        heapq.heappush(heap, (-self._measure(other)[0], other))

    def _chain(self, place: Place | None) -> Iterator[_Part]:
        """A part and what it cannot stand without, as far as that is not taken yet."""
        while place is not None and place not in self._taken:
            part = self._parts[place]
            yield part
            place = part.needs

    def _measure(self, place: Place) -> tuple[float, int]:
        """What a part with its chain is worth for each of its tokens, and how many they are."""
        size, names = 0, frozenset[bytes]()
        for part in self._chain(place):
            size += part.size
            names = names | part.names if names else part.names
        new = sum(map(self._worth.__getitem__, names - self._read))
        if place[0] in self._opened:
            tokens = math.ceil(size * self._rate)
        else:
            tokens = math.ceil((size + len(place[0]) + 1) * self._rate) + SEPARATOR
        return new / max(1, tokens), tokens

    def placed(self, files: Files, room: int) -> list[Piece]:
        """What was taken, as pieces; the last parts are given back where the estimate was low."""
        pieces: dict[str, Piece] = {}
        while True:
            for path in sorted({path for path, _, _ in self._taken} - pieces.keys()):
                parts = (part for place, part in self._taken.items() if place[0] == path)
                pieces[path] = files.place(path, _joined(files.text(path), parts))
            if sum(piece.length + SEPARATOR for piece in pieces.values()) <= room:
                return list(pieces.values())
            (path, _, _), _ = self._taken.popitem()
            pieces.pop(path)


def _joined(text: bytes, parts: Iterable[_Part]) -> Ranges:
    """The ranges of some parts in the order of the text; blank lines between two join them."""
    found: list[tuple[int, int]] = []
    spans = itertools.chain.from_iterable(part.ranges for part in parts)
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and not text[found[-1][1] : start].strip():
            first, last = found.pop()
            found.append((first, max(last, end)))
        else:
            found.append((start, end))
    return tuple(found)
