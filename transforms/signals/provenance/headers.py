"""The comments that a file opens with: the one place where a generator says what it wrote.

A marker in a string, in a heredoc or behind the first declaration speaks of other files.  Comments
are found by their marks alone, without a parse, in the first bytes only.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from repoloom import languages

HEAD = 8192  # bytes that are read: long licences stand before some markers
_WRAPPED = 45  # characters from which on a line without an end may be continued by the next


class Marks(NamedTuple):
    """How comments begin, begin and end where they go over lines, and what ends the header."""

    lines: tuple[str, ...]
    blocks: tuple[tuple[str, str], ...]
    last: str = "\0"


_C = ("/*", "*/")
_TAGS = ("<!--", "-->")
_DOCSTRINGS = (('"""', '"""'), ("'''", "'''"), ('r"""', '"""'))
_TEMPLATES = (_TAGS, ("{#", "#}"), ("<%--", "--%>"), ("<%#", "%>"), ("{{!--", "--}}"), ("@*", "*@"))
_OF_KINDS = {"docs": Marks((), (_TAGS,)), "markup": Marks((), _TEMPLATES)}
_ANY = Marks(
    ("//", "--", "#", ";", "%", "'", "!", "rem ", "@rem ", "::", "dnl ", '.\\"', '"'),
    (
        _C,
        _TAGS,
        ("(*", "*)"),
        ("{-", "-}"),
        ("#|", "|#"),
        ("#[", "]#"),
        ("<#", "#>"),
        ("=begin", "=end"),
    ),
)
_OWN = {
    "go": Marks(("//",), (_C,), last="package "),  # as its specification has it
    "python": Marks(("#",), _DOCSTRINGS),
    "ruby": Marks(("#",), (("=begin", "=end"),)),
    "perl": Marks(("#",), (("=pod", "=cut"), ("=head1", "=cut"))),
    "php": Marks(("//", "#"), (_C, _TAGS)),
    "lua": Marks(("--",), (("--[[", "]]"), ("--[=[", "]=]"))),
    "haskell": Marks(("--",), (("{-", "-}"),)),
    "tex": Marks(("%",), ()),
    "text": Marks(("#", "//"), (_C, _TAGS)),
    "restructuredtext": Marks(("..",), (_TAGS,)),
    "template": Marks(("#", "//"), (*_TEMPLATES, _C)),
    "julia": Marks(("#",), (("#=", "=#"), ('"""', '"""'))),
}

# Lines that open files of their languages and may stand before the comment: imports, guards.
_PREAMBLE = re.compile(
    r"#!|<\?|<!doctype|@charset|[\"']use \w|[{}]?$|---$|%YAML|%TAG|\ufeff"
    r"|(?:package|module|namespace|import|using|use|require|library|part of|open|unit|program)\b"
    r"|from\b.*\bimport\b|(?:const|var|let) \S+ = require\(|declare\(|extern \"C\"|@file:|\{-#"
    r"|#\s*(?:include|ifndef|ifdef|if|elif|else|endif|define|undef|pragma|line|error|nullable)\b"
    r"|#!?\[|\\documentclass|syntax\b|option\b|cimport\b|\.file\b",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(
    r"#\s*(?:include|ifndef|ifdef|if|elif|else|endif|define|undef|pragma|line|error|nullable)\b|#!?\["
)
_DECORATION = " \t*#/!;%-=~_|+>."
_END = re.compile(r"[.!?:;,…>)\]}-]$")
_STOP = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[<@*A-Z])")


def comments(text: bytes, language: str) -> Iterator[str]:
    """The lines of the comments before the first declaration, without their marks.

    An empty line stands between two comments or paragraphs.  A mark inside of a comment stays, so
    that a quoted marker does not read like one.

    Args:
        text: UTF-8; only its head is read.
        language: its name, "" where unknown.
    """
    marks, closing = _marks(language), ""
    slashed = "//" in marks.lines and "#" not in marks.lines
    for raw in text[:HEAD].decode("utf-8", "replace").splitlines():
        line = raw.strip()
        if closing:
            inside, found, _ = line.partition(closing)
            yield _bare(inside, "*")
            closing = "" if found else closing
        elif not line or line.startswith("{-#") or (slashed and _DIRECTIVE.match(line)):
            yield ""
        elif block := next((pair for pair in marks.blocks if line.startswith(pair[0])), None):
            inside, found, _ = line[len(block[0]) :].partition(block[1])
            yield _bare(inside, "*!")
            closing = "" if found else block[1]
        elif line.startswith("#!"):
            yield ""
        elif mark := next((one for one in marks.lines if line.lower().startswith(one)), ""):
            yield _bare(line[len(mark) :], mark[-1] + "!")
        elif _PREAMBLE.match(line) and not line.startswith(marks.last):
            yield ""
        else:
            return


def sentences(lines: Iterator[str]) -> list[str]:
    """The lines of comments joined where they wrap, and cut where a sentence ends.

    A line that begins small goes on with the one before it if that one is long and has no end.
    What follows a colon is an example, if more than a word of warning stands before it.
    """
    paragraphs: list[str] = []
    last = ""
    for line in lines:
        wraps = len(last) >= _WRAPPED and not _END.search(last) and line[:1].islower()
        if wraps or (last.endswith((",", " the", " by", " a", " from", " and")) and line):
            paragraphs[-1] += " " + line
        elif line:
            paragraphs.append(line)
        last = line
    found = [one for paragraph in paragraphs for one in _STOP.split(paragraph)]
    pairs = zip(["", *found], found, strict=False)
    return [one for before, one in pairs if not (before.endswith(":") and before.count(" ") > 2)]


def _marks(language: str) -> Marks:
    """The marks of a language: its own, those that its comments follow, or any there are."""
    if language in _OWN:
        return _OWN[language]
    known = languages.comments_of(language)
    if known is None:
        return _OF_KINDS.get(languages.kind_of(language), _ANY)
    blocks = (tuple(mark.decode() for mark in known.block),) if known.block else ()
    return Marks((known.line.decode(),) if known.line else (), blocks)  # type: ignore[arg-type]


def _bare(line: str, marks: str) -> str:
    """A line without the rest of its mark, its blanks and the drawing around it."""
    bare = line.lstrip(marks).strip()
    if not bare.strip(_DECORATION):
        return ""
    return bare.lstrip("*=-~_|+ \t").rstrip("*=-~_|+# \t/") or bare
