"""The licence of a file, as an SPDX expression, from what it says itself.

Believed, in this order: `SPDX-License-Identifier` lines near the top; the text of a licence file;
the field of a package manifest; the notice in the comment that the file begins with, or the whole
text of a licence there.  Where an identifier and a notice both hold, both are asked for.  What
none of them names stays "": a guess would be worse than none.
"""

import functools
import posixpath
import re

from repoloom import languages
from repoloom.transforms.signals.licences import headers, manifests, notices
from repoloom.transforms.signals.licences.inheritance import SIDECAR, is_licence_file
from repoloom.transforms.signals.licences.terms import PERMISSIVE, licence_class, permits

__all__ = [
    "PERMISSIVE",
    "detect",
    "licence_class",
    "permits",
]

_HEAD = 4096
_SPDX = re.compile(
    rb"SPDX-License-Identifier:[ \t]*(\(*[A-Za-z0-9.+:-]+"
    rb"(?:\)*[ \t]+(?i:OR|AND|WITH)[ \t]+\(*[A-Za-z0-9.+:-]+)*\)*)"
)

# Where none of these words stands, nobody speaks of a licence.
_WORDS = re.compile(
    rb"(?i)licen[cs]e|copyright|proprietary|confidential|permission|redistribut|gpl|domain|terms"
    rb"|reproduc|unauthori[sz]ed|non-?commercial|internal"
)

# Phrases that no other licence has; a text that has all of a row, in one place, is that licence.
# Where rows start with the same phrase, the more specific one stands first.  White space counts as
# one blank, letters as small ones.
_BSD = "redistribution and use in source and binary forms"
_MIT = "permission is hereby granted, free of charge"
_ISC = "permission to use, copy, modify,"
# The earlier versions of Creative Commons have the same names, 3.0 with "noderivs".
_EARLIER_CC = tuple(
    (f"CC-{terms}-{version}", (f"{name} {version} {kind}",))
    for version, kind in (
        ("3.0", "unported"),
        *((version, kind) for version in ("2.5", "2.0", "1.0") for kind in ("generic", "unported")),
    )
    for terms, name in (
        *(("BY", "creative commons attribution"), ("BY-SA", "attribution-sharealike")),
        *(("BY-NC", "attribution-noncommercial"), ("BY-ND", "attribution-noderivs")),
        ("BY-NC-SA", "attribution-noncommercial-sharealike"),
        ("BY-NC-ND", "attribution-noncommercial-noderivs"),
    )
)
_PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    *_EARLIER_CC,
    ("AGPL-3.0", ("gnu affero general public license", "version 3, 19 november 2007")),
    ("LGPL-3.0", ("gnu lesser general public license", "version 3, 29 june 2007")),
    ("LGPL-2.1", ("gnu lesser general public license", "version 2.1, february 1999")),
    ("LGPL-2.0", ("gnu library general public license", "version 2, june 1991")),
    ("GPL-3.0", ("gnu general public license", "version 3, 29 june 2007")),
    ("GPL-1.0", ("gnu general public license", "version 1, february 1989")),
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
    ("CC-BY-NC-SA-4.0", ("attribution-noncommercial-sharealike 4.0 international",)),
    ("CC-BY-NC-ND-4.0", ("attribution-noncommercial-noderivatives 4.0 international",)),
    ("CC-BY-ND-4.0", ("attribution-noderivatives 4.0 international",)),
    ("Elastic-2.0", ("elastic license 2.0", "limitations")),
    ("PolyForm-Noncommercial-1.0.0", ("polyform noncommercial license 1.0.0",)),
    ("PolyForm-Small-Business-1.0.0", ("polyform small business license 1.0.0",)),
    ("LicenseRef-PolyForm", ("polyform ", "license 1.0.0")),
    ("FSL-1.1", ("functional source license, version 1.1",)),
    ("LicenseRef-Sustainable-Use", ("sustainable use license",)),
    ("LicenseRef-Confluent-Community", ("confluent community license",)),
    ("LicenseRef-RSAL-2.0", ("redis source available license",)),
    ("JSON", (_MIT, "shall be used for good, not evil")),
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


def detect(path: str, text: bytes, language: str = "") -> str:
    """The SPDX expression that one file states, "" where it states none.

    A licence text alone does not say "or later", so it gives the plain family identifier, such as
    "GPL-3.0".

    Args:
        path: in its repository.
        text: UTF-8.
        language: of the file; prose has no header but in what its language hides.
    """
    identifier = _identifiers(text)
    folder = posixpath.basename(posixpath.dirname(path))
    if is_licence_file(path) or folder == "LICENSES" or path.endswith(SIDECAR):
        return identifier or _of_licence_file(text)
    reader = manifests.READERS.get(posixpath.basename(path))
    if reader:
        return identifier or manifests.identifier(reader(text))
    stated = ""
    if _WORDS.search(text, 0, 2 * _HEAD):
        stated = _of_header(text, document=languages.kind_of(language) == "docs")
    if not stated and language in headers.MANUALS:
        stated = _of_notice(headers.manual(text))
    if not identifier:
        return stated
    stricter = licence_class(identifier) == 0 and licence_class(stated) == 2
    return f"({identifier}) AND ({stated})" if stricter else identifier


def _identifiers(text: bytes) -> str:
    """What the SPDX lines near the top say, all together."""
    found: dict[str, None] = {}
    for match in _SPDX.finditer(text, 0, _HEAD):
        before = text[text.rfind(b"\n", 0, match.start()) + 1 : match.start()].strip()
        if not re.search(rb"[\"'`]", before[1:]):  # a string of a program is not its header
            found[_balanced(match[1].decode())] = None
    if len(found) == 1:
        return next(iter(found))
    return " AND ".join(f"({one})" if " " in one else one for one in found)


def _balanced(expression: str) -> str:
    """An expression without the closing brackets that belong to the comment around it."""
    for word in ("or", "and", "with"):
        expression = expression.replace(f" {word} ", f" {word.upper()} ")
    while expression.count(")") > expression.count("("):
        expression = expression.removesuffix(")")
    return " ".join(expression.split())


def _of_header(text: bytes, *, document: bool) -> str:
    """What the comment at the beginning says: names, or the whole text of a licence."""
    return _of_notice(headers.leading(text, document=document))


@functools.lru_cache(maxsize=256)  # the files of a project share theirs: 8% of reading client-go
def _of_notice(plain: str) -> str:
    whole, names = _of_plain(plain), notices.named(plain)
    if names in (notices.PROPRIETARY, notices.NONCOMMERCIAL) or not names:
        return whole or names
    if not whole or _family(whole) in {_family(one) for one in re.findall(r"[\w.+-]+", names)}:
        return names
    names = names.removesuffix(" OR LicenseRef-BSD") if whole.startswith("BSD") else names
    return notices.joined([whole, names], plain)


def _family(identifier: str) -> str:
    return identifier.partition("-")[0]


def _of_licence_file(text: bytes) -> str:
    """The licence whose phrases come first in a licence file, with what is laid over it."""
    plain = " ".join(text.decode("utf-8", "replace").lower().split())
    said = notices.named(plain[:_HEAD])
    found = said if " OR " in said else _of_plain(plain) or said
    clause = notices.COMMONS_CLAUSE
    if "commons clause" in plain[:_HEAD] and clause not in found:
        return f"{found} AND {clause}" if found else clause
    return found


def _of_plain(plain: str) -> str:
    """The licence whose phrases come first in a text of small letters and single blanks."""
    best = (len(plain), "")
    for identifier, (first, *others) in _PHRASES:
        at = plain.find(first)
        near = plain[at : at + _WINDOW]
        if 0 <= at < best[0] and all(phrase in near for phrase in others):
            best = (at, identifier)
    return best[1]
