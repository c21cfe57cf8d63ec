"""What passes between a language, the engine and a resolver: imports, definitions, outlines, targets.

Records only: nothing here knows a grammar, a repository or a language.
"""

import array
import dataclasses
import itertools
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

INLINE = "inline"
"""Kind of a qualified name in an expression: an import if it resolves, nothing if it does not."""

DEFINED = "defined"
"""Kind of a name that may stand for a module in other statements: `bound` stands for `module`."""

EMBEDDED = "embed"
"""Kind of a file whose content a statement puts into the program as data: `include_str!`."""


class Import(NamedTuple):
    """One name that a statement brings in; `from p import a, b` is two.

    A named tuple, since a frozen dataclass of ten fields takes three times as long to make.

    Attributes:
        module: the module, package, path or header as the source writes it.
        name: the name taken from it; "" where the module itself is meant, "*" for all names.
        bound: the name that the importer then uses, "" if none or unknown.
        kind: the language's own word, such as "static", "quoted", "mod"; its resolver reads it.
        start: byte offset of the statement; all imports of one statement share it.
        end: byte offset behind the statement.
        uses: how often `bound` occurs in the file outside of import statements.
        top_level: the statement stands at module level.
        conditional: it stands under a condition, a preprocessor condition or inside a function.
        reexport: the importer only passes the name on.
    """

    module: str
    name: str = ""
    bound: str = ""
    kind: str = ""
    start: int = 0
    end: int = 0
    uses: int = 0
    top_level: bool = True
    conditional: bool = False
    reexport: bool = False


class Definition(NamedTuple):
    """A top-level definition, or one in a namespace that the file opens.

    `kind` is "function", "type", "value" or "module"; `start` and `end` are byte offsets.
    """

    name: str
    kind: str
    start: int
    end: int


class Dotted(NamedTuple):
    """Names that stand behind a dot, where a language lets a file add some to types of others.

    Attributes:
        added: what the file adds: extension methods, functions and properties; once each, sorted.
        declared: members of its own, separated by newlines.
        called: what its code has behind a dot, separated by newlines.
    """

    added: tuple[str, ...] = ()
    declared: bytes = b""
    called: bytes = b""


NOTHING_DOTTED = Dotted()


class PackedNames:
    """Names as one string and where each ends: 16 bytes for a name of 12 letters instead of 70."""

    __slots__ = ("ends", "joined")

    def __init__(self, names: Iterable[str]) -> None:
        """Takes any names."""
        known = list(names)
        self.joined = "".join(known)
        self.ends = array.array("I", itertools.accumulate(map(len, known)))

    def __iter__(self) -> Iterator[str]:
        """The names in their order."""
        start = 0
        for end in self.ends:
            yield self.joined[start:end]
            start = end


SHORTEST_WORD = 3
COUNT_BITS = 5
"""Of a number in `Outline.words`: its lowest bits say how often the word occurs."""


def word_key(word: bytes) -> int:
    """A number of 27 bits for a word, so that nothing has to hold the word itself."""
    return zlib.crc32(word) >> COUNT_BITS


def counted_words(counts: Mapping[bytes, int]) -> Sequence[int]:
    """The words of `Outline.words` from how often each occurs: four bytes a word."""
    most = (1 << COUNT_BITS) - 1
    return array.array(
        "I",
        sorted(
            word_key(word) << COUNT_BITS | min(count, most)
            for word, count in counts.items()
            if len(word) >= SHORTEST_WORD and not word[:1].isdigit()
        ),
    )


def _packed(places: Sequence[int]) -> Sequence[int]:
    return array.array("I", places) if places else ()


@dataclasses.dataclass(frozen=True, slots=True)
class Outline:
    """What is kept of a file once its tree is gone; small, picklable, holds no text of its own.

    Attributes:
        package: the declared package or namespace, "" if none.
        outer: the packages around it whose names are visible, too, because clauses of their own
            open them (`LanguageSpec.packages`); the outermost first.
        imports: in the order of the text.
        definitions: in the order of the text.
        boundaries: byte offsets where a top-level construct ends, ascending, within the text and
            neither 0 nor its length: a long file may be split there.
        inner_boundaries: the same for the members of top-level constructs of over 2 048 bytes.
        identifiers: the identifiers of the text once, newline-separated, in an order that depends
            on nothing but the text; where the language has `literals`, only the free ones of the
            code (`code.free_names`), and the `LanguageSpec.members` among them.
        dotted: names behind a dot, where the language has `LanguageSpec.dotted`.
        words: every word of three letters or more once: its `word_key`, and in the lowest
            `COUNT_BITS` how often it occurs, at most 31 times; ascending.
        packed: the names of definitions whose places were let go (`lean`).
    """

    package: str = ""
    outer: tuple[str, ...] = ()
    imports: tuple[Import, ...] = ()
    definitions: tuple[Definition, ...] = ()
    boundaries: Sequence[int] = ()
    inner_boundaries: Sequence[int] = ()
    identifiers: bytes = b""
    dotted: Dotted = NOTHING_DOTTED
    words: Sequence[int] = ()
    packed: PackedNames | None = None

    def lean(self) -> "Outline":
        """The same for a graph, in a fifth of the memory: definitions are names without places."""
        return dataclasses.replace(
            self,
            definitions=(),
            boundaries=_packed(self.boundaries),
            inner_boundaries=_packed(self.inner_boundaries),
            packed=PackedNames(self.defined_names()),
        )

    def defined_names(self) -> Iterator[str]:
        """The names of the definitions, in the order of the text; a name may come twice."""
        if self.packed is not None:
            yield from self.packed
        else:
            yield from (definition.name for definition in self.definitions)

    def names(self) -> frozenset[str]:
        """The identifiers as a set of text; `.name` is one behind a dot."""
        called = self.dotted.called.decode("utf-8", "replace").split("\n")
        plain = self.identifiers.decode("utf-8", "replace").split("\n")
        return frozenset(itertools.chain(plain, map(".".__add__, called))) - {"", "."}

    def defined(self) -> Iterator[str]:
        """The names of the definitions, and `.name` for what is added to types of others."""
        yield from self.defined_names()
        yield from map(".".__add__, self.dotted.added)


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """What an import means in its repository.

    Attributes:
        paths: the file; or, for a package, all its files; () for something outside.
        package: `paths` are the files of a package, of which only the used ones are needed.
        exact: the import is relative, or its whole path matched.
        matched: matched segments / all segments of the import, 0 to 1.
        ambiguous: other files fitted as well and lost on distance alone.
        qualifiers: of a package whose names are written `p.Name`, what stands for `p`; () where
            the import binds nothing, and then it is there for what the package does: its first
            file is needed.  None: names stand bare, and only files that define a used one count.
    """

    paths: tuple[str, ...] = ()
    package: bool = False
    exact: bool = True
    matched: float = 1.0
    ambiguous: bool = False
    qualifiers: tuple[str, ...] | None = None


EXTERNAL = Target()
"""The import means something outside of the repository."""

UNRESOLVED = Target(exact=False, matched=0.0)
"""The import means a file that the repository should have and has not."""
