"""The licence of a file, as an SPDX identifier, from what it says itself.

Three places are believed, in this order: an `SPDX-License-Identifier` line near the top; the text
of a licence file; the field of a package manifest.  What none of them names stays "": a guess
would be worse than none.
"""

import configparser
import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence

_HEAD = 4096
_SPDX = re.compile(
    rb"SPDX-License-Identifier:[ \t]*"
    rb"(\(?[A-Za-z0-9.+-]+(?:[ \t]+(?:OR|AND|WITH)[ \t]+\(?[A-Za-z0-9.+-]+\)?)*\)?)"
)
_LICENCE_FILE = re.compile(
    r"(?i)(?:[\w-]+[-_.])?(?:licen[cs]es?|copying(?:\.lesser)?|unlicense)"
    r"(?:[-_.][\w.-]+)?(?:\.(?:md|txt|rst|html?))?\Z"
)
_CODE_NAME = re.compile(
    r"(?i).*\.(?:py|js|ts|java|go|rs|c|h|cc|cpp|cs|kt|rb|php|scala|swift|json|toml|lock|ya?ml|snap)\Z"
)

# Phrases that no other licence has; a text that has all of a row, in one place, is that licence.
# Where rows start with the same phrase, the more specific one stands first.  White space counts as
# one blank, letters as small ones.
_BSD = "redistribution and use in source and binary forms"
_MIT = "permission is hereby granted, free of charge"
_ISC = "permission to use, copy, modify,"
_PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("AGPL-3.0", ("gnu affero general public license", "version 3, 19 november 2007")),
    ("LGPL-3.0", ("gnu lesser general public license", "version 3, 29 june 2007")),
    ("LGPL-2.1", ("gnu lesser general public license", "version 2.1, february 1999")),
    ("LGPL-2.0", ("gnu library general public license", "version 2, june 1991")),
    ("GPL-3.0", ("gnu general public license", "version 3, 29 june 2007")),
    ("GPL-2.0", ("gnu general public license", "version 2, june 1991")),
    ("MPL-2.0", ("mozilla public license", "version 2.0")),
    ("EPL-2.0", ("eclipse public license - v 2.0",)),
    ("EPL-1.0", ("eclipse public license - v 1.0",)),
    ("EUPL-1.2", ("european union public licence", "v. 1.2")),
    ("CDDL-1.0", ("common development and distribution license", "version 1.0")),
    ("Apache-2.0", ("apache license", "version 2.0")),
    ("Apache-2.0", ("www.apache.org/licenses/license-2.0",)),
    ("Artistic-2.0", ("the artistic license 2.0",)),
    ("BSL-1.0", ("boost software license - version 1.0",)),
    ("CC0-1.0", ("cc0 1.0 universal",)),
    ("CC-BY-SA-4.0", ("attribution-sharealike 4.0 international",)),
    ("CC-BY-NC-4.0", ("attribution-noncommercial 4.0 international",)),
    ("CC-BY-4.0", ("attribution 4.0 international",)),
    ("BUSL-1.1", ("business source license 1.1",)),
    ("SSPL-1.0", ("server side public license",)),
    ("WTFPL", ("do what the fuck you want to public license",)),
    ("PSF-2.0", ("python software foundation license version 2",)),
    ("Unlicense", ("this is free and unencumbered software released into the public domain",)),
    ("Zlib", ("the origin of this software must not be misrepresented", "altered source")),
    ("MIT-0", (_MIT, "software is furnished to do so. the software is provided")),
    ("MIT", (_MIT, "the above copyright notice and this permission notice")),
    ("0BSD", (_ISC, "with or without fee is hereby granted. the software is provided")),
    ("ISC", (_ISC, "with or without fee is hereby granted, provided that the above copyright")),
    ("BSD-4-Clause", (_BSD, "all advertising materials mentioning features")),
    ("BSD-3-Clause", (_BSD, "be used to endorse or promote products")),
    ("BSD-2-Clause", (_BSD, "provided that the following conditions are met")),
)
_WINDOW = (
    3000  # characters from the first phrase of a licence to the last of its row; BSD needs 1,200
)

PERMISSIVE = frozenset(
    {
        *("0BSD", "AFL-3.0", "Apache-2.0", "BlueOak-1.0.0", "BSD-1-Clause", "BSD-2-Clause"),
        *("BSD-3-Clause", "BSD-3-Clause-Clear", "BSL-1.0", "CC0-1.0", "ECL-2.0", "HPND", "ISC"),
        *("MIT", "MIT-0", "NCSA", "PostgreSQL", "PSF-2.0", "Python-2.0", "Unlicense", "UPL-1.0"),
        *("WTFPL", "X11", "Zlib"),
    }
)
"""SPDX identifiers of licences that ask for no more than a notice."""

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


def detect(path: str, text: bytes) -> str:
    """The SPDX identifier or expression that one file states, "" where it states none.

    A licence text alone does not say "or later", so it gives the plain family identifier, such as
    "GPL-3.0".
    """
    if found := _SPDX.search(text, 0, _HEAD):
        return found[1].decode()
    name = posixpath.basename(path)
    if _LICENCE_FILE.match(name) and not _CODE_NAME.match(name):
        return _of_text(text)
    reader = _MANIFESTS.get(name)
    return _identifier(reader(text)) if reader else ""


def permits(expression: str, allowed: Collection[str]) -> bool:
    """Whether an SPDX expression can be met with the allowed licences alone.

    `OR` leaves the choice, `AND` asks for both, an exception (`WITH`) only adds permissions, and
    "or later" includes the licence itself.  AND binds before OR; what does not parse is not met.

    Args:
        expression: what `detect` gave.
        allowed: identifiers, in SPDX's or any other case.
    """
    names = {_plain(name) for name in allowed}
    words = re.findall(r"[()]|[^\s()]+", expression)
    met, rest = _either(words, names)
    return met and not rest


def _plain(identifier: str) -> str:
    """An identifier without "only", "or later" and case."""
    return re.sub(r"(?:-only|-or-later|\+)\Z", "", identifier.lower())


def _either(words: Sequence[str], names: Collection[str]) -> tuple[bool, Sequence[str]]:
    """Whether the expression that `words` begin with is met, and the words after it."""
    met, words = _both(words, names)
    while words and words[0].upper() == "OR":
        other, words = _both(words[1:], names)
        met = met or other
    return met, words


def _both(words: Sequence[str], names: Collection[str]) -> tuple[bool, Sequence[str]]:
    met, words = _one(words, names)
    while words and words[0].upper() in ("AND", "WITH"):
        exception = words[0].upper() == "WITH"
        other, words = _one(words[1:], names)
        met = met and (exception or other)
    return met, words


def _one(words: Sequence[str], names: Collection[str]) -> tuple[bool, Sequence[str]]:
    if words and words[0] == "(":
        met, rest = _either(words[1:], names)
        return (met, rest[1:]) if rest and rest[0] == ")" else (False, rest)
    return (_plain(words[0]) in names, words[1:]) if words else (False, words)


def licence_class(stated: str) -> int:
    """0 for a permissive licence, 1 for none or an unknown one, 2 for any other."""
    if not stated:
        return 1
    return 0 if permits(stated, PERMISSIVE) else 2


def inherit(paths_with_licence: Mapping[str, str], path: str) -> str:
    """The licence of the nearest folder above `path` that has one.

    Args:
        paths_with_licence: what `detect` said of licence files and manifests, by path.
        path: any path of the same repository.

    Returns:
        The identifier, "" where no folder up to the root has one.  In one folder a licence file
        goes before a manifest, then paths count in byte order.
    """
    by_folder: dict[str, str] = {}
    for licensed in sorted(
        paths_with_licence, key=lambda p: (_is_manifest(p), p.encode()), reverse=True
    ):
        if paths_with_licence[licensed]:
            by_folder[posixpath.dirname(licensed)] = paths_with_licence[licensed]
    folder, above = posixpath.dirname(path), ""
    while folder not in by_folder and (above := posixpath.dirname(folder)) != folder:
        folder = above  # above `/` of an unsafe path is `/` again
    return by_folder.get(folder, "")


def is_licence_source(path: str) -> bool:
    """Whether `detect` may learn the licence of a whole folder from this file."""
    name = posixpath.basename(path)
    return bool(_LICENCE_FILE.match(name) and not _CODE_NAME.match(name)) or _is_manifest(path)


def _is_manifest(path: str) -> bool:
    """Whether the file is a package manifest with a licence field."""
    return posixpath.basename(path) in _MANIFESTS


def _of_text(text: bytes) -> str:
    """The licence whose phrases come first in a licence file."""
    plain = " ".join(text.decode("utf-8", "replace").lower().split())
    best = (len(plain), "")
    for identifier, (first, *others) in _PHRASES:
        at = plain.find(first)
        near = plain[at : at + _WINDOW]
        if 0 <= at < best[0] and all(phrase in near for phrase in others):
            best = (at, identifier)
    return best[1]


def _identifier(name: str) -> str:
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


_MANIFESTS: Mapping[str, Callable[[bytes], str]] = {
    "package.json": _of_json,
    "composer.json": _of_json,
    "Cargo.toml": _of_toml,
    "pyproject.toml": _of_toml,
    "setup.cfg": _of_ini,
}
