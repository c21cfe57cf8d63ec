"""What C and C++ share: `#include`, and where a header is found.

A quoted header beside the includer first, as compilers do; then the directories above the includer
and their `include`, `src` and `inc`; then any file whose path ends as the directive does.  A bare
name counts there only in an include directory that the repository gives evidence of: without that,
one in eleven edges of a C project with generated samples was one that gcc does not find.
"""

import functools
import posixpath
import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import DEFINED, EXTERNAL, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve
from repoloom.languages.families import includes
from repoloom.languages.families.single import cpp_modules
from repoloom.languages.families.standard import C_HEADERS

LITERALS = rb"""
    "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+" | '(?:[^'\\\n]|\\[^\n']{1,9}|\\')'
"""

QUERY = """
(preproc_include) @import
(preproc_call) @import
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


DIRECTIVE = re.compile(
    rb"""\#[ \t]*(?:include(?P<next>_next)?|import)\b[ \t]*
        (?: (?P<header>"[^"\n]+"|<[^>\n]+>) | (?P<macro>[A-Za-z_]\w*)[ \t]*(?:\((?P<argument>[^()\n]*)\))? )""",
    re.VERBOSE,
)
DEFINE = re.compile(
    rb"""\#[ \t]*define[ \t]+(?P<name>\w+)(?:\((?P<parameter>\w+)\))?(?:[ \t]|\\\r?\n)+
        (?P<value>"[^"\s]+[.][A-Za-z+]{1,5}"|<[^<>\s]+>|\#\w+
            |[\w./+-]+\.(?:h|hh|hpp|hxx|h\+\+|inc|def)(?=[ \t\r]*(?:\n|/[/*]))
            |\w*(?i:STR|QUOT|HEADER|INC)\w*\(\w+\)(?=[ \t\r]*(?:\n|/[/*]))
            |[A-Za-z_]\w*(?<=_H|ER|LE|IG|NC|DE|DR)(?=[ \t\r]*(?:\n|/[/*])))""",
    re.VERBOSE,
)
"""A macro that stands for another one counts where that is called ..._H, ...HEADER, ...FILE, ...CONFIG,
...INC, ...INCLUDE or ...HDR: a table of registers has thousands of others.  So does a call of one that
has a word of making strings in its name, `XSTR(BOARD_H)`, and a bare `x.h` that it makes one of."""
CALL = re.compile(r"(\w+)\((\w+)\)")
SPELLED = re.compile(r'"[^"]+"|<[^<>]+>')
SOURCES = (".c", ".cc", ".cpp", ".cxx", ".c++", ".m", ".mm")
LONGEST_CHAIN = 8
MOST_MEANINGS = 8


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`#include "x.h"` is "quoted", `<x.h>` "system"; `#include_next` "next", of a macro "macro".

    `#import` is Objective-C's `#include`.
    """
    if node.type == "ERROR":
        if text[node.start_byte : node.end_byte].split() == [b"#include"]:
            path = node.next_named_sibling  # the grammar has no directives between braces
            yield from included(name_of(path, text) if path else "")
        return
    if not (match := DIRECTIVE.match(text, node.start_byte, node.end_byte)):
        if node.type == "preproc_call":
            yield from cpp_modules.read(node, text)
        return
    if header := match["header"]:
        yield from included(header.decode("utf-8", "replace"), "next" if match["next"] else "")
    else:
        argument = b"" if match["argument"] is None else match["argument"].strip()
        yield Import(match["macro"].decode(), argument.decode("utf-8", "replace"), kind="macro")


def included(spelled: str, kind: str = "") -> Iterator[Import]:
    """The import of a header with its quotes or brackets."""
    header = spelled[1:-1].strip().replace("\\", "/")
    if header:
        kind = kind or ("system" if spelled.startswith("<") else "quoted")
        yield Import(header, kind=kind)


HAS_INCLUDE = re.compile(rb"(?<=__has_include)[ \t]*\([ \t]*(?:\"[^\"\n]*\"|<[^>\n]*>)[ \t]*\)")


def readable(text: bytes) -> bytes:
    """`__has_include("x.h")` as one name: the grammar takes the condition for an error."""
    if b"__has_include" not in text:
        return text
    return HAS_INCLUDE.sub(lambda match: b"_" * len(match[0]), text)


def macros(text: bytes) -> Iterator[Import]:
    """The macros of a file that may stand for a header: `#define HDR "x.h"`, `<x.h>` or another one.

    A macro of one parameter (`#define IN_LIB(x) <lib/x>`) has it as `name`.
    """
    if b"define" not in text:
        return
    for match in DEFINE.finditer(text):
        value = match["value"].decode("utf-8", "replace")
        parameter = (match["parameter"] or b"").decode()
        yield Import(value, parameter, match["name"].decode(), DEFINED, match.start(), match.end())


class Resolver:
    """Finds headers as the module's head says."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.order = includes.Order(repository)
        self.roots = includes.roots(repository, self.order)
        self.fitting = functools.cache(self._fitting)
        self.modules = cpp_modules.Modules(repository)

    def __call__(self, importer: str, statement: Import) -> Target | None:
        """The header, all headers of a macro, or the interface of a module."""
        if statement.kind == DEFINED:
            return EXTERNAL
        if statement.kind == cpp_modules.KIND:
            return self.modules.interface(importer, statement.module)
        if statement.kind == "macro":
            spelled = self.meanings(importer, statement.module, statement.name)
            found = [self.header(importer, each) for each in spelled]
            paths = tuple(dict.fromkeys(path for target in found for path in target.paths))
            return Target(paths) if paths else EXTERNAL
        return self.header(importer, statement)

    def header(self, importer: str, statement: Import) -> Target:
        """The file of a directive that spells its header."""
        header, kind = statement.module, statement.kind
        if kind == "next":
            return self.following(importer, header)
        if kind == "quoted":
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(importer), header))
            if self.repository.has(beside):
                return Target((beside,))
        elif header in C_HEADERS or "." not in header:
            return EXTERNAL
        tail = posixpath.normpath(header)
        fitting = self.fitting(tail.lstrip("./"))
        for path in self.places(importer, tail) if fitting else ():
            if path in fitting:
                return Target((path,))
        return self.by_suffix(importer, header.lstrip("./"))

    def places(self, importer: str, tail: str) -> Iterator[str]:
        """Where a header is looked for: as the build says, then above the importer."""
        for root in self.order.of(importer):
            yield posixpath.normpath(posixpath.join(root, tail))
        for above in ancestors(importer):
            base = above + "/" if above else ""
            for root in ("", "include/", "src/", "inc/"):
                path = base + root + tail
                yield posixpath.normpath(path) if tail.startswith("..") else path

    def following(self, importer: str, header: str) -> Target:
        """`#include_next`: the first directory behind the one in which the importer was found."""
        found = [
            posixpath.normpath(posixpath.join(root, header)) for root in self.order.of(importer)
        ]
        behind = found[found.index(importer) + 1 :] if importer in found else found
        if path := self.repository.first(path for path in behind if path != importer):
            return Target((path,))
        if header in C_HEADERS or importer in found:
            return EXTERNAL
        return self.by_suffix(importer, header.lstrip("./"))

    def _fitting(self, tail: str) -> frozenset[str]:
        return frozenset(self.repository.ending(tail))

    def by_suffix(self, importer: str, tail: str) -> Target:
        """Any file whose path ends so, below a directory that there is evidence of."""
        found = [
            path
            for path in self.repository.ending(tail)
            if path != importer and ("/" in tail or posixpath.dirname(path) in self.roots)
        ]
        if not found:
            return EXTERNAL
        return Target((nearest(importer, found),), ambiguous=len(found) > 1)

    def meanings(self, importer: str, name: str, argument: str) -> list[Import]:
        """The headers that a macro may stand for; each `#if` may define it differently.

        What the file defines itself counts alone; else what build files and other files say, the
        sources among them only for a header, which they may include after it.
        """
        found: dict[str, None] = {}
        waiting, left = [(name, argument)], LONGEST_CHAIN
        while waiting and left:
            (name, argument), left = waiting.pop(0), left - 1
            for value, parameter in self.values(importer, name):
                word = rf"\b{re.escape(parameter)}\b" if parameter else "(?!)"
                spelled = argument.join(re.split(word, value))
                if value.startswith("#"):  # `#define STRING(x) #x`
                    meant = [
                        each for each, _ in self.values(importer, argument) if each[:1].isalnum()
                    ]
                    found.update(dict.fromkeys(f'"{each}"' for each in meant or [argument]))
                elif SPELLED.fullmatch(spelled):
                    found[spelled] = None
                elif call := CALL.fullmatch(spelled):
                    waiting.append((call[1], call[2]))
                else:
                    waiting.append((spelled, argument))
        if not found and argument.count(".") == 1:  # STRINGIFY(a/b.h), of another project
            found[f'"{argument}"'] = None
        return [each for spelled in [*found][:MOST_MEANINGS] for each in included(spelled)]

    def values(self, importer: str, name: str) -> list[tuple[str, str]]:
        """(value, parameter or "") of each definition of a macro that the importer may see."""
        known = self.by_macro.get(name, [])
        own = [row for path, *row in known if path == importer]
        told = [(value, "") for value in self.order.macros.get(name, ())]
        is_source = importer.endswith(SOURCES)
        others = [row for path, *row in known if not (is_source and path.endswith(SOURCES))]
        rows = [(value, parameter) for value, parameter in own or others]
        return list(dict.fromkeys([*(() if own else told), *rows]))[:MOST_MEANINGS]

    @functools.cached_property
    def by_macro(self) -> dict[str, list[tuple[str, str, str]]]:
        """Macro -> (file, value, parameter) of its definitions, by path."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for path, outline in self.repository.outlines.items():
            if self.repository.languages[path] in includes.FAMILY:
                for each in outline.imports:
                    if each.kind == DEFINED and each.module:
                        found.setdefault(each.bound, []).append((path, each.module, each.name))
        return found


def resolver(repository: Repository) -> Resolve:
    """See `Resolver`."""
    return Resolver(repository)


language = functools.partial(
    LanguageSpec,
    read=read,
    resolver=resolver,
    family=includes.FAMILY,
    separator="/",
    depth=2,
    deep=(rb"include(?<=[# \t]include)", rb"import(?<=[# \t]import)"),
    readable=readable,
    stated=macros,
    literals=LITERALS,
    conditions=("preproc_ifdef", "preproc_if", "preproc_else", "preproc_elif", "preproc_elifdef"),
    manifests=includes.MANIFESTS,
    test_names=("{stem}_test", "test_{stem}", "{stem}_unittest", "{stem}-test", "{stem}Test"),
)
"""A language of the family: name, extensions, grammar, query and wrappers are its own."""
