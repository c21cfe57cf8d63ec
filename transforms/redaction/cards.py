"""Payment card numbers."""

import re
from collections.abc import Iterable, Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.detection import Detector
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

# The digits in one run, or in the groups that the issuers print, behind the same sign each.
_CARD = patterns.compiled(
    rb"[1-6][0-9]{13,15}|[1-6][0-9]{3}(?:(?: [0-9]{4}){3}|(?:-[0-9]{4}){3}"
    rb"| [0-9]{6} [0-9]{4,5}|-[0-9]{6}-[0-9]{4,5})"
)
_MARK = rb"[1-6][0-9]{3}[ -]?[0-9]{4,6}[ -]?[0-9]{4}"

_WORD = re.compile(
    rb"(?i)(?:\b|_|(?-i:(?<=[a-z])(?=[A-Z])))(?:cards?(?:number)?|visa|master_?card|amex|american_?express"
    rb"|discover|diners|jcb|maestro|union_?pay|credit|debit|pan|ccn?|cc_?num(?:ber)?|payment)(?![a-z])"
    rb"|(?:card|cc)_?(?:number|no|num)\b|credit_?card"
)
_NEAR = 160  # bytes before a number in which a word for it may stand
_QUOTES = (b'"', b"'", b"`")
# A neighbour in an array or a table that is as long a number: one in ten of any passes the check.
_LONG_BEFORE = re.compile(rb"[0-9]{10,}[,:;\])]{1,2}[\s\[(]{0,24}\Z")
_LONG_AFTER = re.compile(rb"[,:;\])]{1,3}[\s\[(]{0,24}[0-9]{10,}|[ -][0-9]{1,3}\b|[ -][0-9]{5}")
_CHECKED = re.compile(rb"(?i)\bluhn")
_REPEATED = re.compile(rb"([0-9])\1{4}|([0-9]{2})\2{3}")
# The published ones that do not, of the networks and of the large processors.
_PUBLISHED = frozenset(
    b"378282246310005 371449635398431 378734493671000 5105105105105100 5454545454545454"
    b" 6011000990139424 4012001037141112 30569309025904 38520000023237 4917610000000000".split()
)
_ISSUERS = re.compile(
    r"(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}|(?:50|5[6-9]|6\d)\d{14}|1\d{14})\Z"
)


def _cards(text: bytes) -> Iterator[Span]:
    """Payment card numbers: the issuers' prefixes and lengths, and the check digit."""
    for match in _CARD.finditer(text):
        start, end = match.span()
        around = text[max(0, start - 1) : start] + text[end : end + 1]
        listed = b" " in match.group() and re.match(rb" [0-9]", text[end : end + 2])
        alone = not listed and not re.search(rb"[\w./+-]", around)
        if alone and not _in_table(text, start, end) and _is_card(match.group()):
            yield Span(start, end, "card")


def _in_table(text: bytes, start: int, end: int) -> bool:
    """Whether the number is one of many, separated by more than blanks."""
    before = text[max(0, start - 48) : start]
    return bool(_LONG_BEFORE.search(before) or _LONG_AFTER.match(text, end))


def _is_card(value: bytes) -> bool:
    """Whether the digits have an issuer's form and pass the Luhn check (ISO/IEC 7812)."""
    digits = value.decode().replace(" ", "").replace("-", "")
    if not _ISSUERS.match(digits) or digits[:4] * 4 == digits:
        return False
    doubled = [2 * int(digit) for digit in digits[-2::-2]]
    total = sum(map(int, digits[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)
    return total % 10 == 0


def of_somebody(text: bytes, found: Iterable[Span], situation: Situation) -> Iterator[Span]:
    """The numbers that may be cards; in a known language a word for cards stands before them.

    In a test's code none is one: those are published, for tests, as are those that repeat a digit.
    Of all numbers of 16 digits one in ten passes the check, and programs are full of them:
    integers, identifiers, hexadecimal tokens, the paths of drawings.  There
    a card is also in quotes or in groups.
    """
    free = not (
        situation.code
        or situation.data
        or situation.markup
        or situation.made_up
        or situation.locked
    )
    if _CHECKED.search(text):
        return  # a text about the check digit has numbers that try it
    for span in () if situation.test and situation.code else found:
        value = text[span.start : span.end]
        grouped = b" " in value or b"-" in value
        around = (text[span.start - 1 : span.start], text[span.end : span.end + 1])
        quoted = around[0] == around[1] and around[0] in _QUOTES
        named = _WORD.search(text[max(0, span.start - _NEAR) : span.start])
        likely = (grouped and quoted and not situation.made_up) or (named and (grouped or quoted))
        if free or (likely and not _is_published(value)):
            yield span


def _is_published(value: bytes) -> bool:
    """Whether a number is one of those that processors publish for tests.

    Most of these repeat a digit five times in a row, of others one in a thousand does.
    """
    digits = value.replace(b" ", b"").replace(b"-", b"")
    return bool(_REPEATED.search(digits)) or digits in _PUBLISHED


DETECTORS = (Detector(_MARK, _cards),)
