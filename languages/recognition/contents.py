"""The language of a file by its content: where an extension is shared, and where a name says nothing."""

import functools
import re
from collections.abc import Mapping, Sequence

from repoloom.languages.recognition.shared import ROWS
from repoloom.languages.recognition.signs import SIGNS

READ = 1 << 15
"""Bytes of a file that are looked at; the declarations of a language stand early."""

_MANUAL = re.compile(r"\.(?:[1-9](?:[a-z]{1,3})?|man|mdoc|me)\Z")
_REQUEST = re.compile(rb"(?m)^[.'](?:[A-Za-z]{1,2}(?:[ \t]|$)|\\\")")
# What says by itself what it is, without any name.
_OPENINGS = (
    ("php", r"\A\s*<\?php\b"),
    ("xml", r"\A\s*<\?xml\s"),
    ("html", r"(?i)\A\s*<(?:!doctype html|html)\b"),
    ("shell", r"\A#(?:compdef|autoload)\b"),
    ("yaml", r"\A%YAML\b"),
    ("tex", r"\A(?:\s|%[^\n]*\n)*\\documentclass\b"),
    ("patch", r"\Adiff --git "),
)


def _signs(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in text.strip("\n").splitlines():
        if line.startswith(" "):
            found[name] += line.lstrip(" ")
        else:
            name, _, found[name] = line.partition(" ")
    return found


def _rows(text: str) -> tuple[Mapping[str, str], Mapping[str, Sequence[tuple[str, str]]]]:
    """(language where no sign holds, languages and their signs), each by extension."""
    defaults: dict[str, str] = {}
    rows: dict[str, list[tuple[str, str]]] = {}
    extension = ""
    for line in text.strip("\n").splitlines():
        if line.startswith("      "):
            language, sign = rows[extension].pop()
            rows[extension].append((language, sign + line.lstrip(" ")))
            continue
        if not line.startswith(" "):
            named, _, line = line.partition(" ")
            extension, _, default = named.partition("=")
            defaults[extension] = default.strip("-")
        language, _, sign = line.lstrip(" ").partition(" ")
        rows.setdefault(extension, []).append((language.strip("-"), sign))
    return defaults, rows


_NAMED = _signs(SIGNS)
DEFAULTS, _ROWS = _rows(ROWS)
"""The language of a shared extension where nothing in the file tells."""
LANGUAGES = frozenset(DEFAULTS.values()).union(
    language for rows in _ROWS.values() for language, _ in rows
) - {""}
"""All that a shared extension may mean."""


@functools.cache
def _sign(expression: str) -> re.Pattern[bytes]:
    whole = re.sub(r"\(\?&(\w+)\)", lambda name: _NAMED[name[1]], expression)
    return re.compile(whole.encode(), re.MULTILINE)


def of_shared(extension: str, text: bytes) -> str:
    """The language of a file with an extension of `DEFAULTS`, by what stands in it."""
    head = _lines(text)
    if head:
        for language, sign in _ROWS[extension]:
            if _sign(sign).search(head):
                return language
    return DEFAULTS[extension]


def may_be(extension: str, language: str) -> bool:
    """Whether a language is among those that share the extension."""
    return language == DEFAULTS[extension] or any(name == language for name, _ in _ROWS[extension])


def _lines(text: bytes) -> bytes:
    """The beginning of a text, with line feeds alone at the ends of lines."""
    head = text[:READ]
    return head.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in head else head


def of_manual(name: str, text: bytes) -> str:
    """The language of a page of the manual such as `tar.1`, else ""."""
    return "roff" if _MANUAL.search(name) and _REQUEST.search(_lines(text)) else ""


def of_opening(text: bytes) -> str:
    """The language of a file whose first words name it, else ""."""
    head = text[:READ]
    return next((language for language, sign in _OPENINGS if _sign(sign).search(head)), "")
