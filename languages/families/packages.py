"""Files and packages as Node.js, TypeScript and bundlers look them up: package.json and extensions.

`./x.js` means `x.ts`, too; a directory means its package.json's entry point, else its index; `exports`
and `imports` have conditions and `*`.  The file that an entry point names is never looked up by a
package.json of its own (as in Node.js), so that two that name each other's folder are no circle.
"""

import functools
import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from repoloom.languages.engine.repository import Repository, ancestors
from repoloom.languages.families.manifests.import_maps import CONFIGURATIONS
from repoloom.languages.families.manifests.patterns import Patterns
from repoloom.languages.families.tsconfig import loads

TYPESCRIPT = (".ts", ".tsx", ".d.ts", ".mts", ".cts")
JAVASCRIPT = (".js", ".jsx", ".mjs", ".cjs")
OTHERS = (".json", ".vue", ".svelte", ".astro")
REPLACED = {
    ".js": (".ts", ".tsx", ".d.ts"),
    ".jsx": (".tsx", ".ts", ".d.ts"),
    ".mjs": (".mts", ".d.mts"),
    ".cjs": (".cts", ".d.cts"),
}
CONDITION_ORDER = ("source", "types", "import", "node", "default", "require", "module", "browser")
"""The conditions of the compiler and of Node.js first; those that only bundlers set come last."""
SOURCE_DIRECTORIES = ("src", "source", "lib", "")
BUILD_DIRECTORIES = frozenset({"dist", "build", "lib", "esm", "cjs", "out", "distribution", "es"})
EXTENSIONS = ((*JAVASCRIPT, *TYPESCRIPT, *OTHERS), (*TYPESCRIPT, *JAVASCRIPT, *OTHERS))

PUBLISHED = re.compile(r"(?:jsr|npm):/?((?:@[^/@]+/)?[^/@]+)(?:@[^/]*)?(/.*)?")
"""A specifier of a registry: its package and the path in it."""


class View(NamedTuple):
    """Who looks: the importer's language, and the suffixes that stand before an extension.

    `(".ios", ".native", "")` finds `Gauge.ios.js` before `Gauge.js`.
    """

    language: str
    suffixes: tuple[str, ...] = ("",)

    @property
    def endings(self) -> list[str]:
        """What may stand behind a stem, the likeliest first."""
        order = EXTENSIONS[self.language != "javascript"]
        return [suffix + extension for suffix in self.suffixes for extension in order]


class Packages:
    """Looks up paths and packages of one repository; "" is what it does not find."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.packages = read_packages(repository)
        self.by_name = {
            str(data["name"]): directory
            for directory, data in reversed(self.packages.items())
            if isinstance(data.get("name"), str)
        }
        self.table = functools.cache(self._table)
        self.built: dict[str, tuple[str, ...]] = {}
        """Directory that a compiler writes to -> those that it reads."""

    def at(self, stem: str, view: View) -> str:
        """The file at `stem`, or the one that a compiler makes it of."""
        return self.file(stem, view) or next(filter(None, self.made_of(stem, view)), "")

    def made_of(self, stem: str, view: View) -> Iterator[str]:
        """By `outDir` and `rootDir` of the compiler's configurations."""
        for out in ancestors(stem) if self.built else ():
            for source in self.built.get(out, ()):
                tail = re.sub(r"(\.d)?\.[cm]?[jt]sx?$", "", stem[len(out) :].lstrip("/"))
                yield self.file(posixpath.join(source, tail), view)

    def file(self, stem: str, view: View, *, nested: bool = False) -> str:
        """The file that `stem` means: itself, with an extension, or a directory's entry.

        `nested`: `stem` is itself what a package.json says.
        """
        if stem.startswith("../") or stem == "..":
            return ""
        stem = "" if stem == "." else stem
        extension = posixpath.splitext(stem)[1]
        replaced = [stem.removesuffix(extension) + other for other in REPLACED.get(extension, ())]
        exact = [*replaced, stem] if view.language != "javascript" else [stem, *replaced]
        # not images and style sheets
        known = [path for path in exact if path.endswith(EXTENSIONS[0])]
        endings = view.endings if stem else []
        found = self.repository.first([*known, *(stem + ending for ending in endings)])
        return found or self.directory(stem, view, nested=nested)

    def directory(self, directory: str, view: View, *, nested: bool = False) -> str:
        """What importing a directory gives: package.json's entry point, else the index."""
        if directory not in self.repository.directories:
            return ""
        known = directory in self.packages and not nested
        entry = self.entry(directory, ".", view) if known else ""
        stem = posixpath.join(directory, "index")
        return entry or self.repository.first(stem + ending for ending in view.endings)

    def subpath_import(self, importer: str, module: str, view: View) -> str:
        """By `imports` of the closest package.json, for `#name`; it may name a package."""
        own = self.own(importer)
        if own is None or not module.startswith("#"):
            return ""
        return self.mapped(own, "imports", module, view) or ""

    def own(self, importer: str) -> str | None:
        """The directory of the package that a file belongs to."""
        return next((above for above in ancestors(importer) if above in self.packages), None)

    def workspace(self, importer: str, module: str, view: View) -> str:
        """By the name of a package in this repository, with or without a path in it.

        A package may import itself by name only if it has `exports`, as Node.js has it; without,
        the name means the published package.
        """
        if published := PUBLISHED.fullmatch(module):
            module = published[1] + (published[2] or "").rstrip("/")
        parts = module.split("/")
        for size in (2, 1):
            name, rest = "/".join(parts[:size]), "/".join(parts[size:])
            if name not in self.by_name or len(parts) < size:
                continue
            directory = self.by_name[name]
            if directory != self.own(importer) or "exports" in self.packages[directory]:
                return self.entry(directory, f"./{rest}" if rest else ".", view)
        return ""

    def entry(self, directory: str, key: str, view: View) -> str:
        """The source file of an entry point of the package in `directory`."""
        data = self.packages[directory]
        if data.get("exports") is not None:
            found = self.mapped(directory, "exports", key, view)
            if found or found is None:
                return found or ""
        if key != ".":
            return self.below(directory, key, view)
        for field in ("source", "types", "typings", "module", "main"):
            value = data.get(field)
            if isinstance(value, str) and (found := self.below(directory, value, view)):
                return found
        index = [posixpath.join(directory, source, "index") for source in SOURCE_DIRECTORIES]
        return self.repository.first(stem + ending for stem in index for ending in view.endings)

    def _table(self, directory: str, field: str) -> Patterns:
        """`exports` or `imports` of a package; a plain value is that of the package itself."""
        value = self.packages[directory].get(field)
        plain = not isinstance(value, dict) or not any(str(key)[:1] in ".#" for key in value)
        table = {".": value} if plain else value
        return Patterns(table if isinstance(table, dict) else {}, folders=True)

    def mapped(self, directory: str, field: str, key: str, view: View) -> str | None:
        """The file that `exports` or `imports` give for `key`; None where they exclude it."""
        for fit in self.table(directory, field).fits(key):
            if fit.value is None:
                return None
            for target in map(fit.fill, conditions(fit.value)):
                bare = field == "imports" and not target.startswith("./")
                inside = posixpath.join(directory, "package.json")
                found = (
                    self.workspace(inside, target, view)
                    if bare
                    else self.below(directory, target, view)
                )
                if found:
                    return found
        return ""

    def below(self, directory: str, target: str, view: View) -> str:
        """The file at `target`, or the source that `dist/x.js` was probably built from."""
        path = posixpath.normpath(posixpath.join(directory, target))
        plain = "" if path in (directory, ".") else self.file(path, view, nested=True)
        if plain := plain or next(filter(None, self.made_of(path, view)), ""):
            return plain
        head, _, tail = posixpath.normpath(target).partition("/")
        if head not in BUILD_DIRECTORIES or not tail:
            return ""
        while tail.partition("/")[0] in BUILD_DIRECTORIES:
            tail = tail.partition("/")[2]
        tail = re.sub(r"(\.d)?\.[cm]?[jt]sx?$", "", tail)
        stems = (posixpath.join(directory, source, tail) for source in SOURCE_DIRECTORIES)
        found = (self.file(posixpath.normpath(stem), view, nested=True) for stem in stems)
        return next(filter(None, found), "")


def conditions(value: object) -> Iterator[str]:
    """The targets of a conditional export, the likeliest source first."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            known = [name for name in CONDITION_ORDER if name in one]
            order = [*known, *sorted(one.keys() - set(known))]
            waiting += [one[name] for name in reversed(order)]


def read_packages(repository: Repository) -> dict[str, dict[str, object]]:
    """Directory -> its package.json; a package of Deno has its name and exports in deno.json."""
    found = {}
    for directory, data in repository.named("package.json"):
        value = loads(data)
        if isinstance(value, dict):
            found[directory] = value
    for name in CONFIGURATIONS:
        for directory, data in repository.named(name):
            value = loads(data)
            if isinstance(value, dict) and isinstance(value.get("name"), str):
                own = {key: value[key] for key in ("name", "exports") if key in value}
                found[directory] = own | found.get(directory, {})
    return dict(sorted(found.items()))
