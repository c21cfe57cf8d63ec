"""Slices of the files that an example imports and lacks: the definitions that it uses, by name.

Of a whole file an importer uses a few names, and the rest of its tokens buys little.  So a slice has
the signatures of the definitions whose names the importer mentions, in the header of the class
around them, each with its documentation and its body where they pay.

What a stretch of text is worth to an example is the names in it that the example mentions and has
not read before: each counts once, by how rare it is in the repository.  That is the problem of
budgeted maximum coverage, and stretches are taken greedily by worth for each token (Khuller, Moss
and Naor, "The budgeted maximum coverage problem", 1999, section 2), as far as the share goes.
"""

import collections
import dataclasses
import heapq
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from repoloom.transforms.examples.context import Group
from repoloom.transforms.examples.reach import Definers, Reach
from repoloom.transforms.examples.units import SEPARATOR
from repoloom.transforms.records import Edge, Piece
from repoloom.transforms.tokens.sections import NONE, Section, Sections

Ranges = tuple[tuple[int, int], ...]

NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]{2,}")
SIGNATURE, WORDS, BODY = range(3)


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
    """Puts slices of missing dependencies in front of each group.

    Args:
        groups: the pieces of each example of one repository.
        edges: of the repository.
        files: of the repository.
        rank: place of each file in the arranged order; only its files are sliced.
        budget: tokens of an example with one separator between each two pieces.
        share: of the budget, for slices and the separators behind them.

    Returns:
        The groups in their order, each with its slices, at most one of a file, in arranged order,
        in front.  What is worth nothing is left out, so that an example may have less than its
        share.
    """
    reach = Reach(edges, rank)
    definers = Definers((path, files.sections(path).names) for path in rank)
    worth = _rarity(groups, files)
    found = []
    for group in groups:
        used = sum(piece.length + SEPARATOR for piece in group) - SEPARATOR
        room = min(budget - used, int(budget * share))
        wanted = set[bytes]().union(*(_own(piece, files) for piece in group if not piece.masked))
        near = reach.of(piece.path for piece in group if not piece.masked)
        defining = definers.of(wanted)
        there = {piece.path for piece in group}
        paths = [
            path
            for path, step in near.items()
            if path not in there and (path in defining or (step == 1 and not files.sections(path).names))
        ]
        choice = _Choice(paths, wanted, files, worth, _tokens_a_byte(group))
        chosen = sorted(choice.within(max(0, room)), key=lambda piece: rank[piece.path])
        found.append((*chosen, *group))
    return found


def _names(text: bytes) -> set[bytes]:
    return set(NAME.findall(text))


def _own(piece: Piece, files: Files) -> set[bytes]:
    return _names(files.text(piece.path)[piece.start : piece.end])


def _tokens_a_byte(group: Group) -> float:
    size = sum(piece.end - piece.start for piece in group)
    return sum(piece.length for piece in group) / max(1, size)


def _rarity(groups: Iterable[Group], files: Files) -> Callable[[bytes], int]:
    """What the first mention of a name is worth: log2(1 + pieces / those of them that have it).

    In sixteenths, rounded, so that two mathematics libraries that differ in the last bit agree.
    """
    pieces = [piece for group in groups for piece in group]
    having: collections.Counter[bytes] = collections.Counter()
    for piece in pieces:
        having.update(_own(piece, files))
    return lambda name: round(16 * math.log2(1 + len(pieces) / max(1, having[name])))


Place = tuple[str, int, int]
"""A file, the number of a definition in it, and which part of that."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Part:
    """The signature, the words or the body of a definition, and the wanted names in it."""

    place: Place
    ranges: Ranges
    names: frozenset[bytes]

    @property
    def size(self) -> int:
        return sum(end - start for start, end in self.ranges)


class _Choice:
    """The slices of one example.

    Args:
        paths: of the files that may be sliced.
        wanted: names.
        files: of the repository.
        worth: of a name.
        rate: tokens a byte, as an estimate; what is placed is measured.
    """

    def __init__(
        self,
        paths: Iterable[str],
        wanted: set[bytes],
        files: Files,
        worth: Callable[[bytes], int],
        rate: float,
    ) -> None:
        self._files, self._worth, self._rate = files, worth, rate
        self._sections = {path: list(files.sections(path)) for path in paths}
        self._parts = {
            path: {part.place: part for part in self._parts_of(path, some, wanted)}
            for path, some in self._sections.items()
        }
        self._read: set[bytes] = set()
        self._opened: set[str] = set()
        self._taken: dict[Place, _Part] = {}

    def _parts_of(
        self, path: str, sections: Sequence[Section], wanted: set[bytes]
    ) -> Iterator[_Part]:
        text = self._files.text(path)
        holding = {one.parent for one in sections}
        for number, one in enumerate(sections):
            if one.names and wanted.isdisjoint(one.names):
                continue
            parts = [_signature(one), ((one.start, one.signature), (one.head, one.inner))]
            if number not in holding:
                parts.append(((one.inner, one.tail),))
            for kind, ranges in enumerate(parts):
                names = {name for start, end in ranges for name in _names(text[start:end])}
                yield _Part((path, number, kind), ranges, frozenset(names & wanted))

    def _chain(self, place: Place) -> list[_Part]:
        """A part behind what it cannot stand without, as far as that is not taken yet."""
        path, number, kind = place
        chain = [self._parts[path][place]]
        if kind != SIGNATURE:
            chain.append(self._parts[path][path, number, SIGNATURE])
        while (number := self._sections[path][number].parent) != NONE:
            place = path, number, SIGNATURE
            header = _Part(place, _signature(self._sections[path][number]), frozenset())
            chain.append(self._parts[path].get(place, header))
        return [part for part in reversed(chain) if part.place not in self._taken]

    def _measure(self, place: Place) -> tuple[float, int]:
        """What a part with its chain is worth for each of its tokens, and how many they are."""
        chain = self._chain(place)
        size = sum(part.size for part in chain)
        if place[0] not in self._opened:
            size += len(place[0]) + 1 + SEPARATOR
        tokens = max(1, math.ceil(size * self._rate))
        names = {name for part in chain for name in part.names} - self._read
        return sum(map(self._worth, names)) / tokens, tokens

    def within(self, room: int) -> list[Piece]:
        """The slices that fit the room with a separator each, in no order."""
        heap: list[tuple[float, Place]] = []
        for path in self._parts:
            self._push(path, heap)
        left, done = room, set[Place]()
        while heap:
            known, place = heapq.heappop(heap)
            if place in done or place in self._taken:
                continue
            worth, tokens = self._measure(place)
            if worth < -known:  # names of it were read since
                if worth > 0:
                    heapq.heappush(heap, (-worth, place))
                continue
            done.add(place)
            if tokens <= left:
                left -= tokens
                for part in self._chain(place):
                    self._taken[part.place] = part
                    self._read |= part.names
                if place[0] not in self._opened:
                    self._opened.add(place[0])
                    self._push(place[0], heap)  # the path line is paid
        return self._placed(room)

    def _push(self, path: str, heap: list[tuple[float, Place]]) -> None:
        for place in self._parts[path]:
            worth, _ = self._measure(place)
            if worth > 0 and place not in self._taken:
                heapq.heappush(heap, (-worth, place))

    def _placed(self, room: int) -> list[Piece]:
        """What was taken, as pieces; the last parts are given back where the estimate was low."""
        pieces: dict[str, Piece] = {}
        while True:
            for path in sorted({path for path, _, _ in self._taken} - pieces.keys()):
                parts = (part for place, part in self._taken.items() if place[0] == path)
                pieces[path] = self._files.place(path, _joined(self._files.text(path), parts))
            if sum(piece.length + SEPARATOR for piece in pieces.values()) <= room:
                return list(pieces.values())
            (path, _, _), _ = self._taken.popitem()
            pieces.pop(path)


def _signature(one: Section) -> Ranges:
    return (one.signature, one.head), (one.tail, one.end)


def _joined(text: bytes, parts: Iterable[_Part]) -> Ranges:
    """The ranges of some parts in the order of the text; blank lines between two join them."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(span for part in parts for span in part.ranges if span[0] < span[1]):
        if found and not text[found[-1][1] : start].strip():
            first, last = found.pop()
            start, end = first, max(last, end)
        found.append((start, end))
    return tuple(found)
