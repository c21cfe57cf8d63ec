"""The projects of .NET: which files belong together, and whose types they see.

A file belongs to the closest directory above it with a `.csproj`.  It sees the files of its project,
of those that `ProjectReference` names, and of those that they name, and so on.  Where a project says
more than is read here (variables, imported files, sources of other folders) nothing is ruled out.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence

from repoloom.languages.engine.repository import Repository, ancestors

PROPERTIES = ("Directory.Build.props", "Directory.Build.targets")
NAMES = ("*.csproj", *PROPERTIES)

COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
ITEM = re.compile(rb"""<(ProjectReference|Using|Import|Compile)\s([^<>]*)>""")
VALUE = re.compile(rb"""\b(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
HERE = ("$(MSBuildThisFileDirectory)", "$(MSBuildProjectDirectory)/")
KNOWN = ("Microsoft.", "$(MSBuildToolsPath)", "$(MSBuildExtensionsPath", "$(VSToolsPath)")


class Projects:
    """The projects of one repository; a directory stands for its project, "" for none."""

    def __init__(self, repository: Repository) -> None:
        self.places: set[str] = set()
        self.usings: dict[str, list[tuple[str, str]]] = {}
        self.references: dict[str, set[str]] = {}
        self.open: set[str] = set()
        self.owners: dict[str, str] = {}
        self.seen: dict[str, frozenset[str] | None] = {}
        shared: dict[str, list[tuple[str, dict[str, str]]]] = {}
        manifests = repository.manifests.items()
        for path, text in manifests:
            if posixpath.basename(path) in PROPERTIES:
                shared.setdefault(posixpath.dirname(path), []).extend(items(text))
        for path in repository.paths:  # a project that is no text still is one
            if path.endswith(".csproj"):
                self.places.add(posixpath.dirname(path))
        for path, text in manifests:
            if path.endswith(".csproj"):
                for above in ancestors(path):
                    self.read(posixpath.dirname(path), above, shared.get(above, ()))
                self.read(posixpath.dirname(path), posixpath.dirname(path), list(items(text)))

    def read(self, project: str, base: str, found: Sequence[tuple[str, dict[str, str]]]) -> None:
        """Takes what one file in `base` says about a project."""
        for kind, given in found:
            value = given.get("Include", given.get("Project", ""))
            if kind == "Using":
                name = given.get("Alias", "*" if given.get("Static", "").lower() != "true" else "")
                self.usings.setdefault(project, []).append((value, name))
            elif kind == "ProjectReference":
                for one in filter(None, (part.strip() for part in value.split(";"))):
                    self.refer(project, base, one.replace("\\", "/"))
            elif (kind == "Import" and not value.startswith(KNOWN)) or (
                kind == "Compile" and ".." in value
            ):
                self.open.add(project)

    def refer(self, project: str, base: str, value: str) -> None:
        """One reference; one with a variable or a pattern in it may be to any project."""
        for here in HERE:
            value = value.removeprefix(here)
        if "$(" in value or "*" in value:
            self.open.add(project)
        else:
            place = posixpath.normpath(posixpath.join(base, value))
            self.references.setdefault(project, set()).add(posixpath.dirname(place))

    def of(self, path: str) -> str:
        """The project of a file; asked once for each directory."""
        directory = posixpath.dirname(path)
        if directory not in self.owners:
            found = (above for above in ancestors(path) if above in self.places)
            self.owners[directory] = next(found, "")
        return self.owners[directory]

    def visible(self, project: str) -> frozenset[str] | None:
        """The projects whose types one sees; None: any may be."""
        if project not in self.seen:
            self.seen[project] = self._visible(project)
        return self.seen[project]

    def _visible(self, project: str) -> frozenset[str] | None:
        if project not in self.places:
            return None
        found, waiting = {project}, [project]
        while waiting:
            one = waiting.pop()
            if one in self.open:
                return None
            fresh = self.references.get(one, set()) - found
            found |= fresh
            waiting += sorted(fresh)
        return frozenset(found)

    def within(self, importer: str, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the files that a file's project sees; files of no project are seen by all."""
        seen = self.visible(self.of(importer))
        if seen is None:
            return paths
        return tuple(path for path in paths if (owner := self.of(path)) in seen or not owner)


def items(text: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """(kind, attributes) of the items of a project file that say what it sees."""
    for match in ITEM.finditer(COMMENT.sub(b" ", text)):
        given = {
            name.decode(): (double or single).decode("utf-8", "replace")
            for name, double, single in VALUE.findall(match[2])
        }
        yield match[1].decode(), given
