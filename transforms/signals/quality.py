"""What is measured on a file's text.

The measures are those of StarCoder2 (arXiv 2402.19173, section 2.1): line lengths, the share of
letters, the share of encoded data.  Everything is one pass over bytes; no line is ever split off.
"""

import functools

import numpy as np

from repoloom import languages
from repoloom.transforms import patterns
from repoloom.transforms.measures import Signals
from repoloom.transforms.signals import minified
from repoloom.transforms.signals.licences import licence
from repoloom.transforms.signals.provenance import generated, vendored

_LETTERS = bytes(range(ord("A"), ord("Z") + 1)) + bytes(range(ord("a"), ord("z") + 1))
# First bytes of UTF-8 sequences: a character beyond ASCII counts as one letter.
_LEADS = bytes(range(0xC2, 0xF5))
_CONTINUATIONS = bytes(range(0x80, 0xC0))

# Runs of Base64 (a line of PEM has 64 characters), of `0x12, 0x34` or `\x12\x34`, of `\u1234`.
_ENCODED = patterns.compiled(
    rb"[A-Za-z0-9+/]{60,}={0,2}"
    rb"|(?:(?:0[xX]|\\x)[0-9A-Fa-f]{2,16}[uUlL]{0,3}[,\s{}]*){8,}"
    rb"|(?:\\u[0-9A-Fa-f]{4}){8,}"
)

_LONG_LINE = 1000  # bytes; StarCoder2 drops a file that has one of more
_LEAST_LINE = 8


def measure(path: str, language: str, text: bytes) -> Signals:
    """Measures one file.

    Args:
        path: in its repository.
        language: its name, "" where unknown.
        text: UTF-8.

    Returns:
        All signals but `test`, which depends on the names around the file.
    """
    lines, longest = _line_lengths(text)
    mean = len(text) / lines if lines else 0.0
    return Signals(
        lines=lines,
        longest_line=longest,
        in_long_lines=_long_line_share(text, longest),
        mean_line=mean,
        alphabetic=_letter_share(text),
        encoded=_encoded_share(text),
        generated=generated.generated(path, text, language),
        vendored=vendored.vendored(path, text),
        minified=minified.minified(path, language, text, mean, longest),
        licence=licence.detect(path, text, language),
        repetition=_repeated_share(text),
        comments=_comment_share(language, text),
    )


def _line_lengths(text: bytes) -> tuple[int, int]:
    """(number of lines, bytes of the longest); a last line without an end counts."""
    if not text:
        return 0, 0
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
    if not ends.size:
        return 1, len(text)
    tail = len(text) - int(ends[-1]) - 1
    longest = max(int(ends[0]), tail, int(np.diff(ends).max(initial=1)) - 1)
    return len(ends) + bool(tail), longest


def _long_line_share(text: bytes, longest: int) -> float:
    """Share of the bytes in lines of more than 1,000 bytes."""
    if longest <= _LONG_LINE:
        return 0.0
    return sum(len(line) for line in text.split(b"\n") if len(line) > _LONG_LINE) / len(text)


def _count(text: bytes, kinds: bytes) -> int:
    """How many bytes of `text` are among `kinds`."""
    return len(text) - len(text.translate(None, kinds))


def _letter_share(text: bytes) -> float:
    """Letters by characters, 0 for an empty text."""
    if text.isascii():
        return _count(text, _LETTERS) / len(text) if text else 0.0
    characters = len(text) - _count(text, _CONTINUATIONS)
    return _count(text, _LETTERS + _LEADS) / characters if characters else 0.0


def _encoded_share(text: bytes) -> float:
    """Share of the bytes in runs of encoded data.

    A run of letters and digits counts only with small and capital letters and digits, or as
    hexadecimal digits, so that no long word or rule of `=` is taken for data.
    """
    total = 0
    for match in _ENCODED.finditer(text):
        run = match.group()
        if b"\\" in run[:2] or run[:2] in (b"0x", b"0X") or _is_encoded(run):
            total += len(run)
    return total / len(text) if text else 0.0


def _repeated_share(text: bytes) -> float:
    """Share of the bytes in lines that stood before, as Gopher counts them (arXiv 2112.11446).

    Lines of less than 8 bytes are brackets and keywords, not content.
    """
    if not text:
        return 0.0
    lines = text.split(b"\n")
    different = set(lines)
    if len(different) == len(lines):
        return 0.0
    once = [len(line) for line in different if len(line) >= _LEAST_LINE]
    total = sum(size for size in map(len, lines) if size >= _LEAST_LINE)
    return 1 - sum(once) / total if total else 0.0


def comments(language: str, text: bytes) -> list[bytes]:
    """The comments that begin their line, those of lines in a row as one; none without a rule."""
    pattern = _beginning_lines(language)
    return [match.group() for match in pattern.finditer(text)] if pattern else []


@functools.cache
def _beginning_lines(language: str) -> patterns.Pattern | None:
    marks = languages.comments_of(language)
    return patterns.compiled(marks.beginning_lines()) if marks else None


def _comment_share(language: str, text: bytes) -> float:
    """Share of the bytes in comments that begin their line, with block comments to their end."""
    return sum(map(len, comments(language, text))) / len(text) if text else 0.0


def _is_encoded(run: bytes) -> bool:
    """Whether a run of Base64's alphabet is data."""
    digits = _count(run, b"0123456789")
    letters = _count(run, _LETTERS)
    if not digits or not letters:
        return False
    hexadecimal = not run.translate(None, b"0123456789abcdef")
    return hexadecimal or not (run.islower() or run.isupper())
