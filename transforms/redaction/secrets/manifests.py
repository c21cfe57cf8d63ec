"""The values of Kubernetes' Secrets: `data` of a document whose `kind` says so."""

import base64
import binascii
import itertools
import re
from collections.abc import Iterator

from repoloom.transforms.redaction.secrets import randomness, values
from repoloom.transforms.redaction.spans import Span

_KIND = re.compile(
    rb"(?mi)^[ \t]*[\"']?kind[\"']?:[ \t]*[\"']?(?:Secret|SealedSecret)[\"']?[ \t]*,?\r?$"
)
_BORDER = re.compile(rb"(?m)^---[ \t]*\r?$")
_DATA = re.compile(
    rb"(?m)^(?P<indent>[ \t]*)[\"']?(?P<which>data|stringData)[\"']?:[ \t]*\{?[ \t]*\r?$"
)
_ENTRY = re.compile(
    rb"(?m)^[ \t]+[\"']?(?P<key>[\w.-]+)[\"']?:[ \t]*(?:[|>][-+0-9]*[ \t]*\r?\n[ \t]+)?"
    rb"(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)'"
    rb"|(?P<bare>[^\s\"'#{|>][^\r\n]*?))[ \t]*,?\r?$"
)
_PLAIN = re.compile(
    rb"(?i)(?:(?:[a-z]+[_.-]?)?(?:user_?name|address|host_?name|endpoint|ur[il]|region)"
    rb"|[a-z_.-]*account_?name|(?:[a-z]+[_.-])?(?:user|host|port|database|type|db(?:_?name)?))\Z"
)
_OPEN = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]+ )?(?:CERTIFICATE|PUBLIC KEY|CRL|(?:DH|EC) PARAMETERS)"
)
_LEAST = 12  # characters of Base64: a word of seven letters or more


def find(text: bytes) -> Iterator[Span]:
    """Spans of the values that a manifest of a Secret holds.

    Args:
        text: any bytes; several documents are told apart by `---`.
    """
    # The expression is slow; nearly all texts lack the word.
    if not (b"ecret" in text or b"ECRET" in text) or not _KIND.search(text):
        return
    borders = [0, *(match.end() for match in _BORDER.finditer(text)), len(text)]
    for start, end in itertools.pairwise(borders):
        if _KIND.search(text, start, end):
            for match in _DATA.finditer(text, start, end):
                yield from _entries(text, match, end)


def _entries(text: bytes, data: re.Match[bytes], end: int) -> Iterator[Span]:
    """The values under one `data:`, up to the first line that is indented no deeper."""
    indent = len(data["indent"].expandtabs())
    at = data.end() + 1
    while at < end:
        entry = _ENTRY.match(text, at, end)
        line = text[at : _line_end(text, at, end)]
        if line.strip() and not line.lstrip().startswith(b"#"):
            if len(line.expandtabs()) - len(line.expandtabs().lstrip()) <= indent:
                return
            if entry:
                yield from _value(entry, encoded=data["which"] == b"data")
        at = max(entry.end() if entry else 0, at + len(line)) + 1


def _line_end(text: bytes, at: int, end: int) -> int:
    found = text.find(b"\n", at, end)
    return end if found < 0 else found


def _value(entry: re.Match[bytes], *, encoded: bool) -> Iterator[Span]:
    """The value of one entry, if it holds anything that is not filled in later."""
    group = next(name for name in ("double", "single", "bare") if entry[name] is not None)
    value = entry[group]
    if randomness.is_stand_in(value) or _PLAIN.match(entry["key"]):
        return
    if (len(value) >= _LEAST and _is_base64(value)) if encoded else values.is_password(value):
        yield Span(*entry.span(group), "key")


def _is_base64(value: bytes) -> bool:
    """Whether the value is Base64, and not of what everybody may see or of a word for it."""
    if values.is_base64_of_words(value):
        return False
    try:
        return not _OPEN.match(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        return False
