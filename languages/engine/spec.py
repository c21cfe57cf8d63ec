"""What a language is: data and two small functions.  All other modules here work on this.

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
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import tree_sitter

    from repoloom.languages.engine.repository import Repository

INLINE = "inline"
"""Kind of a qualified name in an expression: an import if it resolves, nothing if it does not."""

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


@dataclasses.dataclass(frozen=True, slots=True)
class Outline:
    """What is kept of a file once its tree is gone; small, picklable, holds no text of its own.

    Attributes:
        package: the declared package or namespace, "" if none.
        outer: the packages around it whose names are visible, too, because clauses of their own
            open them (`stacked_packages`); the outermost first.
        imports: in the order of the text.
        definitions: in the order of the text.
        boundaries: byte offsets where a top-level construct ends, ascending, within the text and
            neither 0 nor its length: a long file may be split there.
        inner_boundaries: the same for the members of top-level constructs of over 2 048 bytes.
        identifiers: the identifiers of the text once, newline-separated, in an order that depends
            on nothing but the text; where the language has `prose`, only the free ones of the
            code (`_code.free_names`), and `p.Name` too where names are `qualified`.
    """

    package: str = ""
    outer: tuple[str, ...] = ()
    imports: tuple[Import, ...] = ()
    definitions: tuple[Definition, ...] = ()
    boundaries: tuple[int, ...] = ()
    inner_boundaries: tuple[int, ...] = ()
    identifiers: bytes = b""

    def names(self) -> frozenset[str]:
        """The identifiers as a set of text."""
        return frozenset(self.identifiers.decode("utf-8", "replace").split("\n")) - {""}


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """What an import means in its repository.

    Attributes:
        paths: the file; or, for a package, all its files; () for something outside.
        package: `paths` are the files of a package, of which only the used ones are needed.
        exact: the import is relative, or its whole path matched.
        matched: matched segments / all segments of the import, 0 to 1.
        ambiguous: other files fitted as well and lost on distance alone.
    """

    paths: tuple[str, ...] = ()
    package: bool = False
    exact: bool = True
    matched: float = 1.0
    ambiguous: bool = False


EXTERNAL = Target()
"""The import means something outside of the repository."""

UNRESOLVED = Target(exact=False, matched=0.0)
"""The import means a file that the repository should have and has not."""

Resolve = Callable[[str, Import], "Target | None"]
"""(importer, import) -> its target, EXTERNAL, UNRESOLVED, or None: let suffix matching decide."""

Visible = Callable[[str], Mapping[str, tuple[str, ...]]]
"""A file -> the names that it can use without an import, and the files that define each."""

Read = Callable[["tree_sitter.Node", bytes], Iterable[Import]]
"""(a node captured as @import, the text) -> the imports it states; offsets are filled in where they are 0."""


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
            strings, or at each place where the expression's group took part.  As query captures
            they took half of the time of a Rust file.
        inline_modules: the last segment of such a name says nothing about the file, so that of
            the names with the same other segments one is enough.
        comments: node types that are comments.
        prose: a regular expression of comments and of string and character literals: what stands
            in them is no use of a name.  "" leaves them in.
        interpolated: a regular expression of the expressions inside of the literals that a group
            of `prose` took part in.
        joints: what joins a name to the one before it: of `a.b` only `a` is looked up, of names
            joined by anything else (PHP's backslash) none.
        qualified: `p.Name` is how the names of an imported package are used, so that they say
            which files of it are needed.
        recover: a regular expression of definitions at the start of a line, for the stretches that
            the grammar misreads; the groups `type`, `function`, `value` and `module` are the names.
        misread: node types that stand at the top level only where the grammar misreads; ERROR is
            always one.
        binders: keywords before a name that the file declares, at any depth.
        builtin: types of the language itself; as names they mean nothing of the repository, not
            even where a function of one file is called like that.
        labels: `name:` declares a parameter or labels an argument.
        stacked_packages: several package declarations of a file add up to one name.
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
    resolver: "Callable[[Repository], Resolve]"
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
    inline_modules: bool = False
    comments: tuple[str, ...] = ("comment",)
    prose: bytes = b""
    interpolated: bytes = b""
    joints: bytes = b"."
    qualified: bool = False
    recover: bytes = b""
    misread: tuple[str, ...] = ()
    binders: frozenset[bytes] = frozenset()
    builtin: frozenset[bytes] = frozenset()
    labels: bool = False
    stacked_packages: bool = False
    implicit: str = ""
    visible: "Callable[[Repository], Visible] | None" = None
    manifests: tuple[str, ...] = ()
    test_names: tuple[str, ...] = ()
    test_dirs: tuple[str, ...] = ("test", "tests")

    @property
    def relatives(self) -> tuple[str, ...]:
        """The languages whose files this one may import, itself among them."""
        return self.family or (self.name,)
