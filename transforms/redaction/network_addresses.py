"""Network addresses that the whole network routes: public IPv4 and IPv6."""

import ipaddress
import itertools
import re
from collections.abc import Iterator, Sequence

from repoloom.transforms import patterns
from repoloom.transforms.redaction.detection import Detector
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

_IPV4 = patterns.compiled(rb"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}")
# A global unicast address, which starts with 2 or 3; all eight groups; `::` and an IPv4 address; or
# four groups or more of which one is left out.  `a::b` alone is a name of C++ or Rust.
_IPV6 = patterns.compiled(
    rb"[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{2,35}(?:\.[0-9]{1,3}){0,3}"
    rb"|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){7}"
    rb"|[0-9A-Fa-f:]{0,20}::(?:[0-9A-Fa-f]{1,4}:){0,3}[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
    rb"|[0-9A-Fa-f]{4}:(?:[0-9A-Fa-f]{4}:){0,5}(?::[0-9A-Fa-f]{4}){3,6}"
)
_MARK4 = rb"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"
_MARK6 = (
    rb"\b[23][0-9A-Fa-f]{3}:[0-9A-Fa-f]{0,4}:|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]"
    rb"|::(?:[0-9A-Fa-f]{1,4}:){0,3}[0-9]{1,3}\.[0-9]|:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}"
)

# The words for the parts of an address and for what is done to it; no word for a host.
_PARTS = re.compile(
    rb"(?i)cidr|netmask|sub-?net|inet_?(?:pton|ntop|aton|addr)|ip_?addr(?:ess)?|ip_?network|parse_?ip"
    rb"|in-addr\.arpa|ip6\.arpa|ip_?v?[46]\b|prefix_?len(?:gth)?|broadcast|wildcard_?mask|octet"
    rb"|geo_?ip|x-forwarded-for|remote_?addr|is_?private|loopback|supernet"
)
_PARSED = re.compile(
    rb"(?i)(?:parse\w*|ip_?(?:v?[46]_?)?(?:addr\w*|network\w*)|[pa]ton)\([\w., ]*(?:[\"']|&quot;)\Z"
)
_COMMENT = re.compile(rb"\s*(?://|#|\*|/\*|--|;)")
_EXAMPLES = re.compile(
    rb"(?i)\bexamples?\b\W{0,6}(?:[\"'`][^\"'`\n]{0,60}[\"'`],? *){0,9}[\"'`]?\Z"
)
_FOR_EXAMPLE = re.compile(rb"(?i)\bfor example|\be\.g\.|\bsuch as\b")
_LINE = 400
_MANY = 4  # addresses that agree with each other
_TECHNICAL = 4
_TABLE = 40
_NETWORK = re.compile(rb"[0-9.]{5,15}\.[0-9]{1,3}/(?:[89]|[12][0-9]|3[01])\b")
# Public resolvers are documented constants of the network, nobody's address.
_RESOLVERS = frozenset(
    b"8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 1.1.1.2 1.0.0.2 1.1.1.3 1.0.0.3 9.9.9.9 9.9.9.10"
    b" 149.112.112.112 208.67.222.222 208.67.220.220 4.2.2.1 4.2.2.2 114.114.114.114"
    b" 223.5.5.5 223.6.6.6 77.88.8.8 94.140.14.14 94.140.15.15 64.6.64.6"
    b" 185.228.168.9 185.228.169.9 185.228.168.10 185.228.169.11 185.228.168.168 185.228.169.168"
    b" 208.67.222.123 208.67.220.123 208.67.222.220 208.67.220.222 94.140.14.15 94.140.15.16"
    b" 94.140.14.140 94.140.14.141 9.9.9.11 149.112.112.10 149.112.112.11 149.112.112.9"
    b" 8.26.56.26 8.20.247.20 76.76.2.0 76.76.10.0 76.76.19.19 76.223.122.150 156.154.70.1"
    b" 156.154.71.1 77.88.8.1 77.88.8.2 77.88.8.3 77.88.8.7 77.88.8.88 45.90.28.0 45.90.30.0"
    b" 119.29.29.29 119.28.28.28 180.76.76.76 1.2.4.8 210.2.4.8 114.114.115.115"
    b" 114.114.114.119 114.114.115.119 193.110.81.0 185.253.5.0 194.242.2.2 194.242.2.3"
    b" 195.46.39.39 195.46.39.40 84.200.69.80 84.200.70.40 80.80.80.80 80.80.81.81"
    b" 168.95.1.1 168.95.192.1 101.101.101.101 101.102.103.104 2620:fe::11 2620:fe::fe:9"
    b" 2620:119:35::35 2620:119:53::53 2a10:50c0::ad1:ff 2a10:50c0::ad2:ff 2400:3200::1"
    b" 2400:3200:baba::1 2606:4700:4700::1112 2606:4700:4700::1002 2606:4700:4700::1113"
    b" 2606:4700:4700::1003"
    b" 2001:4860:4860::8888 2001:4860:4860::8844 2606:4700:4700::1111"
    b" 2606:4700:4700::1001 2620:fe::fe 2620:fe::9".split()
)
_NEXT_TO_EXAMPLES = ("2001:db9:", "2001:0db9:", "2001:dba:", "2001:0dba:", "1080:")
# The first two are those of RFC 2428 and of RFC 4291, section 2.2.
_COUNTED = (
    "132.235.1.2",
    "13.1.68.3",
    "123.45.67.89",
    "12.34.56.78",
    "98.76.54.32",
    "123.123.123.123",
)
# Directory object identifiers, and the version that everybody writes.
_NUMBERED = ("2.5.4.", "2.5.29.", "1.2.3.")
_COUNTED_GROUP = re.compile(r"\b1234\b")
_JOINED = re.compile(rb"[\w-]|\.\w")
_JOINED_BEFORE = re.compile(
    rb"(?i)(?:[\w.-]|[a-z]/|[\^~<>=]=\s?|[\^~<>]\s?|(?:\bv|vers?|version|release|revision|build"
    rb"|assembly|sdk|tag|chrome|firefox|safari|edge|opera|msie|c\+\+[0-9]*|oid|section|rfc|level|otp|erlang|jdk|java|ruby|python|php|golang|dotnet)\W{0,6})\Z"
)
# What says that a number that could be a version is an address after all.
_HOSTED_BEFORE = re.compile(
    rb"(?i)(?:@|//|\b(?:hosts?|ip(?:v?4)?|addr(?:ess)?(?:es)?|servers?|nameserver|dns|ssh|scp|ping"
    rb"|telnet|nc|gateway|peer|remote|listen|bind|from|proxy)[\w-]{0,12}[\"'\]]{0,2}\s{0,2}[:=(>,]{0,2}\s{0,2}[\"'\[(<]{0,2})\Z"
)
_PORT = re.compile(rb":[0-9]{2,5}\b")
_DECIMAL_BEFORE = re.compile(rb"(?:\A|[^\d.])\d*\.\d+[ ]-?\Z")
_NUMBER_BEFORE = re.compile(rb"(?:\A|[^\d.])-?\d+[ ]-?\Z|[\d.]+\.\d+[ ]-?\Z")
_NUMBER_AFTER = re.compile(rb"[ ]-?\d*\.?\d+")
_DECIMAL_AFTER = re.compile(rb"[ ]-?\d*\.\d+(?:[^\d.]|\Z)")


def _addresses4(text: bytes) -> Iterator[Span]:
    """Public IPv4 addresses that are no version numbers."""
    for match in _IPV4.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 32) : start], text[end : end + 16]
        alone = not _JOINED.match(after) and not _JOINED_BEFORE.search(before[-16:])
        if not alone or _among_numbers(before[-16:], after) or _is_network(match.group(), after):
            continue
        hosted = _HOSTED_BEFORE.search(before) or _PORT.match(after)
        value = match.group().decode()
        if _is_public(value) and (hosted or not _is_version_like(value)):
            yield Span(start, end, "ip")


def _among_numbers(before: bytes, after: bytes) -> bool:
    """Whether a neighbour is a plain number in a list, or a decimal in the path of a drawing."""
    if _DECIMAL_BEFORE.search(before) or _DECIMAL_AFTER.match(after):
        return True
    if _NUMBER_BEFORE.search(before) and _NUMBER_AFTER.match(after):
        return True
    neighbours = (re.search(rb"([\d.]+),\s?-?\Z", before), re.match(rb",\s?-?([\d.]+)", after))
    return any(found and found[1].count(b".") < 3 for found in neighbours)


def _is_version_like(value: str) -> bool:
    """Whether a version is the better reading: no number of three digits, and a small first one.

    Of addresses one in 17 has none; with a first number below 10 or a zero inside, one in 300.
    Two numbers below 10 begin one in 650, but most versions and object identifiers.
    """
    first, *rest = map(int, value.split("."))
    if first < 10 and rest[0] < 10:
        return True
    return max(first, *rest) < 100 and (first < 10 or 0 in rest[:2])


def _is_network(value: bytes, after: bytes) -> bool:
    """Whether `/24` or the like follows, and no bit behind that many is set."""
    prefix = re.match(rb"/([0-9]{1,3})(?![\w.])", after)
    if not prefix:
        return False
    try:
        return ipaddress.ip_network((value + prefix[0]).decode()).num_addresses > 1
    except ValueError:
        return False


def _addresses6(text: bytes) -> Iterator[Span]:
    """Public IPv6 addresses."""
    for match in _IPV6.finditer(text):
        start = match.span()[0]
        value = match.group().rstrip(b":")
        end = start + len(value)
        after = text[end : end + 8]
        alone = not re.match(rb"\w|:(?!\s|\Z)|::", after) and not _is_network(value, after)
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
    if address.version == 4 and (value.endswith((".0", ".255")) or max(address.packed[:3]) < 20):
        return False
    if _is_mask(int(address), 8 * len(address.packed)):
        return False
    if value.lower().startswith(_NEXT_TO_EXAMPLES):
        return False
    if value in _COUNTED or _is_made_up(value, address.packed):
        return False
    if address.version == 6 and "." in value:  # `::127.0.0.1`, `64:ff9b::192.0.2.33`
        address = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast and value.encode() not in _RESOLVERS


def _is_mask(value: int, size: int) -> bool:
    """Whether the bits are ones and then zeros, or zeros and then ones, or end in 48 ones."""
    inverse = value ^ ((1 << size) - 1)
    ends = size == 128 and value & ((1 << 48) - 1) == (1 << 48) - 1
    return ends or value & (value + 1) == 0 or inverse & (inverse + 1) == 0


def _is_made_up(value: str, packed: bytes) -> bool:
    """Whether an address counts in even steps, as `55.66.77.88` does, or says itself twice."""
    if len(packed) == 4:
        groups: Sequence[int] = packed
    else:
        groups = [int.from_bytes(packed[at : at + 2], "big") for at in range(0, 16, 2)]
        if groups[:4] == groups[4:] or _COUNTED_GROUP.search(value):
            return True
    if len(packed) == 4 and len(set(value)) == 2:  # 111.111.11.11
        return True
    if len(packed) == 4 and (len(set(packed)) == 1 or packed[1] == packed[2] == 0):  # 120.0.0.1
        return True
    if len(packed) == 4 and packed[:2] == packed[2:]:  # 123.100.123.100
        return True
    steps = {second - first for first, second in itertools.pairwise(groups)}
    if len(packed) == 4 and packed[2] - packed[1] == packed[3] - packed[2] == 1:  # 172.1.2.3
        return True
    return (len(steps) == 1 and steps != {0}) or value.startswith(_NUMBERED)


def of_somebody(text: bytes, found: Sequence[Span], situation: Situation) -> list[Span]:
    """The addresses that may be somebody's, without the literals of code that computes with them.

    An address library, a parser and their tests hold many addresses that agree with each other:
    what is replaced there makes the tests false and hides nobody's host.  Code speaks of addresses
    by the words for their parts; in a test none is needed, elsewhere many addresses and
    many words together, and in a document the call that parses one.  Lists of versions hold none.
    """
    if not found or situation.locked:
        return []
    values = {text[span.start : span.end] for span in found}
    words = {word.lower() for word in _PARTS.findall(text)}
    if len(words) >= _TECHNICAL and len(values) >= _MANY:
        return []
    networks = len(_NETWORK.findall(text))
    if len(values) >= _TABLE and (situation.code or networks >= len(values) // 4):
        return []  # a list of the servers or networks of providers: whom to trust, or to block
    if situation.test and (situation.code or words or len(values) >= _MANY):
        return []
    return [one for one in found if not (_is_shown(text, one, situation))]


def _is_shown(text: bytes, span: Span, situation: Situation) -> bool:
    """Whether a line calls the address an example, or has it as what a function is given.

    The latter in a document or a comment: code that parses an address may go there.
    """
    line = text[max(text.rfind(b"\n", 0, span.start) + 1, span.start - _LINE) : span.start]
    if _EXAMPLES.search(line):
        return True
    if situation.code and not _COMMENT.match(line):
        return False
    if situation.code and _FOR_EXAMPLE.search(line):
        return True
    return bool(_PARSED.search(line[-40:]))


DETECTORS = (Detector(_MARK4, _addresses4), Detector(_MARK6, _addresses6))
