"""Private keys in the files that programs keep them in: PEM, PuTTY's, and SSH2's."""

import re
from collections.abc import Iterator

from repoloom.transforms.redaction.spans import Span

_PEM = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    rb"(?P<body>(?:(?!-----)[\s\S]){64,20000}?)-----END"
)
_PEM_OPEN = re.compile(
    rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    rb"(?P<body>(?:[A-Za-z0-9+/=]|[\s\"',+\\]){64,20000})"
)

# The file of PuTTY, and SSH2's (RFC 4716 has its public half).
_PUTTY = re.compile(
    rb"Private-Lines: [0-9]+(?P<body>(?:\\r|\\n|\s|[\"',+])+[A-Za-z0-9+/]"
    rb"[A-Za-z0-9+/=\s\\\"',]{40,20000}?)"
    rb"Private-(?:MAC|Hash)"
)
_SSH2 = re.compile(
    rb"---- BEGIN SSH2 (?:ENCRYPTED )?PRIVATE KEY ----"
    rb"(?P<body>(?:(?!----)[\s\S]){64,20000}?)---- END"
)
_ENCODED_LINE = re.compile(rb"[A-Za-z0-9+/]{40}")


def find(text: bytes) -> Iterator[Span]:
    """Spans between the first and the last line of each private key, also a truncated one."""
    if b"PRIVATE KEY" in text:
        for pattern in (_PEM, _PEM_OPEN, _SSH2):
            for match in pattern.finditer(text):
                if _ENCODED_LINE.search(match["body"]) and b"..." not in match["body"]:
                    yield Span(*match.span("body"), "key")
    if b"Private-Lines:" in text:
        yield from (Span(*match.span("body"), "key") for match in _PUTTY.finditer(text))
