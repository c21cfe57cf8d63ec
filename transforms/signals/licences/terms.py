"""What SPDX expressions ask for."""

import re
from collections.abc import Collection, Sequence

PERMISSIVE = frozenset(
    {
        *("0BSD", "AFL-3.0", "Apache-2.0", "BlueOak-1.0.0", "BSD-1-Clause", "BSD-2-Clause"),
        *("BSD-3-Clause", "BSD-3-Clause-Clear", "BSL-1.0", "CC0-1.0", "ECL-2.0", "HPND", "ISC"),
        *("MIT", "MIT-0", "NCSA", "PostgreSQL", "PSF-2.0", "Python-2.0", "Unlicense", "UPL-1.0"),
        *("WTFPL", "X11", "Zlib", "MulanPSL-2.0", "LicenseRef-public-domain", "LicenseRef-BSD"),
    }
)
"""SPDX identifiers of licences that ask for no more than a notice."""


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
