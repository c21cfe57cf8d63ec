"""Go."""

import dataclasses
import fnmatch
import functools
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EMBEDDED, EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, grouped, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve, Visible

QUERY = """
(package_clause (package_identifier) @package)
(import_spec) @import
(function_declaration name: (identifier) @name) @definition.function
(type_declaration (type_spec name: (type_identifier) @name)) @definition.type
(type_declaration (type_alias name: (type_identifier) @name)) @definition.type
(const_declaration (const_spec name: (identifier) @name)) @definition.value
(var_declaration (var_spec name: (identifier) @name)) @definition.value
(var_declaration (var_spec_list (var_spec name: (identifier) @name))) @definition.value
"""
TEST = "_test.go"

MODULE = re.compile(r'^[ \t]*module[ \t(]+"?([^\s"()]+)', re.MULTILINE)
REPLACED = re.compile(
    r'^[ \t]*(?:replace[ \t(]+)?"?([^\s()"]+)"?(?:[ \t]+v\S+)?[ \t]*=>[ \t]*"?(\.\.?/[^\s"]*|\.\.?(?=["\s]))',
    re.MULTILINE,
)

CGO = re.compile(rb'^import[ \t]+"C"', re.MULTILINE)
HEADER = re.compile(rb'^(?://)?[ \t]*\#[ \t]*include[ \t]*[<"]([^">\n]+)[">]', re.MULTILINE)
EMBED = re.compile(rb"^//go:embed[ \t]+([^\n]+)", re.MULTILINE)
PATTERN = re.compile(rb'"[^"]*"|`[^`]*`|[^\s"`]+')
MOST_EMBEDDED = 16

LITERALS = rb"""
    `[^`]*+`? | "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+" | '(?:[^'\\\n]|\\.)+'
"""

# What `new` could take before Go 1.26, up to the closing parenthesis: the grammar knows no more.
TYPE = rb"""
    \s* (?: \[[^\[\]\n]{0,99}\] | map\[(?:[^\[\]\n]|\[[^\[\]\n]{0,99}\]){0,99}\] | \*
        | (?:<-\s?)?chan\b(?:<-)? | \s )*+
    (?: struct\s?\{[^{}]{0,999}\} | interface\s?\{[^{}]{0,999}\}
      | func\([^()\n]{0,199}\)\s?(?:\([^()\n]{0,199}\)|[\w.*\[\]]*)
      | [^\W\d][\w.]*(?:\[[^()\n]{1,199}\])? )
    ,?\s* \)
"""
# `new(5)`, and the type parameters of a method, which are Go 1.27's.
LATER = re.compile(
    rb"\b(?P<new>new)(?=\((?!%b))|^func\s?\([^()\n]{1,199}\)\s?\w+(?P<parameters>\[[^\n]{1,499}?\])(?=\()"
    % TYPE,
    re.MULTILINE | re.VERBOSE,
)


def readable(text: bytes) -> bytes:
    """Calls of `new` with an expression as calls of any function; methods without type parameters.

    The grammar takes the first argument of `new` for a type, and where it stands at the top level
    it then takes the header of the next function for a part of the value.
    """

    def plain(match: re.Match[bytes]) -> bytes:
        if match["new"]:
            return b"neW"
        before = match.start("parameters") - match.start()
        return match[0][:before] + b" " * len(match["parameters"])

    return LATER.sub(plain, text)


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import alias "path/of/package"`; the package's name is taken from the path's end."""
    path, name = node.child_by_field_name("path"), node.child_by_field_name("name")
    if path is None:
        return
    module = name_of(path, text).strip('"`')
    bound = name_of(name, text) if name else package_name(module)
    yield Import(module, "*" if bound == "." else "", bound=bound if bound not in "._" else "")


def stated(text: bytes) -> Iterator[Import]:
    """What comments say to the tools: the headers of `import "C"`, and the files of `//go:embed`."""
    if statement := CGO.search(text):
        for match in HEADER.finditer(text, preamble(text, statement.start()), statement.start()):
            header = match[1].decode("utf-8", "replace")
            yield Import(header, kind="cgo", start=match.start(), end=match.end())
    for line in EMBED.finditer(text):
        for match in PATTERN.finditer(line[1]):
            path = match[0].strip(b'"`').decode("utf-8", "replace").removeprefix("all:")
            start = line.start(1) + match.start()
            yield Import(path, kind=EMBEDDED, start=start, end=line.start(1) + match.end())


def preamble(text: bytes, place: int) -> int:
    """Where the comment directly before a statement begins, which is C to cgo."""
    before = text[:place].rstrip(b" \t")
    if before.endswith(b"*/\n"):
        return max(before.rfind(b"/*"), 0)
    while place:
        line = before.rfind(b"\n", 0, place - 1) + 1
        if not before.startswith(b"//", line):
            break
        place = line
    return place


def package_name(module: str) -> str:
    """`a/yaml.v3`, `a/yaml/v3` and `a/go-yaml` are all probably named `yaml`."""
    parts = module.split("/")
    name = parts[-2] if len(parts) > 1 and re.fullmatch(r"v\d+", parts[-1]) else parts[-1]
    return re.sub(r"\.v\d+$", "", name).removeprefix("go-").removesuffix("-go")


def modules(repository: Repository) -> dict[str, str]:
    """Module path -> its directory, from the go.mod files; `replace` with a path counts too."""
    found: dict[str, str] = {}
    replaced: dict[str, str] = {}
    for directory, data in (*repository.named("go.mod"), *repository.named("go.work")):
        text = data.decode("utf-8", "replace")
        if match := MODULE.search(text):
            found.setdefault(match[1], directory)
        for old, new in REPLACED.findall(text):
            path = posixpath.normpath(posixpath.join(directory, new))
            replaced.setdefault(old, "" if path == "." else path)
    return {**replaced, **found}


def resolver(repository: Repository) -> Resolve:
    """A package is a directory below a module's; its files are those that are no tests."""
    known = modules(repository)
    declared = functools.cache(functools.partial(packages, repository))

    @functools.cache
    def files(directory: str) -> tuple[str, ...]:
        names = repository.directories.get(directory, ())
        return tuple(name for name in names if name.endswith(".go") and not name.endswith(TEST))

    vendoring = {  # directories with a `vendor` below them: asking each one above cost a tenth
        above.rpartition("vendor")[0].rstrip("/")
        for directory in repository.directories
        for above in (directory, *ancestors(directory))
        if posixpath.basename(above) == "vendor"
    }

    @functools.cache
    def in_module(path: str) -> Target | None:
        """The package of one of the repository's modules; None for a path outside of them."""
        for module in ancestors(path + "/x")[:-1]:
            if module in known:
                rest = path.removeprefix(module).strip("/")
                found = files(posixpath.join(known[module], rest).rstrip("/"))
                return Target(found, package=True) if found else UNRESOLVED
        return None

    def resolve(importer: str, statement: Import) -> Target:
        if statement.kind in (EMBEDDED, "cgo"):
            return Target(beside(importer, statement.module))
        target = package(importer, statement.module)
        if not target.paths:
            return target
        # the name of a package may differ from the end of its path: its files declare it
        names = (statement.bound, *declared(target.paths)) if statement.bound else ()
        return dataclasses.replace(target, qualifiers=names)

    def beside(importer: str, path: str) -> tuple[str, ...]:
        """A header or an embedded file: beside the importer, `include` for cgo; `*` as the shell has it."""
        directory = posixpath.dirname(importer)
        place = posixpath.normpath(posixpath.join(directory, path))
        if "*" in path or "?" in path:
            here = repository.directories.get(posixpath.dirname(place), ())
            return tuple(each for each in here if fnmatch.fnmatchcase(each, place))[:MOST_EMBEDDED]
        inside = posixpath.normpath(posixpath.join(directory, "include", path))
        found = repository.first([place, inside])
        return (found,) if found else repository.directories.get(place, ())[:MOST_EMBEDDED]

    def package(importer: str, path: str) -> Target:
        if path.startswith("."):
            stem = posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
            return Target(files(stem), package=True) if files(stem) else UNRESOLVED
        if target := in_module(path):
            return target
        for directory in ancestors(importer) if vendoring else ():
            if directory in vendoring and (
                found := files(posixpath.join(directory, "vendor", path))
            ):
                return Target(found, package=True)
        if known or "." not in path.partition("/")[0]:
            return EXTERNAL
        return by_directory(importer, path)

    def by_directory(importer: str, path: str) -> Target:
        """Without a go.mod: the directory whose path ends as the import does."""
        parts = path.split("/")
        for start in range(len(parts) - 1):
            tail = "/".join(parts[start:])
            found = [
                each
                for each in directories.get(parts[-1], ())
                if each == tail or each.endswith("/" + tail)
            ]
            if found:
                share = (len(parts) - start) / len(parts)
                best = nearest(importer + "/", [each + "/" for each in found])
                return Target(files(best[:-1]), True, share == 1, share, len(found) > 1)
        return EXTERNAL

    directories: Mapping[str, tuple[str, ...]] = grouped(
        (posixpath.basename(directory), directory)
        for directory in repository.directories
        if files(directory)
    )
    return resolve


def packages(repository: Repository, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The names that the files of a directory declare, each once.

    Any of them may be without an outline, and a script that no build takes is `main`.
    """
    parsed = (repository.outlines[path] for path in paths if path in repository.outlines)
    return tuple(dict.fromkeys(one.package for one in parsed if one.package not in ("", "main")))


def members(joined: Iterable[bytes]) -> Iterator[bytes]:
    """`p.Name` of each `p.Name.field`: how the names of an imported package are used."""
    for name in joined:
        pair = name.split(b".", 2)[:2]
        if all(pair):
            yield b".".join(pair)


def visible(repository: Repository) -> Visible:
    """What the files of the same directory and package define; tests' only for tests."""
    packages: dict[tuple[str, str, bool], list[str]] = {}
    for path, outline in repository.outlines.items():
        if repository.languages[path] == "go":
            place = posixpath.dirname(path), outline.package
            packages.setdefault((*place, True), []).append(path)
            if not path.endswith(TEST):
                packages.setdefault((*place, False), []).append(path)
    # what tests see is grouped only where there are tests
    outlines = repository.outlines
    names = functools.cache(
        lambda *place: grouped(
            (name, path)
            for path in packages.get(place, ())
            for name in outlines[path].defined_names()
        )
    )

    def of(importer: str) -> Mapping[str, tuple[str, ...]]:
        package = repository.outlines[importer].package
        return names(posixpath.dirname(importer), package, importer.endswith(TEST))

    return of


SPEC = LanguageSpec(
    name="go",
    extensions=(".go",),
    grammar="tree_sitter_go:language",
    query=QUERY,
    read=read,
    resolver=resolver,
    separator="/",
    depth=5,
    literals=LITERALS,
    members=members,
    readable=readable,
    stated=stated,
    binders=frozenset((b"type", b"var", b"const")),
    builtin=frozenset((b"init", b"main")),  # functions that cannot be called
    implicit="same_package",
    visible=visible,
    manifests=("go.mod", "go.work"),
    test_names=("{stem}_test",),
)
