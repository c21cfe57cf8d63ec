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
cuts of that rule did.

Uniform places make hardly any short middle, so 20 % of the cuts draw the distance log-uniformly;
10 % take `(a, b0)` as they are (rule "random"), for a model that has never seen such a middle
fills next to none (0.015 against 0.321 pass rate).

All walks go from the root to one place, so a cut costs the depth of the tree and not its size.
"""

import random
from collections.abc import Callable

import tree_sitter

from transforms import constructs
from transforms.records import Cut

MIN_LINES = 3
MIN_CHARACTERS = 64

_Place = tuple[int, int, str]
_Preset = Callable[[bytes, tree_sitter.Tree | None, random.Random, int, int], _Place]

_UNIFORM_SHARE = 0.7
_RANDOM_SHARE = 0.1
_LONGEST_SHORT = 2048


def choose(
    text: bytes,
    tree: tree_sitter.Tree | None,
    draw: random.Random,
    *,
    rate: float = 0.8,
    spm_rate: float = 0.5,
    preset: str = "codegemma",
    span: tuple[int, int] | None = None,
) -> Cut | None:
    """Draws the cut of one piece.

    Args:
        text: the whole file, UTF-8.
        tree: its syntax tree, with errors or not; None gives cuts at line ends.
        draw: random numbers that belong to this piece.
        rate: share of the pieces that are cut.
        spm_rate: share of the cuts that are written suffix first.
        preset: "codegemma"; "ast" (45 % one construct, 45 % neighbouring constructs, 10 % random:
            AST-FIM, 2506.00204); "mix" (60 / 15 / 15 / 10 % of these four); "line" (whole lines);
            "random".
        span: byte span of the piece in `text`; None is all of it.

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
    first, last, rule = PRESETS[preset](text, tree, draw, start, end)
    return Cut(first - start, last - start, mode, rule)


def is_small(piece: bytes) -> bool:
    """Whether a piece is too short to cut: under 3 lines or 64 characters."""
    lines = piece.count(b"\n") + (not piece.endswith(b"\n"))
    return lines < MIN_LINES or len(piece.decode("utf-8", "replace")) < MIN_CHARACTERS


def _codegemma(
    text: bytes, tree: tree_sitter.Tree | None, draw: random.Random, start: int, end: int
) -> _Place:
    if draw.random() < _RANDOM_SHARE:
        return _random(text, tree, draw, start, end)
    return _closing(text, tree, draw, start, end)


def _closing(
    text: bytes, tree: tree_sitter.Tree | None, draw: random.Random, start: int, end: int
) -> _Place:
    first = _floor(text, draw.randrange(start, end), start)
    if draw.random() < _UNIFORM_SHARE / (1 - _RANDOM_SHARE):
        drawn = draw.randint(first + 1, end)
    else:
        drawn = min(first + int(_LONGEST_SHORT ** draw.random()), end)
    last, rule = _close(text, tree, first, drawn, end)
    return first, _strip(text, first, _ceil(text, last, end)), rule


def _close(
    text: bytes, tree: tree_sitter.Tree | None, first: int, drawn: int, end: int
) -> tuple[int, str]:
    """The end of the middle at or about `drawn`, and the rule that gave it."""
    line = _line_end(text, first, drawn, end)
    if tree is None:
        return line, "line"
    closed = constructs.close(tree, first, drawn)
    if closed is not None and closed[0] <= end:
        return closed
    closed = constructs.close(tree, first, line) if line > first else None
    last = constructs.token_end(tree, line) if closed is None else closed[0]
    return (last if first < last <= end else line), "line"


def _random(
    text: bytes, tree: tree_sitter.Tree | None, draw: random.Random, start: int, end: int
) -> _Place:
    first = _floor(text, draw.randrange(start, end), start)
    return first, _ceil(text, draw.randint(first + 1, end), end), "random"


def _line(
    text: bytes, tree: tree_sitter.Tree | None, draw: random.Random, start: int, end: int
) -> _Place:
    place = draw.randrange(start, end)
    first = max(text.rfind(b"\n", start, place) + 1, start)
    return first, _line_end(text, first, draw.randint(place + 1, end), end), "line"


def _node(
    text: bytes, tree: tree_sitter.Tree | None, draw: random.Random, start: int, end: int
) -> _Place:
    found = None if tree is None else constructs.single(tree, draw, start, end)
    if found is None:
        return _line(text, tree, draw, start, end)
    return found[0], _strip(text, *found), "node"


def _siblings(
    text: bytes, tree: tree_sitter.Tree | None, draw: random.Random, start: int, end: int
) -> _Place:
    found = None if tree is None else constructs.aligned(tree, draw, start, end)
    if found is None:
        return _node(text, tree, draw, start, end)
    return found[0], _strip(text, *found), "siblings"


def _mixture(*shares: tuple[float, _Preset]) -> _Preset:
    def preset(
        text: bytes, tree: tree_sitter.Tree | None, draw: random.Random, start: int, end: int
    ) -> _Place:
        (chosen,) = draw.choices(presets, weights)
        return chosen(text, tree, draw, start, end)

    weights = [share for share, _ in shares]
    presets = [each for _, each in shares]
    return preset


PRESETS: dict[str, _Preset] = {
    "codegemma": _codegemma,
    "ast": _mixture((0.45, _node), (0.45, _siblings), (0.1, _random)),
    "mix": _mixture((0.6, _closing), (0.15, _node), (0.15, _siblings), (0.1, _random)),
    "line": _line,
    "random": _random,
}


def _line_end(text: bytes, first: int, place: int, end: int) -> int:
    # From the byte before: a place behind a newline is at the end of that line.
    newline = text.find(b"\n", place - 1, end)
    return _strip(text, first, end if newline < 0 else newline)


def _strip(text: bytes, first: int, last: int) -> int:
    """`last` without the newlines before it: the suffix keeps them."""
    return first + len(text[first:last].rstrip(b"\r\n"))


def _floor(text: bytes, place: int, start: int) -> int:
    while place > start and text[place] & 0xC0 == 0x80:
        place -= 1
    return place


def _ceil(text: bytes, place: int, end: int) -> int:
    while place < end and text[place] & 0xC0 == 0x80:
        place += 1
    return place
