"""Swift: an import names a module, which is a directory of a package's sources."""

import itertools
import posixpath
from collections.abc import Iterator, Mapping

import tree_sitter

from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EXTERNAL, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, grouped
from repoloom.languages.engine.spec import LanguageSpec, Resolve, Visible
from repoloom.languages.families.manifests import swift_packages

QUERY = """
(import_declaration (identifier) @import)
(class_declaration name: (type_identifier) @name) @definition.type
(protocol_declaration name: (type_identifier) @name) @definition.type
(typealias_declaration name: (type_identifier) @name) @definition.type
(function_declaration name: (simple_identifier) @name) @definition.function
(property_declaration name: (pattern bound_identifier: (simple_identifier) @name)) @definition.value
"""

SOURCES = ("Sources", "Source", "Tests")

LITERALS = rb"""
    \#\#*(?:\"\"\".*?(?:\"\"\"\#+|\Z) | "[^\n]*?(?:"\#+|(?=\n)|\Z))  # raw strings
    | "("".*?\"\"\" | [^"\\\n]*+(?:\\.[^"\\\n]*+)*+")  # strings
"""


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`import M`, `@testable import M`, `import struct M.T`."""
    module, _, name = name_of(node, text).partition(".")
    yield Import(module, name or "*", bound=name)


def module_of(path: str) -> str:
    """The module directory of a file: `Sources/M`, `Tests/M`, else `Source` itself, else the root."""
    above = ancestors(path)
    for child, parent in itertools.pairwise(above):
        if posixpath.basename(parent) in SOURCES:
            return child
    return next((each for each in above if posixpath.basename(each) in SOURCES), "")


def modules(repository: Repository) -> Mapping[str, tuple[str, ...]]:
    """Module directory -> its files.

    Where a package says which directory a target has, that is one.
    Where files stand in `Source` directly, all below it is one module: that is how projects
    without a package manifest are laid out.
    """
    paths = [path for path, language in repository.languages.items() if language == "swift"]
    flat = {
        posixpath.dirname(path)
        for path in paths
        if posixpath.basename(posixpath.dirname(path)) in SOURCES
    }

    stated = swift_packages.targets(repository)

    def place(path: str) -> str:
        above = ancestors(path)
        by_package = next((one for one in above if one in stated), None)
        if by_package is not None:
            return by_package
        return next((one for one in above if one in flat), module_of(path))

    return grouped((place(path), path) for path in paths)


def resolver(repository: Repository) -> Resolve:
    """By the module directory's name; the only module of a repository may have any name."""
    known = modules(repository)
    stated = swift_packages.targets(repository)
    by_name = grouped(
        (name, directory)
        for directory in known
        for name in stated.get(directory, (posixpath.basename(directory),))
    )
    project = {
        posixpath.basename(path).partition(".")[0]
        for path in repository.paths
        if path.endswith((".podspec", ".xcodeproj/project.pbxproj"))
    } | {
        directory.removesuffix(".xcodeproj").rpartition("/")[2]
        for directory in repository.directories
        if directory.endswith(".xcodeproj")
    }

    def resolve(importer: str, statement: Import) -> Target | None:
        directories = by_name.get(statement.module, ())
        if not directories and statement.module in project:
            directories = tuple(each for each in known if posixpath.basename(each) in SOURCES[:2])
        paths = tuple(path for directory in directories for path in known[directory])
        return Target(paths, package=True) if paths else EXTERNAL

    return resolve


def visible(repository: Repository) -> Visible:
    """What the other files of the module define."""
    names: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for paths in modules(repository).values():
        merged = grouped(
            (name, path) for path in paths for name in repository.outlines[path].defined_names()
        )
        names.update(dict.fromkeys(paths, merged))
    return lambda importer: names[importer]


SPEC = LanguageSpec(
    name="swift",
    extensions=(".swift",),
    interpreters=("swift",),
    grammar="tree_sitter_swift:language",
    query=QUERY,
    read=read,
    resolver=resolver,
    depth=5,
    literals=LITERALS,
    interpolated=rb"\\\((?:[^()]|\([^()]*\))*",
    binders=frozenset(
        (
            b"class",
            b"struct",
            b"enum",
            b"protocol",
            b"actor",
            b"typealias",
            b"associatedtype",
            b"func",
            b"let",
            b"var",
            b"case",
            b"for",
        )
    ),
    builtin=frozenset(b"Any Array Bool Character Double Float Int Never Self String Void".split()),
    labels=True,
    implicit="same_module",
    visible=visible,
    manifests=swift_packages.NAMES,
    quotes="`",
    test_names=("{stem}Tests", "{stem}Test", "{stem}Spec"),
    test_dirs=("Tests", "Test", "tests"),
)
