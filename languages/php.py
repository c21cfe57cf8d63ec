"""PHP: classes by the namespace that their file declares, by PSR-4, and included files."""

import dataclasses
import functools
import posixpath
import re
from collections.abc import Iterator, Mapping

import tree_sitter

from repoloom.languages.engine.comments import SLASHES
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EXTERNAL, INLINE, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve, Visible
from repoloom.languages.families.manifests.composer import Autoloader

QUERY = """
(namespace_definition name: (_) @package)
(namespace_use_declaration) @import
(include_expression) @import
(include_once_expression) @import
(require_expression) @import
(require_once_expression) @import
(class_declaration name: (name) @name) @definition.type
(interface_declaration name: (name) @name) @definition.type
(trait_declaration name: (name) @name) @definition.type
(enum_declaration name: (name) @name) @definition.type
(function_definition name: (name) @name) @definition.function
(const_declaration (const_element (name) @name)) @definition.value
"""

QUALIFIED = re.compile(
    rb"(?<![\w\\$])(?:\\[A-Za-z_\x80-\xff][\w\x80-\xff]*|[A-Za-z_\x80-\xff][\w\x80-\xff]*(?=\\))(?:\\[\w\x80-\xff]+)*"
)

COMMENTS = dataclasses.replace(SLASHES, until=b"?>")

# Members are no names that a namespace could explain; neither is what `joints` join.
LITERALS = rb"""
    \?>[^<]*+(?:<(?!\?)[^<]*+)*+  # text between the code
    | \#(?!\[)(?:[^\n?]|\?(?!>))*+  # the rarer comments, which no attribute begins
    | <<<[ \t]*(["']?)(\w+)\1[^\n]*+.*?(?:\n[ \t]*\2\b|\Z)  # heredocs
    | "[^"\\]*+(?:\\.[^"\\]*+)*+" | '[^'\\]*+(?:\\.[^'\\]*+)*+'
    | ->\s*[A-Za-z_\x80-\xff]\w* | ::\s*[A-Za-z_\x80-\xff]\w*
"""
INCLUDED = re.compile(rb"""["']([^"'$]+)["']\s*\)*\s*\Z""")
OWN_DIRECTORY = re.compile(rb"__DIR__|dirname\(\s*__FILE__\s*\)")


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    r"""`use A\B;`, `use A\{B, C as D};`, `require __DIR__ . '/x.php';`, and `A\B` in code."""
    if node.type == "namespace_use_declaration":
        yield from read_use(node, text)
    elif node.type.endswith("_expression"):
        yield from read_include(text[node.start_byte : node.end_byte])
    elif (path := QUALIFIED.match(text, node.start_byte)) and not declares(node):
        module, _, name = path[0].decode("utf-8", "replace").rpartition("\\")
        yield Import(module or "\\", name, kind=INLINE)


def declares(node: tree_sitter.Node) -> bool:
    r"""Whether a name stands in `namespace A\B;`."""
    above = node.parent
    return above is not None and "namespace_definition" in (
        above.type,
        above.parent.type if above.parent else "",
    )


def read_use(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """One import for each name; the prefix of a group stands before its braces."""
    prefix, clauses = "", node.named_children
    for child in node.named_children:
        if child.type == "namespace_name":
            prefix = name_of(child, text).strip("\\") + "\\"
        elif child.type == "namespace_use_group":
            clauses = child.named_children
    for clause in clauses:
        if clause.type == "namespace_use_clause" and clause.named_children:
            alias = clause.child_by_field_name("alias")
            path = prefix + name_of(clause.named_children[0], text).strip("\\")
            module, _, name = path.rpartition("\\")
            yield Import(module, name, bound=name_of(alias, text) if alias else name)


def read_include(expression: bytes) -> Iterator[Import]:
    """A literal path; `dirname(__DIR__)` goes up one directory, `dirname(__DIR__, 2)` two."""
    match = INCLUDED.search(expression)
    if not match:
        return
    path = match[1].decode("utf-8", "replace")
    if OWN_DIRECTORY.search(expression):
        levels = re.search(rb"dirname\(\s*__DIR__\s*(?:,\s*(\d))?", expression)
        ups = int(levels[1] or 1) if levels else 0
        path = "./" + "../" * ups + path.lstrip("/")
    yield Import(path, kind="include")


class Resolver:
    """Finds names by their declaration, of several by the autoloader; included files by path.

    Of a path behind a variable only the end is known: it counts where one file alone has it.
    """

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.declared = repository.declared(("php",))
        self.autoloader = Autoloader(repository)
        self.aliases = functools.lru_cache(maxsize=64)(self._aliases)

    def __call__(self, importer: str, statement: Import) -> Target | None:
        """What a `use`, a qualified name or an include means."""
        if statement.kind == "include":
            return self.included(importer, statement.module)
        module, name = statement.module, statement.name
        if statement.kind == INLINE:
            module = self.absolute(importer, module)
        whole = f"{module}\\{name}" if module else name
        paths = self.declared.get(module, {}).get(name, ())
        if loaded := self.autoloader.first(importer, whole, paths):
            return Target((loaded,))
        if not paths:
            return EXTERNAL
        return Target((nearest(importer, paths),), ambiguous=len(paths) > 1)

    def absolute(self, importer: str, module: str) -> str:
        r"""The namespace that a qualified name begins with.

        `\A` is meant as it is, `namespace\A` in the file's own; `A` by its `use`, else in its own.
        """
        if module.startswith("\\"):
            return module[1:]
        own = self.repository.outlines[importer].package
        head, _, rest = module.partition("\\")
        if head.lower() == "namespace":
            return f"{own}\\{rest}".strip("\\")
        if (statement := self.aliases(importer).get(head)) is not None:
            parts = (statement.module, statement.name, rest)
            return "\\".join(part for part in parts if part)
        return f"{own}\\{module}".strip("\\")

    def _aliases(self, importer: str) -> Mapping[str, Import]:
        imports = self.repository.outlines[importer].imports
        return {one.bound: one for one in reversed(imports) if one.bound}

    def included(self, importer: str, path: str) -> Target | None:
        """A path beside the importer or from the root, else the only file that ends so."""
        bases = [posixpath.dirname(importer)] + ([] if path.startswith(".") else [""])
        places = (posixpath.normpath(posixpath.join(base, path)) for base in bases)
        if found := self.repository.first(places):
            return Target((found,))
        ending = () if path.startswith(".") else self.repository.ending(path.lstrip("/"))
        return Target(ending, exact=False) if len(ending) == 1 else EXTERNAL


def resolver(repository: Repository) -> Resolve:
    """See `Resolver`."""
    return Resolver(repository)


def visible(repository: Repository) -> Visible:
    """What the other files of the namespace define; of several files the one that is loaded."""
    declared = repository.declared(("php",))
    autoloader = Autoloader(repository)
    known: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}

    def of(importer: str) -> Mapping[str, tuple[str, ...]]:
        space = repository.outlines[importer].package
        home = next((one for one in ancestors(importer) if one in autoloader.homes), "")
        if (space, home) not in known:
            names = dict(declared[space])
            for name, paths in declared[space].items():
                whole = f"{space}\\{name}".lstrip("\\")
                if len(paths) > 1 and name and (one := autoloader.first(importer, whole, paths)):
                    names[name] = (one,)
            known[space, home] = names
        return known[space, home]

    return of


SPEC = LanguageSpec(
    name="php",
    extensions=(".php", ".phtml", ".php5", ".php7", ".phpt"),
    interpreters=("php",),
    grammar="tree_sitter_php:language_php",
    query=QUERY,
    read=read,
    resolver=resolver,
    separator="\\",
    inline=QUALIFIED.pattern,
    wrappers=("namespace_definition", "compound_statement", "expression_statement"),
    conditions=("if_statement",),
    comments=COMMENTS,
    literals=LITERALS,
    joints=b"\\$",
    implicit="same_namespace",
    visible=visible,
    manifests=("composer.json",),
    test_names=("{stem}Test", "{stem}TestCase", "Test{stem}", "{stem}Spec", "{stem}Cest"),
    test_dirs=("test", "tests", "Test", "Tests", "spec"),
)
