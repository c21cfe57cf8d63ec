"""Secrets that are told by the place they stand at: in a URL, a header, a command, a call.

Credentials in a URL, in a connection string, behind `curl -u`, `mysql -p` or `docker login -p`, in
an Authorization header, in `IDENTIFIED BY '...'`, among the arguments of `login("user", "...")` or
the second of `auth=("user", "...")`.  The commands are in the table of `commands`.
"""

import re
from collections.abc import Callable, Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.secrets import commands, naming, values
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

# What else begins with `-p`: `-printf`, `-port`.
_OPTIONS = re.compile(
    rb"(?:rint|ath|erm|rune|ort|arent|r[eio][vfgpj]|lat|ack|lain|lugin|assword|ublish)"
)
_NOBODY = re.compile(rb"(?i)//(?:user(?:name)?|name|login|foo|me|scott):\Z")
_HOST = re.compile(rb"(?i)\bhttps?://([^\s\"'/]{1,100})")
_AFTER = 200  # bytes behind a value in which the host stands that it is for
Accepts = Callable[[bytes, bytes], bool]


def _accepts_header(value: bytes, after: bytes) -> bool:
    """The Base64 of user and password that count, or else a bearer token."""
    pair = values.basic(value)
    return values.is_url_password(pair[1]) if pair else values.is_secret(value)


def _accepts_pair(value: bytes, after: bytes) -> bool:
    """The Base64 of user and password, of which the user is readable."""
    pair = values.basic(value)
    return bool(pair and pair[0].decode().isprintable() and values.is_url_password(pair[1]))


def _accepts_password(value: bytes, after: bytes) -> bool:
    """What stands where only a password stands."""
    return values.is_password(value)


def _accepts_word(value: bytes, after: bytes) -> bool:
    """What stands where only a password stands, and may be any word."""
    return values.is_url_password(value) and not _OPTIONS.match(value)


def _accepts_draw(value: bytes, after: bytes) -> bool:
    """What stands where other things stand too."""
    return values.is_drawn(value)


def _accepts_url(value: bytes, after: bytes) -> bool:
    """The password of a URL that leads to a real host, on which `password` may be one."""
    host = after[1:]
    if values.is_local(host):
        return False
    return values.is_url_password(value) or values.is_worst(value, host)


def _accepts_user(value: bytes, after: bytes) -> bool:
    """A token in place of the user of a URL."""
    return values.is_secret(value) and not values.is_local(after[1:])


def _accepts_curl(value: bytes, after: bytes) -> bool:
    """`user:password`, either of which may be the secret."""
    user, _, password = value.replace(b'"', b"").replace(b"'", b"").partition(b":")
    host = _HOST.search(after)
    shown = host is not None and values.is_local(host[1])
    return (values.is_drawn if shown else values.is_password)(password or user)


def _accepts_webhook(value: bytes, after: bytes) -> bool:
    """Who knows the path of a web hook may post to it."""
    return values.is_secret(value.replace(b"/", b"_"))


_Rule = tuple[str, bytes, bytes, Accepts]
_RULES: tuple[_Rule, ...] = (
    (
        "key",
        rb"(?i)authorization",
        rb"(?i)authorization[\"']?\s*[:=,]\s*[\"']?(?:(?:basic|bearer|token|apikey|key)\s+)?"
        rb"([A-Za-z0-9+/=_.~-]{12,400})",
        _accepts_header,
    ),
    ("key", rb"\bBasic [A-Za-z0-9+/]{8}", rb"\bBasic ([A-Za-z0-9+/]{8,400}={0,2})", _accepts_pair),
    ("key", rb"\"auth\"", rb"\"auth\"[ \t]*:[ \t]*\"([A-Za-z0-9+/]{8,}={0,2})\"", _accepts_pair),
    (
        "password",
        rb"(?i)(?:password|pwd)[ \t]*=",
        rb"(?i)\b(?:server|host|data source|addr|address|uid|user|user id|username|database"
        rb"|initial catalog)[ \t]*=[^;\"'\n]{1,100};(?:[^\"'\n]{0,200};)?[ \t]*"
        rb"(?:password|pwd)[ \t]*=[ \t]*([^;\"'\s\\]{4,100})",
        _accepts_password,
    ),
    (
        "password",
        rb"://[^\s/:@]{0,100}:[^\s/:@]{3,200}@",
        rb"[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@\"'<>`]{0,100}:([^\s/:@\"'<>`]{3,200})@[\w\[]",
        _accepts_url,
    ),
    (
        "key",
        rb"://[A-Za-z0-9_.~-]{16,200}@",
        rb"[A-Za-z][A-Za-z0-9+.-]{1,20}://([A-Za-z0-9_.~-]{16,200})@[\w\[]",
        _accepts_user,
    ),
    (
        "password",
        rb"\bcurl\b",
        rb"\bcurl\b(?:[^\n]|\\\n){0,500}?[ \t](?:-u|--user)(?:[ \t]+|=)[\"']?"
        rb"([^\s\"':]{0,100}(?:[\"']:[\"'][^\s\"']+|:[\"'][^\s\"']+|:[^\s\"']*))",
        _accepts_curl,
    ),
    (
        "key",
        commands.OPTION,
        commands.OPTION + commands.GAP + rb"[\"']?([^\s\"'`;<>(){}\[\]\\&]{8,})",
        _accepts_draw,
    ),
    (
        "key",
        rb"hooks?[./]",
        rb"https?://[A-Za-z0-9.-]*(?:hooks?\.[A-Za-z0-9.-]+/[^\s\"'<>`]*?"
        rb"|/(?:[^\s\"'<>`]{0,60}(?:[/_.-]|(?i:web)))?hooks?/[^\s\"'<>`]*?)([A-Za-z0-9_-]{16,}(?:[./][A-Za-z0-9_-]+)*)",
        _accepts_webhook,
    ),
    *(
        ("password", one.mark, one.pattern, _accepts_word if one.any_word else _accepts_password)
        for one in commands.COMMANDS
    ),
)
_MARKS = patterns.PatternSet([mark for _, mark, _, _ in _RULES])
_COMPILED = [patterns.compiled(pattern) for _, _, pattern, _ in _RULES]
_CALLED = (
    rb"(?i:\b(?:[A-Za-z_]*(?:connect|log_?in|log_?on|sign_?in|authenticate|basic_?auth|authorize)"
    rb"|[a-z_]*credentials?(?:\.[a-z]+)?|[a-z_]*authentication|get_?connection|mysqli\w*|PDO"
    rb"|(?:WiFi\w*|wifi\w*|WiFiMulti)\.(?:begin|addAP)))\("
)
_CALL = patterns.compiled(_CALLED)
_ARGUMENTS = re.compile(
    rb"(?:[A-Za-z]\(\)?|[^()\"']|\"[^\"\n]*\"|'[^'\n]*'|\(\)){0,300}+", re.DOTALL
)
_PAIR = (
    rb"\b(?i:auth\w*|basic_?auth|http_?auth|credentials?|creds|userpw[dw]?|login)"
    rb"[\"']?\s{0,4}(?:=>|[=:,(])\s{0,4}"
)
_PAIRS = (
    patterns.compiled(
        _PAIR + rb"[\[({][^\"'\n]{0,4}[\"'][^\"'\n]*[\"']\s*,\s*[bu]?[\"']([^\"'\s]{4,})[\"']\s*,?"
        rb"\s*[\])}]"
    ),
    patterns.compiled(_PAIR + rb"[\"'][\w.@+-]+:([^\s\"':/@]{4,})[\"']"),
)
_CALL_MARKS = patterns.PatternSet(
    (
        rb"(?i)(?:connect|log_?in|log_?on|sign_?in|ticate|auth|credentials?(?:\.[a-z]+)?"
        rb"|authentication|connection|mysqli\w*|PDO|begin|addAP)\(",
        rb"(?i)(?:auth\w*|credentials?|creds|userpw[dw]?|login)[\"']?\s{0,4}(?:=>|[=:,(])",
    )
)
_AUTHOR = re.compile(rb"(?i)authors?\b")
# The name of an argument: another than the password's has another value.
_KEYWORD = re.compile(rb"([A-Za-z_]\w*)[\"']?[ \t]*(?:=>|[:=])[ \t]*[\[({]?\Z")
_OF_LOGIN = re.compile(rb"(?i)\w*(?:pass|pw|psk|auth|key|cred|login|user|data|value)")
_LONGEST_NAME = 60
_QUOTED = re.compile(rb"\"([^\"\n]{8,})\"|'([^'\n]{8,})'")


def find(text: bytes, situation: Situation) -> Iterator[Span]:
    """Spans of values that are secret by their place.

    Args:
        text: any bytes.
        situation: of the text.
    """
    for number in _MARKS.occurring(text):
        kind, _, _, accepts = _RULES[number]
        for match in _COMPILED[number].finditer(text):
            start, end = match.span(1)
            value = text[start:end]
            nobody = _NOBODY.search(text[max(0, start - 12) : start])
            if (nobody or text.endswith(b"/%b:" % value, 0, start)) and not values.is_drawn(value):
                continue  # `//user:password@` says what will stand there, `//tide:tide@` as well
            if accepts(value, text[end : end + _AFTER]) and _is_meant(value, situation):
                yield from _narrowed(text, start, end, kind)
    marked = _CALL_MARKS.occurring(text)
    if 0 in marked:
        yield from _in_calls(text)
    if 1 in marked:
        yield from _in_pairs(text, situation)


def _is_meant(value: bytes, situation: Situation) -> bool:
    """In a test a value counts where it is a draw: others try the parser that they are read by."""
    pair = values.basic(value)
    password = pair[1] if pair else value.rpartition(b":")[2] or value.rstrip(b":")
    return not situation.made_up or values.is_drawn(password)


def _narrowed(text: bytes, start: int, end: int, kind: str) -> Iterator[Span]:
    """The span, without a part that has quotes of its own: `user:'secret` keeps its quote."""
    inner = max(text.rfind(b'"', start, end), text.rfind(b"'", start, end))
    yield Span(inner + 1 if inner >= 0 else start, end, kind)


def _in_pairs(text: bytes, situation: Situation) -> Iterator[Span]:
    """The password of a pair of user and password that a word for both stands before."""
    accepts = values.is_drawn if situation.made_up else values.is_password
    for pattern in _PAIRS:
        for match in pattern.finditer(text):
            start = match.span()[0]
            if _AUTHOR.match(text, start):
                continue
            if accepts(match.group(1)):
                yield Span(*match.span(1), "password")


def _in_calls(text: bytes) -> Iterator[Span]:
    """Draws in quotes among the arguments of a call that takes user and password."""
    for match in _CALL.finditer(text):
        called = _ARGUMENTS.match(text, match.span()[1])
        for quoted in _QUOTED.finditer(text, *called.span()) if called else ():
            keyword = _KEYWORD.search(text[max(0, quoted.start() - _LONGEST_NAME) : quoted.start()])
            if keyword and not (naming.kind_of(keyword[1]) or _OF_LOGIN.match(keyword[1])):
                continue
            group = 1 if quoted[1] is not None else 2
            if values.is_drawn(quoted[group]) and not values.is_uuid(quoted[group]):
                yield Span(*quoted.span(group), "password")
