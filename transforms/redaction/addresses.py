"""Personal data that shows by its form: e-mail addresses, network addresses, card numbers."""

import ipaddress
import itertools
import re
from collections.abc import Iterator, Sequence

from repoloom.transforms import patterns
from repoloom.transforms.redaction.spans import Span

# Uncounted repetitions keep the automaton small: with limits in the pattern a lock file full of `@`
# went at 3 MB/s instead of 60.
_EMAIL = patterns.compiled(
    rb"[A-Za-z0-9][A-Za-z0-9._%+-]*@(?:[A-Za-z0-9-]+\.)+(?:xn--[A-Za-z0-9-]+|[A-Za-z]+)"
)
_IPV4 = patterns.compiled(rb"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}")
# A global unicast address, which starts with 2 or 3; all eight groups; `::` and an IPv4 address; or
# four groups or more of which one is left out.  `a::b` alone is a name of C++ or Rust.
_IPV6 = patterns.compiled(
    rb"[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{2,35}(?:\.[0-9]{1,3}){0,3}"
    rb"|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){7}"
    rb"|[0-9A-Fa-f:]{0,20}::(?:[0-9A-Fa-f]{1,4}:){0,3}[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
    rb"|[0-9A-Fa-f]{4}:(?:[0-9A-Fa-f]{4}:){0,5}(?::[0-9A-Fa-f]{4}){3,6}"
)
_CARD = patterns.compiled(
    rb"[1-6][0-9]{3}(?:(?:[ -]?[0-9]{4}){3}|[ -]?[0-9]{6}[ -]?[0-9]{5}|[ -]?[0-9]{6}[ -]?[0-9]{4})"
)
_MARKS = patterns.PatternSet(
    (
        rb"[A-Za-z0-9%+-]@[A-Za-z0-9]",
        rb"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]",
        rb"\b[23][0-9A-Fa-f]{3}:[0-9A-Fa-f]{0,4}:|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]"
        rb"|::(?:[0-9A-Fa-f]{1,4}:){0,3}[0-9]{1,3}\.[0-9]|:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}",
        rb"[1-6][0-9]{3}[ -]?[0-9]{4,6}[ -]?[0-9]{4}",
    )
)

# Top-level domains of three letters and more under which people have mail; all of two letters are
# countries.  The full registry has some 1,200, among them `bar`, `name` and `map`, which in code
# are attributes.
_DOMAINS = frozenset(
    b"com org net edu gov mil int info biz pro aero coop museum jobs mobi travel asia cat tel post"
    b" dev app cloud online site tech store email xyz club shop blog live life world company agency"
    b" systems solutions software digital network team studio design media news space website press"
    b" science academy university school health care bank money finance engineering consulting"
    b" berlin london paris amsterdam tokyo nyc wien koeln hamburg bayern swiss global international"
    b" foundation institute community social video audio games zone today page link click top fun"
    b" vip win work works expert guru ninja rocks codes tools technology computer domains hosting"
    b" services support group ltd gmbh inc llc onl ngo ong eus gal scot wales quebec"
    b" vlaanderen".split()
)
# Two letters that end a file name or an attribute more often than an address.
_NOT_COUNTRIES = frozenset(b"js ts cs rb go hs kt mm tf ex erl id to is np fn ok db op ip".split())
# The first gives nobody a name of fewer than six letters, so `jo@gmail.com` is made up; the second
# has customers, but in code short names there were made up, 22 of 22.
_LONG_NAMES = frozenset({b"gmail.com", b"googlemail.com", b"mail.com"})
_NOBODY = re.compile(
    rb"(?i)(?:no-?reply|do-?not-?reply|git|hg|svn|this|self|super|return|break|continue"
    rb"|name|email|your\.?(?:name|email)|first\.?last|foo|bar|baz|someone|somebody|nobody)\Z"
)
# RFC 2606 and 6761, and what people write for them.
_NOWHERE = re.compile(
    rb"(?i)(?:.*\.)?(?:(?:.*-)?example(?:-.*)?(?:\.\w+)*|test|invalid|localhost|local|localdomain"
    rb"|lan|internal|(?:(?:your|my|some|a)-?(?:domain|company|site|email|mail|server|host)|test|domain"
    rb"|company|acme|foo|bar|foobar|baz|host|hostname|email|server|somewhere|nowhere"
    rb"|users\.noreply\.github)\.[a-z]{2,4})\Z"
)
# Public resolvers are documented constants of the network, nobody's address.
_RESOLVERS = frozenset(
    b"8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 1.1.1.2 1.0.0.2 1.1.1.3 1.0.0.3 9.9.9.9 9.9.9.10"
    b" 149.112.112.112 208.67.222.222 208.67.220.220 4.2.2.1 4.2.2.2 114.114.114.114"
    b" 223.5.5.5 223.6.6.6 77.88.8.8 94.140.14.14 94.140.15.15 64.6.64.6"
    b" 2001:4860:4860::8888 2001:4860:4860::8844 2606:4700:4700::1111"
    b" 2606:4700:4700::1001 2620:fe::fe 2620:fe::9".split()
)
_COUNTED = ("123.45.67.89", "12.34.56.78", "98.76.54.32", "123.123.123.123")
# An address goes on as a call, an attribute or a path, or stands in a URL behind user and colon.
_GOES_ON = re.compile(rb"[_(@\[]")
_ESCAPE = re.compile(rb"\\(?:f[IBRP]|[nrt])(?=[A-Za-z0-9])")
_CREDENTIALS = re.compile(rb"[@/]\Z|://[^\s/]*\Z")
_JOINED = re.compile(rb"[\w-]|\.\w")
_JOINED_BEFORE = re.compile(
    rb"(?i)(?:[\w.-]|[a-z]/|[\^~<>=]=\s?|[\^~<>]\s?|(?:\bv|vers?|version|release|revision|build"
    rb"|assembly|sdk|tag|chrome|firefox|safari|edge|opera|msie|c\+\+[0-9]*|oid|section|rfc|level)\W{0,6})\Z"
)


def find(text: bytes) -> Iterator[Span]:
    """Spans of addresses and numbers that may be somebody's."""
    for number in _MARKS.occurring(text):
        yield from _FINDERS[number](text)


def _emails(text: bytes) -> Iterator[Span]:
    """E-mail addresses of people: no documentation host, no role, no expression with `@`."""
    for match in _EMAIL.finditer(text):
        start, end = match.span()
        # `\nname@host` in a string, `\fIname@host` in a manual page.
        escape = _ESCAPE.match(text, start - 1) if start and text[start - 1] == ord("\\") else None
        start = escape.end() if escape else start
        within = _GOES_ON.match(text, end) or _CREDENTIALS.search(text[max(0, start - 200) : start])
        if not within and _is_address(text[start:end]):
            yield Span(start, end, "email")


def _is_address(value: bytes) -> bool:
    """Whether `local@host` is where mail goes to."""
    local, _, host = value.partition(b"@")
    labels = host.split(b".")
    top = labels[-1].lower()
    if labels[-1] not in (top, top.upper()):
        return False
    country = len(top) == 2 and (top not in _NOT_COUNTRIES or len(labels) > 2)
    known = len(top) > 1 and (country or top in _DOMAINS or top.startswith(b"xn--"))
    if len(local) == len(labels[0]) == 1:  # a@b.com
        return False
    if host.lower() in _LONG_NAMES and len(local.replace(b".", b"")) < 6:
        return False
    return known and len(local) <= 64 and not (_NOBODY.match(local) or _NOWHERE.match(host))


def _addresses(text: bytes) -> Iterator[Span]:
    """Public IPv4 addresses that are no version numbers."""
    for match in _IPV4.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 16) : start], text[end : end + 16]
        alone = not _JOINED.match(after) and not _JOINED_BEFORE.search(before)
        if alone and not _among_numbers(before, after) and _is_public(match.group().decode()):
            yield Span(start, end, "ip")


def _among_numbers(before: bytes, after: bytes) -> bool:
    """Whether a neighbour is a plain number in a list, or a decimal in the path of a drawing."""
    if _DECIMAL_BEFORE.search(before) or _DECIMAL_AFTER.match(after):
        return True
    neighbours = (re.search(rb"([\d.]+),\s?-?\Z", before), re.match(rb",\s?-?([\d.]+)", after))
    return any(found and found[1].count(b".") < 3 for found in neighbours)


_DECIMAL_BEFORE = re.compile(rb"(?:\A|[^\d.])\d*\.\d+[ ]-?\Z")
_DECIMAL_AFTER = re.compile(rb"[ ]-?\d*\.\d+(?:[^\d.]|\Z)")


def _addresses6(text: bytes) -> Iterator[Span]:
    """Public IPv6 addresses."""
    for match in _IPV6.finditer(text):
        start = match.span()[0]
        value = match.group().rstrip(b":")
        end = start + len(value)
        alone = not re.match(rb"\w|:", text[end : end + 1])
        alone = alone and not re.search(rb"[\w:.]\Z", text[max(0, start - 1) : start])
        if alone and re.search(rb"[0-9A-Fa-f]{3}", value) and _is_public(value.decode()):
            yield Span(start, end, "ip")


def _is_public(value: str) -> bool:
    """Whether `value` is an address that the whole network routes, and no known resolver.

    Three small numbers and a fourth are a version, and a zero at the end is a network.
    """
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    if address.version == 4 and (value.endswith(".0") or max(address.packed[:3]) < 20):
        return False
    if value in _COUNTED or _is_made_up(value, address.packed):
        return False
    if address.version == 6 and int(address) < 1 << 32:  # `::127.0.0.1`
        address = ipaddress.ip_address(int(address))
    return address.is_global and not address.is_multicast and value.encode() not in _RESOLVERS


def _cards(text: bytes) -> Iterator[Span]:
    """Payment card numbers: the issuers' prefixes and lengths, and the check digit."""
    for match in _CARD.finditer(text):
        start, end = match.span()
        around = text[max(0, start - 1) : start] + text[end : end + 1]
        alone = not re.search(rb"[\w./+-]", around)
        if alone and not _in_table(text, start, end) and _is_card(match.group()):
            yield Span(start, end, "card")


# Directory object identifiers, and the version that everybody writes.
_NUMBERED = ("2.5.4.", "2.5.29.", "1.2.3.")


def _is_made_up(value: str, packed: bytes) -> bool:
    """Whether an address counts in even steps, as `55.66.77.88` does, or says itself twice."""
    if len(packed) == 4:
        groups: Sequence[int] = packed
    else:
        groups = [int.from_bytes(packed[at : at + 2], "big") for at in range(0, 16, 2)]
        if groups[:4] == groups[4:]:
            return True
    steps = {second - first for first, second in itertools.pairwise(groups)}
    return (len(steps) == 1 and steps != {0}) or value.startswith(_NUMBERED)


# A neighbour in an array or a table that is as long a number: one in ten of any passes the check.
_LONG_BEFORE = re.compile(rb"[0-9]{10,}[,:;\])]{1,2}[\s\[(]{0,24}\Z")
_LONG_AFTER = re.compile(rb"[,:;\])]{1,3}[\s\[(]{0,24}[0-9]{10,}")


def _in_table(text: bytes, start: int, end: int) -> bool:
    """Whether the number is one of many, separated by more than blanks."""
    before = text[max(0, start - 48) : start]
    return bool(_LONG_BEFORE.search(before) or _LONG_AFTER.match(text, end))


_ISSUERS = re.compile(
    r"(?:4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}|(?:50|5[6-9]|6\d)\d{14}|1\d{14})\Z"
)


def _is_card(value: bytes) -> bool:
    """Whether the digits have an issuer's form and pass the Luhn check (ISO/IEC 7812)."""
    digits = value.decode().replace(" ", "").replace("-", "")
    if not _ISSUERS.match(digits):
        return False
    doubled = [2 * int(digit) for digit in digits[-2::-2]]
    total = sum(map(int, digits[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)
    return total % 10 == 0


_FINDERS = (_emails, _addresses, _addresses6, _cards)
