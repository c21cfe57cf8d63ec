"""The imports of one file, gathered: those of statements, in depth, stated in comments, inline."""

import bisect
import collections
import itertools
import operator
import re
from collections.abc import Iterable, Mapping, Sequence

import tree_sitter

from repoloom.languages.engine.code import code_of
from repoloom.languages.engine.parsing import compiled
from repoloom.languages.engine.qualified_names import within, words
from repoloom.languages.engine.records import DEFINED, INLINE, Import
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.engine.structure import NESTED, TOP_LEVEL, Statements, level_of
from repoloom.languages.engine.work import Work

DEEPEST = 256
"""Nodes deeper than this are not looked at: each open construct that a pattern begins with is kept in
mind at every node inside, the square of the depth in all."""

MOST_LOOKS = 32
"""Places in depth that the query looks at one by one."""

UNSTATED = (INLINE, DEFINED)
"""Kinds of what stands in code: its words are uses."""


def deep_places(spec: LanguageSpec, text: bytes) -> list[int]:
    """The last byte of each place that `spec.deep` finds, ascending."""
    found = [re.finditer(pattern, text) for pattern in spec.deep]
    return sorted(match.end() - 1 for match in itertools.chain.from_iterable(found))


class Imports:
    """Gathers the imports of one file, in the order of the text."""

    def __init__(self, spec: LanguageSpec, text: bytes, statements: Statements, limit: int) -> None:
        self.spec, self.text, self.statements, self.limit = spec, text, statements, limit
        self.size = len(text)  # the tree may have a newline more
        self.found: list[tuple[Import, int, int, int]] = []
        self.inline: set[tuple[str, str]] = set()
        self.taken: set[tuple[int, int]] = set()
        self.end = 0
        self.work, self.width = Work(len(text)), 0

    def add(self, node: tree_sitter.Node) -> None:
        """Takes one @import node; one inside of the last statement is a part of it."""
        start, end = node.start_byte, node.end_byte
        if start < self.end or start >= self.limit or (start, end) in self.taken:
            return
        level = -1
        self.work.spend(self.width)
        for found in self.spec.read(node, self.text):
            if found.module or found.name:  # neither: a broken statement
                level = level_of(node, self.statements) if level < 0 else level
                place = (found.start, found.end) if found.end else (start, min(end, self.size))
                self.found.append((found, *place, level))
                self.end = end
                self.taken.add((start, end))

    def add_deep(self, root: tree_sitter.Node) -> None:
        """Takes the imports where `spec.deep` fits and none is known yet.

        The query looks at the nodes around one byte each time, which costs 5 us, and 0.4 us more
        for each sibling on the way there; over the whole depth of a file it costs as much as all
        the rest of the outline.  So many places share one look at the whole.
        """
        known = self.spans()
        places = [place for place in deep_places(self.spec, self.text) if not within(place, known)]
        self.end = 0
        cursor = tree_sitter.QueryCursor(compiled(self.spec)[1])
        if len(places) > MOST_LOOKS:
            cursor.set_max_start_depth(DEEPEST)
            for _, captures in cursor.matches(root):
                for node in captures.get("import", ()):
                    first = bisect.bisect_left(places, node.start_byte)
                    if first < len(places) and places[first] < node.end_byte:
                        self.add(node)
            return
        for place in places:
            if place < self.end:
                continue
            self.work.spend(self.width)
            cursor.set_byte_range(place, place + 1)
            for _, captures in cursor.matches(root):
                for node in captures.get("import", ()):
                    self.add(node)

    def add_stated(self, stated: Iterable[Import]) -> None:
        """Takes the imports that no node states; they have their places themselves."""
        for found in stated:
            if found.start < self.limit:
                self.found.append((found, found.start, found.end, TOP_LEVEL))

    def add_inline(self, node: tree_sitter.Node) -> None:
        """Takes the node of a qualified name; each meaning of one counts once."""
        for found in self.spec.read(node, self.text):
            if (found.module, found.name) not in self.inline:
                self.inline.add((found.module, found.name))
                self.found.append((found, node.start_byte, node.end_byte, NESTED))

    def spans(self) -> list[tuple[int, int]]:
        """The places of the statements so far, in the order of the text."""
        return sorted(
            {(start, end) for found, start, end, _ in self.found if found.kind != DEFINED}
        )

    def unstated(
        self,
        names: Sequence[bytes],
        counts: Mapping[bytes, int],
        package: Iterable[tuple[int, str]],
    ) -> list[bytes]:
        """Those of the names that occur outside of the statements so far, too, or are `p.Name`.

        Words of a package clause are no uses either.  A qualified name in an expression is one of
        its head: `Used.All` may be a member of a type.
        """
        kept = [one for one in self.found if one[0].kind not in UNSTATED]
        spans = sorted({(start, end) for _, start, end, _ in kept})
        stated = collections.Counter(
            itertools.chain.from_iterable(self.words_at(span) for span in spans)
        )
        stated.update(word for _, name in package for word in words(name.encode()))
        # not `stated[name]`: of a name that is missing, a counter calls a function of Python's
        return [name for name in names if counts.get(name, 0) > stated.get(name, 0) or b"." in name]

    def words_at(self, span: tuple[int, int]) -> list[bytes]:
        """The words of a statement that `counts` has: not those of its strings, if it has none."""
        return words(code_of(self.spec, self.text[slice(*span)]))

    def counted(self, counts: Mapping[bytes, int]) -> tuple[Import, ...]:
        """The imports with their places and `uses`: occurrences outside of import statements.

        A name that stands beside the statement, as in `const a = require("a")`, is bound there
        once more, which is no use either.
        """
        spans = {(start, end) for found, start, end, _ in self.found if found.kind not in UNSTATED}
        inside = {span: frozenset(words(self.text[slice(*span)])) for span in sorted(spans)}
        total = collections.Counter(itertools.chain.from_iterable(map(self.words_at, inside)))

        def uses(name: bytes, span: tuple[int, int], kind: str) -> int:
            if not name:
                return 0
            beside = kind == "require" or name not in inside.get(span, ())
            return max(0, counts.get(name, 0) - total.get(name, 0) - beside)

        return tuple(
            Import(
                found.module,
                found.name,
                found.bound,
                found.kind,
                start,
                end,
                uses(found.bound.encode(), (start, end), found.kind),
                level != NESTED,
                found.conditional or level != TOP_LEVEL,
                found.reexport,
            )
            for found, start, end, level in sorted(self.found, key=operator.itemgetter(1))
        )
