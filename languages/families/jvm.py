"""What Java, Kotlin and Scala share: a file is found by the package and the names it declares.

Directories say nothing certain (Kotlin drops the common prefix, build systems add roots), so the
resolver looks at declarations only, and at paths where a file could not be parsed.
"""

import functools
import posixpath
import re
from collections.abc import Iterator, Mapping

import tree_sitter

from repoloom.languages.engine.records import EXTERNAL, INLINE, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, nearest, source_set
from repoloom.languages.engine.spec import Resolve, Visible
from repoloom.languages.families.manifests import java_modules

FAMILY = ("java", "kotlin", "scala")
_DEEPEST = 16  # packages around a file in which a relative name is looked for; people nest seven

QUALIFIED = re.compile(
    rb"(?<![\w.`])(?!(?:java|javax|kotlin|kotlinx|scala|android|androidx)\.)"
    rb"(?P<file>(?:(?:[a-z_]\w*|`[^`\s.]+`)\.)+(?:[A-Z]\w*|`[A-Z]\w*`))"
)
"""A type named in full, as its conventional spelling shows: packages are small, types are not.

A keyword may be a segment in backticks (Kotlin and Scala).
"""


def read_qualified(
    node: tree_sitter.Node, text: bytes, pattern: re.Pattern[bytes] = QUALIFIED
) -> Iterator[Import]:
    """The type at a node that names it in full; `_root_` of Scala is no package."""
    if path := pattern.match(text, node.start_byte):
        whole = path[0].decode("utf-8", "replace").replace("`", "").removeprefix("_root_.")
        module, _, name = whole.rpartition(".")
        yield Import(module, name, kind=INLINE)


def resolver(repository: Repository) -> Resolve:
    """Finds `a.b.C`, members of it (`a.b.C.D`, static ones too) and whole packages (`a.b.*`)."""
    declared = repository.declared(FAMILY)
    modules = java_modules.read_modules(repository)

    def resolve(importer: str, statement: Import) -> Target | None:
        if statement.kind == "module":
            given = java_modules.exported(modules, declared, importer, statement.module)
            return Target(given, package=True) if given else EXTERNAL
        segments = statement.module.split(".")
        wildcard = statement.name == "*"
        if wildcard and statement.module in declared:
            return Target(declared[statement.module][""], package=True)
        if statement.name and not wildcard:
            segments.append(statement.name)
        for size in range(min(len(segments) - 1, deepest), 0, -1):
            names = declared.get(".".join(segments[:size]))
            if names and (paths := names.get(segments[size])):
                return Target((preferred(importer, paths),), ambiguous=not variants(paths))
        return UNRESOLVED if statement.module.startswith(own) else EXTERNAL

    own = tuple(sorted(package for package in declared if package)) or ("\0",)
    deepest = max((package.count(".") + 1 for package in declared), default=0)
    return resolve


def relative_resolver(repository: Repository) -> Resolve:
    """As `resolver`, and Scala's imports may start at any package around the file, too.

    A name in full may also start with a package that the file imports (`import a.{b as c}`, `c.D`).
    """
    absolute = resolver(repository)

    @functools.lru_cache(maxsize=16)
    def opened(importer: str) -> Mapping[str, str]:
        imports = repository.outlines[importer].imports
        return {
            one.bound: f"{one.module}.{one.name}" if one.module else one.name
            for one in imports
            if one.bound and one.kind != INLINE
        }

    def resolve(importer: str, statement: Import) -> Target | None:
        head, dot, rest = statement.module.partition(".")
        if statement.kind == INLINE and (package := opened(importer).get(head)):
            found = relative(importer, statement._replace(module=package + dot + rest))
            if found and found.paths:
                return found
        return relative(importer, statement)

    def relative(importer: str, statement: Import) -> Target | None:
        above = repository.outlines[importer].package.split(".")[:_DEEPEST]
        for size in range(len(above), 0, -1):
            module = ".".join([*above[:size], statement.module])
            found = absolute(importer, statement._replace(module=module))
            if found and found.paths:
                return found
        return absolute(importer, statement)

    return resolve


def variants(paths: tuple[str, ...]) -> bool:
    """Whether the files are one declaration: each is of another platform (`expect`, `actual`)."""
    return len({source_set(path) for path in paths}) == len(paths)


def preferred(importer: str, paths: tuple[str, ...]) -> str:
    """Of overloads and platform variants the one in a file called like the importer, else the nearest.

    `jvm/Buffer.kt` means the `common()` of `internal/Buffer.kt`, not the one of `Path.kt`.
    """
    name = posixpath.basename(importer)
    alike = [path for path in paths if posixpath.basename(path) == name]
    return nearest(importer, alike or paths)


def visible(repository: Repository) -> Visible:
    """What the other files of the declared package define, and of the packages opened around it."""
    declared = repository.declared(FAMILY)
    merged: dict[tuple[str, ...], Mapping[str, tuple[str, ...]]] = {}

    def of(importer: str) -> Mapping[str, tuple[str, ...]]:
        outline = repository.outlines[importer]
        if not outline.outer:
            return declared[outline.package]
        opened = (*outline.outer, outline.package)
        if opened not in merged:
            merged[opened] = dict(
                item for name in opened for item in declared.get(name, {}).items()
            )
        return merged[opened]

    return of
