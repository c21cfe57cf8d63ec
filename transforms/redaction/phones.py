"""Phone numbers: with a label, with a country code, or with the American brackets."""

import re
from collections.abc import Iterator

from repoloom.transforms.redaction.detection import windowed
from repoloom.transforms.redaction.spans import Span

_LABEL = rb"\b(?:phone|tel|telephone|mobile|cell|fax)\b"
_PHONE = re.compile(
    rb"(?i)(?:" + _LABEL + rb"(?:[ ]?(?:no|number))?\.?[\"']?[:= ]{0,3}[\"']?)"
    rb"(?P<labelled>(?:\+|\(|[0-9])[0-9 ().\-/]{5,18}[0-9])(?![\w.])"
    rb"|(?<![\w+.-])(?P<international>\+[1-9][0-9]{0,2}[ .-](?:\(0\)[ ]?)?\(?[0-9]{1,5}\)?"
    rb"(?:[ .-][0-9]{1,7}){1,5}|\+[1-9][0-9]{10,13}"
    rb"|\([2-9][0-9]{2}\)[ ][2-9][0-9]{2}-[0-9]{4})(?![\w-]|\.[0-9])"
)
_DATE = re.compile(
    rb"(?<!\d)(?:19|20)\d\d([-./ ])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)"
    rb"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])([-./ ])(?:0?[1-9]|1[0-2])\2(?:19|20)\d\d(?!\d)"
    rb"|(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
_COUNTED = re.compile(rb"234567|345678|456789|98765|87654|76543|65432|54321")
_AGAIN = re.compile(rb"([0-9]{3,})\1")  # one number of seven digits in 200, and most made-up ones
_NEGATIVE_BEFORE = re.compile(
    rb"(?:^|[\s,;(\[{])-[0-9]+(?:\.[0-9]+)?[\s,;]{1,3}\Z|[+-][0-9]+\.[0-9]+[\s,;]{1,3}\Z"
)
_NEGATIVE_AFTER = re.compile(rb"[\s,;]{1,3}-[0-9]|[\s,;]{1,3}[+-][0-9]+\.[0-9]")
_MARK = (
    rb"(?i:" + _LABEL + rb")[^\n]{0,14}[0-9]|\+[1-9][0-9]{0,2}[ .-]\(?[0-9]"
    rb"|\+[1-9][0-9]{10}|\([2-9][0-9]{2}\) [2-9][0-9]{2}-[0-9]{4}"
)


def _phones(text: bytes, start: int, end: int) -> Iterator[Span]:
    """Phone numbers with a label or a country code; no date, and 555 is the exchange of fiction."""
    for match in _PHONE.finditer(text, start, end):
        group = "labelled" if match["labelled"] else "international"
        first, last = match.span(group)
        if match[group].count(b"(") > match[group].count(b")"):
            # `(201) 389-8963 (9-17 EST)`: what a bracket opens that nothing closes
            last = first + len(match[group][: match[group].rindex(b"(")].rstrip())
        number = text[first:last]
        digits = re.sub(rb"\D", b"", number)
        dull = len(set(digits)) < 4 or b"555" in digits or digits in b"01234567890123456789"
        dull = dull or b"12345" in digits or digits.endswith(b"8675309")
        dull = dull or bool(_AGAIN.search(digits)) or bool(_COUNTED.search(digits))
        dull = dull or (group == "international" and _is_among_signed(text, first, last))
        if 8 <= len(digits) <= 15 and not dull and not _DATE.search(number):
            yield Span(first, last, "phone")


def _is_among_signed(text: bytes, start: int, end: int) -> bool:
    """Whether a negative number, or a decimal with a sign, stands beside the one with a plus."""
    before = _NEGATIVE_BEFORE.search(text[max(0, start - 24) : start])
    return bool(before or _NEGATIVE_AFTER.match(text, end))


DETECTORS = (windowed(_MARK, _phones),)
