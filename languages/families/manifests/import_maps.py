"""Import maps: what Deno (and browsers) make of a specifier before anything else.

`imports` of deno.json, deno.jsonc, the file that their `importMap` names, or an import_map.json
beside the sources; `scopes` with the longest one around the importer first.  A key is the whole
specifier or, with a slash at its end, what it begins with (https://wicg.github.io/import-maps).
"""

import dataclasses
import posixpath
from collections.abc import Iterator

from repoloom.languages.engine.repository import Repository
from repoloom.languages.families.manifests.patterns import Patterns
from repoloom.languages.families.tsconfig import loads

CONFIGURATIONS = ("deno.json", "deno.jsonc")
NAMES = (*CONFIGURATIONS, "*import*map*.json", "*import*map*.jsonc", "imports.json", "map.json")


@dataclasses.dataclass(frozen=True)
class ImportMap:
    """One map.

    Attributes:
        directory: where its file stands; its targets are relative to it.
        imports: specifier -> target.
        scopes: (what the path of an importer begins with, its own table), the longest first.
    """

    directory: str
    imports: Patterns
    scopes: tuple[tuple[str, Patterns], ...] = ()

    def target(self, importer: str, specifier: str) -> str | None:
        """A path behind a "/", a specifier of something outside, or None: it says nothing."""
        around = [table for scope, table in self.scopes if importer.startswith(scope)]
        for table in (*around, self.imports):
            for fit in table.fits(specifier):
                if isinstance(fit.value, str):
                    return self.place(fit.fill(fit.value))
        return None

    def place(self, target: str) -> str:
        """A relative target from the root of the repository, anything else as it is."""
        if not target.startswith(("./", "../")):
            return target.removeprefix("/") if target.startswith("/") else target
        return "/" + posixpath.normpath(posixpath.join(self.directory, target))


def read_import_maps(repository: Repository) -> dict[str, list[ImportMap]]:
    """Directory -> the maps that hold for the files below it."""
    found: dict[str, list[ImportMap]] = {}
    named: set[str] = set()
    for path, data in configurations(repository):
        place = path
        if (
            "imports" not in data
            and "scopes" not in data
            and isinstance(data.get("importMap"), str)
        ):
            place = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), str(data["importMap"]))
            )
            named.add(place)
            data = table(loads(repository.manifests.get(place, b"")))
        if one := read_map(posixpath.dirname(place), data):
            found.setdefault(posixpath.dirname(path), []).append(one)
    for path, text in repository.manifests.items():
        own = path not in named and is_map(path)
        if own and (one := read_map(posixpath.dirname(path), table(loads(text)))):
            found.setdefault(posixpath.dirname(path), []).append(one)
    return found


def configurations(repository: Repository) -> Iterator[tuple[str, dict[str, object]]]:
    """(path, content) of Deno's configurations."""
    for name in CONFIGURATIONS:
        for directory, text in repository.named(name):
            yield posixpath.join(directory, name), table(loads(text))


def is_map(path: str) -> bool:
    """Whether a file is an import map by its name."""
    name = posixpath.basename(path)
    return name.endswith((".json", ".jsonc")) and "import" in name and "map" in name


def read_map(directory: str, data: dict[str, object]) -> ImportMap | None:
    """A map, None where it says nothing."""
    imports, scopes = table(data.get("imports")), table(data.get("scopes"))
    rows = []
    for scope, inner in scopes.items():
        place = posixpath.normpath(posixpath.join(directory, scope)).removeprefix(".")
        rows.append((place + "/" * (scope.endswith("/") and place != ""), patterns(table(inner))))
    rows.sort(key=lambda row: -len(row[0]))
    return ImportMap(directory, patterns(imports), tuple(rows)) if imports or rows else None


def patterns(imports: dict[str, object]) -> Patterns:
    """Only a slash at the end is special in a map."""
    return Patterns(imports, folders=True)


def table(value: object) -> dict[str, object]:
    """The value if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}
