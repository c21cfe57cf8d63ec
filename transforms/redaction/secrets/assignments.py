"""Secrets without a shape of their own, told by the name that they are assigned to.

`api_token = "q8Zk..."`, `password: hunter2!`, `<secret>...</secret>`, `setProperty("KEY", "...")`,
`#define WIFI_PASSWORD "..."`, `process.env.DB_PASSWORD || "..."`.  The name says that the value is
secret; the value still has to look like one, because most values of such names are words,
templates, paths and messages.  Behind a call or what it stands in for, only a draw counts:
`SECRET_KEY = os.environ.get("DJANGO", "...")`, `key = SecretStr("...")`.
"""

import re
from collections.abc import Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.secrets import naming, randomness, values
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

# What may stand between the name and the operator: the rest of the name, then a type, or a quote.
# A word behind a closing quote is the next attribute, as in `class="token" href="...">`.
_BETWEEN = (
    rb"([A-Za-z0-9_.-]{0,40})(?:[ \t]+[a-z][a-z0-9]{0,15}[ \t]*=|(?:\\?[\"'`]|[\])]){0,3}"
    rb"(?:[ \t]*:[ \t]*&?[A-Za-z_][A-Za-z0-9_.<>|?\[\]]{0,30}[ \t]*="
    rb"|\[[0-9]*\][ \t]*=|[ \t]*\n[ \t]*(?:- )?\"?value\"?[ \t]*:|[ \t]+value[ \t]*=|>"
    rb"|</[A-Za-z]{1,12}>\s{0,40}<[A-Za-z]{1,12}>"
    rb"|[ \t]*(?:=>|={1,3}|:{1,3}=|(?:\|\||\?\?|//|&&|[?.+|])=|<-|:|,|\()|[ \t]))"
)
VALUE = (
    rb"\s{0,40}(?:[bBrRuULf@]{0,2}(?:[\"'`]?\\\"([^\"\\\n]{4,})\\\"|\"([^\"\n]{4,})\""
    rb"|'([^'\n]{4,})'|`([^`\n]{4,})`)"
    rb"|([^\s\"'`,;<>(){}\[\]\\&]{6,}))"
)
KINDS_OF_VALUE = 5  # groups of `VALUE`: four in quotes, and one bare
# What stands in when the name has no value: `NAME || v`, `NAME ?? v`, `${NAME:-v}`,
# `NAME").unwrap_or("v")`, `fetch("NAME") { "v" }`, `default="v"` on the line of the name.
_INSTEAD = (
    rb"([A-Za-z0-9_-]{0,40})(?:\\?[\"'`]|[\])}]){0,4}!?(?:\.to_s|\.strip|\.presence)?"
    rb"(?:[ \t]*\n)?[ \t]*"
    rb"(?:\|\||\?\?|\?:|//|\bor\b|:[-=+]|\.[A-Za-z]*_?[oO]r_?[A-Za-z_]*[({][^\"'\n]{0,24}"
    rb"|[^\n]{0,90}?\bdefault(?:_value|Value)?[\"']?[ \t]*[:=(]{1,2}"
    rb"|(?::\s*)?\{[^{}]{0,160}?\b(?:default|value|example)[\"']?[ \t]*[:=]|\{[ \t]*"
    rb"|:\s+(?:[A-Za-z]+:[^\n]*\n\s+){1,5}Default:)"
)
_STRONG = (rb"(?i)(" + naming.PASSWORD + rb")", rb"(?i)(" + naming.SECRET + rb")")
_RULES = (
    *(name + _BETWEEN + VALUE for name in _STRONG),
    rb"((?i:" + naming.SHORT + rb")|[a-z0-9](?:Pass|Pw|Psk|Creds?)\b)" + _BETWEEN + VALUE,
    *(name + _INSTEAD + VALUE for name in _STRONG),
)
_KINDS = ("password", "key", "password", "password", "key")
_SHORT, _FIRST_INSTEAD = 2, 3
_MARKS = patterns.PatternSet(
    (
        *_STRONG,
        rb"(?i:" + naming.SHORT + rb")|[a-z0-9](?:Pass|Pw|Psk|Creds?)\b",
        *_STRONG,
    )
)
_COMPILED = [patterns.compiled(pattern) for pattern in _RULES]
_FIRST_VALUE = 3
_BARE = _FIRST_VALUE + KINDS_OF_VALUE - 1
# Of a picture that everybody may see.
_BADGE = re.compile(
    rb"(?i)(?:\.svg|badges?(?:/[\w./-]{0,60})?|\bshields\.io/[\w./-]{0,60})"
    rb"\?(?:[\w=&;%.-]{0,40}&(?:amp;)?)?(?:\w{1,12}-)?token=\Z"
)
_DEFINED = re.compile(rb"[ \t]*[#%][ \t]*define[ \t][ \t\w]*\Z")
_TAKES_BARE = re.compile(rb":[-=+]\Z|[Dd]efault[\"']?[ \t]*[:=]\s*\Z")
_IN_NAME = re.compile(rb"[\w .:*/#-]*\Z")
_FILLED_IN = re.compile(rb"\$[({]?[\w.:]*\Z|%\w*\Z|\b(?:cd|ls)[ \t]\w*\Z")
_DIGEST = re.compile(rb"(?i)(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\Z")
_IN_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40}\Z")  # a draw from 64 signs holds every short name
_IDENTITY = re.compile(rb"(?i)[ \t]id[ \t]*=[ \t]*[\"']?\Z")
_NAME_BEFORE = re.compile(rb"\w+\Z")
_LONGEST_NAME = 60
_HASHED = re.compile(rb"(?i)[\"'](?:\w*hash\w*|salt|digest)[\"'][ \t]*:")
_NEAR = 160
_NEXT = re.compile(rb"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+=")
_NOISE = 24  # bytes without a blank
_ENDS_BARE = re.compile(rb"[\"'\\]|\s*(?:[;,#<}\]]|//|\Z|\n)")


def find(text: bytes, situation: Situation) -> Iterator[Span]:
    """Spans of values that are secret by the name that they are assigned to.

    Args:
        text: any bytes.
        situation: of the text.
    """
    for number in _MARKS.occurring(text):
        at = 0
        # In `password = password = ...` the bare value that is none holds the next name.
        while match := _COMPILED[number].search(text, at):
            group = next(g for g in range(_FIRST_VALUE, _BARE + 1) if match.span(g)[0] >= 0)
            start, at = match.span(group)
            if _is_named(text, match) and _accepts(text, match, group, number, situation):
                yield Span(start, at, _KINDS[number])
            elif group == _BARE:
                at = start


def _is_named(text: bytes, match: patterns.Match) -> bool:
    """Whether the name is that of a secret: no `tokenizer`, `token_type`, `publicKeyToken`."""
    start, _ = match.span(1)
    if text.endswith(naming.PLACEHOLDER, 0, start):
        return False
    if _IN_BASE64.search(text[max(0, start - 60) : start]):
        return False
    if text[start - 1 : start] == b"=" and text[match.span(2)[1] : match.span(2)[1] + 1] == b":":
        return False  # `action=pass:repeat=0`: the name is a value
    if naming.goes_on(match.group(1), match.group(2)) or naming.is_about(match.group(2)):
        return False
    if naming.is_identity(match.group(1), match.group(2)):
        return False
    return not naming.is_public(text[max(0, start - 12) : start])


def _accepts(
    text: bytes, match: patterns.Match, group: int, number: int, situation: Situation
) -> bool:
    """Whether the value is a secret behind that name, that operator and in that file."""
    start, end = match.span(group)
    value = text[start:end]
    between = text[match.span(2)[1] : start]
    if group == _BARE and not _is_bare(text, end, value, between, situation):
        return False
    if _BADGE.search(text[max(0, start - 140) : start]) or _says_its_name(text, match, value):
        return False
    if situation.data and b"\n" in between and values.is_name(text, end):
        return False  # `"NordPass",\n"0ea242b4-...": "Keeper"`
    if match.group(1) == b"Pass" and not between.strip(b" \t\"'`"):
        return False  # "Pass 'Oak21' on": the verb
    if group == _BARE and number == _SHORT and _is_noise(text, match.span(1)[0]):
        return False
    if values.is_uuid(value) and _IDENTITY.search(between):
        return False  # `<Credential Id="...">`
    if group == _BARE and value[:1] == b":":
        return False  # `forgot_password::email`
    if b")" in between and b"==" in between and _DIGEST.match(value):
        return False  # `md5("password") == "5f4d..."`
    if situation.test and situation.data and number == 0 and _is_vector(text, start, end):
        return False
    if group != _BARE and _closes(text, match.span(1)[0], between):
        return False
    before = text[max(0, match.span(1)[0] - 40) : match.span(1)[0]]
    operator = between.lstrip(b"\"'`\\ \t])}").rstrip(b"bBrRuULf@\"'`\\ \t\n")
    if number >= _FIRST_INSTEAD and group == _BARE and not _TAKES_BARE.search(between):
        return False
    called = operator[:1] in (b",", b"(")
    if called and situation.test and _DIGEST.match(value):
        return False  # `UrlToken("5c50...")`: what a function is tried with
    spaced = not operator and not _DEFINED.search(
        text[text.rfind(b"\n", 0, start) + 1 : match.span(1)[0]]
    )
    handed = called or spaced or operator == b">" or (operator == b":" and b"${" not in before)
    if handed and _FILLED_IN.search(before):
        return False  # `'source='$(PWD)',target=...'` hands the name on
    if number in (1, 4):
        return values.is_drawn(value) if spaced else values.is_secret(value)
    if situation.made_up or called or spaced or number == _SHORT:
        return values.is_drawn(value)
    return values.is_password(value)


def _is_noise(text: bytes, start: int) -> bool:
    """Whether what stands before a name is drawn itself: it holds every short name."""
    before = text[max(0, start - _NOISE) : start]
    return len(before) == _NOISE and not before.split()[1:] and randomness.is_chaotic(before)


def _says_its_name(text: bytes, match: patterns.Match, value: bytes) -> bool:
    """Whether the value is the name before it, as in `apply(txtPassphrase, "txtPassphrase")`."""
    start, end = match.span(1)[0], match.span(2)[1]
    before = _NAME_BEFORE.search(text[max(0, start - _LONGEST_NAME) : start])
    whole = (before[0] if before else b"") + text[start:end]
    return len(value) <= len(whole) and whole.lower().endswith(value.lower())


def _is_vector(text: bytes, start: int, end: int) -> bool:
    """Whether a hash or a salt stands beside a password: they try a function together."""
    return bool(_HASHED.search(text[max(0, start - _NEAR) : end + _NEAR]))


def _is_bare(text: bytes, end: int, value: bytes, between: bytes, situation: Situation) -> bool:
    """Whether a value without quotes may be one: in code it is an expression, unless it is drawn.

    An expression goes on behind the value; a draw reads as none.
    """
    operator = between.strip(b"\"'`\\ \t])")
    if b"\n" in between and _NEXT.match(value):
        return False  # `...PASSWORD:\nDLG_TITLE=Open`: the next name
    if not operator.strip() and (b"\n" in between or not values.is_token(value)):
        return False
    if operator[:1] in (b",", b"(") and not values.is_token(value):
        return False
    if b"\n" in between and operator.rstrip()[-1:] == b"=":
        return False  # an empty value: the next line is another name's
    if not situation.code or text[end : end + 1] in (b'"', b"'", b"\\"):
        return True
    return bool(_ENDS_BARE.match(text, end)) and values.is_token(value)


def _closes(text: bytes, start: int, between: bytes) -> bool:
    """Whether the quote behind the operator closes a string that holds the name.

    As in `"Password:"), call("x")`, where what two quotes enclose is code.
    """
    quote = between.rstrip(b" \t\n")[-1:]
    if quote not in (b'"', b"'", b"`") or between.count(quote) != 1:
        return False
    line = text[max(text.rfind(b"\n", 0, start) + 1, start - 60) : start]
    opened = line.rfind(quote)
    return opened >= 0 and bool(_IN_NAME.match(line[opened + 1 :]))


# A draw behind an expression that the name is given first.
_EITHER = (
    rb"(?i)(?:"
    + naming.PASSWORD
    + rb"|"
    + naming.SECRET
    + rb"|"
    + naming.SHORT
    + rb"|\Bpass\b|\Bpw\b)"
)
_IS = (
    rb"([A-Za-z0-9_]{0,40})(?:\\?[\"'`]|[\])}]){0,3}"
    rb"(?:[ \t]*:[ \t]*&?[A-Za-z_][\w.<>|?\[\]]{0,30})?[ \t]*(?:=>|:?=|\|\|=|\?\?=|:)[ \t]*"
)
_QUOTED = rb"[bBrRuULf@]{0,2}(?:\"([^\"\\\n]{8,400})\"|'([^'\\\n]{8,400})'|`([^`\\\n]{8,400})`)"
# A call around the value, with at most one word before it: `get("NAME", "...")`, `Some("...")`.
_CALL = (
    rb"(?:(?:new|await|try|yield)[ \t]+)?[&*]?(?:[A-Za-z_][\w.:<>\[\]]{0,50}!?)?\(\s{0,40}"
    rb"(?:[\"'][\w.:/-]{1,60}[\"'][ \t]*,\s{0,40}(?:\w{1,16}[ \t]*=[ \t]*)?)?"
)
# What the value stands in for: a variable, a lookup by a name in quotes, a condition.
_INSTEAD_OF = (
    rb"(?:\|\||\?\?|\?:|//|\b(?:or|else)\b|\?[^:\n\"']{1,60}:|\.[A-Za-z]*_?or_?[A-Za-z_]*[({])"
    rb"[^;\n\"'`]{0,24}?"
)
_OTHER = rb"[^;\n\"'`]{1,60}(?:[\"'][\w.:/-]{1,60}[\"'])?[^;\n\"'`|?{/]{0,24}" + _INSTEAD_OF
_LOOKUP = (
    rb"(?i)(?:env\w*(?:\.\w+)?|fetch)[ \t]*[.(\[{]{1,2}[ \t]*[\"']?\w{0,40}(?:"
    + naming.SECRET
    + rb"|(?:_|\b)(?:key|salt|pepper|pass|pw|psk|pwd))()[\"']?[\])}]{0,2}[ \t]*(?:,[ \t]*|\{[ \t]*|"
    + _INSTEAD_OF
    + rb")"
)
_BEHIND = tuple(
    patterns.compiled(rule + _QUOTED)
    for rule in (_EITHER + _IS + _CALL, _EITHER + _IS + _OTHER, _LOOKUP)
)
_BEHIND_MARKS = patterns.PatternSet(
    (_EITHER, _EITHER, rb"(?i)(?:env\w*(?:\.\w+)?|fetch)[ \t]*[.(\[{]")
)
_LOOKED_UP = 2
_BEGINS = re.compile(rb"[\w.]+\Z")
_QUOTED_GROUPS = range(2, 5)


def find_behind(text: bytes) -> Iterator[Span]:
    """Spans of draws that a call or another value hands to the name of a secret.

    Args:
        text: any bytes.
    """
    for number in _BEHIND_MARKS.occurring(text):
        for match in _BEHIND[number].finditer(text):
            start, end = next(place for g in _QUOTED_GROUPS if (place := match.span(g))[0] >= 0)
            kind = "key" if number == _LOOKED_UP else _kind_of(text, match)
            accepts = values.is_secret if kind == "key" else values.is_drawn
            if kind and not text[start:end].isdigit() and accepts(text[start:end]):
                yield Span(start, end, "key" if kind == "key" else "password")


def _kind_of(text: bytes, match: patterns.Match) -> str:
    """The kind of the whole name of which a match has the end."""
    start = match.span()[0]
    before = _BEGINS.search(text[max(0, start - 40) : start])
    return naming.kind_of((before[0] if before else b"") + text[start : match.span(1)[1]])
