"""Java."""

import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import Import
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.families import jvm

QUERY = """
(package_declaration (_) @package .)
(import_declaration) @import
(class_declaration name: (identifier) @name) @definition.type
(interface_declaration name: (identifier) @name) @definition.type
(enum_declaration name: (identifier) @name) @definition.type
(record_declaration name: (identifier) @name) @definition.type
(annotation_type_declaration name: (identifier) @name) @definition.type
"""

LITERALS = rb"""
    "(?:"".*?\"\"\" | [^"\\\n]*+(?:\\.[^"\\\n]*+)*+")  # strings
    | '(?:[^'\\\n]|\\.)+'  # characters
"""


MODULE = re.compile(rb"import\s+module\s+([\w.]+)\s*;")
"""Java 25 imports a module (JEP 511), which the grammar does not know."""


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import a.b.C;`, `import static a.b.C.m;`, `import a.b.*;`, `import module m;`, and `a.b.C`."""
    if whole := MODULE.match(text, node.start_byte):
        yield Import(whole[1].decode(), "*", kind="module")
        return
    if node.type != "import_declaration":
        yield from jvm.read_qualified(node, text)
        return
    path = next((child for child in node.named_children if child.type.endswith("identifier")), None)
    if path is None:
        return
    kind = "static" if any(child.type == "static" for child in node.children) else ""
    module, _, name = name_of(path, text).rpartition(".")
    if any(child.type == "asterisk" for child in node.named_children):
        yield Import(name_of(path, text), "*", kind=kind)
    else:
        yield Import(module, name, bound=name, kind=kind)


SPEC = LanguageSpec(
    name="java",
    extensions=(".java",),
    grammar="tree_sitter_java:language",
    query=QUERY,
    read=read,
    resolver=jvm.resolver,
    family=jvm.FAMILY,
    standard=frozenset({"java", "javax", "jdk", "sun", "com.sun"}),
    depth=5,
    inline=jvm.QUALIFIED.pattern,
    manifests=("module-info.java",),
    literals=LITERALS,
    binders=frozenset((b"class", b"interface", b"enum", b"record")),
    implicit="same_package",
    visible=jvm.visible,
    test_names=("{stem}Test", "{stem}Tests", "Test{stem}", "{stem}TestCase", "{stem}IT"),
)
