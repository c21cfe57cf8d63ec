"""Where a module specifier leads, by the rules of Node.js and the TypeScript compiler.

Relative paths, with `./x.js` meaning `x.ts` too; `paths` and `baseUrl` of the closest tsconfig;
`imports` and `exports` of package.json; the packages of a workspace by their names.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from repoloom.languages.engine.records import EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors
from repoloom.languages.engine.spec import Resolve
from repoloom.languages.families.tsconfig import loads, read_configs, wildcard

TYPESCRIPT = (".ts", ".tsx", ".d.ts", ".mts", ".cts")
JAVASCRIPT = (".js", ".jsx", ".mjs", ".cjs")
OTHERS = (".json", ".vue", ".svelte")
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


class Resolver:
    """Finds a module specifier's file."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.packages = read_packages(repository)
        self.by_name = {
            str(data["name"]): directory
            for directory, data in reversed(self.packages.items())
            if isinstance(data.get("name"), str)
        }
        self.configs = read_configs(repository, self.by_name)

    def __call__(self, importer: str, statement: Import) -> Target | None:
        """A relative path, an alias, a package of the workspace, or something outside."""
        module = statement.module.partition("?")[0]
        language = self.repository.languages.get(importer, "")
        if module.startswith((".", "/")):
            base = posixpath.dirname(importer) if module.startswith(".") else ""
            stem = posixpath.normpath(posixpath.join(base, module.lstrip("/")))
            if path := self.file(stem, language):
                return Target((path,))
            return EXTERNAL if self.repository.has(stem) else UNRESOLVED
        path = (
            self.alias(importer, module, language)
            or self.subpath_import(importer, module, language)
            or self.workspace(importer, module, language)
        )
        if path:
            return Target((path,))
        return None if module.startswith(("@/", "~", "#")) else EXTERNAL

    def file(self, stem: str, language: str) -> str:
        """The file that `stem` means: itself, with an extension, or a directory's index."""
        if stem.startswith("../") or stem == "..":
            return ""
        stem = "" if stem == "." else stem
        extension = posixpath.splitext(stem)[1]
        replaced = [stem.removesuffix(extension) + other for other in REPLACED.get(extension, ())]
        exact = [*replaced, stem] if language != "javascript" else [stem, *replaced]
        order = EXTENSIONS[language != "javascript"]
        known = [path for path in exact if path.endswith(order)]  # not images and style sheets
        found = self.repository.first([*known, *(stem + other for other in order)] if stem else [])
        return found or self.directory(stem, language)

    def directory(self, directory: str, language: str) -> str:
        """What importing a directory gives: package.json's entry point, else the index."""
        if directory not in self.repository.directories:
            return ""
        entry = self.entry(directory, ".", language) if directory in self.packages else ""
        stem = posixpath.join(directory, "index")
        return entry or self.repository.first(
            stem + other for other in EXTENSIONS[language != "javascript"]
        )

    def alias(self, importer: str, module: str, language: str) -> str:
        """By `compilerOptions.paths` and `baseUrl` of the configurations above the importer."""
        for directory in ancestors(importer):
            for config in self.configs.get(directory, ()):
                for stem in config.stems(module):
                    if found := self.file(stem, language):
                        return found
        return ""

    def subpath_import(self, importer: str, module: str, language: str) -> str:
        """By `imports` of the closest package.json, for `#name`."""
        for directory in ancestors(importer):
            if directory in self.packages:
                table = self.packages[directory].get("imports")
                if not isinstance(table, dict) or not module.startswith("#"):
                    return ""
                return self.mapped(directory, table, module, language)
        return ""

    def workspace(self, importer: str, module: str, language: str) -> str:
        """By the name of a package in this repository, with or without a path in it.

        A package may import itself by name only if it has `exports`, as Node.js has it; without,
        the name means the published package.
        """
        parts = module.split("/")
        for size in (2, 1):
            name, rest = "/".join(parts[:size]), "/".join(parts[size:])
            if name not in self.by_name or len(parts) < size:
                continue
            directory = self.by_name[name]
            own = next((above for above in ancestors(importer) if above in self.packages), None)
            if directory != own or "exports" in self.packages[directory]:
                return self.entry(directory, f"./{rest}" if rest else ".", language)
        return ""

    def entry(self, directory: str, key: str, language: str) -> str:
        """The source file of an entry point of the package in `directory`."""
        data = self.packages[directory]
        exports = data.get("exports")
        if exports is not None:
            if not isinstance(exports, dict) or not any(str(k).startswith(".") for k in exports):
                exports = {".": exports}
            if found := self.mapped(directory, exports, key, language):
                return found
        if key != ".":
            return self.below(directory, key, language)
        for field in ("source", "types", "typings", "module", "main"):
            value = data.get(field)
            if isinstance(value, str) and (found := self.below(directory, value, language)):
                return found
        index = [posixpath.join(directory, source, "index") for source in SOURCE_DIRECTORIES]
        return self.repository.first(
            stem + other for stem in index for other in EXTENSIONS[language != "javascript"]
        )

    def mapped(self, directory: str, table: Mapping[str, object], key: str, language: str) -> str:
        """The file that an `exports` or `imports` table gives for `key`; `*` stands for any text."""
        for pattern, value in sorted(table.items(), key=lambda item: -len(item[0])):
            if (middle := wildcard(pattern, key)) is None:
                continue
            for target in conditions(value):
                if found := self.below(directory, target.replace("*", middle), language):
                    return found
        return ""

    def below(self, directory: str, target: str, language: str) -> str:
        """The file at `target`, or the source that `dist/x.js` was probably built from."""
        path = posixpath.normpath(posixpath.join(directory, target))
        plain = "" if path == directory or path == "." else self.file(path, language)
        if plain:
            return plain
        head, _, tail = posixpath.normpath(target).partition("/")
        if head not in BUILD_DIRECTORIES or not tail:
            return ""
        while tail.partition("/")[0] in BUILD_DIRECTORIES:
            tail = tail.partition("/")[2]
        tail = re.sub(r"(\.d)?\.[cm]?[jt]sx?$", "", tail)
        for source in SOURCE_DIRECTORIES:
            path = posixpath.normpath(posixpath.join(directory, source, tail))
            if found := self.file(path, language):
                return found
        return ""


def conditions(value: object) -> Iterator[str]:
    """The targets of a conditional export, the likeliest source first."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from conditions(item)
    elif isinstance(value, dict):
        known = [name for name in CONDITION_ORDER if name in value]
        for name in [*known, *sorted(value.keys() - set(known))]:
            yield from conditions(value[name])


def read_packages(repository: Repository) -> dict[str, dict[str, object]]:
    """Directory -> its package.json."""
    found = {}
    for directory, data in repository.named("package.json"):
        value = loads(data)
        if isinstance(value, dict):
            found[directory] = value
    return found


def resolver(repository: Repository) -> Resolve:
    """See `Resolver`."""
    return Resolver(repository)
