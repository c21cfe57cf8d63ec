"""Ruby's heredocs, as far as the grammar does not read them.

Behind a heredoc that begins inside of another one's interpolation the grammar (0.23) takes the rest
of the file for text, and reports no error; the same behind a `<<` that shifts (`list <<item`).  So a
heredoc inside of another is blanked, and a `<<` that no line ends becomes another operator.
"""

import bisect
import collections
import dataclasses
import re
from collections.abc import Iterator, Sequence

START = re.compile(
    rb"""<<(?P<indent>[~-]?)(?:(?P<quote>["'`])(?P<quoted>[^"'`\n]{1,99})(?P=quote)|(?P<word>[^\W\d]\w{0,99}))"""
)
MARKS = re.compile(rb"\\.|\#\{|[{}]|" + START.pattern)
SHIFTS = re.compile(rb"(?<!class)(?<!class )<<(?=[^\W\d])")
DEEPEST = 16
MOST_ALIKE = 16
MOST_LINES = 400
"""An interpolation that seems longer was misread; a quote in it has a brace."""


def readable(text: bytes) -> bytes:
    """The text without heredocs inside of heredocs, and without shifts that look like one."""
    if b"<<" not in text:
        return text
    found = Scan(text)
    found.run()
    return bytes(found.text)


@dataclasses.dataclass(frozen=True)
class Heredoc:
    """What the line of its beginning says of a heredoc."""

    end: bytes
    indented: bool
    raw: bool

    def ends(self, line: bytes) -> bool:
        """Whether a line is its last."""
        return (line.strip() if self.indented else line.rstrip(b"\r\n")) == self.end


def heredoc(match: re.Match[bytes]) -> Heredoc:
    """The heredoc of a beginning."""
    end = match["quoted"] or match["word"]
    return Heredoc(end, bool(match["indent"]), match["quote"] == b"'")


class Scan:
    """Goes through the lines of a text once."""

    def __init__(self, text: bytes) -> None:
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.text = bytearray(text)
        self.by_text: dict[bytes, list[int]] = collections.defaultdict(list)
        for number, line in enumerate(self.lines):
            self.by_text[line.strip()].append(number)

    def run(self) -> None:
        """Blanks what is to be blanked, from the first line to `__END__`."""
        number, prose = 0, False
        while number < len(self.lines):
            line = self.lines[number]
            if line.startswith(b"__END__"):
                return
            prose = line.startswith(b"=begin") or (prose and not line.startswith(b"=end"))
            if prose or b"<<" not in line or line.lstrip().startswith(b"#"):
                number += 1
            else:
                number = self.bodies(number, START.finditer(line), nested=0)

    def bodies(self, number: int, starts: Iterator[re.Match[bytes]], nested: int) -> int:
        """The line behind the bodies of the heredocs that begin in a line."""
        following = number + 1
        for match in starts:
            found = heredoc(match)
            last = self.last(following, found)
            if last is None:
                self.shift(self.starts[number] + match.start(), match)
            else:
                following = self.body(following, last, found, nested) + 1
                if nested:
                    self.blank(number, match, following)
        return following

    def last(self, number: int, found: Heredoc) -> int | None:
        """The first line from `number` on that may end a heredoc; None: it is none."""
        known = self.by_text.get(found.end, ())
        first = bisect.bisect_left(known, number)
        for place in known[first : first + MOST_ALIKE]:
            if found.ends(self.lines[place]):
                return place
        return None

    def body(self, number: int, last: int, found: Heredoc, nested: int) -> int:
        """The last line of a heredoc, where that of one in its interpolations may look the same."""
        if found.raw or nested > DEEPEST:
            return last
        depth, since = 0, number
        while number < len(self.lines):
            line = self.lines[number]
            if not depth:
                since = number
                if found.ends(line):
                    return number
            elif number - since > MOST_LINES:
                return last
            depth, starts = interpolated(line, depth)
            number = self.bodies(number, iter(starts), nested + 1) if starts else number + 1
        return last

    def shift(self, place: int, match: re.Match[bytes]) -> None:
        """Makes a `<<` that begins no heredoc an operator that cannot."""
        if match["word"] and not match["indent"] and SHIFTS.match(self.text, place):
            self.text[place : place + 2] = b"| "

    def blank(self, number: int, match: re.Match[bytes], following: int) -> None:
        """Makes the beginning `nil` and the body blanks."""
        start = self.starts[number] + match.start()
        self.text[start : start + len(match[0])] = b"nil".ljust(len(match[0]))
        first, end = self.starts[number + 1], self.starts[min(following, len(self.lines))]
        self.text[first:end] = re.sub(rb"[^\r\n]", b" ", self.text[first:end])


def interpolated(line: bytes, depth: int) -> tuple[int, Sequence[re.Match[bytes]]]:
    """How many braces of interpolations are open behind a line, and the heredocs that begin in them."""
    if not depth and b"#{" not in line:
        return 0, ()
    starts = []
    for match in MARKS.finditer(line):
        mark = match[0]
        if mark == b"#{" or (mark == b"{" and depth):
            depth += 1
        elif mark == b"}" and depth:
            depth -= 1
        elif mark.startswith(b"<<") and depth:
            starts.append(match)
    return depth, starts
