"""Private keys in the files that programs keep them in: PEM, PuTTY's, and SSH2's."""

import re
from collections.abc import Iterator

from repoloom.transforms.redaction.spans import Span

_OPENING = (
    rb"-----BEGIN(?:[ +_]|%20|\\u0020|\\x20)(?:[A-Z0-9]+(?:[ +_]|%20|\\u0020|\\x20)){0,3}"
    rb"PRIVATE(?:[ +_]|%20|\\u0020|\\x20)KEY(?:(?:[ +_]|%20)BLOCK)?-----"
)
_PEM = re.compile(_OPENING + rb"(?P<body>(?:(?!-----)[\s\S]){64,20000}?)-----END")
# What may stand between the lines of a key that does not end: quotes, joining signs, comments.
_LINES = rb"[A-Za-z0-9+/=\s\"'`,\\#*|>]{64,20000}"
_PEM_OPEN = re.compile(_OPENING + rb"(?P<body>" + _LINES + rb")")
# The same without its armour: how the numbers of a private key begin (RFC 5208, 5915, 8017 and
# 8410, and OpenSSH's own form).  A public key begins otherwise.
_BARE = re.compile(
    rb"(?<![A-Za-z0-9+/])(?P<body>(?:MII[A-Za-z0-9+/]{3}(?:IBADANBgkqhkiG9w0BAQEFAAS|IBAAK[BC])"
    rb"|MC4CAQAwBQYDK2VwBCIEI|MIG[A-Za-z0-9+/]AgEAM[BC]|MHcCAQEEI|b3BlbnNzaC1rZXktdjE)"
    + _LINES
    + rb")"
)
_SIGNS = (b"MII", b"MC4CAQAw", b"MIG", b"MHcCAQEEI", b"b3BlbnNzaC1rZXktdjE")
_RUN = re.compile(rb"\\[nrt]|[A-Za-z0-9+/=]+")
_LEAST_LINE = 16

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
# JSON Web Keys (RFC 7517): `d` is the private half, also of elliptic curves; `k` is a shared key.
_JWK = re.compile(
    rb"[{,]\s*\\?[\"'](?:d|k|p|q|dp|dq|qi)\\?[\"']\s*:\s*\\?[\"']"
    rb"(?P<body>[A-Za-z0-9_-]{22,2000})\\?[\"']"
)
_KEY_TYPE = re.compile(rb"[\"']kty\\?[\"']")
_ENCODED_LINE = re.compile(rb"[A-Za-z0-9+/]{40}")
_ENCODED = re.compile(rb"[A-Za-z0-9+/]{8,}")
_LEFT_OUT = re.compile(
    rb"[\s\"'`,+\\#*|>/]{0,40}(?:\.{3}|\.\s*-----END)"
)  # `...` stands for the rest
_CUT = re.compile(rb"\.{3}|[A-Za-z0-9+/]\.\s*\Z")  # of the rest stand dots, or one
_LEAST = 48  # characters of Base64 in the smallest key (Ed25519 has 64)


def find(text: bytes) -> Iterator[Span]:
    """Spans between the first and the last line of each private key, also a truncated one."""
    whole: set[int] = set()
    if b"PRIVATE" in text:
        for pattern in (_PEM, _SSH2):
            for match in pattern.finditer(text):
                if _is_key(match["body"]):
                    whole.add(match.start("body"))
                    yield Span(*match.span("body"), "key")
        yield from (one for one in _without_end(_PEM_OPEN, text) if one.start not in whole)
    if any(sign in text for sign in _SIGNS):
        yield from _without_end(_BARE, text)
    if _KEY_TYPE.search(text):
        yield from (Span(*match.span("body"), "key") for match in _JWK.finditer(text))
    if b"Private-Lines:" in text:
        yield from (Span(*match.span("body"), "key") for match in _PUTTY.finditer(text))


def _without_end(pattern: re.Pattern[bytes], text: bytes) -> Iterator[Span]:
    """Keys up to the last of the lines that follow their beginning."""
    at = 0
    while match := pattern.search(text, at):
        start = match.start("body")
        end = start + _end_of_lines(match["body"])
        at = max(end, start + 1)
        if _is_key(text[start:end]) and not _LEFT_OUT.match(text, end):
            yield Span(start, end, "key")


def _end_of_lines(body: bytes) -> int:
    """Where the lines of a key end: a short one is the last, or no line of it as `func` is."""
    end = 0
    for run in _RUN.finditer(body):
        if run[0].startswith(b"\\") or not run[0].strip(b"+/"):
            continue  # the written end of a line, a sign that joins lines or begins a comment
        if len(run[0]) < _LEAST_LINE:
            end = run.end() if end and run[0].endswith(b"=") else end
            break
        end = run.end()
    return end + (body[end : end + 1] == b"\n")


def _is_key(body: bytes) -> bool:
    """Whether a body holds a key: a full line of it, or many short ones, and no dots for a rest."""
    if _CUT.search(body):
        return False
    if _ENCODED_LINE.search(body):
        return True
    lines = _ENCODED.findall(body)
    return sum(map(len, lines)) >= max(_LEAST, 0.5 * len(body))
