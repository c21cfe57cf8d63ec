"""Whether a script or a style sheet was made small for a browser.

Linguist calls a script minified from 110 bytes a line on; written code has 20 to 40, tables and
long literals reach 110, so the share of blanks has to be low too: 10 % is half of what code has.
A program or a test with long literals has long lines as well, beside those that people wrote: it is
minified only where these are few.
"""

import re

from repoloom import languages

_DENSE_LINE = 110
_DENSE_BLANKS = 0.1
_NAMED_BLANKS = 0.15  # under a name that says so; written code has 20 %
_LONG_LINE = 5000
# Programs that shorten names and lay the text out again leave a third of them one letter long; in
# written scripts one in twenty is.
_SHORT = 0.2
_NAMED_BYTES = 65_536
_IDENTIFIER = re.compile(rb"[A-Za-z_$][\w$]*")
_BLANKS = b" \t\r\n"
_NAME = re.compile(r"[.-]min\.(?:[cm]?js|css|html?|svg|json)\Z")

# A line that people write is at most twice as long as Linguist's limit, is indented or has blanks
# as code has, and is no comment: a licence stands before packed lines too.
_COMMENT = re.compile(rb"\s*(?:/?\*|//|#|--|;)")
_WRITTEN_LINES = 8
_WRITTEN_TO_LONG = 4


def minified(path: str, language: str, text: bytes, mean: float, longest: int) -> str:
    """The rule that says a text is minified, else "".

    Args:
        path: in its repository.
        language: its name, "" where unknown.
        text: UTF-8.
        mean: bytes of a line on average.
        longest: bytes of the longest line.
    """
    blanks = (len(text) - len(text.translate(None, _BLANKS))) / len(text) if text else 0.0
    if _NAME.search(path.lower()) and _is_packed(text, blanks, longest):
        return "min_name"
    if languages.kind_of(language) not in ("code", "markup") or longest < 2 * _DENSE_LINE:
        return ""
    dense = mean > _DENSE_LINE and blanks < _DENSE_BLANKS
    long = longest > _LONG_LINE and blanks < _DENSE_BLANKS / 2
    if not (dense or long) or _is_written(text):
        return ""
    return "dense_lines" if dense else "long_line"


def _is_packed(text: bytes, blanks: float, longest: int) -> bool:
    """Whether a text under a name such as `a.min.js` is what the name says."""
    if text.count(b"\n") <= 1 or longest > _LONG_LINE / 5:
        return True
    names = _IDENTIFIER.findall(text[:_NAMED_BYTES])
    short = sum(len(name) == 1 for name in names)
    return (longest >= 2 * _DENSE_LINE and blanks < _NAMED_BLANKS) or short > _SHORT * len(names)


def _is_written(text: bytes) -> bool:
    """Whether lines that people write outnumber the long ones."""
    lines = text.split(b"\n")
    long = sum(1 for line in lines if len(line) > 2 * _DENSE_LINE)
    written = sum(_is_written_line(line) for line in lines)
    return written >= _WRITTEN_LINES and written >= _WRITTEN_TO_LONG * long


def _is_written_line(line: bytes) -> bool:
    if not 2 < len(line) <= 2 * _DENSE_LINE or _COMMENT.match(line):
        return False
    blanks = len(line) - len(line.translate(None, _BLANKS))
    return line[:1].isspace() or blanks >= _DENSE_BLANKS * len(line)
