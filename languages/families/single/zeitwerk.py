"""Ruby constants that no statement loads: Zeitwerk finds `Admin::UserPolicy` in admin/user_policy.rb.

Only where the repository shows that it uses Zeitwerk: a Rails application (`config/application.rb`)
or engine has a root in each directory of `app`, its `concerns`, and `lib` if the application says
so; a gem has one beside the file that calls `Zeitwerk::Loader.for_gem`.
"""

import collections
import posixpath
import re
from collections.abc import Iterator, Mapping

from repoloom.languages.engine.records import DEFINED
from repoloom.languages.engine.repository import Repository, ancestors, grouped
from repoloom.languages.engine.spec import Visible

APPLICATION = "config/application.rb"
LIBRARY = frozenset({"autoload_lib", "autoload_lib_once", "autoload_paths", "eager_load_paths"})

Namespace = tuple[str, ...]
Constants = Mapping[Namespace, Mapping[str, tuple[str, ...]]]


def roots(repository: Repository) -> list[str]:
    """The directories whose paths spell constants, the deepest first."""
    found: set[str] = set()
    for path, outline in repository.outlines.items():
        names = outline.names() if repository.languages[path] == "ruby" else frozenset()
        directory = posixpath.dirname(path)
        if path == APPLICATION or path.endswith("/" + APPLICATION):
            base = posixpath.dirname(directory)
            found.update(applications(repository, base))
            if names & LIBRARY:
                found.add(posixpath.join(base, "lib"))
            found.update(pushed(repository, path))
        elif posixpath.basename(path) == "engine.rb" and {"Rails", "Engine"} <= names:
            found.update(applications(repository, directory.rpartition("lib")[0].rstrip("/")))
        elif "Zeitwerk" in names and names & {"for_gem", "for_gem_extension", "push_dir"}:
            found.update(pushed(repository, path) or {directory})
    return sorted(found & repository.directories.keys(), key=lambda root: (-root.count("/"), root))


def pushed(repository: Repository, path: str) -> set[str]:
    """The directories that a file pushes by `push_dir`, or names beside `autoload_paths`."""
    found = set()
    for each in repository.outlines[path].imports:
        if each.kind == DEFINED and each.bound == "zeitwerk":
            places = [posixpath.join(above, each.module) for above in ancestors(path)]
            places = [posixpath.normpath(place) for place in places[: 1 if each.name else None]]
            found.update([place for place in places if place in repository.directories][:1])
    return found


def applications(repository: Repository, base: str) -> Iterator[str]:
    """Each directory of `app`, and the `concerns` in it."""
    for directory in repository.below(posixpath.join(base, "app")):
        yield directory
        yield posixpath.join(directory, "concerns")


def constants(repository: Repository) -> Constants:
    """Namespace -> constant -> the files that should define it."""
    found: dict[Namespace, list[tuple[str, str]]] = collections.defaultdict(list)
    known = roots(repository)
    for path in repository.outlines if known else ():
        root = next((each for each in known if path.startswith(each + "/")), None)
        if root is not None and path.endswith(".rb"):
            *above, last = path.removeprefix(root + "/").removesuffix(".rb").split("/")
            place = tuple(camel(segment) for segment in above)
            found[place].append((defined(repository, path, last), path))
    return {place: grouped(rows) for place, rows in found.items()}


def defined(repository: Repository, path: str, stem: str) -> str:
    """The constant of a file: as the file writes it, since no rule knows the acronyms."""
    flat = stem.replace("_", "").lower()
    names = repository.outlines[path].defined_names()
    return next((name for name in names if name.lower() == flat), camel(stem))


def camel(stem: str) -> str:
    """`user_policy` -> `UserPolicy`."""
    return "".join(part[:1].upper() + part[1:] for part in stem.split("_"))


def snake(name: str) -> str:
    """`UserPolicy` -> `user_policy`, `HTMLParser` -> `html_parser`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def visible(repository: Repository) -> Visible:
    """The constants whose namespaces the file names, and those of its own namespaces."""
    table = constants(repository)
    by_last: dict[str, list[Namespace]] = collections.defaultdict(list)
    for place in table:  # asking each namespace for each file took the square of an application
        by_last[place[-1] if place else ""].append(place)
    empty: Mapping[str, tuple[str, ...]] = {}

    def of(importer: str) -> Mapping[str, tuple[str, ...]]:
        if not table:
            return empty
        outline = repository.outlines[importer]
        names = outline.names() | {camel(part) for part in posixpath.dirname(importer).split("/")}
        return grouped(
            (name, path)
            for last in (names & by_last.keys()) | {""}
            for place in by_last.get(last, ())
            if names.issuperset(place)
            for name in names & table[place].keys()
            for path in table[place][name]
            if not importer.startswith(path.removesuffix(".rb") + "/")  # its own namespace
        )

    return of
