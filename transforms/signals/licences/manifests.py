"""The licence that a package manifest states, as an SPDX identifier.

Also what `REUSE.toml` (REUSE 3.3) and Debian's machine-readable copyright file (DEP 5, which REUSE
has had as `.reuse/dep5`) say of the files that their patterns name.
"""

import configparser
import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from repoloom.transforms import patterns
from repoloom.transforms.records import SourceFile

# What manifests write for an identifier.
_NAMES = {
    "mit license": "MIT",
    "the mit license": "MIT",
    "apache 2.0": "Apache-2.0",
    "apache-2": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 3-clause": "BSD-3-Clause",
    "bsd-3": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "bsd 2-clause": "BSD-2-Clause",
    "isc license": "ISC",
    "gplv2": "GPL-2.0",
    "gplv3": "GPL-3.0",
    "mpl 2.0": "MPL-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "the unlicense (unlicense)": "Unlicense",
    "isc license (iscl)": "ISC",
}
_EXPRESSION = re.compile(
    r"\(?[A-Za-z0-9.+-]*[0-9A-Z][A-Za-z0-9.+-]*\)?(?: (?:OR|AND|WITH) \(?[A-Za-z0-9.+-]+\)?)*\Z"
)
_VAGUE = frozenset(
    {"BSD", "GPL", "LGPL", "Apache", "UNLICENSED", "UNKNOWN", "SEE", "LICENSE", "Proprietary"}
)


def identifier(name: str) -> str:
    """The SPDX identifier of what a manifest says, "" where that is a sentence or a family."""
    name = " ".join(name.replace("/", " OR ").split())
    known = _NAMES.get(name.lower().removeprefix("license :: osi approved :: "), name)
    return known if _EXPRESSION.match(known) and known not in _VAGUE else ""


def _text_of(value: object) -> str:
    """A licence field: a string, a table with `type` or `text`, or the first of a list."""
    if isinstance(value, list):
        return " OR ".join(filter(None, (_text_of(item) for item in value)))
    if isinstance(value, dict):
        return _text_of(value.get("type") or value.get("text") or "")
    return value if isinstance(value, str) else ""


def _table(value: object, *keys: str) -> object:
    """The value under nested keys, None where one is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _of_json(text: bytes) -> str:
    """`license` of package.json and composer.json."""
    try:
        return _text_of(_table(json.loads(text), "license"))
    except (ValueError, RecursionError):
        return ""


def _of_toml(text: bytes) -> str:
    """`license` of Cargo.toml and pyproject.toml (PEP 621 and 639, Poetry), or its classifier."""
    try:
        tables = tomllib.loads(text.decode())
    except (ValueError, RecursionError):
        return ""
    for keys in (("package",), ("workspace", "package"), ("project",), ("tool", "poetry")):
        table = _table(tables, *keys)
        if said := _text_of(_table(table, "license")):
            return said
        classifiers = _table(table, "classifiers")
        for line in classifiers if isinstance(classifiers, list) else ():
            if isinstance(line, str) and line.startswith("License :: "):
                return line
    return ""


def _of_ini(text: bytes) -> str:
    """`license` of setup.cfg."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text.decode())
    except (configparser.Error, ValueError):
        return ""
    return parser.get("metadata", "license", fallback="")


READERS: Mapping[str, Callable[[bytes], str]] = {
    "package.json": _of_json,
    "composer.json": _of_json,
    "Cargo.toml": _of_toml,
    "pyproject.toml": _of_toml,
    "setup.cfg": _of_ini,
}
"""What reads the licence field, by the name of the manifest."""


class Annotation(NamedTuple):
    """The licence of the files whose paths an expression means.

    `precedence`: "closest" (what a file says itself goes before), "aggregate" (both hold),
    "override".
    """

    pattern: bytes
    licence: str
    precedence: str


class Annotations:
    """The licences that lists of patterns state: the last one in the deepest list counts."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        """`files`: path and text of the lists of one repository, and of any other files."""
        lists = sorted(files, key=lambda one: (one[0].count("/"), one[0]))
        found = (row for path, text in lists if is_annotating(path) for row in _rows(path, text))
        self._rows = [row for row, _ in zip(found, range(_MOST), strict=False)]
        self._set = patterns.PatternSet([row.pattern for row in self._rows])

    def of(self, path: str, own: str) -> str:
        """The licence of a file that says `own` of itself, "" where nothing does."""
        matching = self._set.occurring(path.encode("utf-8", "surrogatepass")) if self._rows else ()
        if not matching:
            return own
        row = self._rows[matching[-1]]
        if not own or row.precedence == "override":
            return row.licence
        if row.precedence == "closest" or row.licence == own:
            return own
        return " AND ".join(f"({one})" if " " in one else one for one in (own, row.licence))


def annotations(
    files: Iterable[SourceFile], head: Callable[[SourceFile, int], bytes]
) -> Annotations:
    """The lists of a repository; `head` gives so many bytes of the beginning of a file's text."""
    return Annotations(
        (file.path, head(file, _LARGEST)) for file in files if is_annotating(file.path)
    )


_MOST = 2000  # patterns of a repository
_LARGEST = 1 << 20  # bytes of a list that are read
_DEP5 = re.compile(r"(?:\A|/)(?:\.reuse/dep5|debian/copyright)\Z")
_FIELD = re.compile(r"(?m)^(Files|License):[ \t]*((?:[^\n]*)(?:\n[ \t]+[^\n]+)*)")
# Debian's short names, where they are not SPDX's.
_DEBIAN = {"expat": "MIT", "artistic": "Artistic-1.0-Perl", "public-domain": ""}
_DEBIAN_GNU = re.compile(r"(A?L?GPL)-(\d)(?:\.(\d))?(?:\.\d+)?(\+?)\Z")
_PIECE = re.compile(r"\\(.)|(\*+)|(\?)|(.)", re.DOTALL)


def is_annotating(path: str) -> bool:
    """Whether a file states licences of others by patterns."""
    return posixpath.basename(path) == "REUSE.toml" or _DEP5.search(path) is not None


def _rows(path: str, text: bytes) -> Iterator[Annotation]:
    if posixpath.basename(path) == "REUSE.toml":
        return _of_reuse(posixpath.dirname(path), text)
    return _of_dep5(_DEP5.sub("", path), text)


def _of_reuse(folder: str, text: bytes) -> Iterator[Annotation]:
    """The tables `annotations`, in their order."""
    try:
        tables = tomllib.loads(text.decode()).get("annotations")
    except (ValueError, RecursionError):
        return
    for table in tables if isinstance(tables, list) else ():
        said = _strings(_table(table, "SPDX-License-Identifier"))
        licence = " AND ".join(f"({one})" if " " in one and said[1:] else one for one in said)
        precedence = _table(table, "precedence")
        for glob in _strings(_table(table, "path")) if licence else ():
            yield Annotation(
                _expression(folder, glob, crossing=False),
                licence,
                precedence if isinstance(precedence, str) else "closest",
            )


def _strings(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _of_dep5(folder: str, text: bytes) -> Iterator[Annotation]:
    """The paragraphs with `Files`; in a pattern `*` takes slashes too."""
    plain = text.decode("utf-8", "replace").replace("\r\n", "\n")
    if not re.match(r"Format(?:-Specification)?:", plain.lstrip()):
        return
    for paragraph in re.split(r"\n[ \t]*\n", plain):
        fields = {found[1]: found[2] for found in _FIELD.finditer(paragraph)}
        licence = _of_debian(fields.get("License", "").split("\n", 1)[0].strip())
        for glob in fields.get("Files", "").split() if licence else ():
            yield Annotation(_expression(folder, glob, crossing=True), licence, "closest")


def _of_debian(name: str) -> str:
    """SPDX's name for Debian's: `GPL-2+` is `GPL-2.0-or-later`; "" where there is none."""
    if found := _DEBIAN_GNU.match(name):
        later = "or-later" if found[4] else "only"
        return f"{found[1]}-{found[2]}.{found[3] or 0}-{later}"
    return identifier(_DEBIAN.get(name.lower(), name))


def _expression(folder: str, glob: str, *, crossing: bool) -> bytes:
    """An RE2 expression over whole paths; `*` takes slashes where `crossing`, `**` always."""
    body = "".join(
        "(?s:.*)"
        if star and (crossing or len(star) > 1)
        else "[^/]*"
        if star
        else "(?s:.)"
        if one and crossing
        else _literal(escaped or one or plain)
        for escaped, star, one, plain in _PIECE.findall(glob.removeprefix("./"))
    )
    prefix = _literal(folder.rstrip("/") + "/") if folder.rstrip("/") else ""
    return f"\\A{prefix}{body}\\z".encode("latin-1")


def _literal(text: str) -> str:
    return "".join(rf"\x{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))
