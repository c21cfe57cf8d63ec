"""E-mail addresses of people."""

import re
from collections.abc import Iterator, Sequence

from repoloom.transforms import patterns
from repoloom.transforms.redaction.detection import Detector
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

# Uncounted repetitions keep the automaton small: with limits in the pattern a lock file full of `@`
# went at 3 MB/s instead of 60.
_EMAIL = patterns.compiled(
    rb"[A-Za-z0-9][A-Za-z0-9._%+-]*@(?:[A-Za-z0-9-]+\.)+(?:xn--[A-Za-z0-9-]+|[A-Za-z]+)"
)
_MARK = rb"[A-Za-z0-9%+-]@[A-Za-z0-9]"

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
_LONG_NAMES = frozenset({b"gmail.com", b"googlemail.com", b"mail.com", b"qq.com"})
_NOBODY = re.compile(
    rb"(?i)(?:no-?reply\S*|do-?not-?reply\S*|git|hg|svn|this|self|super|return|break|continue"
    rb"|x+|name|email|users?[0-9]+|user[._-]?names?[0-9]*|(?:.*[._+-])?(?:bot|robot|lorem|actions?|workflows?)|receiver|recipient|test(?:[._+-].*|er|ing|user\w*|account\w*|e?mail)?[0-9]*|author|example"
    rb"|any|some\w*|\w*(?:random|fake|dummy|bogus|generic|sample)\w*|[a-z]+_?e?mail[0-9]*|null|attacker|victim|hacker|evil|first[._-]?(?:name)?[._-]?(?:last|sur)(?:name)?|foo|bar|baz"
    rb"|someone|somebody|nobody|(?:.*[._-])?your(?:[._-].*|name|e?mail|user\w*)?|demo(?:[._-]?user\w*|[0-9]*)"
    rb"|(?:john|jane|joe|jon)[._-]?(?:q[._-]?)?(?:doe|smith|bloggs|public|schmoe)[0-9]*|non_?exist\w*"
    rb"|\w*(?:dont|doesnt|does_?not)_?(?:have|exist)\w*|keepalive|placeholder|blah|(?-i:LL)|alice|bob|mallory|abc\w*|asdf\w*|qwert\w*|(?-i:[Yy]our[A-Z]\w*)"
    rb"|james[._-]?bond|my[._-]?(?:addr\w*|e?mail|name|account|user))\Z"
)
# RFC 2606 and 6761, and what people write for them.
_NOWHERE = re.compile(
    rb"(?i)(?:.*\.)?(?:localhost\.\w+|test\.[a-z0-9-]+\.[a-z]+|(?:my|your)(?:store|shop|app|project|blog|team|business|firm|school|web)?(?:site)?\.[a-z]{2,4}|.*example.*|(?:.*\.)?gserviceaccount\.com|(?:group|resource)\.calendar\.google\.com|world\.com|localdomain\w*\.\w+|test|invalid|localhost|local|localdomain"
    rb"|lan|internal|(?:(?:your|my|some|an?|any|other|another|new|old|fake|dummy|sample|demo|random)-?"
    rb"(?:domain|company|site|e?mail|server|host|where|org)|test[a-z0-9-]*|domain|company|acme|you|me|them|evil"
    rb"|good|bad|attacker|victim|hacker|any|target|source|x+|y+|z+|abc|xyz|one|two|foo|bar|foobar|baz|host"
    rb"|hostname|email|server|somewhere|nowhere|where|here|there|existing|missing|unknown|doe|janedoe|johndoe|contoso|fabrikam|northwind\w*|adventure-?works|litware\w*|tailspintoys|wingtiptoys|woodgrove\w*|proseware|globex|initech|root|admin|user|username|customer|client|sender|recipient"
    rb"|receiver|customers|users|org|users\.noreply\.github)\.[a-z]{2,4})\Z"
)
# Names of protocols that their makers' domain tells apart (RFC 4251, section 6), such as
# `aes128-gcm@openssh.com`.
_NAMED_AFTER = re.compile(
    rb"(?i)(?:openssh\.(?:com|org)|libssh\.org|ssh\.com|lysator\.liu\.se|liu\.se|vandyke\.com|putty[\w.]*)\Z"
)
_OF_SSH = re.compile(rb"[\w-]*ssh\.(?:com|org|net|io)\Z")  # in quotes, of an implementation
# Names of messages and their parts, which have the form of an address, and logins of a machine.
_MESSAGE = re.compile(
    rb"(?i)(?:(?:message|content|resent-message|thread|msg)-?_?id|in-reply-to|references|\bcid)[\"']{0,2}"
    rb"(?:\s*[:=>,(\]]|\s)[^\n]{0,160}\Z|\bid <?\Z"
)
_LOGIN = re.compile(
    rb"(?:^|[\s\"'`($])(?:ssh|scp|sftp|rsync|ssh-copy-id|mosh|autossh)\s[^\n]{0,160}\Z"
)
_CREDIT = re.compile(
    rb"(?i)authors?(?![a-z])|translator|copyright|\(c\)|maintain|written|\bcontact(?:s|ed|ing)?\b(?![\"'_])"
)
_COMMENT = re.compile(rb"^\s*(?://|#|\*|/\*|--|;)")
# What stands in for a person: `"mock_user": {"account_name": "another@follower.social"}`.
_STANDS_IN = re.compile(rb"(?i)mock|dummy|placeholder|\bfake")
# Extensions of browsers are named like addresses.
_EXTENSION = re.compile(
    rb"(?i)(?:allowed_extensions|\bgecko|em:id|(?:extension|addon)_?id)[\"']?\s*[:=>]\s*[{[]?[^{}]{0,100}\Z"
)
_ADDED = re.compile(rb"(?:[=(\[,{:?<>*/%&|^]|\breturn|\bcase)[ \t]*\Z")  # a number stands next
_LONGEST_OPERATOR = 24  # with the blanks behind it
_LINE = 1000  # bytes of a line before an address: whole lines of them took time by their square
_NEAR = 120
_IN_STRING = re.compile(rb"[\"'`]|%[wiqQW]?[({\[]|[(,=:]\s?/")  # also in an expression
_MAIL_HOSTS = frozenset(
    b"gmail.com googlemail.com hotmail.com outlook.com live.com yahoo.com icloud.com me.com mac.com"
    b" gmx.de gmx.net web.de qq.com 163.com 126.com mail.ru yandex.ru protonmail.com"
    b" proton.me".split()
)
_OWN_NAME = 8
# How generators of test data write: `Bertha.Becker78@yahoo.com`.
_GENERATED = re.compile(
    rb"[A-Z][a-z]+(?:[._]?[A-Z][a-z']+)?[0-9]{0,2}@(?:gmail|yahoo|hotmail)\.com\Z"
)
_OF_A_TEST = re.compile(rb"test|user|admin|demo|sample|register|login|factor|account")
_LONGEST_HOST = 253  # RFC 1035, section 2.3.4; the expressions below go back over all of one
_FILE = re.compile(rb"[A-Z]+\.md\Z")  # `file@README.md` of a form that a client sends
_CHAT = re.compile(rb"(?i)[0-9]+@(?:[a-z]\.us|lid|s\.whatsapp\.net)\Z")  # of a messenger
_THRICE = re.compile(rb"([a-z])\1\1")
_TURN = re.compile(rb"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")
# An address goes on as a call, an attribute or a path, or stands in a URL behind user and colon.
_GOES_ON = re.compile(rb"[_(@\[]|:[~/\w]")
_COLOUR = re.compile(rb"\x1b\[[0-9;]*\Z")
_ESCAPE = re.compile(
    rb"\\(?:f[IBRP]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[nrt])(?=[A-Za-z0-9])"
    rb"|=(?:3[CDcd]|20|22|0[9AaDd])(?=[A-Za-z0-9])|(?:[^@]{0,64}%|%)[0-9A-Fa-f]{2}(?=[A-Za-z0-9])"
)
_IN_A_URL = re.compile(rb"[@/]\Z|://[^\s/]*\Z")


def _emails(text: bytes) -> Iterator[Span]:
    """E-mail addresses of people: no documentation host, no role, no expression with `@`."""
    for match in _EMAIL.finditer(text):
        start, end = match.span()
        # `\nname@host` in a string, `\fIname@host` in a manual page, `%3Cname@host` in a query.
        escape = _ESCAPE.match(text, max(0, start - 1), end)
        start = escape.end() if escape else start
        if _COLOUR.search(text[max(0, start - 24) : start]):  # `\x1b[38;2;230;219;116mname@host`
            start += len(text[start:end]) - len(text[start:end].lstrip(b"0123456789")) + 1
        before = text[max(0, start - 200) : start]
        # `"<x@host>"`: between quotes alone it is the identity of a message.
        message = text[start - 2 : start] == b'"<' and text[end : end + 2] == b'>"'
        within = message or _GOES_ON.match(text, end) or _IN_A_URL.search(before)
        if (
            not within
            and not _is_no_mailbox(before, text[start:end])
            and _is_address(text[start:end])
        ):
            yield Span(start, end, "email")


def _is_no_mailbox(before: bytes, value: bytes) -> bool:
    """Whether `local@host` names a protocol, a message, or an account of a machine."""
    line = before[before.rfind(b"\n") + 1 :]
    if re.search(rb"(?i)e\.g\.[:, \"'`(]*\Z", line):
        return True
    if before.endswith((b"$", b"!")) or _EXTENSION.search(before):  # `$user@host` of a shell
        return True
    host = value.partition(b"@")[2]
    if _NAMED_AFTER.match(host) or _LOGIN.search(line):
        return True
    if _OF_SSH.match(host) and before.endswith((b'"', b"'")):
        return True
    return bool(_MESSAGE.search(line)) and b" " not in value


def _is_address(value: bytes) -> bool:
    """Whether `local@host` is where mail goes to."""
    local, _, host = value.partition(b"@")
    labels = host.split(b".")
    top = labels[-1].lower()
    if labels[-1] not in (top, top.upper()):
        return False
    country = len(top) == 2 and (top not in _NOT_COUNTRIES or len(labels) > 2)
    known = country or top in _DOMAINS or top.startswith(b"xn--")
    if len(local) == len(labels[0]) == 1 or b"" in labels or labels[0].startswith(b"-"):  # a@b.com
        return False
    if len(host) > _LONGEST_HOST or _FILE.match(host) or _CHAT.match(value):
        return False
    if host.lower() in _LONG_NAMES and len(local.replace(b".", b"")) < 6:
        return False
    if local.endswith(b".") or local.startswith(b"REDACTED_") or _is_draw(local):
        return False
    return known and len(local) <= 64 and not (_NOBODY.match(local) or _NOWHERE.match(host))


def is_nowhere(host: bytes) -> bool:
    """Whether a host is reserved for documentation, or one that people write for such a one."""
    return bool(_NOWHERE.match(host))


def _is_draw(local: bytes) -> bool:
    """Whether a local part is the number of a message, as `4769770500E92399` is, or `aaabbbccc`."""
    if len(set(_THRICE.findall(local))) > 1:
        return True
    digits = sum(byte in b"0123456789" for byte in local)
    return len(local) >= 12 and (len(_TURN.findall(local)) >= 4 or 9 <= digits < len(local))


def of_somebody(text: bytes, found: Sequence[Span], situation: Situation) -> Iterator[Span]:
    """The addresses and phones that may be somebody's, without those in strings of a test's code.

    These agree with each other or try a parser, and those of an example show where they stand.
    What stands in a comment, behind a word for an author, or is a longer name at a host where
    people have their mail, is kept.  A phone that a document quotes shows how one is written.
    """
    shown = situation.translated or (
        (situation.code or situation.data) and (situation.test or situation.example)
    )
    scripted = situation.test and situation.script
    shown, bare = shown or scripted, (shown and situation.data) or scripted
    document = situation.made_up and not situation.test
    for span in found:
        first = max(0, span.start - _LINE)
        before = text[max(text.rfind(b"\n", first, span.start) + 1, first) : span.start]
        quoted, comment = _is_quoted(text, span), bool(_COMMENT.search(before))
        if span.kind == "phone" and situation.code and not comment and _is_integer(text, span):
            continue  # `limit = +253402300799`
        if span.kind == "phone" and quoted and (comment or document):
            continue
        value = text[span.start : span.end]
        shows = document and quoted and text[span.end : span.end + 1] != b"`"
        if shows and not (_CREDIT.search(before) or _is_own(value)):
            continue  # `From("help@shop.io")` of a document's program
        if situation.made_up and _is_doubled(value):
            continue
        written = _CREDIT.search(before) or (comment and not quoted)
        free = not bare and not _IN_STRING.search(before)
        if written or free or _is_own(value):
            yield span
            continue
        near = text[max(0, span.start - _NEAR) : span.start]
        if not (shown or _STANDS_IN.search(near)):
            yield span


def _is_own(value: bytes) -> bool:
    """Whether an address is a longer name at a host where people have their mail."""
    local, _, host = value.lower().partition(b"@")
    if _GENERATED.match(value) or _OF_A_TEST.search(local):
        return False
    return host in _MAIL_HOSTS and len(local) >= _OWN_NAME


def _is_integer(text: bytes, span: Span) -> bool:
    """Whether digits behind a plus stand where an expression has a number."""
    before = text[max(0, span.start - _LONGEST_OPERATOR) : span.start]
    return text[span.start + 1 : span.end].isdigit() and bool(_ADDED.search(before))


def _is_doubled(value: bytes) -> bool:
    """Whether an address says one word twice, as `spam@spam.com` does."""
    local, _, host = value.lower().partition(b"@")
    return local == host.partition(b".")[0]


def _is_quoted(text: bytes, span: Span) -> bool:
    """Whether the same quote stands on both sides."""
    before = text[max(0, span.start - 1) : span.start]
    return before in (b'"', b"'", b"`") and text[span.end : span.end + 1] == before


DETECTORS = (Detector(_MARK, _emails),)
