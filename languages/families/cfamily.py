"""What C and C++ share: `#include`, and where a header is found.

A quoted header beside the includer first, as compilers do; then the directories above the includer
and their `include`, `src` and `inc`; then any file whose path ends as the directive does.  A bare
name counts there only in an include directory that the repository gives evidence of: without that,
one in eleven edges of a C project with generated samples was one that gcc does not find.
"""

import functools
import posixpath
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EXTERNAL, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve
from repoloom.languages.families import includes
from repoloom.languages.families.standard import C_HEADERS

LITERALS = rb"""
    "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+" | '(?:[^'\\\n]|\\[^\n']{1,9}|\\')'
"""

QUERY = """
(preproc_include path: [(string_literal) (system_lib_string)]) @import
(initializer_list (ERROR) @import . (string_literal))
(function_definition declarator: (function_declarator declarator: (identifier) @name)) @definition.function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))) @definition.function
(declaration declarator: (function_declarator declarator: (identifier) @name)) @definition.function
(declaration declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))) @definition.function
(struct_specifier name: (type_identifier) @name body: (_)) @definition.type
(union_specifier name: (type_identifier) @name body: (_)) @definition.type
(enum_specifier name: (type_identifier) @name body: (_)) @definition.type
(type_definition declarator: (type_identifier) @name) @definition.type
(preproc_def name: (identifier) @name) @definition.value
(preproc_function_def name: (identifier) @name) @definition.value
"""
WRAPPERS = ("linkage_specification", "declaration_list")


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`#include "x.h"` is "quoted", `#include <x.h>` is "system"."""
    path = node.child_by_field_name("path")
    if node.type == "ERROR" and text[node.start_byte : node.end_byte].split() == [b"#include"]:
        path = node.next_named_sibling  # the grammar has no directives between braces
    if path is None:
        return
    kind = "system" if path.type == "system_lib_string" else "quoted"
    header = name_of(path, text)[1:-1].replace("\\", "/")
    if header:
        yield Import(header, kind=kind)


def resolver(repository: Repository) -> Resolve:
    """Finds the header as the module's head says."""
    roots = includes.roots(repository)

    def resolve(importer: str, statement: Import) -> Target | None:
        header = statement.module
        if statement.kind == "quoted":
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(importer), header))
            if repository.has(beside):
                return Target((beside,))
        elif header in C_HEADERS or "." not in header:
            return EXTERNAL
        tail = posixpath.normpath(header)
        fitting = frozenset(repository.ending(tail.lstrip("./")))
        for above in ancestors(importer) if fitting else ():
            base = above + "/" if above else ""
            for root in ("", "include/", "src/", "inc/"):
                path = base + root + tail
                path = posixpath.normpath(path) if tail.startswith("..") else path
                if path in fitting:
                    return Target((path,))
        return by_suffix(importer, header)

    def by_suffix(importer: str, header: str) -> Target:
        tail = header.lstrip("./")
        found = [
            path
            for path in repository.ending(tail)
            if path != importer and ("/" in tail or posixpath.dirname(path) in roots)
        ]
        if not found:
            return EXTERNAL
        return Target((nearest(importer, found),), ambiguous=len(found) > 1)

    return resolve


language = functools.partial(
    LanguageSpec,
    read=read,
    resolver=resolver,
    family=includes.FAMILY,
    separator="/",
    depth=2,
    deep=(rb"include(?<=[# \t]include)",),
    literals=LITERALS,
    conditions=("preproc_ifdef", "preproc_if", "preproc_else", "preproc_elif", "preproc_elifdef"),
    manifests=includes.MANIFESTS,
    test_names=("{stem}_test", "test_{stem}", "{stem}_unittest", "{stem}-test", "{stem}Test"),
)
"""A language of the family: name, extensions, grammar, query and wrappers are its own."""
