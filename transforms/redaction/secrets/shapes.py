"""Credentials that show by their own shape, as the table of `providers` has them."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.secrets import randomness
from repoloom.transforms.redaction.secrets.providers import SHAPES, Shape
from repoloom.transforms.redaction.spans import Span

_MARKS = patterns.PatternSet([shape.mark for shape in SHAPES])


def _compiled(pattern: bytes) -> patterns.Pattern:
    """The pattern; a word may also start right behind an escaped line end."""
    if pattern.startswith(rb"\b"):
        return patterns.compiled(rb"(?:\b|\\[nrt])(" + pattern[2:] + rb")")
    return patterns.compiled(pattern)


_SHAPES = [_compiled(shape.pattern) for shape in SHAPES]
_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_ESCAPES = (b"\\n", b"\\t", b"\\r")

# A draw from 64 signs holds every short prefix sooner or later: pictures in notebooks.
_IN_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40}\Z|[A-Za-z0-9/]\+\Z")
_TOKEN_BYTES = re.compile(rb"[A-Za-z0-9_.-]+\Z")
_SIGNED = (27, 43, 64, 86)  # characters of Base64 without padding of 20 to 64 bytes
_COMPARED = re.compile(rb"(?i)\b(?:is|eql?|equals?|equal_?to|to_?be|to_?equal|\w*same)\([\"'`]\Z")
_UUID = re.compile(rb"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_COUNTED = re.compile(rb"12345678|ABCDEFGH")
_ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{57,}={0,2}\r?\Z")  # 57 signs of a line, and more
_LONGEST_LINE = 100
_OF_DIGEST = re.compile(
    rb"(?i)(?:hash|digest|signature|hmac|checksum|fingerprint|thumbprint|integrity|challenge|nonce"
    rb"|etag|\b(?:x|y|kid|x5t|jkt)|(?-i:\b(?:id|ID|Id)|(?:node|global|event|message|request|object)_?[iI][dD]))(?:[+_.-]\w{1,8})?[\"'`]?"
    rb"[ \t]*(?:=>|[:=]{1,2}|,[ \t]*<<)[ \t]*[\"'`]?\Z"
)
_DIGEST = re.compile(rb"(?i)(?:sha|md)[0-9]|blake|digest|hash|integrity|checksum|sri")


def find(text: bytes) -> Iterator[Span]:
    """Spans of all credentials that the table of `providers` knows."""
    for number in _MARKS.occurring(text):
        yield from _of_shape(text, number)


def _of_shape(text: bytes, number: int) -> Iterator[Span]:
    """Spans of one shape that stand alone and look drawn at random."""
    shape = SHAPES[number]
    pattern = _SHAPES[number]
    unknown = shape.name == "any_prefix"
    matches = [match.span(min(1, pattern.groups)) for match in pattern.finditer(text)]
    others = {text[start:end] for start, end in matches if unknown and _is_other(text, start, end)}
    for start, end in matches:
        if text[start:end] in others:
            continue
        if _stands_alone(text, start, end, shape.apart) and _is_drawn(text[start:end], shape):
            yield Span(start, end, "key")


def _is_other(text: bytes, start: int, end: int) -> bool:
    """Whether a draw with any prefix is something else that is drawn.

    A digest (`hash: "TMeEaHS-..."`), the public half of a JSON Web Key, what a signature has to be
    (`is("W1mx_Y0h...")`), the identity of a thing, or a line of an encoded file.
    """
    before = text[max(0, start - 40) : start]
    if _OF_DIGEST.search(before) or (end - start in _SIGNED and _COMPARED.search(before)):
        return True
    first = text.rfind(b"\n", 0, start) + 1
    last = text.find(b"\n", end)
    if start - first > _LONGEST_LINE or not start - first < last - first <= _LONGEST_LINE:
        return False
    line, above = text[first:last], text[max(0, 2 * first - last - 1) : first]
    return bool(_ENCODED.match(line) and _ENCODED.match(above.rstrip(b"\n")))


def _stands_alone(text: bytes, start: int, end: int, apart: bytes) -> bool:
    """Whether no letter or digit touches the span; an escaped line end before it is none."""
    if _IN_BASE64.search(text[max(0, start - 60) : start]):
        return False
    if any(byte in apart for byte in text[start - 1 : start] + text[end : end + 1]):
        return False
    if end < len(text) and text[end] in _WORD_BYTES:
        return False
    before = text[max(0, start - 2) : start]
    return not before or before[-1] not in _WORD_BYTES or before in _ESCAPES


def _is_drawn(value: bytes, shape: Shape) -> bool:
    """Whether `value` is a credential and not a stand-in for one."""
    if _UUID.match(value):
        return False  # a prefix of four hexadecimal digits and a dash is no provider's
    if not shape.floor:
        return b"EXAMPLE" not in value and not _COUNTED.search(value)
    if randomness.is_stand_in(value) or randomness.is_monotonous(value):
        return False
    check = _CHECKS.get(shape.name)
    return randomness.entropy(value) >= shape.floor and (check is None or check(value))


def _unpacked(part: bytes) -> bytes:
    """URL-safe or plain Base64 without padding, decoded; b"" where it is not that."""
    padded = part.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(part) % 4)
    try:
        return base64.b64decode(padded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_web_token(value: bytes) -> bool:
    """Whether header and payload of a JSON Web Token are JSON objects (RFC 7519)."""
    try:
        parts = [json.loads(_unpacked(part)) for part in value.split(b".")[:2]]
    except (ValueError, UnicodeDecodeError):
        return False
    return all(isinstance(part, dict) for part in parts)


def _holds_web_token(value: bytes) -> bool:
    """Whether Base64 holds the start of a JSON Web Token."""
    inner = _unpacked(value[: len(value) // 4 * 4].rstrip(b"="))
    return inner.startswith(b"eyJ") and bool(_TOKEN_BYTES.match(inner))


def _has_digit(value: bytes) -> bool:
    """Whether a digit occurs: words in capitals have none."""
    return any(byte in b"0123456789" for byte in value[4:])


def _is_no_name(value: bytes) -> bool:
    """Whether what follows the prefix reads as no words, as it does in `APCNumberOut4`."""
    return randomness.word_share(value[3:]) < 0.5


def _is_base62_draw(value: bytes) -> bool:
    """Whether the last part mixes digits, small and capital letters as no name and no digest does.

    A draw of 30 from 62 characters changes between digits and letters eight times on average.
    """
    body = re.split(rb"[_-]", value)[-1]
    if _DIGEST.match(value):
        return False
    mixed = not body.islower() and not body.isupper()
    return mixed and randomness.turns(body) >= 4 and randomness.word_share(body) < 0.4


def _is_lower_draw(value: bytes) -> bool:
    """Whether the last part is a draw from digits and small letters."""
    return randomness.turns(re.split(rb"[_-]", value)[-1]) >= 6


_CHECKS: dict[str, Callable[[bytes], bool]] = {
    "artifactory_short": _is_no_name,
    "jwt": _is_web_token,
    "jwt_base64": _holds_web_token,
    "any_prefix": _is_base62_draw,
    "any_secret_prefix": _is_lower_draw,
    "octopus": _has_digit,
    "square": _has_digit,
    "stripe": _has_digit,
}
