"""Where to cut a piece of a file for fill-in-the-middle training.

CodeGemma's report says that its cuts are "more syntactically natural" at the start of the suffix
and leaves the prefix's end random, as a cursor is.  The preset `codegemma` draws two places as
Bavarian et al. (2207.14255) do and moves the second to the right until the middle closes every
construct that it opened:

    a  ~ uniform, also inside a token; b0 ~ a place behind a
    x  = the deepest node with start < a and end >= b0
    b  = the end of the child of x that b0 lies in                        rule "close"
       = the end of the child of x before b0, if b0 is between two        rule "gap"
       = the same with the end of b0's line for b0, if a and b0 are in
         one token; the end of the token if it goes on behind that line   rule "line"

(without syntax, the end of the line) and leaves trailing newlines to the suffix.  A line end
inside a comment or string of several lines would begin the suffix inside a token; 40 % of the
cuts of that rule did.  Both places are drawn anew where nothing inside the piece closes what the
middle opens: 2 % of the cuts of pieces of long files, which end inside classes, and middles that
begin with the file, 0.1 %.

Uniform places make hardly any short middle, so 20 % of the cuts draw the distance log-uniformly;
10 % take `(a, b0)` as they are (rule "random"), for a model that has never seen such a middle
fills next to none (0.015 against 0.321 pass rate).

All walks go from the root to one place, so a cut costs the depth of the tree and not its size.
"""

import dataclasses
import random
from collections.abc import Callable

import tree_sitter

from repoloom.transforms.records import Cut
from repoloom.transforms.settings import WeaveKeys
from repoloom.transforms.tokens import constructs

MIN_LINES = 3
MIN_CHARACTERS = 64

RATES = {"codegemma_2b_v1_1": 0.9}
"""Share of the pieces that are cut, by preset; `RATE` for the others."""
RATE = 0.8

_UNIFORM_SHARE = 0.7
_RANDOM_SHARE = 0.1
_LONGEST_SHORT = 2048
# A middle over the longest one allowed is drawn anew this often before the shortest one is taken.
_REDRAWS = 16


@dataclasses.dataclass(frozen=True, slots=True)
class _Span:
    """Where a cut is drawn: bytes `start` to `end` of a text, its syntax, the longest middle."""

    text: bytes
    tree: tree_sitter.Tree | None
    start: int
    end: int
    longest: int

    def reach(self, first: int) -> int:
        """How far a middle that begins at `first` may be drawn."""
        return min(self.end, first + self.longest)


_Place = tuple[int, int, str]
_Preset = Callable[[_Span, random.Random], _Place]


def choose(
    text: bytes,
    tree: tree_sitter.Tree | None,
    draw: random.Random,
    *,
    rate: float = RATE,
    spm_rate: float = WeaveKeys.spm_rate,
    preset: str = WeaveKeys.fim_preset,
    span: tuple[int, int] | None = None,
    max_middle: int = WeaveKeys.max_middle,
) -> Cut | None:
    """Draws the cut of one piece.

    Args:
        text: the whole file, UTF-8.
        tree: its syntax tree, with errors or not; None gives cuts at line ends.
        draw: random numbers that belong to this piece.
        rate: share of the pieces that are cut.
        spm_rate: share of the cuts that are written suffix first.
        preset: "codegemma"; "codegemma_2b_v1_1", the same cuts at another rate (see `RATES`);
            "ast" (45 % one construct, 45 % neighbouring constructs, 10 % random: AST-FIM,
            2506.00204); "mix" (60 / 15 / 15 / 10 % of these four); "line" (whole lines); "random".
        span: byte span of the piece in `text`; None is all of it.
        max_middle: bytes of a middle over which the cut is drawn anew, never shortened; if no
            draw is within, the shortest stays.  0 for no limit.

    Returns:
        Byte offsets relative to the piece, on code points; or None where the draw, or a piece of
        under 3 lines or 64 characters, says no.

    Raises:
        ValueError: the preset does not exist, or the span is not inside the text.
    """
    start, end = span or (0, len(text))
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"the span {start}..{end} is not inside a text of {len(text)} bytes")
    if preset not in PRESETS:
        raise ValueError(f"preset is {preset!r}; it must be one of {', '.join(sorted(PRESETS))}")
    if is_small(text[start:end]) or draw.random() >= rate:
        return None
    mode = "spm" if draw.random() < spm_rate else "psm"
    place = _Span(text, tree, start, end, max_middle or len(text))
    first, last, rule = _within(place, PRESETS[preset], draw)
    return Cut(first - start, last - start, mode, rule)


def is_small(piece: bytes) -> bool:
    """Whether a piece is too short to cut: under 3 lines or 64 characters."""
    lines = piece.count(b"\n") + (not piece.endswith(b"\n"))
    return lines < MIN_LINES or len(piece.decode("utf-8", "replace")) < MIN_CHARACTERS


def _within(span: _Span, preset: _Preset, draw: random.Random) -> _Place:
    shortest = preset(span, draw)
    for _ in range(_REDRAWS):
        if shortest[1] - shortest[0] <= span.longest:
            break
        drawn = preset(span, draw)
        shortest = min(shortest, drawn, key=lambda place: place[1] - place[0])
    return shortest


def _codegemma(span: _Span, draw: random.Random) -> _Place:
    if draw.random() < _RANDOM_SHARE:
        return _random(span, draw)
    return _closing(span, draw)


def _closing(span: _Span, draw: random.Random) -> _Place:
    for _ in range(_REDRAWS):
        first, drawn = _places(span, draw)
        closed = _close(span, first, drawn)
        if closed is not None:
            break
    last, rule = closed or (_line_end(span, first, drawn), "line")
    return first, _strip(span, first, _ceil(span, last)), rule


def _places(span: _Span, draw: random.Random) -> tuple[int, int]:
    first = _floor(span, draw.randrange(span.start, span.end))
    if draw.random() < _UNIFORM_SHARE / (1 - _RANDOM_SHARE):
        return first, draw.randint(first + 1, span.reach(first))
    return first, min(first + int(_LONGEST_SHORT ** draw.random()), span.reach(first))


def _close(span: _Span, first: int, drawn: int) -> tuple[int, str] | None:
    """The end of the middle at or about `drawn`, and the rule that gave it.

    None if only what is outside of the span, or all of the file, closes what the middle opens.
    """
    line = _line_end(span, first, drawn)
    if span.tree is None:
        return line, "line"
    if first <= span.tree.root_node.start_byte:
        return None
    closed = constructs.close(span.tree, first, drawn)
    if closed is None:
        closed = _close_token(span.tree, first, line), "line"
    return closed if closed[0] <= span.end else None


def _close_token(tree: tree_sitter.Tree, first: int, line: int) -> int:
    """The end of a middle inside of one token: at the end of a line, or of the token behind it."""
    closed = constructs.close(tree, first, line) if line > first else None
    last = closed[0] if closed else constructs.token_end(tree, line)
    return last if last > first else line


def _random(span: _Span, draw: random.Random) -> _Place:
    first = _floor(span, draw.randrange(span.start, span.end))
    return first, _ceil(span, draw.randint(first + 1, span.reach(first))), "random"


def _line(span: _Span, draw: random.Random) -> _Place:
    place = draw.randrange(span.start, span.end)
    first = max(span.text.rfind(b"\n", span.start, place) + 1, span.start)
    drawn = draw.randint(place + 1, span.reach(place))
    return first, _line_end(span, first, drawn), "line"


def _node(span: _Span, draw: random.Random) -> _Place:
    found = span.tree and constructs.single(span.tree, draw, span.start, span.end)
    if not found:
        return _line(span, draw)
    return found[0], _strip(span, *found), "node"


def _siblings(span: _Span, draw: random.Random) -> _Place:
    found = span.tree and constructs.aligned(span.tree, draw, span.start, span.end)
    if not found:
        return _node(span, draw)
    return found[0], _strip(span, *found), "siblings"


def _mixture(*shares: tuple[float, _Preset]) -> _Preset:
    def preset(span: _Span, draw: random.Random) -> _Place:
        (chosen,) = draw.choices(presets, weights)
        return chosen(span, draw)

    weights = [share for share, _ in shares]
    presets = [each for _, each in shares]
    return preset


PRESETS: dict[str, _Preset] = {
    "codegemma": _codegemma,
    "codegemma_2b_v1_1": _codegemma,
    "ast": _mixture((0.45, _node), (0.45, _siblings), (0.1, _random)),
    "line": _line,
    "random": _random,
    "mix": _mixture((0.6, _closing), (0.15, _node), (0.15, _siblings), (0.1, _random)),
}
"""One for each of `settings.FIM_PRESETS`."""


def rate_of(preset: str, rate: float) -> float:
    """The share of the pieces to cut: `rate`, or the preset's own where that is negative."""
    return RATES.get(preset, RATE) if rate < 0 else rate


def _line_end(span: _Span, first: int, place: int) -> int:
    # From the byte before: a place behind a newline is at the end of that line.
    found = span.text.find(b"\n", place - 1, span.end)
    return _strip(span, first, span.end if found < 0 else found)


def _strip(span: _Span, first: int, last: int) -> int:
    """`last` without the newlines before it: the suffix keeps them."""
    return first + len(span.text[first:last].rstrip(b"\r\n"))


def _floor(span: _Span, place: int) -> int:
    while place > span.start and span.text[place] & 0xC0 == 0x80:
        place -= 1
    return place


def _ceil(span: _Span, place: int) -> int:
    while place < span.end and span.text[place] & 0xC0 == 0x80:
        place += 1
    return place
