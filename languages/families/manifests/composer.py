"""Composer's autoloader: which file a PHP class or function is loaded from.

The order is that of Composer's ClassLoader: class maps, then PSR-4 with the longest prefix first and
the directories of a prefix in the order of composer.json, then PSR-0, then `files`; `autoload` before
`autoload-dev`; the composer.json closest above the importer before those of other packages.
"""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from repoloom.languages.engine.repository import Repository, ancestors

NAME = "composer.json"
SECTIONS = ("autoload", "autoload-dev")

Row = tuple[str, str]
"""(directory of the composer.json, path that it names, from the root)."""


class Autoloader:
    """The tables of all composer.json files of a repository."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.psr4: dict[str, list[Row]] = {}
        self.psr0: dict[str, list[Row]] = {}
        self.mapped: list[Row] = []
        self.files: set[str] = set()
        self.excluded: list[re.Pattern[str]] = []
        self.homes = frozenset(directory for directory, _ in repository.named(NAME))
        for directory, data in repository.named(NAME):
            for section in sections(data):
                self.read(directory, section)
        self.sizes = sorted({len(prefix) for prefix in self.psr0}, reverse=True)

    def read(self, directory: str, section: Mapping[str, object]) -> None:
        """Takes one section of one composer.json; what is not as Composer wants it says nothing."""
        for field, found in (("psr-4", self.psr4), ("psr-0", self.psr0)):
            table = section.get(field)
            for prefix, value in table.items() if isinstance(table, dict) else ():
                rows = ((directory, placed(directory, one)) for one in texts(value))
                found.setdefault(prefix.removeprefix("\\"), []).extend(rows)
        self.mapped += [
            (directory, placed(directory, one)) for one in texts(section.get("classmap"))
        ]
        self.files.update(placed(directory, one) for one in texts(section.get("files")))
        excluded = texts(section.get("exclude-from-classmap"))
        self.excluded += [excluding(directory, one) for one in excluded]

    def first(self, importer: str, name: str, declaring: Sequence[str] = ()) -> str:
        """The file that a name is loaded from, "" if no table says so.

        Args:
            importer: the file that uses the name.
            name: in full, with backslashes.
            declaring: the files that declare it; () where none that was parsed does.
        """
        if not declaring:
            return self.repository.first(self.places(importer, name))
        loaded = (path for path in self.places(importer, name) if path in declaring)
        by_map = self.by_map(importer, declaring)
        by_files = (path for path in declaring if path in self.files)
        return by_map or next(loaded, "") or next(by_files, "")

    def by_map(self, importer: str, declaring: Sequence[str]) -> str:
        """Of several files the one that a class map has: the first of the first entry."""
        if len(declaring) < 2 or not self.mapped:
            return ""
        for _, entry in in_order(importer, self.mapped):
            for path in declaring:
                inside = path == entry or not entry or path.startswith(entry + "/")
                if inside and not any(one.match(path) for one in self.excluded):
                    return path
        return ""

    def places(self, importer: str, name: str) -> Iterator[str]:
        """The paths that PSR-4 and then PSR-0 try, in order."""
        for size in cuts(name):
            for _, directory in in_order(importer, self.psr4.get(name[:size], ())):
                yield posixpath.join(directory, name[size:].replace("\\", "/") + ".php")
        space, _, last = name.rpartition("\\")
        tail = posixpath.join(space.replace("\\", "/"), last.replace("_", "/") + ".php")
        for size in self.sizes:
            for _, directory in in_order(importer, self.psr0.get(name[:size], ())):
                if size <= len(name):
                    yield posixpath.join(directory, tail)


def cuts(name: str) -> list[int]:
    """Where a prefix of a name may end, the longest first; 0 for the prefix of all names."""
    return [*(at for at in range(len(name), 0, -1) if name[at - 1] == "\\"), 0]


def in_order(importer: str, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of the composer.json closest above a file first, then as they are."""
    if len(rows) < 2 or rows[0][0] == rows[-1][0]:
        return rows
    above = {directory: rank for rank, directory in enumerate(ancestors(importer))}
    return sorted(rows, key=lambda row: above.get(row[0], len(above)))


def sections(data: bytes) -> Iterator[Mapping[str, object]]:
    """`autoload` and `autoload-dev` of one composer.json."""
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        return
    for name in SECTIONS if isinstance(manifest, dict) else ():
        if isinstance(manifest.get(name), dict):
            yield manifest[name]


def texts(value: object) -> list[str]:
    """A text, or the texts of a list."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def placed(directory: str, value: str) -> str:
    """A path of composer.json from the root of the repository, which is ""."""
    return posixpath.normpath(posixpath.join(directory, value)).removeprefix(".").lstrip("/")


def excluding(directory: str, pattern: str) -> re.Pattern[str]:
    """`exclude-from-classmap`: `*` stands for a name, `**` for any path; all below is meant."""
    plain = re.escape(posixpath.join(directory, pattern.strip("/")))
    return re.compile(plain.replace(r"\*\*", ".+").replace(r"\*", "[^/]+") + r"(?:/|\Z)")
