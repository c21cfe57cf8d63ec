"""What the configurations of TypeScript and of editors say about where modules are.

`baseUrl`, `paths`, `rootDirs`, `moduleSuffixes`, `typeRoots`, `outDir` with `rootDir`, and the
directories of `include` that lie outside of the configuration's own, each inherited by `extends`
(https://www.typescriptlang.org/tsconfig).  Referenced projects are configurations of their own.
"""

import dataclasses
import functools
import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping

from repoloom.languages.engine.repository import Repository
from repoloom.languages.families.manifests.patterns import Patterns

# What is left open ends with the text: tried again at each quote or `/*` it took the square.
STRING = r'"(?:\\.|[^"\\])*+(?:"|\\?\Z)'
COMMENT = re.compile(rf"({STRING})|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
TRAILING_COMMA = re.compile(rf"({STRING})|,(?=\s*+[}}\]])", re.DOTALL)
NAMES = re.compile(r"(.*tsconfig.*|jsconfig.*)\.json")
BASES = ("base", "*.base", "common", "library", "nextjs", "node", "react*", "strict*")
"""What configurations that others extend are often called, beside `tsconfig.*.json`."""
MOST_FILES = 16
"""Files that one configuration may be inherited from; a circle ends there, too."""

HERE = "${configDir}"
"""Stands for the directory of the configuration that is read, also where it inherits the value."""


def loads(data: bytes) -> object:
    """JSON with comments and trailing commas, None where it is neither."""
    text = data.decode("utf-8-sig", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    text = COMMENT.sub(lambda match: match[1] or " ", text)
    try:
        return json.loads(TRAILING_COMMA.sub(lambda match: match[1] or "", text))
    except (ValueError, RecursionError):
        return None


@dataclasses.dataclass(frozen=True)
class Config:
    """One configuration with all that it inherits; every path is relative to the repository.

    Attributes:
        base: `baseUrl`, "" if none.
        paths: `paths` with their patterns as they are written.
        root: what the targets of `paths` are relative to.
        roots: `rootDirs`: one directory in effect.
        suffixes: `moduleSuffixes`, () if none.
        types: `typeRoots`.
        out: `outDir` and `declarationDir`.
        sources: where what stands in `out` is made of.
        scope: the directories that `include` names outside of its own.
    """

    base: str = ""
    paths: Mapping[str, object] = dataclasses.field(default_factory=dict)
    root: str = ""
    roots: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()

    @functools.cached_property
    def patterns(self) -> Patterns:
        """The keys of `paths`."""
        return Patterns(self.paths)

    def stems(self, module: str) -> Iterator[str]:
        """The paths that a specifier may mean, the most specific pattern first."""
        for fit in self.patterns.fits(module):
            for target in fit.value if isinstance(fit.value, list) else ():
                yield posixpath.normpath(posixpath.join(self.root, fit.fill(str(target))))
        if self.base:
            yield posixpath.normpath(posixpath.join(self.base, module))

    def elsewhere(self, stem: str) -> Iterator[str]:
        """The same path under each other of `rootDirs`."""
        for root in self.roots:
            if stem.startswith(root + "/") or not root:
                tail = stem.removeprefix(root).lstrip("/")
                yield from (posixpath.join(other, tail) for other in self.roots if other != root)
                return

    def says_something(self) -> bool:
        """Whether any import may depend on it."""
        return self != dataclasses.replace(Config(), sources=self.sources, scope=self.scope)


def read_configs(repository: Repository, homes: Mapping[str, str]) -> dict[str, list[Config]]:
    """Directory -> the configurations of its files: of those in it, then of others' `include`.

    `homes` has the directory of each package of the workspace.
    """
    own: dict[str, list[Config]] = {}
    from_outside: list[tuple[str, Config]] = []
    read = functools.cache(lambda path: loads(repository.manifests.get(path, b"{}")))
    for path in repository.manifests:
        if not NAMES.fullmatch(posixpath.basename(path)):
            continue
        config = read_config(repository, homes, path, read)
        if config.says_something():
            own.setdefault(posixpath.dirname(path), []).append(config)
            from_outside += [(directory, config) for directory in config.scope]
    for directory, config in from_outside:
        own.setdefault(directory, []).append(config)
    return own


def read_config(
    repository: Repository,
    homes: Mapping[str, str],
    path: str,
    read: Callable[[str], object] | None = None,
) -> Config:
    """A configuration; what it extends counts where it says nothing itself.

    Of several (an array) the last one wins, as the compiler has it; sixteen files are read.
    """
    read = read or (lambda path: loads(repository.manifests.get(path, b"{}")))
    leaf = posixpath.dirname(path)
    options: dict[str, tuple[object, str]] = {}
    waiting, left = [path], MOST_FILES
    while waiting and left:
        path, left = waiting.pop(), left - 1
        directory = posixpath.dirname(path)
        data = read(path)
        if not isinstance(data, dict):
            continue
        given = data.get("compilerOptions")
        given = dict(given) if isinstance(given, dict) else {}
        for key in ("include", "files"):
            given |= {key: data[key]} if key in data else {}
        for key, value in given.items():
            options.setdefault(key, (value, directory))
        extends = data.get("extends")
        names = extends if isinstance(extends, list) else [extends]
        waiting += filter(None, (extended(repository, homes, directory, name) for name in names))
    return made(options, leaf)


def made(options: Mapping[str, tuple[object, str]], leaf: str) -> Config:
    """The configuration in `leaf` from option -> (value, the directory that it is relative to)."""

    def places(key: str) -> tuple[str, ...]:
        value, directory = options.get(key, ((), ""))
        listed = value if isinstance(value, list) else [value]
        return tuple(placed(one, directory, leaf) for one in listed if isinstance(one, str) and one)

    base = next(iter(places("baseUrl")), "")
    paths, beside = options.get("paths", ({}, ""))
    suffixes, _ = options.get("moduleSuffixes", ((), ""))
    paths = paths if isinstance(paths, dict) else {}
    return Config(
        base=base,
        paths={key: here(value, beside, leaf) for key, value in paths.items()},
        root=base or beside if paths else "",
        roots=tuple(place.removeprefix(".") for place in places("rootDirs")),
        suffixes=tuple(one for one in suffixes if isinstance(one, str))
        if isinstance(suffixes, list)
        else (),
        types=places("typeRoots"),
        out=places("outDir") + places("declarationDir"),
        sources=places("rootDir") or (posixpath.join(leaf, "src"), leaf),
        scope=tuple(
            sorted({one for one in map(fixed, places("include")) if not within(one, leaf)})
        ),
    )


def fixed(pattern: str) -> str:
    """The directory that a pattern, a directory or a file of `include` lies in."""
    head, star, _ = pattern.partition("*")
    return head.rpartition("/")[0] if star or "." in posixpath.basename(head) else head


def within(place: str, directory: str) -> bool:
    """Whether a directory is another one, or in it, or outside of the repository."""
    return (
        place.startswith("..")
        or not directory
        or place == directory
        or place.startswith(directory + "/")
    )


def placed(value: str, directory: str, leaf: str) -> str:
    """A path from the root of the repository, which itself is ".", as `normpath` has it."""
    if value.startswith(HERE):
        value, directory = "./" + value.removeprefix(HERE), leaf
    return posixpath.normpath(posixpath.join(directory, value))


def here(value: object, directory: str, leaf: str) -> object:
    """The targets of a pattern, with `${configDir}` made a path relative to `directory`."""
    if not isinstance(value, list):
        return value
    back = posixpath.relpath(leaf or ".", directory or ".")
    return [str(one).replace(HERE, back) if isinstance(one, str) else one for one in value]


def extended(repository: Repository, homes: Mapping[str, str], directory: str, name: object) -> str:
    """The file that `extends` names: a relative path, or one in a package of the workspace."""
    if not isinstance(name, str):
        return ""
    stem = posixpath.normpath(posixpath.join(directory, name))
    if not name.startswith("."):
        parts = name.split("/")
        size = 1 + name.startswith("@")
        package, rest = "/".join(parts[:size]), parts[size:] or ["tsconfig.json"]
        if package not in homes:
            return ""
        stem = posixpath.join(homes[package], *rest)
    tries = [stem, f"{stem}.json", posixpath.join(stem, "tsconfig.json")]
    return next((path for path in tries if path in repository.manifests), "")
