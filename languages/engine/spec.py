"""What a language is: data, two small functions and hooks.  Most modules here work on this.

A query may use the captures in `CAPTURES` and no others:

    @import                 a statement, call or qualified name that may name another file
    @package                the name of the package or namespace that the file declares
    @definition.function    a definition; its name stands in @name of the same match
    @definition.type
    @definition.value
    @definition.module
    @name
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence

import tree_sitter

from repoloom.languages.engine.comments import SLASHES, Comments
from repoloom.languages.engine.records import Definition, Dotted, Import, Target
from repoloom.languages.engine.repository import Repository

CAPTURES = frozenset(
    {
        "import",
        "package",
        "name",
        "definition.function",
        "definition.type",
        "definition.value",
        "definition.module",
    }
)


Resolve = Callable[[str, Import], Target | None]
"""(importer, import) -> its target, EXTERNAL, UNRESOLVED, or None: let suffix matching decide."""

Visible = Callable[[str], Mapping[str, tuple[str, ...]]]
"""A file -> the names that it can use without an import, and the files that define each."""

Read = Callable[[tree_sitter.Node, bytes], Iterable[Import]]
"""(a node captured as @import, the text) -> the imports it states; offsets are filled in where they are 0."""

Readable = Callable[[bytes], bytes]
"""A text -> one of equal length and equal lines, in which what the grammar misreads is replaced."""

Stated = Callable[[bytes], Iterable[Import]]
"""The text -> the imports that no node of the tree states, with their places."""

Recover = Callable[[tree_sitter.Node, bytes], Iterable[Definition]]
"""(a tree's root, the text) -> the definitions in stretches that the grammar misreads."""

Members = Callable[[Iterable[bytes]], Iterable[bytes]]
"""Joined names such as `p.Name.field` -> the members to keep, such as `p.Name`."""

Behind = Callable[[bytes, bytes], Dotted]
"""(the code of a text, without comments and strings, its identifiers) -> its names behind a dot."""

Packages = Callable[[Sequence[str]], tuple[str, ...]]
"""The names of a file's package declarations -> the packages whose names it sees."""


def none(*_: object) -> tuple[()]:
    """A hook of a language that has nothing to say there."""
    return ()


def as_it_is(text: bytes) -> bytes:
    """A text that its grammar can read."""
    return text


def first_declared(declared: Sequence[str]) -> tuple[str, ...]:
    """Of several package declarations the first one counts."""
    return tuple(declared[:1])


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class LanguageSpec:
    r"""A language: what its files are called, how they are parsed, what an import in them means.

    Attributes:
        name: equals the name of its module.
        extensions: with the dot, lower case; the longest one that fits a file name wins.
        filenames: whole file names without a known extension, such as "Rakefile".
        interpreters: names in a `#!` line, without version digits.
        grammar: `module:function` of the grammar wheel.
        query: a tree-sitter query with the captures of `CAPTURES`.  No predicates: they need the
            whole text in the binding, which a parse with a deadline does not have.
        read: what an @import node states.
        resolver: made once per repository, asked once per import.
        family: languages whose files import each other, by name; () for the language alone.
        separator: between the segments of a module name, for suffix matching.
        index_names: file stems that stand for their directory, such as "__init__".
        standard: first segments of modules of the standard library: never matched by suffix.
        wrappers: node types whose children count as top-level, such as a namespace's body.
        conditions: node types whose children are module-level but conditional.
        depth: the query looks at nodes down to this depth only, and as far as the module level
            reaches; 0 is all of the tree.
        deep: regular expressions whose matches end inside of an import; imports below `depth`
            are looked for there.  One that begins with a literal reads 1 GB/s, one that begins
            with a choice or a class 30 to 100 MB/s: what stands before goes into a look-behind.
        inline: a regular expression of the qualified names in expressions that may name a file;
            `read` gets the node at each distinct name's first place outside of comments and
            strings.  Of names with the same group `file`, if there is one, the first is enough;
            where a group `here` took part, the meaning depends on the place and each counts.  As
            query captures they took half of the time of a Rust file.
        comments: the marks of comments.
        literals: a verbose regular expression of string and character literals, and of comments
            that `comments` cannot say: what stands in them, as in comments, is no use of a name.
            "" leaves them and the comments in.
        interpolated: a regular expression of the expressions inside of the literals that a group
            of `literals` took part in.
        joints: what joins a name to the one before it: of `a.b` only `a` is looked up, of names
            joined by anything else (PHP's backslash) none.
        members: hook of `code.free_names`: the members `p.Name` among the file's joined names
            that are kept beside their heads; a `Target` whose `qualifiers` name `p` needs them.
        endless: the scanner of the grammar was seen not to end on some texts: each is tried in a
            process that can be ended (`probing`), at the price of a second parse.
        readable: hook of `parsing.parse`: the text without what the grammar does not know and loses
            more by than the statement itself, or the code alone of a file that holds other things
            too; nodes keep their places, and names are taken from the text as it was.
        stated: hook of `outlining.outline`: imports that the grammar has no statement for, such as
            those in comments that a tool reads.
        dotted: hook of `outlining.outline`: the names behind a dot, of a language in which a file
            may add members to types of others.
        inherited: members that types of the language's library have: an addition of such a name is
            taken for what is meant only where nothing else explains an import.
        recover: hook of `outlining.outline`: the definitions that the grammar misreads.
        binders: keywords before a name that the file declares, at any depth.
        builtin: types of the language itself; as names they mean nothing of the repository, not
            even where a function of one file is called like that.
        labels: `name:` declares a parameter or labels an argument.
        escapes: the byte that lets a keyword be a segment of such a name, `@` of C#.
        quotes: what may stand around or before a name and is no part of it: backticks of Kotlin.
        packages: hook of `outlining.outline`: the packages whose names a file sees, the outermost
            first and its own last, from the names of its declarations in the order of the text.
        implicit: kind of the links to files whose names are visible without an import, or "".
        visible: made once per repository: which names those are.
        manifests: file name patterns that the resolver wants to read.
        test_names: file stems of a test of `{stem}`; tests of a file are found by them.
        test_dirs: directory names that hold tests.
    """

    name: str
    extensions: tuple[str, ...]
    grammar: str
    query: str
    read: Read
    resolver: Callable[[Repository], Resolve]
    filenames: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    separator: str = "."
    index_names: tuple[str, ...] = ()
    standard: frozenset[str] = frozenset()
    wrappers: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    depth: int = 0
    deep: tuple[bytes, ...] = ()
    inline: bytes = b""
    comments: Comments = SLASHES
    literals: bytes = b""
    interpolated: bytes = b""
    joints: bytes = b"."
    members: Members = none
    endless: bool = False
    readable: Readable = as_it_is
    stated: Stated = none
    dotted: Behind | None = None
    inherited: frozenset[str] = frozenset()
    recover: Recover = none
    binders: frozenset[bytes] = frozenset()
    builtin: frozenset[bytes] = frozenset()
    labels: bool = False
    escapes: bytes = b""
    quotes: str = ""
    packages: Packages = first_declared
    implicit: str = ""
    visible: Callable[[Repository], Visible] | None = None
    manifests: tuple[str, ...] = ()
    test_names: tuple[str, ...] = ()
    test_dirs: tuple[str, ...] = ("test", "tests")

    @property
    def relatives(self) -> tuple[str, ...]:
        """The languages whose files this one may import, itself among them."""
        return self.family or (self.name,)
