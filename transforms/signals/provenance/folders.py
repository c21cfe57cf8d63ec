"""Folders of copies: `vendor/`, `third_party/`, `dist/`, and whose the files in them are.

Some of these names are words of other trades too: sellers, makers of hardware, distributions.  So
the repository is asked: a folder of copies has manifests or licences of its own, and files that
import the project around them are no copies.
"""

import bisect
import dataclasses
import functools
import itertools
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from repoloom.transforms.records import SourceFile
from repoloom.transforms.signals.provenance import headers

_HEAD = 3000
# What a library's first comment has: a version, a licence tag, its address.  An owner says nothing,
# for many projects name theirs in every file.
_BANNER = re.compile(
    r"(?i)\bv(?:ersion)?[ :]?\d+\.\d|@version\b|@licen[cs]e\b|@preserve\b|@source\b"
    r"|\b\d+\.\d+\.\d+\b|\b(?:mit|bsd|gpl|apache)[ -]licen[cs]ed?|"
    r"\blicen[cs]ed under|\breleased under"
)

# Folders of copies.
_FOLDERS = re.compile(
    r"(?i)(?:(?<=/)|\A)(?:_vendor|vendored|(?:3rd|third)[-_]?part(?:y|ies)(?:[-_](?:libs?|src|code))?|vendors?|extern"
    r"|externals?|deps|dist)/"
)
_RULES = {"dist": "dist", **dict.fromkeys(("vendor", "vendors", "_vendor", "vendored"), "vendor")}
_ROOT_ONLY = frozenset({"extern", "external", "externals", "deps"})
_TOOLS_FOLDERS = frozenset(
    {"assets", "bundle", "cache", "composer", "gems", "javascript", "plugins", "modules.txt"}
    | {"autoload.php", "vendor.json", "github.com", "golang.org", "bower_components"}
)
_WEB_MANIFESTS = frozenset(
    {"package.json", "bower.json", "component.json", "gulpfile.js", "Gruntfile.js"}
)
_MANIFESTS = frozenset(
    {"package.json", "bower.json", "component.json", "composer.json", "setup.py", "setup.cfg"}
    | {"pyproject.toml", "go.mod", "cargo.toml", "gemfile", "podspec", "package.swift", "pom.xml"}
    | {"build.gradle", "meson.build", "configure.ac", "configure.in", "configure", "makefile.pl"}
    | {"dune-project", "rebar.config", "mix.exs", ".cargo-checksum.json", "installed.json"}
    | {"autoload.php", "modules.txt", "vendor.json", "vendor.txt", "vendor.conf", "conanfile.py"}
    | {"conanfile.txt", "build.zig.zon", ".gitrepo"}
)
_OF_PARTS = frozenset(
    {"package.json", "pom.xml", "build.gradle", "build.gradle.kts", "go.mod", "Cargo.toml"}
    | {"pyproject.toml", "setup.py", "composer.json", "mix.exs", "pubspec.yaml", "Dockerfile"}
)
_MANIFEST_ENDS = (".gemspec", ".podspec", ".nuspec", ".cabal")
_LICENCES = re.compile(r"(?i)(?:licen[cs]e|copying|unlicense|copyright)(?:[.-][\w.-]+)?\Z")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|in|dev|edu|gov|sh|me|fm|cc|co)\Z")
_BUNDLED = re.compile(r"\.(?:[cm]?js|css|map|html?|d\.[cm]?ts|txt|json|svg)\Z")
# A source tree whose folders are packages: `com/acme/shop/vendor/` is the shop's.
_PACKAGES = re.compile(r"(?:\A|/)(?:main|test|\w+Main|\w+Test)/(?:java|kotlin|scala|groovy)/")

_NESTED = 8  # folders of copies inside each other that a path is asked for; a path has room for 600
_OWN_SHARE = 0.2
_OWN_HEAD = 20_000
_CLIMBING = re.compile(rb"(?m)^[ \t]*from[ \t]+(\.+)")
_INSIDE = re.compile(rb"(?m)^[ \t]*(?:from|import)[ \t]+(\w+)(?:\.(\w+))?")
_UPWARDS = re.compile(rb"\b(?:from|require\(|import\(?)\s*['\"]((?:\.\./)+)")
_ALIASED = re.compile(rb"\b(?:from|require\(|import\(?)\s*['\"](?:@|~)/")
_DECLARED = re.compile(
    rb"(?m)^[ \t]*(?:package|namespace|module|defmodule|use crate::)[ \t]*([\w.\\:]+)"
)


class Entry(NamedTuple):
    """What is asked of a file; `head` gives so many bytes of its beginning, and is rarely asked."""

    path: str
    head: Callable[[int], bytes]
    language: str


class Beside(NamedTuple):
    """A folder's name, that of the folder it is in, and the packages that are in that besides."""

    folder: str
    package: str
    names: frozenset[str]


def decided(
    files: Sequence[SourceFile], head: Callable[[SourceFile, int], bytes]
) -> list[SourceFile]:
    """The files of a repository with the signal `vendored` where their folder is one of copies.

    Args:
        files: of one repository; their texts need not be there.
        head: gives at most so many bytes of the beginning of a file's text.
    """
    entries = [
        Entry(one.path, functools.partial(head, one), one.language)
        for one in files
        if one.text is not None
    ]
    rules = copies(entries)
    return [
        dataclasses.replace(
            file, signals=dataclasses.replace(file.signals, vendored=rules[file.path])
        )
        if file.path in rules and not file.signals.vendored
        else file
        for file in files
    ]


def copies(entries: Sequence[Entry]) -> Mapping[str, str]:
    """The rules for files in folders of copies, by path; a file that is left out is the project's.

    A folder called `third_party` holds copies unless its files import the project around them; one
    called `vendors` holds them where it says so by a manifest or a licence of its own.

    Args:
        entries: the files of one repository that have a text.
    """
    units: dict[str, list[Entry]] = {}
    for entry in entries:
        for root in _roots(entry.path):
            units.setdefault(root, []).append(entry)
    if not units:
        return {}
    places = _places(entry.path for entry in entries)
    found: dict[str, str] = {}
    for root in sorted(units, key=lambda root: (-len(root), root)):
        for path in _copies(root, units[root], places):
            found.setdefault(path, _rule(root))
    return found


def _roots(path: str) -> Iterable[str]:
    """The outermost folders of copies that a path is in, each with its final slash."""
    found = itertools.islice(_FOLDERS.finditer(path), _NESTED)
    return [path[: one.end()] for one in found]


def _places(paths: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The names in each folder; that of the root is ""."""
    names: dict[str, set[str]] = {}
    for path in paths:
        while path:
            folder, _, name = path.rpartition("/")
            if name in names.setdefault(folder, set()):
                break
            names[folder].add(name)
            path = folder
    return {folder: frozenset(inside) for folder, inside in names.items()}


def _rule(root: str) -> str:
    return _RULES.get(posixpath.basename(root[:-1]).lower(), "third_party")


def _copies(
    root: str, files: Sequence[Entry], places: Mapping[str, frozenset[str]]
) -> Iterable[str]:
    """The files below a folder of copies that are copies."""
    above, _, name = root[:-1].rpartition("/")
    if _rule(root) == "dist":
        return _built(above, files, places)
    own = _PACKAGES.search(root) or _is_own(root, files, _packages(above, places))
    own = own or _is_one_of_many(above, name, places)
    below = [entry.path[len(root) :] for entry in files]
    marks = [path for path in below if _is_mark(path)]
    whole = _is_known(above, name, places) or any("/" not in path for path in marks)
    if whole and not own:
        return [entry.path for entry in files]
    marked = _outermost(posixpath.dirname(path) + "/" for path in marks if "/" in path)
    return [
        entry.path
        for entry, path in zip(files, below, strict=True)
        if _is_in(marked, path) or (not own and _has_banner(entry))
    ]


def _outermost(folders: Iterable[str]) -> list[str]:
    """The folders that are in no other one, sorted; each ends with a slash."""
    kept: list[str] = []
    for folder in sorted(folders):
        if not kept or not folder.startswith(kept[-1]):
            kept.append(folder)
    return kept


def _is_in(folders: Sequence[str], path: str) -> bool:
    """Whether a path is in one of some folders, sorted and none in another: one can begin it."""
    at = bisect.bisect_right(folders, path)
    return at > 0 and path.startswith(folders[at - 1])


def _is_one_of_many(above: str, name: str, places: Mapping[str, frozenset[str]]) -> bool:
    """Whether the folder has a manifest and so have those beside it: a service called vendor."""
    prefix = f"{above}/" if above else ""
    manifests = places.get(prefix + name, frozenset()) & _OF_PARTS
    beside = (prefix + other for other in places.get(above, frozenset()) if other != name)
    return any(manifests & places.get(other, frozenset()) for other in beside)


def _is_known(above: str, name: str, places: Mapping[str, frozenset[str]]) -> bool:
    """Whether the folder's name and place are a tool's: Go, Composer, Bundler, Rails, Chromium."""
    lower = name.lower()
    if lower == "vendor":
        beside = places.get(above, frozenset())
        inside = places.get(f"{above}/{name}" if above else name, frozenset())
        return not above or "go.mod" in beside or bool(inside & _TOOLS_FOLDERS)
    # `ThirdParty` in capitals is what projects call what others have given to them, too.
    doubtful = lower in _ROOT_ONLY or name[:1].isupper()
    return lower not in ("vendors", "dist") and (not above or not doubtful)


def _built(above: str, files: Sequence[Entry], places: Mapping[str, frozenset[str]]) -> list[str]:
    """What a build has put into `dist/`: at the root or beside a manifest, for browsers."""
    packaged = not above or bool(places.get(above, frozenset()) & _WEB_MANIFESTS)
    return [one.path for one in files if packaged and _BUNDLED.search(one.path.lower())]


def _is_mark(path: str) -> bool:
    """Whether a file says that what is around it is a project of its own, or a tool's copies."""
    name = posixpath.basename(path)
    known = name.lower() in _MANIFESTS or name.endswith(_MANIFEST_ENDS)
    return known or bool(_LICENCES.match(name)) or bool(_DOMAIN.match(path.partition("/")[0]))


def _has_banner(entry: Entry) -> bool:
    opening = headers.comments(entry.head(_HEAD), entry.language)
    return any(_BANNER.search(line) for line in opening)


def _packages(above: str, places: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The modules and packages of Python in a folder; a folder `json` alone is none."""
    prefix = f"{above}/" if above else ""
    names = places.get(above, frozenset())
    return frozenset(
        name.removesuffix(".py")
        for name in names
        if name.endswith(".py") or "__init__.py" in places.get(prefix + name, frozenset())
    )


def _is_own(root: str, files: Sequence[Entry], packages: frozenset[str]) -> bool:
    """Whether files in the folder are the project's: they import what is around it.

    Copies do not know where they lie; a patched one among many may.
    """
    code = [entry for entry in files if entry.language in _KNOWING]
    folder = posixpath.basename(root[:-1])
    package = posixpath.basename(posixpath.dirname(root[:-1]))
    beside = Beside(folder, package, packages - {folder})
    own = sum(_knows_place(entry, root, beside) for entry in code)
    return own > 0 and own >= _OWN_SHARE * len(code)


def _knows_place(entry: Entry, root: str, beside: Beside) -> bool:
    """Whether a file imports what is around the folder, or declares the folder as its package."""
    head, depth = entry.head(_OWN_HEAD), entry.path[len(root) :].count("/")
    return _KNOWING[entry.language](head, depth, beside)


def _python_knows(head: bytes, depth: int, beside: Beside) -> bool:
    """`from ..x` climbs out of the folder; `import sibling` names what is beside it."""
    if any(len(found[1]) > depth + 1 for found in _CLIMBING.finditer(head)):
        return True
    named = ((one.decode(), two.decode()) for one, two in _INSIDE.findall(head))
    return any(
        first in beside.names or (first == beside.package and second != beside.folder)
        for first, second in named
    )


def _script_knows(head: bytes, depth: int, beside: Beside) -> bool:
    """`../` as often as leads out of the folder, or an application's alias of its root."""
    ups = max((found[1].count(b"../") for found in _UPWARDS.finditer(head)), default=0)
    return ups > depth or _ALIASED.search(head) is not None


def _namespace_knows(head: bytes, depth: int, beside: Beside) -> bool:
    """`package acme.vendors`: a copy keeps the name that it had."""
    folder = re.escape(beside.folder.lower().encode())
    parts = (re.split(rb"[.\\:]+", found[1].lower()) for found in _DECLARED.finditer(head))
    return any(re.fullmatch(folder, part) for one in parts for part in one)


_KNOWING: Mapping[str, Callable[[bytes, int, Beside], bool]] = {
    "python": _python_knows,
    **dict.fromkeys(("javascript", "typescript", "tsx", "vue", "svelte"), _script_knows),
    **dict.fromkeys(
        ("java", "kotlin", "scala", "csharp", "php", "go", "rust", "ruby", "elixir"),
        _namespace_knows,
    ),
}
