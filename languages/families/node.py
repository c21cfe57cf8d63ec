"""Where a module specifier leads, by the rules of Node.js, TypeScript, Deno, Metro and bundlers.

An import map says first what it knows; then relative paths, also across `rootDirs`; then aliases of
the closest tsconfig or bundler; `imports` of package.json; the packages of a workspace by name.  In a
project of React Native one specifier means a file for each platform.
"""

import functools
import posixpath
import re
from collections.abc import Callable, Iterator

from repoloom.languages.engine.records import EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors
from repoloom.languages.engine.spec import Resolve
from repoloom.languages.families import globs, tsconfig
from repoloom.languages.families.manifests import bundlers, import_maps
from repoloom.languages.families.manifests.import_maps import table
from repoloom.languages.families.packages import Packages, View
from repoloom.languages.families.tsconfig import Config, read_configs

NATIVE = ("ios", "android", "macos", "windows", "native")
PLATFORMS = {
    **{name: tuple(dict.fromkeys((f".{name}", ".native", ""))) for name in NATIVE},
    "web": (".web", ""),
}
"""The suffixes that Metro tries for each platform, in order."""

DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
REACT_NATIVE = re.compile(r"@?(?:react-native|expo|metro)(?:[-/].+)?")
MANIFESTS = (
    "package.json",
    "*tsconfig*.json",
    "jsconfig*.json",
    *(f"{name}.json" for name in tsconfig.BASES),
    *import_maps.NAMES,
    *bundlers.NAMES,
)

Chains = tuple[tuple[str, ...], ...]


class Resolver:
    """Finds a module specifier's files."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.packages = Packages(repository)
        self.configs = read_configs(repository, self.packages.by_name)
        self.aliases = bundlers.read_aliases(repository)
        self.maps = import_maps.read_import_maps(repository)
        for config in (each for configs in self.configs.values() for each in configs):
            for out in config.out:
                self.packages.built[out] = config.sources
        self.native = frozenset(filter(self.is_native, self.packages.packages))
        self.chains: Callable[[str, str], Chains] = functools.cache(self._chains)
        self.bare: Callable[[str, str, View], str] = functools.cache(self._bare)
        self.matching = globs.matching(repository)

    def __call__(self, importer: str, statement: Import) -> Target | None:
        """A relative path, an alias, a package of the workspace, or something outside."""
        if statement.kind == globs.KIND:
            return self.patterns(importer, statement.module)
        module = statement.module.rpartition("!")[2].partition("?")[0]
        if statement.kind == "path" and not module.startswith("/"):
            module = f"./{module}"
        mapped = self.mapped(importer, module)
        language = self.repository.languages.get(importer, "")
        directory = posixpath.dirname(importer)
        views = [View(language, chain) for chain in self.chains(directory, platform(importer))]
        if mapped is None and module.startswith((".", "/")):
            return self.relative(directory, module, views)
        if mapped and mapped.startswith("/"):
            return target(self.packages.at(mapped[1:], view) for view in views) or UNRESOLVED
        if statement.kind == "amd":
            return self.by_root(importer, module, views)
        if mapped is not None:
            found = target(self.packages.workspace(importer, mapped, view) for view in views)
            return found or EXTERNAL
        if found := target(self.bare(directory, module, view) for view in views):
            return found
        if statement.kind == "types":
            return target(self.types(directory, module, view) for view in views) or EXTERNAL
        return None if module.startswith(("@/", "~", "#")) else EXTERNAL

    def by_root(self, importer: str, module: str, views: list[View]) -> Target:
        """A module of AMD, from whatever folder above its loader starts at."""
        for above in ancestors(importer):
            stem = posixpath.normpath(posixpath.join(above, module))
            if found := target(self.packages.file(stem, view) for view in views):
                return found
        directory = posixpath.dirname(importer)
        return target(self.bare(directory, module, view) for view in views) or EXTERNAL

    def patterns(self, importer: str, module: str) -> Target:
        """The files of the patterns that a bundler takes in."""
        directory = posixpath.dirname(importer)

        def places(pattern: str) -> Iterator[str]:
            if pattern.startswith("."):
                yield posixpath.join(directory, pattern)
                return
            if pattern.startswith("**/"):  # what is taken out, wherever it is
                yield pattern
            for above in ancestors(importer):
                yield posixpath.join(above, pattern.lstrip("/"))
                yield from self.stems(above, pattern)

        paths = globs.files(self.matching, places, module)
        return Target(paths) if paths else UNRESOLVED

    def mapped(self, importer: str, module: str) -> str | None:
        """What the closest import map that knows the specifier says; None: none does."""
        for directory in ancestors(importer) if self.maps else ():
            for one in self.maps.get(directory, ()):
                if (found := one.target(importer, module)) is not None:
                    return found
        return None

    def relative(self, directory: str, module: str, views: list[View]) -> Target:
        """A path beside the importer or from the root, or the same place in another root."""
        base = directory if module.startswith(".") else ""
        stem = posixpath.normpath(posixpath.join(base, module.lstrip("/")))
        if found := target(self.packages.at(stem, view) for view in views):
            return found
        for config in self.configs_above(directory):
            for other in config.elsewhere(stem):
                if found := target(self.packages.at(other, view) for view in views):
                    return found
        return EXTERNAL if self.repository.has(stem) else UNRESOLVED

    def _bare(self, directory: str, module: str, view: View) -> str:
        """The file of a specifier that is no path; the same for all files of a directory."""
        importer = posixpath.join(directory, "-")
        return (
            self.alias(importer, module, view)
            or self.packages.subpath_import(importer, module, view)
            or self.packages.workspace(importer, module, view)
        )

    def alias(self, importer: str, module: str, view: View) -> str:
        """By `paths` and `baseUrl`, then by the bundler's aliases; the closest directory first."""
        for directory in ancestors(importer):
            for stem in self.stems(directory, module):
                if found := self.packages.at(stem, view):
                    return found
        return ""

    def stems(self, directory: str, module: str) -> Iterator[str]:
        """The paths that the configurations of one directory give."""
        for config in self.configs.get(directory, ()):
            yield from config.stems(module)
        for one in self.aliases.get(directory, ()):
            for fit in one.fits(module):
                for place in fit.value if isinstance(fit.value, list) else ():
                    yield posixpath.normpath(fit.fill(str(place)))

    def types(self, directory: str, name: str, view: View) -> str:
        """What `/// <reference types="name" />` names: in `typeRoots`, or a package of types."""
        roots = [root for config in self.configs_above(directory) for root in config.types]
        for root in roots:
            if found := self.packages.file(posixpath.join(root, name), view):
                return found
        scoped = name.removeprefix("@").replace("/", "__")
        return self.packages.workspace(posixpath.join(directory, "-"), f"@types/{scoped}", view)

    def configs_above(self, directory: str) -> Iterator[Config]:
        """The compiler's configurations around a directory, the closest first."""
        for above in ancestors(posixpath.join(directory, "-")):
            yield from self.configs.get(above, ())

    def _chains(self, directory: str, own: str) -> Chains:
        """The suffixes to look with: of each platform, or those of `moduleSuffixes`.

        A file of one platform means the files of that platform.
        """
        above = ancestors(posixpath.join(directory, "-"))
        if not self.native.isdisjoint(above):
            return (PLATFORMS[own],) if own else tuple(PLATFORMS.values())
        for place in above:
            given = [one.suffixes for one in self.configs.get(place, ()) if one.suffixes]
            if given:
                return tuple(dict.fromkeys(given))
        return (("",),)

    def is_native(self, directory: str) -> bool:
        """Whether a package is built for the platforms of React Native."""
        data = self.packages.packages[directory]
        names = [name for field in DEPENDENCIES for name in table(data.get(field))]
        return any(map(REACT_NATIVE.fullmatch, [*names, str(data.get("name"))]))


def platform(path: str) -> str:
    """The platform that a file is for by its name: `Gauge.ios.js` gives "ios"."""
    parts = posixpath.basename(path).split(".")
    return next((part for part in parts[1:-1] if part in PLATFORMS), "")


def target(found: Iterator[str]) -> Target | None:
    """All files that were found, once each; None if there is none."""
    paths = tuple(dict.fromkeys(filter(None, found)))
    return Target(paths) if paths else None


def resolver(repository: Repository) -> Resolve:
    """See `Resolver`."""
    return Resolver(repository)
