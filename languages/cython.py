"""Cython: Python with declarations of C, read by Python's grammar once those are out of its way."""

import posixpath
import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.records import EXTERNAL, INLINE, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors
from repoloom.languages.engine.spec import Resolve
from repoloom.languages.families import pyfamily
from repoloom.languages.families.single import cython_code

STATED = re.compile(
    rb"""^[ \t]*(?: include[ \t]+["'](?P<include>[^"'\n]+)["']
        | (?:cdef[ \t]+(?:public[ \t]+)?)?extern[ \t]+from[ \t]+["'](?P<extern>[^"'<>\n]+)["'] )""",
    re.MULTILINE | re.VERBOSE,
)
BESIDE = ".pxd"


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """As Python's; `cimport` is a kind of its own."""
    declared = b"cimport" in text[node.start_byte : node.end_byte]
    for found in pyfamily.read(node, text):
        yield found._replace(kind="cimport") if declared else found


def stated(text: bytes) -> Iterator[Import]:
    """`include "a.pxi"`, `cdef extern from "a.h"`, and the declarations of a module's own name.

    A .pyx sees those in the .pxd beside it without a word (Cython's manual, "Sharing
    Declarations Between Cython Modules").
    """
    yield Import(BESIDE, kind=INLINE, end=min(1, len(text)))
    for match in STATED.finditer(text):
        kind = match.lastgroup or ""
        yield Import(match[kind].decode("utf-8", "replace"), "", "", kind, *match.span())


class Declarations(pyfamily.Resolver):
    """Finds what a `cimport` means: the .pxd of a module or package, else the module."""

    endings: tuple[str, ...] = (
        ".pxd",
        "/__init__.pxd",
        ".pyx",
        "/__init__.pyx",
        "/__init__.py",
        ".py",
    )


def resolver(repository: Repository) -> Resolve:
    """Python's rules, with .pxd first for a `cimport`."""
    imports, declarations = pyfamily.Resolver(repository), Declarations(repository)

    def resolve(importer: str, statement: Import) -> Target | None:
        above = posixpath.dirname(importer)
        if statement.kind == INLINE and statement.module == BESIDE:
            path = importer.removesuffix(".pyx") + BESIDE
            return Target((path,)) if path != importer and repository.has(path) else EXTERNAL
        if statement.kind in ("include", "extern"):
            places = [posixpath.join(each, statement.module) for each in (above, *ancestors(above))]
            found = repository.first(map(posixpath.normpath, places))
            missing = UNRESOLVED if statement.kind == "include" else EXTERNAL
            return Target((found,)) if found else missing
        if statement.kind == "cimport":
            return declarations(importer, statement) or EXTERNAL
        return imports(importer, statement)

    return resolve


SPEC = pyfamily.language(
    name="cython",
    extensions=(".pyx", ".pxd", ".pxi"),
    read=read,
    resolver=resolver,
    readable=cython_code.readable,
    stated=stated,
    deep=(*pyfamily.DEEP, rb"\n[ \t]+cimport[ \t]"),
)
