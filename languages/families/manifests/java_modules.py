"""Java's modules: what `module-info.java` exports, and requires for others.

`import module m;` (JEP 511) imports the packages that `m` exports to the importer's module, and those
of all modules that `m` requires with `transitive`, and so on.
"""

import dataclasses
import posixpath
import re
from collections.abc import Mapping, Sequence

from repoloom.languages.engine.repository import Names, Repository, ancestors, nearest, shared

NAME = "module-info.java"
PROSE = re.compile(rb"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
MODULE = re.compile(rb"\bmodule\s+([\w.]+)\s*\{([^}]*)")
DIRECTIVE = re.compile(rb"\b(exports|requires)\s+((?:(?:transitive|static)\s+)*)([\w.]+)([^;]*);")
TO = re.compile(rb"\bto\b(.*)", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Module:
    """One module.

    Attributes:
        path: of its module-info.java.
        exports: package -> the modules that may see it, () if all.
        transitive: the modules that whoever requires this one requires, too.
    """

    path: str
    exports: Mapping[str, tuple[str, ...]]
    transitive: tuple[str, ...]


def read_modules(repository: Repository) -> dict[str, tuple[Module, ...]]:
    """Name -> the modules of that name; tests and releases declare some more than once."""
    found: dict[str, tuple[Module, ...]] = {}
    for directory, text in repository.named(NAME):
        stated = MODULE.search(PROSE.sub(b" ", text))
        if not stated:
            continue
        exports: dict[str, tuple[str, ...]] = {}
        transitive = []
        for verb, flags, name, rest in DIRECTIVE.findall(stated[2]):
            if verb == b"exports":
                to = TO.search(rest)
                exports[name.decode()] = (
                    tuple(to[1].decode().replace(",", " ").split()) if to else ()
                )
            elif b"transitive" in flags:
                transitive.append(name.decode())
        one = Module(posixpath.join(directory, NAME), exports, tuple(transitive))
        name = stated[1].decode()
        found[name] = (*found.get(name, ()), one)
    return found


def exported(
    modules: Mapping[str, tuple[Module, ...]],
    declared: Mapping[str, Names],
    importer: str,
    name: str,
) -> tuple[str, ...]:
    """The files of the packages that importing a module gives, once each."""
    own = owner(modules, importer)
    found: dict[str, None] = {}
    waiting, seen = [name], {name}
    while waiting:
        known = modules.get(waiting.pop(), ())
        if not known:
            continue
        module = closest(importer, known)
        for package, to in module.exports.items():
            if not to or own in to:
                found.update(dict.fromkeys(inside(module, declared.get(package, {}).get("", ()))))
        fresh = [one for one in module.transitive if one not in seen]
        seen.update(fresh)
        waiting += fresh
    return tuple(found)


def closest(importer: str, known: Sequence[Module]) -> Module:
    """Of several modules of a name the one nearest to a file."""
    path = nearest(importer, [one.path for one in known])
    return next(one for one in known if one.path == path)


def owner(modules: Mapping[str, tuple[Module, ...]], importer: str) -> str:
    """The name of the module that a file belongs to, "" for the unnamed one."""
    places = {posixpath.dirname(one.path): name for name, known in modules.items() for one in known}
    return next((places[above] for above in ancestors(importer) if above in places), "")


def inside(module: Module, paths: Sequence[str]) -> list[str]:
    """The files of a package that belong to the module: below it, else those closest to it.

    Modules of a release (`src/main/java9`) stand beside the packages that they export.
    """
    place = posixpath.dirname(module.path).split("/")
    common = {path: shared(place, path.split("/")) for path in paths}
    most = max(common.values(), default=0)
    return [path for path in paths if common[path] == most]
