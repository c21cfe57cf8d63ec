"""Scala."""

import itertools
from collections.abc import Iterator, Sequence

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import Import
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.families import jvm

QUERY = """
(package_clause name: (_) @package)
(package_object name: (_) @package)
(import_declaration) @import
(class_definition name: (identifier) @name) @definition.type
(trait_definition name: (identifier) @name) @definition.type
(object_definition name: (identifier) @name) @definition.type
(enum_definition name: (identifier) @name) @definition.type
(type_definition name: (type_identifier) @name) @definition.type
(function_definition name: (identifier) @name) @definition.function
(val_definition pattern: (identifier) @name) @definition.value
"""

LITERALS = rb"""
    "("".*?\"\"\"+ | [^"\\\n]*+(?:\\.[^"\\\n]*+)*+")  # strings
    | '(?:[^'\\\n]|\\.[0-9a-fA-F]*)'  # characters; 'a is a symbol
"""

BUILTIN = frozenset(
    b"Any AnyRef AnyVal Array Boolean Byte Char Double Float Int Long Nothing Short String Unit".split()
)


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import a.b.C`, `import a.b.{C, D => E, _}`, `import a.b.*, c.D`, `import a.B as C`; `a.b.C`."""
    if node.type != "import_declaration":
        yield from jvm.read_qualified(node, text)
        return
    path: list[str] = []
    for child in node.children:
        if child.type in ("identifier", "operator_identifier"):
            path.append(plain(child, text))
        elif child.type == "as_renamed_identifier":
            names = [plain(part, text) for part in child.named_children]
            yield Import(".".join(path), names[0], bound=names[-1])
            path = []
        elif child.type == "," and path:
            yield single(path)
            path = []
        elif child.type == "namespace_wildcard":
            yield Import(".".join(path), "*")
            path = []
        elif child.type == "namespace_selectors":
            yield from selected(".".join(path), child, text)
            path = []
    if path:
        yield single(path)


def plain(node: tree_sitter.Node, text: bytes) -> str:
    """A name without the backticks of a keyword."""
    return name_of(node, text).replace("`", "")


def single(path: list[str]) -> Import:
    """An import of one name."""
    return Import(".".join(path[:-1]), path[-1], bound=path[-1])


def selected(module: str, node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """The names in braces; `A => _` hides one and imports nothing."""
    for child in node.named_children:
        name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
        if child.type == "namespace_wildcard":
            yield Import(module, "*")
        elif child.type == "identifier":
            yield Import(module, plain(child, text), bound=plain(child, text))
        elif name and alias and alias.type == "identifier":
            yield Import(module, plain(name, text), bound=plain(alias, text))


def added_up(declared: Sequence[str]) -> tuple[str, ...]:
    """`package a; package b` is `a.b`, and the names of `a` are visible, too."""
    return tuple(itertools.accumulate(declared, "{}.{}".format))


SPEC = LanguageSpec(
    name="scala",
    extensions=(".scala", ".sc", ".sbt"),
    interpreters=("scala", "amm"),
    grammar="tree_sitter_scala:language",
    query=QUERY,
    read=read,
    resolver=jvm.relative_resolver,
    family=jvm.FAMILY,
    standard=frozenset({"scala", "java", "javax"}),
    wrappers=("package_clause", "package_object", "template_body"),
    packages=added_up,
    inline=jvm.QUALIFIED.pattern,
    escapes=b"`",
    quotes="`",
    manifests=("module-info.java",),
    literals=LITERALS,
    interpolated=rb"\$\{[^}]*|\$\w+",
    binders=frozenset(
        (b"class", b"trait", b"object", b"enum", b"type", b"def", b"val", b"var", b"given")
    ),
    builtin=BUILTIN,
    labels=True,
    implicit="same_package",
    visible=jvm.visible,
    test_names=("{stem}Test", "{stem}Tests", "{stem}Spec", "{stem}Suite", "Test{stem}"),
)
