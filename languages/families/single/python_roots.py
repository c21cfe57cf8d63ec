"""The source roots of Python projects, as their build files declare them and their files say."""

import posixpath
import re
from collections.abc import Iterator

from repoloom.languages.engine import configuration
from repoloom.languages.engine.records import DEFINED, Import
from repoloom.languages.engine.repository import Repository, ancestors

# What Python 2 alone can read: there, an import looks beside the file first (PEP 328).
OLD = re.compile(
    rb"""^[ \t]*(?:except[ \t]+[\w.]+[ \t]*,[ \t]*[a-z_]\w{0,9}[ \t]*:|print[ \t]+["']|raise[ \t]+[\w.]+[ \t]*,[ \t]*["'])""",
    re.MULTILINE,
)
ADDED = re.compile(rb"""\bsys\.path(?:\.insert\([^,\n]{1,40},|\.append\(|\s*\+=|\s*=)([^\n]+)""")
WORD = re.compile(rb"""["']([\w./ -]*)["']""")


def declared_roots(repository: Repository) -> dict[str, str]:
    """Source root -> the project directory that has it, from the projects' build files."""
    found: dict[str, str] = {}
    for name, reader in MANIFESTS.items():
        for project, data in repository.named(name):
            for root in (*reader(data), "", "src", "lib"):
                path = posixpath.normpath(posixpath.join(project, root)).removeprefix(".")
                if path in repository.directories:
                    found.setdefault(path, project)
    found.setdefault("", "")
    return found


def pyproject_roots(data: bytes) -> list[str]:
    """Roots that setuptools, poetry, hatch, pdm and pytest are told."""
    tool = dig(configuration.toml(data), "tool")
    setuptools = dig(tool, "setuptools")
    find = dig(setuptools, "packages", "find")
    roots = [find.get("where"), dig(setuptools, "package-dir").get("")]
    packages = dig(tool, "poetry").get("packages")
    roots += [dig(item).get("from") for item in packages] if isinstance(packages, list) else []
    roots += [dig(tool, "pdm", "build").get("package-dir")]
    roots += [dig(tool, "pytest", "ini_options").get("pythonpath")]
    roots += [parent_of(dig(tool, "hatch", "build", "targets", "wheel").get("packages"))]
    return list(strings(roots))


def dig(table: object, *keys: str) -> dict[str, object]:
    """A table inside a table, {} where it is missing or something else."""
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def strings(value: object) -> Iterator[str]:
    """The strings in nested lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def parent_of(packages: object) -> list[str]:
    """The directories that hold the listed packages."""
    return [posixpath.dirname(package) for package in strings(packages)]


def setup_cfg_roots(data: bytes) -> list[str]:
    """`package_dir` and `where` of a setup.cfg."""
    parser = configuration.ini(data)
    if not parser.sections():
        return []
    mapped = parser.get("options", "package_dir", fallback="")
    return [
        *re.findall(r"^\s*=\s*(\S+)", mapped, re.MULTILINE),
        parser.get("options.packages.find", "where", fallback=""),
    ]


def setup_py_roots(data: bytes) -> list[str]:
    """The literal `package_dir={"": "x"}` and `find_packages("x")` of a setup.py."""
    text = data.decode("utf-8", "replace")
    return [
        *re.findall(r"""package_dir\s*=\s*\{\s*["']["']\s*:\s*["']([^"']+)["']""", text),
        *re.findall(
            r"""find(?:_namespace)?_packages\(\s*(?:where\s*=\s*)?["']([^"']+)["']""", text
        ),
    ]


MANIFESTS = {
    "pyproject.toml": pyproject_roots,
    "setup.cfg": setup_cfg_roots,
    "setup.py": setup_py_roots,
}


def stated(text: bytes) -> Iterator[Import]:
    """What a file says of its own imports: that it is Python 2, and the directories on `sys.path`.

    A directory is given as a path from the file's own.
    """
    if (old := OLD.search(text)) and b"absolute_import" not in text:
        yield Import("2", bound="python", kind=DEFINED, start=old.start(), end=old.end())
    for match in ADDED.finditer(text):
        source = match[1]
        ups = max(1, source.count(b"dirname("), len(re.findall(rb"\.parent\b", source))) - 1
        ups += sum(map(int, re.findall(rb"\.parents\[(\d)\]", source)))
        words = [word.decode("utf-8", "replace").lstrip("/") for word in WORD.findall(source)]
        if words or b"__file__" in source:
            path = posixpath.normpath("/".join([*[".."] * ups, *words]) or ".")
            yield Import(path, bound="sys.path", kind=DEFINED, start=match.start(), end=match.end())


def told(repository: Repository) -> tuple[set[str], dict[str, list[str]]]:
    """The directories of files of Python 2, and what the files of each directory add to the path."""
    old: set[str] = set()
    added: dict[str, list[str]] = {}
    for path, outline in repository.outlines.items():
        for each in outline.imports if repository.languages[path] == "python" else ():
            if each.kind == DEFINED:
                directory = posixpath.dirname(path)
                if each.bound == "python":
                    old.add(directory)
                    continue
                for base in ancestors(path) if each.module.strip("./") else (directory,):
                    place = posixpath.normpath(posixpath.join(base, each.module)).removeprefix(".")
                    if place in repository.directories:
                        added.setdefault(directory, []).append(place)
                        break
    return old, added
