"""Rust."""

import re
from collections.abc import Iterable, Iterator

import tree_sitter

from repoloom.languages.engine import parsing
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import INLINE, Import
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.families.single import cargo
from repoloom.languages.families.single.rust_modules import (
    enclosing,
    from_file,
    included,
    read_module,
)

QUERY = """
(use_declaration) @import
(extern_crate_declaration) @import
(mod_item !body) @import
(function_item name: (identifier) @name) @definition.function
(struct_item name: (type_identifier) @name) @definition.type
(enum_item name: (type_identifier) @name) @definition.type
(union_item name: (type_identifier) @name) @definition.type
(trait_item name: (type_identifier) @name) @definition.type
(type_item name: (type_identifier) @name) @definition.type
(const_item name: (identifier) @name) @definition.value
(static_item name: (identifier) @name) @definition.value
(mod_item name: (identifier) @name body: (_)) @definition.module
(macro_definition name: (identifier) @name) @definition.function
(macro_definition) @import
(source_file (macro_invocation (token_tree)) @import)
(source_file (expression_statement (macro_invocation (token_tree)) @import))
(declaration_list (macro_invocation (token_tree)) @import)
"""

# What `self` and `super` mean depends on the place; the last segment is an item, never a module.
PATH = re.compile(
    rb"(?<![\w:#])(?P<file>(?:(?P<here>self|super)|(?:r\#)?[a-z_]\w*)(?:::(?:r\#)?\w+)*)::(?:r\#)?\w+"
)
# Where a nested item may begin; two blanks are an indent, one is prose.
BEFORE = (b"  ", rb"\t", b"; ", b"{ ", b"} ", b"pub ", rb"\) ", rb"\n")
DEEP = tuple(
    keyword + b"(?:" + b"|".join(rb"(?<=%b%b)" % (mark, keyword) for mark in BEFORE) + b")"
    for keyword in (b"use ", b"mod ", b"extern crate ")
)
# A public or private `use`, the path that its names share, the names.
PLAIN = re.compile(
    rb"(pub(?:\([a-z: ]*\))?\s+)?use\s+((?:[a-zA-Z_]\w*::)*+)(?:([\w\s*:]++)|\{([\w\s,*:]*+)\}\s*+);"
)

# What `cfg_if! { ... }` and its like hold is tokens to the grammar, and items to the compiler.
ITEMS = re.compile(rb"\b(?:mod\s+\w+\s*;|use\s+[\w:${])")
LITERALS = rb"""
    \#(?<=r\#)\#*".*?(?:"\#+|\Z) | "[^"\\]*+(?:\\.[^"\\]*+)*+" | '(?:[^'\\\n]|\\[^\n']{1,9}|\\')'
"""

NESTED_MACROS = 4


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`use`, `mod`, `extern crate`, and paths in expressions, types and arguments of macros."""
    if node.type == "use_declaration":
        public, leaves = plain(text[node.start_byte : node.end_byte]) or used(node, text)
        inside = None
        for used_path, alias in leaves:
            if used_path.startswith(("self", "super")):
                inside = enclosing(node, text) if inside is None else inside
                used_path = from_file(used_path, inside)
            module, name, bound = leaf(used_path, alias)
            yield Import(module, name, bound, reexport=public)
    elif node.type == "mod_item":
        yield from read_module(node, text)
    elif node.type.startswith("macro_"):
        yield from read_macro(node, text)
    elif node.type == "extern_crate_declaration":
        crate, rename = node.child_by_field_name("name"), node.child_by_field_name("alias")
        if crate:
            yield Import(name_of(crate, text), bound=name_of(rename or crate, text), kind="crate")
    elif path := PATH.match(text, node.start_byte + text.startswith(b"$", node.start_byte)):
        yield from inline(path[0].decode("utf-8", "replace"), node, text)


def read_macro(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """The `mod` and `use` items among the tokens of a macro's call or of its definition.

    A module that a definition declares is of kind "macro_mod": it belongs to the file that calls
    the macro.
    """
    defined = node.type == "macro_definition"
    waiting = [(0, *span) for span in token_trees(node)]
    while waiting:
        depth, start, end = waiting.pop(0)
        body = text[start:end]
        for found in items(body):
            place = start + found.start_byte, start + found.end_byte
            if found.type.startswith("macro_"):
                inner = [(start + one, start + other) for one, other in token_trees(found)]
                waiting += [(depth + 1, *span) for span in inner if depth < NESTED_MACROS]
                continue
            for item in read(found, body):
                kind = "macro_mod" if defined and item.kind == "mod" else item.kind
                yield item._replace(kind=kind, start=place[0], end=place[1], conditional=True)


def token_trees(node: tree_sitter.Node) -> Iterator[tuple[int, int]]:
    """The places inside of the braces of a macro's call, or of each rule of its definition."""
    rules = [child for child in node.named_children if child.type == "macro_rule"]
    for holder in rules or [node]:
        tree = holder.named_children[-1] if holder.named_children else holder
        if tree.type == "token_tree":
            yield tree.start_byte + 1, tree.end_byte - 1


def items(body: bytes) -> Iterator[tree_sitter.Node]:
    """The statements of the text inside of a macro's braces, parsed as a file of its own."""
    tree = (
        parsing.parse(SPEC, body, deadline_s=1.0, max_bytes=1 << 20) if ITEMS.search(body) else None
    )
    if tree is None:
        return
    cursor = tree_sitter.QueryCursor(parsing.compiled(SPEC)[1])
    for _, captures in cursor.matches(tree.root_node):
        yield from captures.get("import", ())


def inline(path: str, node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """A path in an expression or a type; its last segment is an item, never a module."""
    path = path.replace("r#", "")
    if path.startswith(("self::", "super::")):
        path = from_file(path, enclosing(node, text))
    module, _, _ = path.rpartition("::")
    if module and path[0].islower():
        yield Import(module, kind=INLINE)


def plain(source: bytes) -> tuple[bool, list[tuple[str, str]]] | None:
    """What `used` finds, for a declaration without braces in braces, in a third of its time."""
    found = PLAIN.fullmatch(source)
    if not found:
        return None
    public, prefix, single, listed = found.groups()
    leaves = []
    for item in [single] if single else listed.split(b","):
        words = item.split()
        if len(words) == 1:
            leaves.append(((prefix + words[0]).decode(), ""))
        elif len(words) == 3 and words[1] == b"as":
            leaves.append(((prefix + words[0]).decode(), words[2].decode()))
        elif words:
            return None
    return public is not None, leaves


def used(node: tree_sitter.Node, text: bytes) -> tuple[bool, Iterable[tuple[str, str]]]:
    """Whether a `use` declaration is public, and its leaves."""
    tree = node.child_by_field_name("argument")
    public = any(child.type == "visibility_modifier" for child in node.children)
    return public, flattened(tree, text) if tree else ()


def flattened(tree: tree_sitter.Node, text: bytes) -> Iterator[tuple[str, str]]:
    """(path, alias or "") of each leaf of `a::{b, c::{self, D as E}, f::*}`."""
    stack = [(tree, "")]
    while stack:
        node, prefix = stack.pop()
        if node.type == "scoped_use_list":
            path, names = node.child_by_field_name("path"), node.child_by_field_name("list")
            inner = joined(prefix, name_of(path, text)) if path else prefix
            stack.extend(
                (child, inner) for child in reversed(names.named_children if names else [])
            )
        elif node.type == "use_list":
            stack.extend((child, prefix) for child in reversed(node.named_children))
        elif node.type == "use_wildcard":
            path = node.named_children[0] if node.named_children else None
            yield joined(joined(prefix, name_of(path, text) if path else ""), "*"), ""
        elif node.type == "use_as_clause":
            path, alias = node.child_by_field_name("path"), node.child_by_field_name("alias")
            if path and alias:
                yield joined(prefix, name_of(path, text)), name_of(alias, text)
        elif node.type in ("identifier", "scoped_identifier", "self", "crate", "super"):
            yield joined(prefix, name_of(node, text)), ""


def joined(prefix: str, path: str) -> str:
    """A path below a prefix."""
    return f"{prefix}::{path}" if prefix and path else prefix or path


def leaf(path: str, alias: str) -> tuple[str, str, str]:
    """(module, name, bound); `a::b::self` is the module `a::b` itself."""
    path = path.removeprefix("::").removeprefix("$").replace("r#", "")
    if path.endswith("::self"):
        path = path.removesuffix("::self")
        return path, "", alias or path.rpartition("::")[2]
    module, _, name = path.rpartition("::")
    if name == "*":
        return module, name, ""
    return (module, name, alias or name) if module else (name, "", alias or name)


SPEC = LanguageSpec(
    name="rust",
    extensions=(".rs",),
    interpreters=("rust-script",),
    grammar="tree_sitter_rust:language",
    query=QUERY,
    read=read,
    resolver=cargo.resolver,
    separator="::",
    depth=2,
    deep=DEEP,
    literals=LITERALS,
    inline=PATH.pattern,
    escapes=b"#",
    stated=included,
    index_names=("mod",),
    wrappers=("declaration_list", "foreign_mod_item"),
    conditions=("mod_item",),
    manifests=("Cargo.toml",),
    test_names=("{stem}_test", "test_{stem}", "{stem}_tests"),
    test_dirs=("tests",),
)
