"""Lua."""

import functools
import posixpath
import re
from collections.abc import Iterator, Mapping

import tree_sitter

from repoloom.languages.engine.comments import Comments
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import DEFINED, EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve

QUERY = """
(function_call arguments: (arguments . (string) .)) @import
(function_call arguments: (arguments . (binary_expression right: (string)) .)) @import
(function_call name: (identifier) arguments: (arguments . (identifier) (string))) @import
(function_declaration name: (_) @name) @definition.function
(assignment_statement (variable_list name: (_) @name)) @definition.value
(variable_declaration (assignment_statement (variable_list name: (identifier) @name))) @definition.value
"""

STRING = rb"""(?:"([^"\n]+)"|'([^'\n]+)'|\[(?P<level>=*)\[([^\]\n]+)\](?P=level)\])"""
# `require "a"`, `safe_require("a")`, `M.require("a")`; `include("a.lua")` is what Garry's Mod has.
CALL = re.compile(
    rb"""(?:[\w.:]*[.:])?(\w*require\w*|dofile|loadfile|include|AddCSLuaFile|import|load(?<=filesystem.load))
         \s*\(?\s*%b\s*\)?"""
    % STRING,
    re.VERBOSE,
)
# `pcall(require, "a")`, `xpcall(require, handler, "a")`
PROTECTED = re.compile(
    rb"x?pcall\s*\(\s*(require|dofile|loadfile)\s*,(?:[^,()\n]*,)?\s*%b" % STRING
)
# `require(... .. ".a")`, `require(path .. "a")`
JOINED = re.compile(rb"require\s*\([^\n]{1,99}\.\.\s*%b\s*\)" % STRING)
PATHS = frozenset({"dofile", "loadfile", "include", "AddCSLuaFile", "import", "load"})
TEMPLATES = re.compile(rb"(?:package\.path|[cl]?path|LUA_PATH)\b[^\n]*\?[^\n]*")
TEMPLATE = re.compile(rb"""[;"'\s=]?((?:[\w.-]+/)+)\?(?:\.lua|/init\.lua)""")
MODULES = re.compile(r"""\[?["']?([\w.-]{1,199})["']?\]?[ \t]*=[ \t]*["']([^"'\n]+\.lua)["']""")
ROOTS = ("", "src", "lua", "lib")


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`require("a.b")` in any spelling, protected or not, and the functions that take a path.

    The local that it is bound to stands beside it.  Of a name that is joined to what the file is
    called (`...`) only the end is known: kind "joined".
    """
    span = node.start_byte, node.end_byte
    if match := CALL.fullmatch(text, *span):
        kind = match[1].decode()
        kind = kind if kind in PATHS else "require"
        yield Import(literal(match, 2), bound=bound_name(node, text, 0), kind=kind)
    elif match := PROTECTED.match(text, *span):
        yield Import(literal(match, 2), bound=bound_name(node, text, 1), kind=match[1].decode())
    elif match := JOINED.fullmatch(text, *span):
        yield Import(literal(match, 1), bound=bound_name(node, text, 0), kind="joined")


def literal(match: re.Match[bytes], group: int) -> str:
    """The text of the string that `STRING` matched, its first group given."""
    found = match[group] or match[group + 1] or match[group + 3] or b""
    return found.decode("utf-8", "replace")


def bound_name(node: tree_sitter.Node, text: bytes, place: int) -> str:
    """The name in `local name = require(...)`, or in `local ok, name = pcall(...)`; "" without one."""
    values = node.parent
    assignment = values.parent if values and values.type == "expression_list" else None
    if assignment is None or assignment.type != "assignment_statement":
        return ""
    names = assignment.named_children[0]
    if names.named_child_count != place + 1:
        return ""
    return name_of(names.named_children[place], text)


def templates(text: bytes) -> Iterator[Import]:
    """The directories of `package.path = "./src/?.lua;"`: names of modules stand below them."""
    if b"?.lua" not in text and b"?/init.lua" not in text:
        return
    for line in TEMPLATES.finditer(text):
        for match in TEMPLATE.finditer(line[0]):
            place = match[1].decode("utf-8", "replace")
            start = line.start() + match.start(1)
            yield Import(place, "?", kind=DEFINED, start=start, end=start + len(match[1]))


class Resolver:
    """Finds modules on the roots above the file, on those that a path names, and by rockspecs."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.named = dict(rocks(repository))
        self.roots = tuple(dict.fromkeys(told_roots(repository)))
        self.starts = functools.cache(self._starts)

    def __call__(self, importer: str, statement: Import) -> Target | None:
        """`a.b` is `a/b.lua` or `a/b/init.lua`; `dofile` takes a path."""
        if statement.kind == DEFINED:
            return EXTERNAL
        if statement.kind in PATHS:
            known = statement.kind in ("dofile", "loadfile")
            return self.path(importer, statement.module) or (UNRESOLVED if known else EXTERNAL)
        if statement.kind == "joined":
            return self.joined(importer, statement.module) or EXTERNAL
        return self.module(importer, statement.module)

    def path(self, importer: str, path: str) -> Target | None:
        """A file beside the importer, or below the repository's root."""
        bases = (posixpath.dirname(importer), "")
        stems = [posixpath.normpath(posixpath.join(base, path)) for base in bases]
        found = self.repository.first(stem + end for stem in stems for end in ("", ".lua"))
        return Target((found,)) if found else None

    def joined(self, importer: str, end: str) -> Target | None:
        """What stands below the module itself, then beside it."""
        directory, name = posixpath.split(importer)
        stem = end.strip(".").replace(".", "/")
        own = name.removesuffix(".lua")
        below = [posixpath.join(directory, own, stem)] if own != "init" else []
        return self.first(importer, [*below, posixpath.join(directory, stem)], exact=False)

    def module(self, importer: str, name: str) -> Target:
        """By the rockspec, on the roots, then anywhere that the whole of a longer name fits."""
        if self.named.get(name, importer) != importer:
            return Target((self.named[name],))
        stem = name.replace(".", "/").strip("/")
        starts = self.starts(posixpath.dirname(importer))
        if found := self.first(importer, [start + stem for start in starts]):
            return found
        ending = [
            *self.repository.ending(stem + ".lua"),
            *self.repository.ending(stem + "/init.lua"),
        ]
        others = [path for path in ending if path != importer]
        if "/" not in stem or not others:
            return EXTERNAL
        return Target((nearest(importer, others),), ambiguous=len(others) > 1)

    def first(self, importer: str, stems: list[str], *, exact: bool = True) -> Target | None:
        """The first of the stems that is a module: `plugin/plug.lua` means another `plug`."""
        places = (stem + end for stem in stems for end in (".lua", "/init.lua"))
        path = self.repository.first(path for path in places if path != importer)
        return Target((path,), exact=exact) if path else None

    def _starts(self, directory: str) -> tuple[str, ...]:
        """What may stand before a module's path: of an editor's run-time folders `lua` first."""
        above = ancestors(posixpath.join(directory, "file"))
        runtime = [each for each in above if posixpath.basename(each) == "lua"]
        runtime += [
            place for each in above if (place := posixpath.join(each, "lua")) in self.folders
        ]
        plain = [posixpath.join(each, root) for each in above for root in ROOTS]
        return tuple(posixpath.join(place, "") for place in (*runtime, *self.roots, *plain))

    @property
    def folders(self) -> Mapping[str, tuple[str, ...]]:
        """The repository's directories."""
        return self.repository.directories


def rocks(repository: Repository) -> Iterator[tuple[str, str]]:
    """Module -> file, as the `build.modules` of the rockspecs have it."""
    for path, data in repository.manifests.items():
        if path.endswith(".rockspec"):
            for name, source in MODULES.findall(data.decode("utf-8", "replace")):
                for above in ancestors(path):
                    file = posixpath.normpath(posixpath.join(above, source))
                    if repository.has(file):
                        yield name, file
                        break


def told_roots(repository: Repository) -> Iterator[str]:
    """The directories of the templates in `package.path`, below the file or one above it."""
    stated = [
        (path, each.module)
        for path, outline in repository.outlines.items()
        if repository.languages[path] == "lua"
        for each in outline.imports
        if each.kind == DEFINED
    ]
    stated += [
        (path, each.module)
        for path, data in repository.manifests.items()
        if posixpath.basename(path) == ".busted"
        for each in templates(data)
    ]
    for path, place in stated:
        for above in ancestors(path):
            directory = posixpath.normpath(posixpath.join(above, place))
            if directory in repository.directories and directory != ".":
                yield directory
                break


def resolver(repository: Repository) -> Resolve:
    """See `Resolver`."""
    return Resolver(repository)


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
    stated=templates,
    manifests=("*.rockspec", ".busted"),
    test_names=("{stem}_spec", "{stem}_test", "test_{stem}"),
    test_dirs=("spec", "test", "tests"),
)
