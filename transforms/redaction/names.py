"""Names of people, phone numbers, and user names in the paths of home directories.

A name is taken for one only where the text says so: before an e-mail address, behind `@author`,
`Author:`, `Written by` and their kin in a comment or a manifest.  Free text is not searched, since
two capitalised words are a class, a title or a company far more often than a person.
"""

import functools
import re
from collections.abc import Callable, Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.spans import Span

_LETTER = r"[A-Z\u00C0-\u00DE\u0100-\u017E\u0400-\u042F]"
_SMALL = r"[a-z\u00DF-\u017E\u0430-\u045F]"
# A capitalised word, also with an inner capital, hyphen or apostrophe, or an initial.
_WORD = (
    rf"{_LETTER}(?:{_SMALL}+(?:['\u2019-]?{_LETTER}{_SMALL}+|['\u2019-]{_SMALL}+)*"
    rf"|['\u2019]{_LETTER}{_SMALL}+|\.)"
)
_PARTICLE = r"(?:van|von|der|den|de|da|di|del|la|le|dos|bin|al|el|ter|ten)"
_NAME = rf"{_WORD}(?:[ ](?:{_PARTICLE}[ ])*{_WORD}){{1,3}}"

# Words that make a name that of an organisation, a product or a role.
_NOBODY = frozenset(
    b"inc llc ltd gmbh corp corporation co company foundation project projects team contributors"
    b" authors developers developer software studio labs lab university institute group community"
    b" open source android visual google microsoft apple facebook mozilla oracle amazon twitter"
    b" ibm red hat sun systems technologies technology solutions services research center centre"
    b" agency government department office committee consortium association society network"
    b" alliance security support admin administrator bot build builder release manager maintainer"
    b" maintainers mailing list info sales help contact webmaster postmaster unknown committer"
    b" your name first last full user test example some other the this that my our all rights"
    b" reserved apache license licence copyright python java script linux gnu free standards"
    b" xcode eclipse intellij idea template generator compiler code engine framework library tool"
    b" tools default author packaging authority working robot service account action actions"
    b" github gitlab bitbucket intel cnri nvidia adobe cisco sap dropbox netflix uber airbnb"
    b" square docker john jane doe foo bar baz alice bob lorem ipsum".split()
)
_BEFORE_MAIL = re.compile(
    rf"(?<![\w'\u2019/.-])(?P<name>{_NAME})[\"']?[ ]?(?:<|&lt;|\()(?=[\w.%+-]{{1,64}}@[\w.-]+\.\w)"
)
_CREDIT = (
    r"[Oo]riginal[ ][Aa]uthor|[Aa]uthors?|[Cc]reated[ ]by|[Ww]ritten[ ]by|[Mm]aintainers?|"
    r"[Mm]aintained[ ]by|[Cc]ontributed[ ]by|[Cc]ontributors?|[Rr]eviewed-by|[Ss]igned-off-by|"
    r"[Cc]o-authored-by|[Dd]eveloped[ ]by|[Pp]orted[ ]by|[Pp]rogrammer|AUTHORS?"
)
_HEADER = re.compile(
    rf"(?:@author[ \t]+|^[ \t]*(?:__author__|(?://|#|/?\*+|--|;|%|\"|'|<!--|\.\.)[^\n]{{0,40}}?"
    rf"\b(?:{_CREDIT}))[\"']?[ \t]*[:=]?[ \t]*(?:\[?[\"'])?)(?P<name>{_NAME})",
    re.MULTILINE,
)
_LABEL = rb"\b(?:phone|tel|telephone|mobile|cell|fax)\b"
_PHONE = re.compile(
    rb"(?i)(?:" + _LABEL + rb"(?:[ ]?(?:no|number))?\.?[\"']?[:= ]{0,3}[\"']?)"
    rb"(?P<labelled>(?:\+|\(|[0-9])[0-9 ().\-/]{5,18}[0-9])(?![\w.])"
    rb"|(?<![\w+.-])(?P<international>\+[1-9][0-9]{0,2}[ .-](?:\(0\)[ ]?)?\(?[0-9]{1,5}\)?"
    rb"(?:[ .-][0-9]{1,7}){1,5}|\+[1-9][0-9]{10,13}"
    rb"|\([2-9][0-9]{2}\)[ ][2-9][0-9]{2}-[0-9]{4})(?![\w-]|\.[0-9])"
)
_HOME = re.compile(
    rb"(?<![\w.~/-])(?:/(?:home|Users|export/home|mnt/[a-z]/Users)/|[A-Z]:(?:\\\\?|/)+"
    rb"(?:Users|Documents and Settings)(?:\\\\?|/))(?P<user>[A-Za-z][\w.-]{1,31})(?=[/\\])"
)
_ACCOUNTS = re.compile(
    rb"(?i)(?:REDACTED_\w+|user(?:name)?\d*|you|your-?_?(?:user)?name|yourself|me|my_?\w*|name|foo|bar|baz"
    rb"|root|admin\w*|runner\w*|ubuntu|debian|vagrant|pi|docker|node|vscode|circleci|travis|jenkins"
    rb"|app|git|www|www-data|public|shared|default|guest|tests?|tester|example|alice|bob|joe|john|jane"
    rb"|jovyan|ec2-user|vsts\w*|appveyor|linuxbrew|coder|gitpod|codespace|build\w*|ci|dev\w*"
    rb"|some\w*|index|pages?|about|home|all|list|login|static|assets|img|images|css|js|src|lib|bin"
    rb"|etc|usr|tmp|view\w*|component\w*|deploy\w*|web\w*|server|nobody|nonroot|container|apps|hello"
    rb"|private|data|service|nginx|apache|postgres|mysql|oracle|hadoop|spark|airflow|jupyter|rails"
    rb"|node\w*|php|laravel|composer|ansible|gitlab\w*|github\w*|minecraft|steam|user\w*)\Z"
)
# What a match of each rule holds, cheap to find: the rules run on the lines around these alone.
_CANDIDATES = (
    rb"[\w.'\x80-\xff-][\"']? ?(?:<|&lt;|\()[\w.%+-]{1,64}@[A-Za-z0-9-]",
    rb"(?:(?i:authors?|__author__|(?:created|written|maintained|contributed|developed|ported)[ ]by"
    rb"|maintainers?|contributors?|(?:reviewed|signed-off|co-authored)-by|programmer)[\"']?[ \t]*"
    rb"[:=]?[ \t]*[\[\"']{0,2})[A-Z\xc3-\xd0][a-z.\x80-\xff]",
    rb"(?i:" + _LABEL + rb")[^\n]{0,14}[0-9]|\+[1-9][0-9]{0,2}[ .-]\(?[0-9]"
    rb"|\+[1-9][0-9]{10}|\([2-9][0-9]{2}\) [2-9][0-9]{2}-[0-9]{4}",
    rb"/home/[A-Za-z]|[/\\](?:Users|Documents and Settings)[/\\]{1,2}[A-Za-z]",
)
_MARKS = patterns.PatternSet(_CANDIDATES)
_LOCATE = [patterns.compiled(pattern) for pattern in _CANDIDATES]
_BEFORE, _AFTER = 160, 240  # bytes of a line around a candidate that a rule may look at
_ROOT = re.compile(
    r"\A(?:home|Users)/(?P<user>[A-Za-z][\w.-]{1,31})/"
    r"(?:\.\w|Desktop|Documents|Downloads|Library|workspace|projects?|dev|go|git|code)"
)


def find(text: bytes) -> Iterator[Span]:
    """Spans of names, phone numbers and user names, of the kinds "name", "phone", "username".

    Args:
        text: UTF-8.
    """
    for number in _MARKS.occurring(text):
        for start, end in _windows(text, number):
            yield from _RULES[number](text, start, end)


def _windows(text: bytes, number: int) -> Iterator[tuple[int, int]]:
    """The places around the candidates of a rule, each at most a line, disjoint."""
    done = 0
    for match in _LOCATE[number].finditer(text):
        first, last = match.span()
        if first < done:
            continue
        start = max(done, text.rfind(b"\n", max(0, first - _BEFORE), first) + 1, first - _BEFORE)
        end = text.find(b"\n", last, last + _AFTER)
        done = end if end >= 0 else min(len(text), last + _AFTER)
        yield start, done


def user_in_path(path: str) -> tuple[int, int] | None:
    """Where the user name stands in a repository path that is a copied home directory.

    `home/` and `Users/` are folders of many applications, so the folder has to be the first, and
    what follows the name one of those that a home directory has.
    """
    found = _ROOT.match(path)
    return found.span("user") if found and not _is_account(found["user"].encode()) else None


def _names(pattern: re.Pattern[str], text: bytes, start: int, end: int) -> Iterator[Span]:
    """Names by one rule; where a window cuts a character, its rest stands for itself."""
    line = text[start:end].decode("utf-8", "surrogateescape")
    for match in pattern.finditer(line):
        if _is_person(match["name"]):
            before, within = (
                len(part.encode("utf-8", "surrogateescape"))
                for part in (line[: match.start("name")], match["name"])
            )
            yield Span(start + before, start + before + within, "name")


def _is_person(name: str) -> bool:
    """Whether no word of a name makes it that of something else."""
    words = [word.strip(".'\u2019").lower().encode() for word in name.replace("-", " ").split()]
    return any(len(word) > 1 for word in words) and not any(word in _NOBODY for word in words)


def _phones(text: bytes, start: int, end: int) -> Iterator[Span]:
    """Phone numbers with a label or a country code; 555 is the exchange of fiction."""
    for match in _PHONE.finditer(text, start, end):
        group = "labelled" if match["labelled"] else "international"
        digits = re.sub(rb"\D", b"", match[group])
        dull = len(set(digits)) < 4 or b"555" in digits or digits in b"01234567890123456789"
        if 8 <= len(digits) <= 15 and not dull and b"12345" not in digits:
            yield Span(*match.span(group), "phone")


def _users(text: bytes, start: int, end: int) -> Iterator[Span]:
    """User names in absolute paths of home directories, without the accounts of machines."""
    for match in _HOME.finditer(text, start, min(end + 1, len(text))):
        if not _is_account(match["user"]):
            yield Span(*match.span("user"), "username")


def _is_account(user: bytes) -> bool:
    """Whether the name is one that machines, images and examples have."""
    return bool(_ACCOUNTS.match(user))


_RULES: tuple[Callable[[bytes, int, int], Iterator[Span]], ...] = (
    functools.partial(_names, _BEFORE_MAIL),
    functools.partial(_names, _HEADER),
    _phones,
    _users,
)
