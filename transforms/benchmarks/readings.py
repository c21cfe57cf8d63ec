r"""What a file says once the containers around its text are taken off.

An item stands in files in many wrappings: strings with `\n` (JSON, notebooks, programs), pages
with `&lt;` and coloured `<span>`s, quotations with `> ` before each line, patches, listings with
numbers, Base64.  Each wrapping has a rule here that takes it off, from the lines that have it alone
where it may stand among others; what comes out is read by all rules again, since pages hold JSON
and JSON holds pages.  What `plain` blanks needs no rule: signs of comments, quotes, backslashes.
"""

import base64
import html
import itertools
import quopri
import re
import urllib.parse
from collections.abc import Callable, Iterable, Iterator

from repoloom.transforms import patterns

LEVELS = 3  # wrappings inside each other
_MOST = 10  # readings of one file, and
_LARGEST, _SPARE = 6, 1 << 16  # bytes of them all together for each byte of the file, and more
_ESCAPED = 100  # one escaped line end in so many bytes: a file of texts, not a program that prints
_LINES = 2  # lines in a row with the same mark before them are quoted by it

_SIGNS = bytes.maketrans(b"#/*\\\"'`", b"       ")
# No-break and zero-width spaces, the byte order mark and typographic quotes, which pages put in.
_TYPOGRAPHY = re.compile(rb"\xc2\xa0|\xe2\x80[\x8b\x98-\x9f\xa8\xaf]|\xef\xbb\xbf")


def plain(text: bytes) -> bytes:
    r"""The text with blanks for what wrappings add or change: each byte keeps its place.

    These are the signs of comments, quotes of all kinds (`""` in CSV is one), backslashes and
    typographic blanks.  That `a / b` is `a b` costs nothing among ten tokens.
    """
    if b"\xc2\xa0" in text or b"\xe2\x80" in text or b"\xef\xbb\xbf" in text:
        text = _TYPOGRAPHY.sub(lambda found: b" " * len(found.group()), text)
    return text.translate(_SIGNS)


def of(text: bytes) -> Iterator[bytes]:
    """The text itself, then what is inside its wrappings, each reading once."""
    yield text
    seen, level = {text}, [text]
    room = _LARGEST * len(text) + _SPARE
    for _ in range(LEVELS):
        found = [inside for outer in level for rule in _rules(outer) if (inside := rule(outer))]
        level = []
        for inside in found:
            room -= len(inside)
            if inside not in seen and len(seen) < _MOST and room > 0:
                seen.add(inside)
                level.append(inside)
                yield inside


# Strings.  A notebook has its code as a list of strings, one a line, a program adds them up.
_JOINED = re.compile(
    rb"\\n([\"'])[ \t]*+[,+.\\&]?[ \t]*+\r?\n?[ \t]*+(?:[,+.&][ \t]*+)?[a-zA-Z]{0,2}\1"
)
_ESCAPE = re.compile(rb"\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[\"'\\/bfnrt])")
_PLAIN = {
    **{b"\\" + bytes([byte]): bytes([byte]) for byte in b"\"'\\/"},
    **{b"\\b": b"", b"\\f": b"", b"\\n": b"\n", b"\\r": b"", b"\\t": b"\t"},
}
_WITH_ESCAPE = re.compile(rb"^.*\\n.*\n?", re.MULTILINE)


def _strings(text: bytes) -> bytes:
    """Escapes read: in the whole file where it is a file of strings, else in lines with some."""
    count = text.count(b"\\n")
    quoted = text.lstrip()[:1] in (b"{", b"[") and (count or b"\\u" in text or b"\\x" in text)
    if not quoted and not count:
        return b""
    if not quoted and count * _ESCAPED <= len(text):
        text = b"".join(_WITH_ESCAPE.findall(text))
    return _ESCAPE.sub(_unescaped, _JOINED.sub(b"\n", text))


def _unescaped(escape: re.Match[bytes]) -> bytes:
    """What one escape of JSON, Python or JavaScript stands for."""
    found = escape.group()
    if found[1:2] in (b"u", b"x"):
        return chr(int(found[2:], 16)).encode("utf-8", "surrogatepass")
    return _PLAIN[found]


_QUOTE_ENDS = re.compile(rb"[\"'`][ \t,;+.\\)&\]]*+\r?$", re.MULTILINE)
_QUOTED = re.compile(rb"[^\"'`\n]*+([\"'`])(.*)\1[ \t,;+.\\)&\]]*+\r?$")


def _quoted_lines(text: bytes) -> bytes:
    """The strings of lines in a row that end with one: a list of lines, or one printed each."""
    spans = (
        (text.rfind(b"\n", 0, match.start()) + 1, match.end())
        for match in _QUOTE_ENDS.finditer(text)
    )
    found: list[bytes] = []
    for run in _runs(spans):
        strings = (_QUOTED.match(text[first:last]) for first, last in run)
        found += (string.group(2) for string in strings if string)
    return b"\n".join(found)


def _runs(spans: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Spans of lines that follow each other, where there are enough of them."""
    run: list[tuple[int, int]] = []
    for first, last in spans:
        if run and first != run[-1][1] + 1:
            if len(run) >= _LINES:
                yield run
            run = []
        run.append((first, last))
    if len(run) >= _LINES:
        yield run


# Pages.
_AROUND = 2500  # bytes on both sides of markup that are read as a page: a page has more of it
_ENTITY = re.compile(rb"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_MARKUP = re.compile(
    rb"<(?:pre|code|span|td|br|textarea)\b|<(?:div|p|li) (?:class|style|id)=", re.IGNORECASE
)
_NUMBER = re.compile(
    rb"<(\w+)[^<>]{0,200}class=[\"'][^\"'<>]{0,80}(?:linen|line-n|lineN|blob-num|gutter)"
    rb"[^<>]{0,200}>[^<]{0,20}</\1>"
)
_ENDING = re.compile(rb"<(?:br|hr|/(?:p|div|li|tr|td|pre|h\d))\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(rb"</?[a-zA-Z][^<>]{0,2000}>|<!--|-->")


def _entities(text: bytes) -> bytes:
    """Entities read, tags left: an item in an attribute, in XML, or in a comment on generics."""
    return _read_entities(_around(text, _ENTITY))


def _read_entities(text: bytes) -> bytes:
    return html.unescape(text.decode("utf-8", "surrogateescape")).encode("utf-8", "replace")


def _page(text: bytes) -> bytes:
    """What a browser shows of a page, without the numbers of lines."""
    near = _around(text, _MARKUP)
    return _read_entities(_TAG.sub(b"", _ENDING.sub(b"\n", _NUMBER.sub(b"", near))))


def _around(text: bytes, mark: re.Pattern[bytes]) -> bytes:
    """The parts of a text that are close to a mark."""
    parts: list[list[int]] = []
    for match in mark.finditer(text):
        first, last = max(0, match.start() - _AROUND), match.end() + _AROUND
        if parts and first <= parts[-1][1]:
            parts[-1][1] = last
        else:
            parts.append([first, last])
    return b"\n".join(text[first:last] for first, last in parts)


# Marks before lines.  Those of comments in `#`, `//` and `*` are blank already.
_MARKS = rb"(?:[>+|;%!:$.\-]|[0-9]+|In ?\[|(?i:rem|dnl)\b)"
_MARKED = re.compile(rb"\n[ \t]*+" + _MARKS + rb"[^\n]*+")
_MARK = re.compile(
    rb"[ \t]*(?:([>+|;%!:$\-])\1*|\.[.:]*|In ?\[\d*\]:|(?i:rem|dnl)\b|\d+[ \t]*[:|.)\]]?)[ \t]?"
)


def _marked_lines(text: bytes) -> bytes:
    """Lines in a row with the same mark before them: quoted, commented out, added, numbered."""
    text = b"\n" + text
    spans = ((match.start() + 1, match.end()) for match in _MARKED.finditer(text))
    found: list[bytes] = []
    for run in _runs(spans):
        for _, lines in itertools.groupby((text[first:last] for first, last in run), _kind):
            group = list(lines)
            if len(group) >= _LINES:
                found += (_MARK.sub(b"", line, count=1) for line in group)
    return b"\n".join(found)


def _kind(line: bytes) -> bytes:
    """The kind of the mark before a line; a prompt and its continuation are one."""
    start = line.lstrip()[:1].lower()
    return b"0" if start.isdigit() else {b".": b">", b"i": b">"}.get(start, start)


_HUNK = re.compile(rb"^@@ -\d", re.MULTILINE)


def _patched(text: bytes) -> bytes:
    """The new side of a patch, with the lines around what it changes."""
    if not _HUNK.search(text):
        return b""
    return b"\n".join(line[1:] for line in text.split(b"\n") if line[:1] != b"-")


# Encodings.
_BASE64 = re.compile(
    rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{60,}+"
    rb"(?:\r?\n[ \t]*+[A-Za-z0-9+/_-]{4,}+(?=[=\r\n]|\Z))*={0,2}"
)
_LETTERS_LEAST = 60
_LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/_-0123456789")
_AS_LETTERS = bytes(0x61 if byte in _LETTERS else 0x20 for byte in range(256))
_LONG_WORD = b"a" * _LETTERS_LEAST
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_PERCENT = re.compile(rb"^.*%(?:0[aA]|20).*\n?", re.MULTILINE)
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def _base64(text: bytes) -> bytes:
    """The texts that stand in Base64."""
    return b"\n".join(filter(None, map(_decoded, _letters(text))))


def _letters(text: bytes) -> Iterator[bytes]:
    """The runs of letters that may be Base64, with the lines that go on with them.

    A search for sixty letters of one kind skips sixty bytes at once where there are none; the
    expression alone tries every word.
    """
    alike = text.translate(_AS_LETTERS)
    at = alike.find(_LONG_WORD)
    while at >= 0:
        found = _BASE64.match(text, at)
        if found:
            yield found.group()
        at = alike.find(_LONG_WORD, found.end() if found else alike.find(b" ", at))


def _decoded(letters: bytes) -> bytes:
    """The text that some letters are, up to where they are none: a word may follow."""
    letters = b"".join(letters.split()).rstrip(b"=").translate(_URL_SAFE)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    data = base64.b64decode(letters + b"=" * (-len(letters) % 4))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        data = data[: error.start]
    return b"" if len(data) < _LETTERS_LEAST / 2 or _CONTROL.search(data) else data


def _percent(text: bytes) -> bytes:
    """Lines of a URL or a form."""
    return urllib.parse.unquote_to_bytes(b"".join(_PERCENT.findall(text)).replace(b"+", b" "))


def _mail(text: bytes) -> bytes:
    """Quoted-printable text."""
    return quopri.decodestring(text)


def _underscores(text: bytes) -> bytes:
    r"""Markdown and LaTeX write `has\_name`, which would be two words."""
    return text.replace(b"\\_", b"_")


_RULES: tuple[tuple[Callable[[bytes], bytes], bytes], ...] = (
    (_strings, rb"\\[nux]"),
    (_entities, rb"&(?:#|[a-zA-Z]{2})"),
    (_page, b"<"),
    (_marked_lines, b""),
    (_quoted_lines, b""),
    (_patched, rb"@@ -[0-9]"),
    (_underscores, rb"\\_"),
    (_percent, rb"%(?:20|0[aA])"),
    (_mail, rb"=3D|=20\n"),
    (_base64, b""),
)
_MARKS_OF_RULES = patterns.PatternSet([mark for _, mark in _RULES])


def _rules(text: bytes) -> list[Callable[[bytes], bytes]]:
    """The rules whose mark is in a text: one search for all takes a sixth of one for each."""
    return [_RULES[number][0] for number in _MARKS_OF_RULES.occurring(text)]
