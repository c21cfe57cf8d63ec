"""Names of people.

A name is taken for one only where the text says so: before an e-mail address, behind `@author`,
`Author:`, `Written by` and their kin in a comment or a manifest.  Free text is not searched, since
two capitalised words are a class, a title or a company far more often than a person.
"""

import functools
import re
from collections.abc import Iterator

from repoloom.transforms.redaction import emails
from repoloom.transforms.redaction.detection import Detector, windowed
from repoloom.transforms.redaction.spans import Span

_LETTER = r"[A-Z\u00C0-\u00DE\u0100-\u017E\u0400-\u042F]"
_SMALL = r"[a-z\u00DF-\u017E\u0430-\u045F]"
# A capitalised word, also with an inner capital, hyphen or apostrophe, or an initial.
_WORD = (
    rf"{_LETTER}(?:{_SMALL}+(?:['\u2019-]?{_LETTER}{_SMALL}+|['\u2019-]{_SMALL}+)*(?:{_LETTER}\b)?"
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
    b" governing body council board committee"
    b" square docker john jane doe foo bar baz alice bob lorem ipsum unit tests resent subsystem"
    b" delivery schmoe sixpack recipient sender sample simplified signing submission interactive"
    b" games entertainment media digital creative productions publishing collective enterprises"
    b" industries partners ventures networks robotics electronics semiconductor semiconductors"
    b" instruments microsystems bank press".split()
)
_JOE = ({b"joe", b"jon", b"jim"}, {b"smith", b"bloggs", b"blogs", b"public", b"average", b"blow"})
_BEFORE_MAIL = re.compile(
    rf"(?<![\w'\u2019/.-])(?P<name>{_NAME})[\"']?[ ]?(?:<|&lt;|\()(?=[\w.%+-]{{1,64}}@[\w.-]+\.\w)"
)
_BOOK = re.compile(rb"[\"'](?:isbn\w*|price|genre|publisher|pages|published)[\"'][ \t]*(?::|=>)")
# Whom an algorithm has its name from is knowledge; who wrote this one down is `written by`.
_INVENTED = re.compile(
    r"(?i)\b(?:algorithm|cipher|hash|formula|method|theorem|sequence|sort|curve|fractal"
    r"|technique|cryptosystem)\b[^:\n]{0,30}\b(?:created|developed) by\b"
)
_RECORD = 240  # bytes of the lines around an author in which the rest of the record stands
_MAIL = re.compile(r"[\"']?[ ]?(?:<|&lt;|\()(?P<local>[\w.%+-]{1,64})@(?P<host>[\w.-]+\w)")
_NO_REPLY = re.compile(r"(?i)(?:no|do-?not)-?reply\Z")
_ROLE = re.compile(
    r"(?i)(?:help|info|hello|support|contact|office|team|dev|sales|security|oss|open-?source)\Z"
)
_ADDRESS = 140
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
_MAIL_MARK = rb"[\w.'\x80-\xff-][\"']? ?(?:<|&lt;|\()[\w.%+-]{1,64}@[A-Za-z0-9-]"
_HEADER_MARK = (
    rb"(?:(?i:authors?|__author__|(?:created|written|maintained|contributed|developed|ported)[ ]by"
    rb"|maintainers?|contributors?|(?:reviewed|signed-off|co-authored)-by|programmer)[\"']?[ \t]*"
    rb"[:=]?[ \t]*[\[\"']{0,2})[A-Z\xc3-\xd0][a-z.\x80-\xff]"
)


def _names(pattern: re.Pattern[str], text: bytes, start: int, end: int) -> Iterator[Span]:
    """Names by one rule; where a window cuts a character, its rest stands for itself."""
    line = text[start:end].decode("utf-8", "surrogateescape")
    for match in pattern.finditer(line):
        if _is_person(match["name"]) and not (
            _is_of_a_book(text, start, end, match.group())
            or _INVENTED.search(match.group())
            or _is_made_up(match["name"], line[match.end("name") : match.end("name") + _ADDRESS])
        ):
            before, within = (
                len(part.encode("utf-8", "surrogateescape"))
                for part in (line[: match.start("name")], match["name"])
            )
            yield Span(start + before, start + before + within, "name")


def _is_of_a_book(text: bytes, start: int, end: int, found: str) -> bool:
    """Whether `"author": "..."` stands in a record of a book."""
    quoted = found.lstrip().startswith(('"', "'"))
    return quoted and bool(_BOOK.search(text[max(0, start - _RECORD) : end + _RECORD]))


def _is_made_up(name: str, after: str) -> bool:
    """Whether the address behind a name is a host's of documentation, a firm's, or answers nobody.

    A firm is one whose name is the host's, as of `Shop Tides <help@shop.io>`.
    """
    address = _MAIL.match(after)
    if address is None:
        return False
    if address["host"].startswith("users.noreply."):
        return False  # of a person who hides the address
    firm = address["host"].lower().split(".")[0] in name.lower().split()
    if firm and _ROLE.match(address["local"]):
        return True
    return emails.is_nowhere(address["host"].encode()) or bool(_NO_REPLY.match(address["local"]))


def _is_person(name: str) -> bool:
    """Whether no word of a name makes it that of something else."""
    words = [word.strip(".'\u2019").lower().encode() for word in name.replace("-", " ").split()]
    if words[0] in _JOE[0] and words[-1] in _JOE[1]:
        return False
    return any(len(word) > 1 for word in words) and not any(word in _NOBODY for word in words)


def _rule(mark: bytes, pattern: re.Pattern[str]) -> Detector:
    """The names of one pattern, on the lines around its mark."""
    return windowed(mark, functools.partial(_names, pattern))


DETECTORS = (_rule(_MAIL_MARK, _BEFORE_MAIL), _rule(_HEADER_MARK, _HEADER))
