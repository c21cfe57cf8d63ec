"""Targets of Swift packages: which directory is which module.

Package.swift is a program, of which only targets with literals are read: `name`, `path`, or by default
the directory of that name in the folders that the package manager searches (PackageDescription,
`Target.path`).
"""

import posixpath
import re
from collections.abc import Iterator

from repoloom.languages.engine.repository import Repository

NAMES = ("Package.swift", "Package@swift-*.swift")
SEARCHED = ("Sources", "Source", "src", "srcs")
SEARCHED_FOR_TESTS = ("Tests", *SEARCHED)

PROSE = re.compile(r'("(?:\\.|[^"\\\n])*+(?:"|(?=\n)|\\?\Z))|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
TARGET = re.compile(r"\.(target|testTarget|executableTarget|macro|plugin)\s*\(")
MARK = re.compile(r'"(?:\\.|[^"\\\n])*"|[()\[\]]')
FIELD = re.compile(r'\b(name|path)\s*:\s*"([^"\\\n]*)"\s*(?=[,)]|\Z)')


def targets(repository: Repository) -> dict[str, tuple[str, ...]]:
    """Directory -> the modules that its files make up."""
    found: dict[str, tuple[str, ...]] = {}
    for path, text in repository.manifests.items():
        if not posixpath.basename(path).startswith("Package"):
            continue
        home = posixpath.dirname(path)
        for kind, fields in stated(text.decode("utf-8", "replace")):
            if place := placed(repository, home, kind, fields):
                directory = place.removeprefix(".")
                names = found.get(directory, ())
                found[directory] = tuple(dict.fromkeys((*names, fields["name"])))
    return found


def stated(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(kind, name and path) of each target; one whose name is no literal is none.

    What stands in lists and calls inside of a target is not its own: dependencies have names, too.
    """
    plain = PROSE.sub(lambda match: match[1] or " ", text)
    for match in TARGET.finditer(plain):
        own, start, depth = [], match.end(), 1
        for mark in MARK.finditer(plain, match.end()):
            if mark[0][0] == '"':
                continue
            own += [plain[start : mark.start()]] if depth == 1 else []
            depth += 1 if mark[0] in "([" else -1
            start = mark.end()
            if not depth:
                break
        fields = dict(FIELD.findall(" ,".join(own)))
        if "name" in fields:
            yield match[1], fields


def placed(repository: Repository, home: str, kind: str, fields: dict[str, str]) -> str:
    """The directory of a target, "." for the root of the repository, "" where there is none."""
    if "path" in fields:
        place = posixpath.normpath(posixpath.join(home, fields["path"]))
        return place if place == "." or place in repository.directories else ""
    searched = SEARCHED_FOR_TESTS if kind == "testTarget" else SEARCHED
    places = (posixpath.join(home, folder, fields["name"]) for folder in searched)
    return next((place for place in places if place in repository.directories), "")
