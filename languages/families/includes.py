"""The include directories of a C or C++ repository, and the macros that its build files define.

They stand on the compiler's command line, which a repository holds only in part: as `-I` flags and
`include_directories(...)` of build files, in the order in which the compiler searches them.  Two
more kinds of evidence are taken: directories whose name says it, and those that a directive of
several segments leads to, since `"net/socket.h"` found at `core/net/socket.h` alone proves the root
`core`.
"""

import collections
import functools
import posixpath
import re
from collections.abc import Iterator, Mapping

from repoloom.languages.engine import configuration
from repoloom.languages.engine.repository import Repository, ancestors, grouped

FAMILY = ("c", "cpp")
NAMED = frozenset({"include", "includes", "inc", "src", "source", "Source", "headers", "public"})
MANIFESTS = (
    "CMakeLists.txt",
    "*.cmake",
    "Makefile",
    "makefile",
    "GNUmakefile",
    "Makefile.am",
    "*.mk",
    "meson.build",
    "compile_flags.txt",
    "compile_commands.json",
)
COMMANDS = "compile_commands.json"

FLAG = re.compile(
    r"""(?<![\w-])-(?:I|isystem|iquote|idirafter)[ \t]*["']?((?:\$[({]\w+[)}]|[^\s"'),;])+)"""
)
CALL = re.compile(r"include_directories\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
# `-DNAME='"x.h"'`, `add_definitions(-DNAME=<x.h>)`, `target_compile_definitions(t PRIVATE NAME="x.h")`
MACRO = re.compile(
    r"""(?<![\w])(?:D[ \t]?)?([A-Za-z_]\w{0,199})=[\\"']{0,6}?([<"'])[\\"']{0,6}([\w./+-]{1,199})"""
)
# `-DNAME=x.h`, which a macro makes a string of
PLAIN_MACRO = re.compile(
    r"(?<!\w)-D[ \t]?([A-Za-z_]\w{0,199})=([\w./+-]{1,199}\.[A-Za-z+]{1,5})(?![\w.])"
)
GENERATOR = re.compile(r"\$<\w+:([^<>]*)>")
VARIABLE = re.compile(r"\$(?:\{\w+\}|\(\w+\))/?")
KEYWORDS = frozenset({"PUBLIC", "PRIVATE", "INTERFACE", "SYSTEM", "BEFORE", "AFTER"})


def is_build_file(path: str) -> bool:
    """Whether the file may hold include directories."""
    name = posixpath.basename(path)
    return name != COMMANDS and (name in MANIFESTS or name.endswith((".cmake", ".mk")))


def told(data: bytes) -> Iterator[str]:
    """The directories that a build file names, as and in the order in which it writes them."""
    text = data.decode("utf-8", "replace")
    found = [(match.start(), [match[1]]) for match in FLAG.finditer(text)]
    for match in CALL.finditer(text):
        plain = GENERATOR.sub(r"\1", match[1])
        words = [word for word in re.split(r"[\s,]+", plain) if word and word not in KEYWORDS]
        found.append((match.start(), [word.strip("\"'") for word in words]))
    for _, names in sorted(found):
        yield from names


def defined(data: bytes) -> Iterator[tuple[str, str]]:
    """(macro, header with its quotes or brackets, or none) of what a build file defines as one."""
    text = data.decode("utf-8", "replace")
    yield from PLAIN_MACRO.findall(text)
    for name, mark, header in MACRO.findall(text):
        if "." in header:
            yield name, f"<{header}>" if mark == "<" else f'"{header}"'


def commands(repository: Repository) -> Mapping[str, tuple[str, ...]]:
    """Source file -> its include directories in order, from the compile_commands.json files.

    Paths in them are those of the machine that built it: what stands before the path of a source
    that the repository has is where the repository stood.
    """
    found: dict[str, tuple[str, ...]] = {}
    for above, data in repository.named(COMMANDS):
        entries = configuration.json_value(data)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("file"), str):
                where = str(entry.get("directory", ""))
                path, home = located(repository, above, posixpath.join(where, entry["file"]))
                arguments = entry.get("arguments")
                words = arguments if isinstance(arguments, list) else [entry.get("command", "")]
                flags = FLAG.findall(" ".join(map(str, words)))
                places = [inside(home, posixpath.join(where, flag)) for flag in flags]
                if path:
                    known = repository.directories
                    found.setdefault(path, tuple(place for place in places if place in known))
    return found


def located(repository: Repository, above: str, path: str) -> tuple[str, str]:
    """(path in the repository, path of the repository's root) of a file of another machine."""
    path = posixpath.normpath(path)
    segments = path.split("/")
    for start in range(min(len(segments), 64)):
        tail = "/".join(segments[start:])
        for base in dict.fromkeys(("", above)):
            if repository.has(posixpath.join(base, tail)):
                root = "/".join(segments[:start])
                return posixpath.join(base, tail), root.removesuffix(base).rstrip("/")
    return "", ""


def inside(home: str, path: str) -> str:
    """The path in the repository whose root is at `home`; one that is outside of it as it is."""
    path = posixpath.normpath(path)
    if path == home:
        return ""
    return path.removeprefix(home + "/") if home else path


class Order:
    """The include directories in the order in which the compiler of a file searches them."""

    def __init__(self, repository: Repository) -> None:
        self.commands = commands(repository)
        self.by_directory: dict[str, list[str]] = collections.defaultdict(list)
        macros: list[tuple[str, str]] = []
        for path, data in repository.manifests.items():
            if is_build_file(path):
                here = self.by_directory[posixpath.dirname(path)]
                for name in told(data):
                    here.extend(places(repository, path, name))
                macros += defined(data)
        self.macros = grouped(macros)
        self.near = functools.cache(self._near)

    def of(self, path: str) -> tuple[str, ...]:
        """Those that the build files say, of the closest first; () where none does."""
        return self.commands.get(path) or self.near(posixpath.dirname(path))

    def _near(self, directory: str) -> tuple[str, ...]:
        above = ancestors(directory + "/x")
        return tuple(
            dict.fromkeys(place for each in above for place in self.by_directory.get(each, ()))
        )


def places(repository: Repository, build_file: str, name: str) -> Iterator[str]:
    """The directories that `name` may mean in a build file.

    A variable in front usually holds the directory of the file or one above it; one elsewhere
    cannot be known.
    """
    base = posixpath.dirname(build_file)
    rest, variable = VARIABLE.subn("", name, count=1)
    if "$" in rest or rest.startswith("/"):
        return
    for above in [base, *ancestors(build_file)[1:]] if variable else [base]:
        path = posixpath.normpath(posixpath.join(above, rest))
        path = "" if path == "." else path
        if path in repository.directories:
            yield path
            return


def roots(repository: Repository, order: Order) -> frozenset[str]:
    """All include directories for which the repository has evidence."""
    found = {
        directory for directory in repository.directories if posixpath.basename(directory) in NAMED
    }
    found.update(*order.by_directory.values(), *order.commands.values())
    return frozenset(found | proven(repository))


def proven(repository: Repository) -> set[str]:
    """The roots of directives of several segments that only one file fits."""
    headers = {
        statement.module
        for path, outline in repository.outlines.items()
        if repository.languages[path] in FAMILY
        for statement in outline.imports
        if "/" in statement.module and not statement.module.startswith(".")
    }
    found = set()
    for header in sorted(headers):
        fitting = repository.ending(header)
        if len(fitting) == 1:
            found.add(fitting[0].removesuffix(header).rstrip("/"))
    return found
