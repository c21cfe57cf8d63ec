"""E-mail addresses of people."""

import re
from collections.abc import Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.detection import Detector
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
# An address goes on as a call, an attribute or a path, or stands in a URL behind user and colon.
_GOES_ON = re.compile(rb"[_(@\[]")
_ESCAPE = re.compile(rb"\\(?:f[IBRP]|[nrt])(?=[A-Za-z0-9])")
_IN_A_URL = re.compile(rb"[@/]\Z|://[^\s/]*\Z")


def _emails(text: bytes) -> Iterator[Span]:
    """E-mail addresses of people: no documentation host, no role, no expression with `@`."""
    for match in _EMAIL.finditer(text):
        start, end = match.span()
        # `\nname@host` in a string, `\fIname@host` in a manual page.
        escape = _ESCAPE.match(text, start - 1) if start and text[start - 1] == ord("\\") else None
        start = escape.end() if escape else start
        within = _GOES_ON.match(text, end) or _IN_A_URL.search(text[max(0, start - 200) : start])
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
    known = country or top in _DOMAINS or top.startswith(b"xn--")
    if len(local) == len(labels[0]) == 1:  # a@b.com
        return False
    if host.lower() in _LONG_NAMES and len(local.replace(b".", b"")) < 6:
        return False
    return known and len(local) <= 64 and not (_NOBODY.match(local) or _NOWHERE.match(host))


DETECTORS = (Detector(_MARK, _emails),)
