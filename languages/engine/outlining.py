"""Tree -> outline: what a file imports, defines and uses, and where it may be split.

One query run gives imports, package and definitions; splitting the text gives the identifiers.
Nothing recurses: trees 100,000 nodes deep occur.
"""

import bisect
import collections
import itertools
import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import tree_sitter

from repoloom.languages.engine import qualified_names
from repoloom.languages.engine.code import code_of, free_names
from repoloom.languages.engine.comments import is_comment
from repoloom.languages.engine.parsing import compiled, name_of
from repoloom.languages.engine.qualified_names import within, words
from repoloom.languages.engine.records import (
    DEFINED,
    INLINE,
    NOTHING_DOTTED,
    Definition,
    Import,
    Outline,
)
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.engine.structure import (
    NESTED,
    TOP_LEVEL,
    Statements,
    boundaries,
    inner_boundaries,
    level_of,
    module_level,
)
from repoloom.languages.engine.work import Work, widest_error

PLACE = operator.attrgetter("start", "end", "name")

DEEPEST = 256
"""Nodes deeper than this are not looked at: each open construct that a pattern begins with is kept in
mind at every node inside, the square of the depth in all."""

MOST_LOOKS = 32
"""Places in depth that the query looks at one by one."""

UNSTATED = (INLINE, DEFINED)
"""Kinds of what stands in code: its words are uses."""

LAST_DIGIT = b":"
"""The byte after "9": of all words only numbers come before it."""


def outline(
    spec: LanguageSpec, text: bytes, tree: tree_sitter.Tree, *, import_lines: int = 0
) -> Outline:
    """The outline of one parsed file.

    Args:
        spec: the language that `tree` was parsed with.
        text: the text that `tree` was made of.
        tree: the tree.
        import_lines: count only imports that start in this many lines after the leading comments
            ("top N lines" of the CodeGemma report); 0 is the whole file.

    Raises:
        TooMuchError: it would take far more steps than the text has bytes.
    """
    work = Work(len(text))
    width = widest_error(tree.root_node, work)  # what a look-up from the root may pass
    statements = module_level(spec, tree.root_node)
    limit = last_byte(spec, text, tree.root_node, import_lines)
    package: list[tuple[int, str]] = []
    imports = Imports(spec, text, statements, limit)
    imports.work, imports.width = work, width
    definitions: list[Definition] = []
    for captures in matches(spec, tree.root_node, statements.depth):
        if "import" in captures:
            imports.add(captures["import"][0])
        elif "package" in captures:
            found = captures["package"][0]
            package.append((found.start_byte, bare(spec, name_of(found, text))))
        else:
            definitions += read_definition(spec, captures, text, statements)
    if spec.deep:
        imports.add_deep(tree.root_node)
    imports.add_stated(spec.stated(text))
    definitions.extend(spec.recover(tree.root_node, text))
    code = code_of(spec, text)
    counts, qualified = qualified_names.tally(spec, code)
    if qualified:
        for node in qualified_names.nodes(spec, text, tree.root_node, imports.spans(), qualified):
            work.spend(1 + width)
            imports.add_inline(node)
    packages = spec.packages([name for _, name in sorted(package)])
    identifiers = b"\n".join(
        imports.unstated(free_names(spec, code), counts, package)
        if spec.visible
        else [word for word in counts if word > LAST_DIGIT]
    )
    return Outline(
        package=packages[-1] if packages else "",
        outer=packages[:-1],
        imports=imports.counted(counts),
        definitions=tuple(sorted(dict.fromkeys(definitions), key=PLACE)),
        boundaries=boundaries(statements.top, len(text)),
        inner_boundaries=inner_boundaries(spec, statements.top),
        identifiers=identifiers,
        dotted=spec.dotted(code, identifiers) if spec.dotted else NOTHING_DOTTED,
    )


def matches(
    spec: LanguageSpec, root: tree_sitter.Node, depth: int
) -> Iterator[Mapping[str, list[tree_sitter.Node]]]:
    """The captures of each match that begins at the module level, or down to `spec.depth`.

    `matches()` goes through the document in order; the order of `captures()` differs between
    processes (measured in tree-sitter 0.24 to 0.26.1).  Most files have nothing to find in depth;
    a search that stays near the root runs at 120 MB/s instead of 20.
    """
    cursor = tree_sitter.QueryCursor(compiled(spec)[1])
    cursor.set_max_start_depth(DEEPEST)
    if spec.depth:
        cursor.set_max_start_depth(min(max(depth, spec.depth), DEEPEST))
    for _, captures in cursor.matches(root):
        yield captures


def last_byte(spec: LanguageSpec, text: bytes, root: tree_sitter.Node, lines: int) -> int:
    """Offset behind line `lines` after the comments that the file begins with."""
    if not lines:
        return len(text) + 1
    start = 0
    for child in root.children:
        if not is_comment(child.type):
            start = child.start_byte
            break
    for _ in range(lines):
        start = text.find(b"\n", start) + 1
        if not start:
            return len(text) + 1
    return start


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
        spans = sorted({(start, end) for one, start, end, _ in self.found if one.kind != INLINE})
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


def bare(spec: LanguageSpec, name: str) -> str:
    """A name without the marks that let a keyword be one."""
    return name.translate(dict.fromkeys(map(ord, spec.quotes))) if spec.quotes else name


def read_definition(
    spec: LanguageSpec,
    captures: Mapping[str, list[tree_sitter.Node]],
    text: bytes,
    statements: Statements,
) -> list[Definition]:
    """The definition of one match, if it stands at module level."""
    found: list[Definition] = []
    for capture, (node, *_) in captures.items():
        if capture != "name" and node.id in statements.rank:
            kind, start = capture.removeprefix("definition."), node.start_byte
            end = min(node.end_byte, len(text))  # the tree may have a newline more
            names = captures.get("name", ())
            found += [
                Definition(bare(spec, name_of(name, text)), kind, start, end) for name in names
            ]
    return found
