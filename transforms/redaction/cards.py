"""Payment card numbers."""

import re
from collections.abc import Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.detection import Detector
from repoloom.transforms.redaction.spans import Span

_CARD = patterns.compiled(
    rb"[1-6][0-9]{3}(?:(?:[ -]?[0-9]{4}){3}|[ -]?[0-9]{6}[ -]?[0-9]{5}|[ -]?[0-9]{6}[ -]?[0-9]{4})"
)
_MARK = rb"[1-6][0-9]{3}[ -]?[0-9]{4,6}[ -]?[0-9]{4}"

# A neighbour in an array or a table that is as long a number: one in ten of any passes the check.
_LONG_BEFORE = re.compile(rb"[0-9]{10,}[,:;\])]{1,2}[\s\[(]{0,24}\Z")
_LONG_AFTER = re.compile(rb"[,:;\])]{1,3}[\s\[(]{0,24}[0-9]{10,}")
_ISSUERS = re.compile(
    r"(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}|(?:50|5[6-9]|6\d)\d{14}|1\d{14})\Z"
)


def _cards(text: bytes) -> Iterator[Span]:
    """Payment card numbers: the issuers' prefixes and lengths, and the check digit."""
    for match in _CARD.finditer(text):
        start, end = match.span()
        around = text[max(0, start - 1) : start] + text[end : end + 1]
        alone = not re.search(rb"[\w./+-]", around)
        if alone and not _in_table(text, start, end) and _is_card(match.group()):
            yield Span(start, end, "card")


def _in_table(text: bytes, start: int, end: int) -> bool:
    """Whether the number is one of many, separated by more than blanks."""
    before = text[max(0, start - 48) : start]
    return bool(_LONG_BEFORE.search(before) or _LONG_AFTER.match(text, end))


def _is_card(value: bytes) -> bool:
    """Whether the digits have an issuer's form and pass the Luhn check (ISO/IEC 7812)."""
    digits = value.decode().replace(" ", "").replace("-", "")
    if not _ISSUERS.match(digits):
        return False
    doubled = [2 * int(digit) for digit in digits[-2::-2]]
    total = sum(map(int, digits[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)
    return total % 10 == 0


DETECTORS = (Detector(_MARK, _cards),)
