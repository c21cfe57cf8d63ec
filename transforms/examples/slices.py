"""Slices of the files that an example imports and lacks: the definitions that it uses, by name.

Of a whole file an importer uses a few names; the rest of its tokens teaches little.  So a copy is
the signatures of the definitions whose names the importer mentions, each with its body where the
body pays for itself, and the header of the class around them.

What a stretch of text is worth to an example is the names in it that the example mentions and has
not read before: each counts once, by how rare it is in the repository.  That is the problem of
budgeted maximum coverage; here stretches are taken greedily by worth for each token (Khuller, Moss
and Naor, "The budgeted maximum coverage problem", 1999), as far as the share of the row goes and
no further than a token still pays.
"""

import collections
import dataclasses
import heapq
import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from repoloom.transforms.examples.context import Group, needed
from repoloom.transforms.examples.units import SEPARATOR
from repoloom.transforms.records import Edge, Piece
from repoloom.transforms.tokens.sections import NONE, Section, Sections

Ranges = tuple[tuple[int, int], ...]

NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]{2,}")
TOKENS_A_BYTE = 0.3
LEAST = float(os.environ.get("LEAST", "0"))
BODY = float(os.environ.get("BODY", "1"))
SMALL = int(os.environ.get("SMALL", "200"))
DOC = int(os.environ.get("DOC", "1"))
DOCW = float(os.environ.get("DOCW", "1"))
SIGNATURE, DOCUMENTATION, BODY_ = range(3)
MODE = os.environ.get("MODE", "A")


@dataclasses.dataclass(frozen=True)
class Files:
    """What is known of the files of a repository.

    Attributes:
        text: of a file, by path.
        sections: what it can be sliced into; empty where nothing is known of it.
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
        rank: place of each file in the arranged order; only its files are copied.
        budget: tokens of an example with one separator between each two pieces.
        share: of the budget, for slices and the separators behind them.

    Returns:
        The groups in their order, each with its slices, in arranged order, in front; one of a file.
    """
    needs = needed(edges, rank)
    if HOPS > 1:
        needs = _hops(needs)
    weight = _weights(groups, files)
    found = []
    for group in groups:
        used = sum(piece.length + SEPARATOR for piece in group) - SEPARATOR
        room = min(budget - used, int(budget * share))
        chosen = _Choice(_wanted(group, needs, files), files, weight).within(room)
        found.append((*sorted(chosen, key=lambda piece: rank[piece.path]), *group))
    return found


HOPS = int(os.environ.get("HOPS", "1"))


def _hops(needs):
    found = {}
    for path, some in needs.items():
        more = {edge.imported: edge for edge in some}
        for edge in some:
            for other in needs.get(edge.imported, ()):
                if other.imported != path and (HOPS != 3 or other.reexport or edge.imported.endswith("__init__.py")):
                    more.setdefault(other.imported, other)
        found[path] = list(more.values())
    return found


def _words(text: bytes) -> set[bytes]:
    return set(NAME.findall(text))


def _own(piece: Piece, files: Files) -> set[bytes]:
    return _words(files.text(piece.path)[piece.start : piece.end])


def _weights(groups: Iterable[Group], files: Files) -> Callable[[bytes], int]:
    """How much the first mention of a name is worth: 16 log2(pieces / pieces that have it)."""
    having: collections.Counter[bytes] = collections.Counter()
    count = 0
    for group in groups:
        for piece in group:
            having.update(_own(piece, files))
            count += 1
    mode = MODE

    def weight(name: bytes) -> int:
        if mode == "A":
            return round(16 * math.log2(max(2, count) / max(1, having[name])))
        share = having[name] / max(2, count)
        return 16 if share < 0.2 else 4 if share < 0.5 else 0

    return weight


def _wanted(
    group: Group, needs: Mapping[str, Iterable[Edge]], files: Files
) -> dict[str, set[bytes]]:
    """The missing files, and the names by which they may be used that no earlier piece has."""
    there = {piece.path for piece in group}
    wanted: dict[str, set[bytes]] = {}
    seen: set[bytes] = set()
    for piece in group:
        words = _own(piece, files)
        if not piece.masked:
            for edge in needs.get(piece.path, ()):
                if edge.imported not in there:
                    wanted.setdefault(edge.imported, set()).update(words - seen)
        seen |= words
    return wanted


@dataclasses.dataclass(frozen=True)
class _Part:
    """A signature, or a body, that may be taken.

    Attributes:
        path, number: of the file, and of the definition in it.
        body: it is the body.
        ranges: bytes of it.
        names: those of the names in it that are wanted.
    """

    path: str
    number: int
    kind: int
    ranges: Ranges
    names: frozenset[bytes]

    @property
    def place(self) -> tuple[str, int, int]:
        return self.path, self.number, self.kind


class _Choice:
    """The slices of one example."""

    def __init__(
        self, wanted: Mapping[str, set[bytes]], files: Files, weight: Callable[[bytes], int]
    ) -> None:
        self._files, self._weight = files, weight
        self._wanted = wanted
        self._parts: dict[tuple[str, int, int], _Part] = {}
        self._covered: set[bytes] = set()
        self._taken: dict[str, list[_Part]] = {}
        for path in sorted(wanted):
            self._parts.update((part.place, part) for part in self._parts_of(path))

    def _parts_of(self, path: str) -> Iterator[_Part]:
        sections, text, wanted = self._files.sections(path), self._files.text(path), self._wanted[path]
        holding = {one.parent for one in sections}

        def part(number: int, kind: int, *ranges: tuple[int, int]) -> _Part:
            there = tuple(r for r in ranges if r[0] < r[1])
            names = frozenset(w for a, b in there for w in _words(text[a:b]) & wanted)
            return _Part(path, number, kind, there, names)

        for number, one in enumerate(sections):
            if not any(text[a:b] in wanted for a, b in one.names):
                continue
            if one.end - one.start <= SMALL and number not in holding:
                yield part(number, SIGNATURE, (one.start, one.end))
                continue
            doc = (one.start, one.signature), (one.head, one.inner)
            signature = (one.signature, one.head), (one.tail, one.end)
            if DOC:
                yield part(number, SIGNATURE, *signature)
                if any(a < b for a, b in doc):
                    yield part(number, DOCUMENTATION, *doc)
            else:
                yield part(number, SIGNATURE, *signature, *doc)
            if number not in holding and one.inner < one.tail:
                yield part(number, BODY_, (one.inner, one.tail))

    def _chain(self, part: _Part) -> list[_Part]:
        """The part with what it cannot stand without, the outermost first."""
        sections = self._files.sections(part.path)
        chain = [part]
        number = part.number
        if part.kind != SIGNATURE:
            chain.append(self._parts[part.path, number, SIGNATURE])
        while (number := sections[number].parent) != NONE:
            one = sections[number]
            known = self._parts.get((part.path, number, SIGNATURE))
            ranges = (one.signature, one.head), (one.tail, one.end)
            chain.append(known or _Part(part.path, number, SIGNATURE, ranges, frozenset()))
        taken = {one.place for one in self._taken.get(part.path, ())}
        return [one for one in reversed(chain) if one.place not in taken]

    def _worth(self, part: _Part) -> tuple[float, int]:
        """What it adds for each token, and the tokens."""
        chain = self._chain(part)
        tokens = sum(end - start for one in chain for start, end in one.ranges) * TOKENS_A_BYTE
        if part.path not in self._taken:
            tokens += len(part.path) * TOKENS_A_BYTE + 1 + SEPARATOR
        names = {name for one in chain for name in one.names} - self._covered
        worth = sum(self._weight(name) for name in names)
        return worth * (BODY if part.kind == BODY_ else DOCW if part.kind == DOCUMENTATION else 1) / max(tokens, 1), math.ceil(tokens)

    def within(self, room: int) -> list[Piece]:
        """The slices that fit the room, one of each file."""
        heap = [(-self._worth(part)[0], part.place) for part in self._parts.values()]
        heapq.heapify(heap)
        order: list[_Part] = []
        left = room
        done: set[tuple[str, int, int]] = set()
        while heap:
            key, place = heapq.heappop(heap)
            if place in done:
                continue
            worth, tokens = self._worth(self._parts[place])
            if worth <= LEAST:
                continue
            if -key > worth:
                heapq.heappush(heap, (-worth, place))
                continue
            done.add(place)
            if tokens > left:
                continue
            left -= tokens
            new = place[0] not in self._taken
            for one in self._chain(self._parts[place]):
                self._taken.setdefault(one.path, []).append(one)
                self._covered |= one.names
                done.add(one.place)
                order.append(one)
            if new:
                for other in self._parts.values():
                    if other.path == place[0] and other.place not in done:
                        heapq.heappush(heap, (-self._worth(other)[0], other.place))
        return self._placed(order, room)

    def _placed(self, order: list[_Part], room: int) -> list[Piece]:
        pieces: dict[str, Piece] = {}
        while True:
            for path, parts in self._taken.items():
                if path not in pieces and parts:
                    text = self._files.text(path)
                    pieces[path] = self._files.place(path, _joined(text, parts))
            if sum(piece.length + SEPARATOR for piece in pieces.values()) <= room:
                return list(pieces.values())
            last = order.pop()
            self._taken[last.path].remove(last)
            pieces.pop(last.path)


def _joined(text: bytes, parts: Iterable[_Part]) -> Ranges:
    """The ranges of the parts in the order of the text; blank lines between two join them."""
    found: list[list[int]] = []
    for start, end in sorted(r for part in parts for r in part.ranges if r[0] < r[1]):
        if found and (start <= found[-1][1] or not text[found[-1][1] : start].strip()):
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return tuple((start, end) for start, end in found)
