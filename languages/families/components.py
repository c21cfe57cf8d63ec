"""What Vue, Svelte and Astro components share: scripts of TypeScript inside of a file of markup.

A component's script is what its module system reads: all else becomes blanks, so that every place
stays what it is, and the grammar of TypeScript reads the rest.  A comment of the markup becomes one
of the script, and `src="./x.ts"` an import in its place.  Scripts of other types (JSON, templates,
CoffeeScript), those in comments, in other blocks and inside of words are none.
"""

import functools
import re
from collections.abc import Callable, Iterator

from repoloom.languages.engine.comments import MARKUP
from repoloom.languages.families import ecmascript

BLANKED = bytes(byte if byte in b"\r\n" else 0x20 for byte in range(256))

GIVEN = rb"""(?:[^<>"'{]++|"[^"]{0,999}+"|'[^']{0,999}+'|\{[^}]{0,999}+\})*+"""
"""The attributes of a tag.  A bound on values keeps tags that are left open from taking the square."""
TAG = rb"<!--(?P<comment>.*?)(?:-->|\Z)|<(?P<name>%b)(?=[\s/>])(?P<given>" + GIVEN + rb")>"
ATTRIBUTE = re.compile(rb"""([\w:@.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>/][^\s"'>]*)))?""")
LANGUAGES = frozenset(b"ts tsx js jsx typescript javascript".split())
TYPES = frozenset((b"", b"module", b"text/javascript", b"text/typescript", b"text/babel"))
FENCED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*---[^\S\n]*\n(?P<code>.*?)^[^\S\n]*---", re.S | re.M)

Taken = Callable[[frozenset[bytes]], bool]


@functools.cache
def tags(names: bytes) -> re.Pattern[bytes]:
    """Opening tags of these names, and comments."""
    return re.compile(TAG % names, re.DOTALL)


@functools.cache
def closings(name: bytes) -> re.Pattern[bytes]:
    """Opening and closing tags of one name."""
    return re.compile(rb"</%b\s*>|<%b(?=[\s/>])%b>" % (name, name, GIVEN))


def of_vue(text: bytes) -> bytes:
    """The scripts among the blocks of a single-file component, which stand beside each other."""
    return read(text, 0, rb"[A-Za-z][\w-]*", lambda _: True)


def of_svelte(text: bytes) -> bytes:
    """The scripts of a Svelte component, `module` ones too; the markup around them is no block."""
    return read(text, 0, rb"script|style", lambda _: True)


def of_astro(text: bytes) -> bytes:
    """What stands between the fences, and the scripts that are bundled: those without attributes.

    `src` alone is allowed (https://docs.astro.build/en/guides/client-side-scripts).
    """
    fenced = FENCED.match(text)
    if not fenced:
        return read(text, 0, rb"script|style", bundled)
    made = bytearray(read(text, fenced.end(), rb"script|style", bundled))
    made[slice(*fenced.span("code"))] = fenced["code"]
    return bytes(made)


def bundled(attributes: frozenset[bytes]) -> bool:
    """Whether Astro takes a script with these attributes for a module of the project."""
    return attributes <= {b"src", b"lang"}


def read(text: bytes, place: int, names: bytes, taken: Taken) -> bytes:
    """Blanks but for the scripts from `place` on."""
    made = bytearray(text.translate(BLANKED))
    while match := tags(names).search(text, place):
        place = match.end()
        if match["comment"] is not None:
            start, end = match.span()
            if match[0].endswith(b"-->"):
                made[start : start + 2], made[end - 2 : end] = b"/*", b"*/"
            continue
        inside, place = body(text, match)
        if match["name"] == b"script" and begins(text, match.start()):
            given = dict(attributes(match))
            if taken(frozenset(given)) and is_script(text, given):
                made[match.end() : inside] = text[match.end() : inside]
                state_source(made, text, given.get(b"src"))
    return bytes(made)


def begins(text: bytes, place: int) -> bool:
    """Whether a tag stands at the start of a line or behind another tag, and not inside of words."""
    before = text[text.rfind(b"\n", 0, place) + 1 : place].rstrip()
    return not before or before.endswith(b">")


def body(text: bytes, match: re.Match[bytes]) -> tuple[int, int]:
    """Where what a tag opens ends, and where what follows it begins; templates hold templates."""
    if match["given"].endswith(b"/"):
        return match.end(), match.end()
    depth = 1
    for found in closings(match["name"]).finditer(text, match.end()):
        closing = found[0].startswith(b"</")
        if closing or (match["name"] == b"template" and not found[0].endswith(b"/>")):
            depth += -1 if closing else 1
        if not depth:
            return found.span()
    return len(text), len(text)


def attributes(match: re.Match[bytes]) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """(name, the span of the value in the text) of a tag; of one without a value (0, 0)."""
    start = match.start("given")
    for found in ATTRIBUTE.finditer(match["given"]):
        group = found.lastindex or 1
        first, last = found.span(group) if group > 1 else (-start, -start)
        yield found[1], (start + first, start + last)


def is_script(text: bytes, given: dict[bytes, tuple[int, int]]) -> bool:
    """Whether a script is JavaScript or TypeScript by its attributes."""
    language, kind = (text[slice(*given.get(name, (0, 0)))] for name in (b"lang", b"type"))
    return language in (LANGUAGES | {b""}) and (kind in TYPES or kind in LANGUAGES)


def state_source(made: bytearray, text: bytes, value: tuple[int, int] | None) -> None:
    """`<script src="./x.ts">` becomes ` import "./x.ts";`, the path in its place."""
    if value is None or value[0] == value[1]:
        return
    start, end = value
    made[start - 8 : end + 1] = b'import "' + text[start:end] + b'"'
    if text[end : end + 1] != b">":  # behind a quote there is room
        made[end + 1] = ord(";")


language = functools.partial(
    ecmascript.language,
    grammar="tree_sitter_typescript:language_typescript",
    query=ecmascript.TYPES,
    read=ecmascript.read_documented,
    comments=MARKUP,
)
"""A component: name, extensions and `readable` are its own."""
