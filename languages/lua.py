"""Lua."""

import posixpath
import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.comments import Comments
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve

QUERY = """
(function_call name: (identifier) arguments: (arguments . (string) .)) @import
(function_declaration name: (_) @name) @definition.function
(assignment_statement (variable_list name: (_) @name)) @definition.value
(variable_declaration (assignment_statement (variable_list name: (identifier) @name))) @definition.value
"""

CALL = re.compile(rb"""(require|dofile|loadfile)\s*\(?\s*["']([^"']+)["']""")
ROOTS = ("", "src", "lua", "lib")


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`require("a.b")`, `require "a.b"`, `dofile("a.lua")`, with the local that it is bound to."""
    if match := CALL.match(text, node.start_byte, node.end_byte):
        kind, module = match[1].decode(), match[2].decode("utf-8", "replace")
        yield Import(module, bound=bound_name(node, text), kind=kind)


def bound_name(node: tree_sitter.Node, text: bytes) -> str:
    """The name in `local name = require(...)`, "" without one."""
    values = node.parent
    assignment = values.parent if values and values.type == "expression_list" else None
    if assignment is None or assignment.type != "assignment_statement":
        return ""
    names = assignment.named_children[0]
    return name_of(names, text) if names.named_child_count == 1 else ""


def resolver(repository: Repository) -> Resolve:
    """`a.b` is `a/b.lua` or `a/b/init.lua` on the roots above the file; `dofile` takes a path."""

    def resolve(importer: str, statement: Import) -> Target | None:
        if statement.kind != "require":
            bases = (posixpath.dirname(importer), "")
            tries = [posixpath.normpath(posixpath.join(base, statement.module)) for base in bases]
            path = repository.first(tries)
            return Target((path,)) if path else UNRESOLVED
        stem = statement.module.replace(".", "/")
        for above in ancestors(importer):
            places = [posixpath.join(above, root, stem) for root in ROOTS]
            if path := repository.first(
                place + end for place in places for end in (".lua", "/init.lua")
            ):
                return Target((path,))
        found = [*repository.ending(stem + ".lua"), *repository.ending(stem + "/init.lua")]
        if "/" not in stem or not found:
            return EXTERNAL
        return Target((nearest(importer, found),), ambiguous=len(found) > 1)

    return resolve


SPEC = LanguageSpec(
    name="lua",
    extensions=(".lua",),
    interpreters=("lua", "luajit"),
    grammar="tree_sitter_lua:language",
    query=QUERY,
    read=read,
    resolver=resolver,
    index_names=("init",),
    comments=Comments(line=b"--"),
    conditions=("if_statement",),
    test_names=("{stem}_spec", "{stem}_test", "test_{stem}"),
    test_dirs=("spec", "test", "tests"),
)
