"""The include directories of a C or C++ repository.

They stand on the compiler's command line, which a repository holds only in part: as `-I` flags and
`include_directories(...)` of build files.  Two more kinds of evidence are taken: directories whose
name says it, and those that a directive of several segments leads to, since `"net/socket.h"`
found at `core/net/socket.h` alone proves the root `core`.
"""

import posixpath
import re
from collections.abc import Iterator

from repoloom.languages.engine.repository import Repository, ancestors

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
)

FLAG = re.compile(r"""(?<![\w-])-I\s*["']?((?:\$[({]\w+[)}]|[^\s"'),;])+)""")
CALL = re.compile(r"include_directories\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
GENERATOR = re.compile(r"\$<\w+:([^<>]*)>")
VARIABLE = re.compile(r"\$(?:\{\w+\}|\(\w+\))/?")
KEYWORDS = frozenset({"PUBLIC", "PRIVATE", "INTERFACE", "SYSTEM", "BEFORE", "AFTER"})


def is_build_file(path: str) -> bool:
    """Whether the file may hold include directories."""
    name = posixpath.basename(path)
    return name in MANIFESTS or name.endswith((".cmake", ".mk"))


def told(data: bytes) -> Iterator[str]:
    """The directories that a build file names, as it writes them."""
    text = data.decode("utf-8", "replace")
    yield from FLAG.findall(text)
    for arguments in CALL.findall(text):
        plain = GENERATOR.sub(r"\1", arguments)
        for word in re.split(r"[\s,]+", plain):
            if word and word not in KEYWORDS:
                yield word.strip("\"'")


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


def roots(repository: Repository) -> frozenset[str]:
    """All include directories for which the repository has evidence."""
    found = {
        directory for directory in repository.directories if posixpath.basename(directory) in NAMED
    }
    for path, data in repository.manifests.items():
        if is_build_file(path):
            for name in told(data):
                found.update(places(repository, path, name))
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
