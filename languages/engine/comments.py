"""How comments are written: the one list of comment marks, and what is derived from it.

What a comment is to the grammar is derived, too: all grammars name its node so (`is_comment`).
"""

import dataclasses
import re


@dataclasses.dataclass(frozen=True, slots=True)
class Comments:
    """The comment marks of a language.

    Attributes:
        line: begins a comment that ends with its line, b"" if nothing does.
        block: what begins and what ends a comment of any number of lines, () if nothing does.
        until: what ends a comment of a line before its line ends, as PHP's `?>` does; b"" nothing.
    """

    line: bytes = b""
    block: tuple[bytes, ...] = ()
    until: bytes = b""

    def anywhere(self) -> bytes:
        """A regular expression (of `re`, verbose or not) of each comment; one left open runs on."""
        found = []
        if self.line:
            stop = re.escape(self.until[:1])
            ends = b"(?:[^\\n%b]|%b(?!%b))*+" % (stop, stop, re.escape(self.until[1:]))
            found.append(re.escape(self.line) + (ends if self.until else rb"[^\n]*"))
        if self.block:
            opening, closing = self.block
            last = re.escape(closing[:1])
            inside = b"(?:[^%b]++|%b(?!%b))*+" % (last, last, re.escape(closing[1:]))
            found.append(re.escape(opening) + inside + b"(?:%b)?" % re.escape(closing))
        return b"|".join(found)

    def beginning_lines(self) -> bytes:
        """A regular expression (of RE2) of runs of comments that begin their line.

        One match a run, not one a line.  Where no mark comments a line out (HTML), each block counts.
        """
        block = b"%b(?s:.*?)%b" % tuple(map(re.escape, self.block)) if self.block else b""
        if not self.line:
            return block
        line = rb"%b[^\n]*" % re.escape(self.line)
        one = b"(?:%b|%b)" % (line, block) if block else line
        return rb"(?m)^(?:[ \t]*%b\n?)+" % one


SLASHES = Comments(line=b"//", block=(b"/*", b"*/"))
HASHES = Comments(line=b"#")
DASHES = Comments(line=b"--", block=(b"/*", b"*/"))
MARKUP = Comments(block=(b"<!--", b"-->"))


def is_comment(kind: str) -> bool:
    """Whether a node of this type is a comment: `comment`, `line_comment`, `block_comment`, ..."""
    return kind.endswith("comment")
