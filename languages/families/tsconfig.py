"""The aliases that TypeScript's and editors' configurations give to directories."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping

from repoloom.languages.engine.repository import Repository

COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


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


class Aliases:
    """`baseUrl` and `paths` of one configuration, relative to the repository."""

    def __init__(self, base: str, root: str, paths: Mapping[str, object]) -> None:
        self.base, self.root, self.paths = base, root, paths

    def stems(self, module: str) -> Iterator[str]:
        """The paths that a specifier may mean, the most specific pattern first."""
        for pattern in sorted(self.paths, key=lambda key: (-len(key.partition("*")[0]), key)):
            middle = wildcard(pattern, module)
            targets = self.paths[pattern]
            for target in targets if middle is not None and isinstance(targets, list) else ():
                path = posixpath.join(self.root, str(target).replace("*", middle or ""))
                yield posixpath.normpath(path)
        if self.base:
            yield posixpath.normpath(posixpath.join(self.base, module))


def read_configs(repository: Repository, homes: Mapping[str, str]) -> dict[str, list[Aliases]]:
    """Directory -> the aliases of its tsconfig and jsconfig files, inherited ones included.

    `homes` has the directory of each package of the workspace.
    """
    found: dict[str, list[Aliases]] = {}
    names = re.compile(r"(tsconfig.*|jsconfig)\.json")
    for path in repository.manifests:
        if names.fullmatch(posixpath.basename(path)) and (
            aliases := read_config(repository, homes, path)
        ):
            found.setdefault(posixpath.dirname(path), []).append(aliases)
    return found


def read_config(repository: Repository, homes: Mapping[str, str], path: str) -> Aliases | None:
    """The aliases of a configuration; what it extends counts where it says nothing itself.

    Of several (an array) the last one wins, as the compiler has it; sixteen files are read.
    """
    base = root = ""
    paths: Mapping[str, object] = {}
    waiting, left = [path], 16
    while waiting and left:
        path, left = waiting.pop(), left - 1
        directory = posixpath.dirname(path)
        data = loads(repository.manifests.get(path, b"{}"))
        options = data.get("compilerOptions") if isinstance(data, dict) else None
        options = options if isinstance(options, dict) else {}
        if not base and isinstance(options.get("baseUrl"), str):
            base = posixpath.normpath(posixpath.join(directory, options["baseUrl"]))
        if not paths and isinstance(options.get("paths"), dict):
            paths, root = options["paths"], base or directory
        extends = data.get("extends") if isinstance(data, dict) else None
        names = extends if isinstance(extends, list) else [extends]
        waiting += filter(None, (extended(repository, homes, directory, name) for name in names))
    return Aliases(base, root, paths) if base or paths else None


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


def wildcard(pattern: str, key: str) -> str | None:
    """What `*` stands for if the pattern fits the key; "" where it has none; None: no fit."""
    head, star, tail = pattern.partition("*")
    if not star:
        return "" if pattern == key else None
    if key.startswith(head) and key.endswith(tail) and len(key) >= len(head) + len(tail):
        return key[len(head) : len(key) - len(tail)]
    return None
