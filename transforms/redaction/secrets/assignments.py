"""Secrets without a shape of their own, told by what they are assigned to.

`api_token = "q8Zk..."`, `password: hunter2!`, `<secret>...</secret>`, `setProperty("KEY", "...")`,
credentials in a URL, in a connection string, behind `curl -u` or in an Authorization header.  The
name says that the value is secret; the value still has to look like one, because most values of
such names are words, templates, paths and messages.
"""

import re
from collections.abc import Callable, Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.secrets import values
from repoloom.transforms.redaction.spans import Span

_PASSWORD = rb"passw(?:or)?d|passphrase|pass_?wd|\bpass\b|pwd"
_SECRET = (
    rb"secret|token|credential|api[_-]?key|api[_-]?token|(?:access|auth|account|app|application"
    rb"|client|consumer|encryption|master|private|security|service|signing|subscription|license)"
    rb"[_-]?key"
)
# What may stand between the name and the operator: the rest of the name, then a type, or a quote.
# A word behind a closing quote is the next attribute, as in `class="token" href="...">`.
_BETWEEN = (
    rb"([A-Za-z0-9_.-]{0,40})(?:[ \t]+[a-z][a-z0-9]{0,15}[ \t]*=|(?:\\?[\"'`]|[\])]){0,3}"
    rb"(?:[ \t]*:[ \t]*&?[A-Za-z_][A-Za-z0-9_.<>|?\[\]]{0,30}[ \t]*="
    rb"|\[[0-9]*\][ \t]*=|[ \t]*\n[ \t]*(?:- )?\"?value\"?[ \t]*:|[ \t]+value[ \t]*=|>"
    rb"|</[A-Za-z]{1,12}>\s{0,40}<[A-Za-z]{1,12}>"
    rb"|[ \t]*(?:=>|={1,3}|:{1,3}=|[?.+|]=|:|,|\()))"
)
_VALUE = (
    rb"\s{0,40}(?:[bBrRuULf@]{0,2}(?:\\\"([^\"\\\n]{4,})\\\"|\"([^\"\n]{4,})\""
    rb"|'([^'\n]{4,})'|`([^`\n]{4,})`)"
    rb"|([^\s\"'`,;<>(){}\[\]\\&]{6,}))"
)
# `--api-token VALUE` of a command line, `ENV API_TOKEN VALUE` of a Dockerfile.
_OPTION = (
    rb"(?i)(?:--?[A-Za-z0-9-]{0,30}|\b(?:ENV|ARG|SetEnv|setx)[ \t]+[A-Za-z0-9_]{0,40})"
    rb"(?:" + _PASSWORD + rb"|" + _SECRET + rb")[A-Za-z0-9_-]{0,20}[ \t]+"
)
_RULES = (
    ("password", rb"(?i)(" + _PASSWORD + rb")" + _BETWEEN + _VALUE),
    ("secret", rb"(?i)(" + _SECRET + rb")" + _BETWEEN + _VALUE),
    (
        "header",
        rb"(?i)authorization[\"']?\s*[:=,]\s*[\"']?(?:basic|bearer|token|apikey|key)\s+"
        rb"([A-Za-z0-9+/=_.~-]{12,400})",
    ),
    (
        "connection",
        rb"(?i)\b(?:server|host|data source|addr|address|uid|user|user id|username|database"
        rb"|initial catalog)[ \t]*=[^;\"'\n]{1,100};(?:[^\"'\n]{0,200};)?[ \t]*"
        rb"(?:password|pwd)[ \t]*=[ \t]*([^;\"'\s\\]{4,100})",
    ),
    (
        "url",
        rb"[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@\"'<>`]{0,100}:([^\s/:@\"'<>`]{3,200})@[\w\[]",
    ),
    (
        "curl",
        rb"\bcurl\b(?:[^\n]|\\\n){0,500}?[ \t](?:-u|--user)(?:[ \t]+|=)[\"']?"
        rb"([^\s\"':]{0,100}(?:[\"']:[\"'][^\s\"']+|:[\"'][^\s\"']+|:[^\s\"']*))",
    ),
    ("option", _OPTION + rb"[\"']?([^\s\"'`;<>(){}\[\]\\&]{8,})"),
    (
        "webhook",
        rb"https?://[A-Za-z0-9.-]*(?:hooks?\.[A-Za-z0-9.-]+/[^\s\"'<>`]*?"
        rb"|/[^\s\"'<>`]{0,60}hooks?/[^\s\"'<>`]*?)([A-Za-z0-9_-]{16,}(?:[./][A-Za-z0-9_-]+)*)",
    ),
)
_MARKS = patterns.PatternSet(
    (
        rb"(?i)" + _PASSWORD,
        rb"(?i)" + _SECRET,
        rb"(?i)authorization",
        rb"(?i)(?:password|pwd)[ \t]*=",
        rb"://[^\s/:@]{0,100}:[^\s/:@]{3,200}@",
        rb"\bcurl\b",
        _OPTION,
        rb"hooks?[./]",
    )
)
_COMPILED = [patterns.compiled(pattern) for _, pattern in _RULES]

# A name that ends in one of these is not that of the secret itself.
_ABOUT = re.compile(
    rb"(?i)hash|sha[0-9]|md5|digest|checksum|type|ur[il]|file|path|field|label|placeholder|header"
    rb"|prefix|suffix|regex|pattern|format|message|error|text|title|hint|help|desc|column|selector"
)
_PUBLIC = re.compile(rb"(?i)public[_-]?(?:key[_-]?)?\Z")
# The password that most accounts have had, and a host under a domain: no address, no single word.
_WORST = re.compile(rb"(?i)password[0-9]{0,3}\Z")
_PUBLIC_HOST = re.compile(rb"(?i)(?:[a-z0-9-]+\.)+[a-z]{2,}\b")
_BY_NAME = 2  # the first rules have the groups name, rest, four kinds of quoted value, bare value
_BARE = 7


def find(text: bytes, *, code: bool) -> Iterator[Span]:
    """Spans of values that are secret by the name or the place they stand at.

    Args:
        text: any bytes.
        code: the text is of a programming language, where a value without quotes is an expression.
    """
    for number in _MARKS.occurring(text):
        locate = _locate_named if number < _BY_NAME else _locate_placed
        yield from locate(text, number, code)


def _locate_named(text: bytes, number: int, code: bool) -> Iterator[Span]:
    """Values of names that say `password` or `secret`."""
    kind, accepts = _NAMED[number]
    for match in _COMPILED[number].finditer(text):
        group = next(g for g in range(3, _BARE + 1) if match.span(g)[0] >= 0)
        start, end = match.span(group)
        if group == _BARE and code and text[end : end + 1] not in (b'"', b"'", b"\\"):
            continue
        called = text[match.span(2)[1] : start].lstrip(b"\"'`\\ \t").startswith((b",", b"("))
        if _is_named(text, match) and accepts(text[start:end], called):
            yield Span(start, end, kind)


def _is_named(text: bytes, match: patterns.Match) -> bool:
    """Whether the name is that of a secret: no `tokenizer`, `token_type`, `publicKeyToken`."""
    start, end = match.span(1)
    rest = match.group(2)
    last = text[end - 1 : end]
    if rest[:1].isalpha() and rest[:1].islower() == last.islower():
        return False
    return not _ABOUT.search(rest) and not _PUBLIC.search(text[max(0, start - 12) : start])


def _locate_placed(text: bytes, number: int, code: bool) -> Iterator[Span]:
    """Values that are secret by the place they stand at."""
    kind, accepts = _PLACED[number]
    for match in _COMPILED[number].finditer(text):
        start, end = match.span(1)
        if accepts(text[start:end], text[end : end + 64]):
            yield from _narrowed(text, start, end, kind)


def _narrowed(text: bytes, start: int, end: int, kind: str) -> Iterator[Span]:
    """The span, without a part that has quotes of its own: `user:'secret` keeps its quote."""
    inner = max(text.rfind(b'"', start, end), text.rfind(b"'", start, end))
    yield Span(inner + 1 if inner >= 0 else start, end, kind)


def _accepts_password(value: bytes, called: bool) -> bool:
    """A value in a call, `f("password", "value")`, must look random to count."""
    return values.is_secret(value) if called else values.is_password(value)


def _accepts_secret(value: bytes, called: bool) -> bool:
    """Calls make no difference to a token."""
    return values.is_secret(value)


def _accepts_header(value: bytes, after: bytes) -> bool:
    """The Base64 of user and password that count, or else a bearer token."""
    pair = values.basic(value)
    return values.is_url_password(pair[1]) if pair else values.is_secret(value)


def _accepts_connection(value: bytes, after: bytes) -> bool:
    """The password of a connection string."""
    return values.is_password(value)


def _accepts_url(value: bytes, after: bytes) -> bool:
    """The password of a URL that leads to a real host, on which `password` may be one."""
    host = after[1:]
    if values.is_local(host):
        return False
    return values.is_url_password(value) or bool(_WORST.match(value) and _PUBLIC_HOST.match(host))


def _accepts_curl(value: bytes, after: bytes) -> bool:
    """`user:password`, either of which may be the secret."""
    user, _, password = value.replace(b'"', b"").replace(b"'", b"").partition(b":")
    return values.is_password(password or user)


def _accepts_option(value: bytes, after: bytes) -> bool:
    """What follows an option may be another word, so only a draw counts."""
    return values.is_secret(value)


def _accepts_webhook(value: bytes, after: bytes) -> bool:
    """Who knows the path of a web hook may post to it."""
    return values.is_secret(value.replace(b"/", b"_"))


_Accepts = Callable[[bytes, bool], bool]
_AcceptsPlaced = Callable[[bytes, bytes], bool]
_NAMED: dict[int, tuple[str, _Accepts]] = {
    0: ("password", _accepts_password),
    1: ("key", _accepts_secret),
}
_PLACED: dict[int, tuple[str, _AcceptsPlaced]] = {
    2: ("key", _accepts_header),
    3: ("password", _accepts_connection),
    4: ("password", _accepts_url),
    5: ("password", _accepts_curl),
    6: ("key", _accepts_option),
    7: ("key", _accepts_webhook),
}
