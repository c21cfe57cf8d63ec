"""Secrets that are Base64 (or hexadecimal) once more, as CI variables and Kubernetes have them.

What decodes to readable text is searched like a file of its own: a PEM key, the JSON of a service
account, `user:password`.  The whole of the encoded text is the span.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.spans import Span

# Lines of Base64 that belong together: wrapped, indented, quoted and joined, or escaped.
_RUN = patterns.compiled(
    rb"[A-Za-z0-9+/_-]{24,}={0,2}(?:(?:\\n|\\r|[\"'` \t\r\n,+.\\]){1,60}[A-Za-z0-9+/]{4,}={0,2})*"
)
# Three readable bytes in Base64: the first bit of each is 0, and none is below a blank but a tab
# or the end of a line.  Of other runs one in two million begins with six such groups.
_READABLE_GROUP = (
    rb"[CDI-Za-f][0-3AC-HQS-Xgi-nwyz][014589ABEFIJMNQRUVYZcdghklopstwx][A-Za-z0-9+/_-]"
)
_BEGINNING = rb"(?:" + _READABLE_GROUP + rb"){6}"
_LINE = patterns.compiled(rb"(?:^|[^A-Za-z0-9+/_-])(" + _BEGINNING + rb"[A-Za-z0-9+/_-]*)")
# The beginnings of what goes on over lines: a PEM armour, also behind a line end, and PuTTY's key.
_ARMOUR = re.compile(
    rb"LS0tLS1CRUdJTi|Ci0tLS0tQkVHSU4|LS0tLSBCRUdJTi|TFMwdExTMUNSVWRKVGl|UHVUVFktVXNlci1LZXktRmlsZ"
)
_HEX_MARK = rb"(?i)2d2d2d2d2d424547494e20"
_HEX = re.compile(_HEX_MARK + rb"[0-9a-f]{80,}")
_MARKS = patterns.PatternSet([_BEGINNING, _HEX_MARK])
_MOST = 100_000  # encoded bytes that are decoded at a time
_READABLE = re.compile(rb"[\t\n\r\x20-\x7e]*\Z")
# A plus sign is of the alphabet, unless a quote or a blank stands beside it.
_JOINTS = re.compile(rb"(?:\\n|\\r|[\"'` \t\r\n,.\\]|(?<=[\"'`\s])\+|\+(?=[\"'`\s]))+")
Search = Callable[[bytes], Iterable[Span]]


def find(text: bytes, search: Search, *, depth: int = 2) -> Iterator[Span]:
    """Spans of encoded texts in which `search` finds a secret.

    Args:
        text: any bytes.
        search: finds secrets in the decoded text.
        depth: how many times more the decoded text may be encoded.
    """
    marked = _MARKS.occurring(text)
    for match in _HEX.finditer(text) if 1 in marked else ():
        if any(search(bytes.fromhex(match[0][: len(match[0]) // 2 * 2].decode()))):
            yield Span(*match.span(), "key")
    for start, end in _candidates(text) if 0 in marked else ():
        inner = decoded(text[start:end])
        if inner and (
            any(search(inner)) or (depth > 1 and any(find(inner, search, depth=depth - 1)))
        ):
            yield Span(start, end, "key")


def _candidates(text: bytes) -> Iterator[tuple[int, int]]:
    """Places of Base64 whose beginning is readable: several lines of an armour, else one."""
    done = 0
    for match in _LINE.finditer(text):
        start, end = match.span(1)
        end += len(text[end : end + 2]) - len(text[end : end + 2].lstrip(b"="))
        if start < done or not _begins_readable(text[start : start + 24]):
            continue
        armour = _ARMOUR.match(text, start)
        if armour and (whole := next(iter(_RUN.finditer(text[start : start + _MOST])), None)):
            end = start + whole.span()[1]
        done = min(end, start + _MOST)
        yield start, done


def _begins_readable(head: bytes) -> bool:
    inner = _decoded(head[: len(head) // 4 * 4])
    return inner is not None and bool(_READABLE.match(inner))


def decoded(value: bytes) -> bytes:
    """The readable text that a value encodes, b"" where it is none.

    Args:
        value: Base64 of either alphabet, also in lines that quotes and signs join.
    """
    plain = _JOINTS.sub(b"", value).rstrip(b"=")
    inner = _decoded(plain[: len(plain) // 4 * 4])
    if inner is None or not _READABLE.match(inner):
        return b""
    rest = plain[len(plain) // 4 * 4 :]
    last = _decoded(rest + b"=" * (-len(rest) % 4)) if len(rest) > 1 else b""
    return inner + (last or b"")


def _decoded(plain: bytes) -> bytes | None:
    try:
        return base64.b64decode(plain.replace(b"-", b"+").replace(b"_", b"/"), validate=True)
    except (binascii.Error, ValueError):
        return None
