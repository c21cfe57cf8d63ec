"""The licence that a package manifest states, as an SPDX identifier."""

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Mapping

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
