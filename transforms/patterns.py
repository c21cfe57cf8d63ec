"""Many regular expressions over one text, fast where none of them matches.

One pass of an automaton over all patterns (`re2.Set`) says which of them occur at all; only those
are then located.  Text is bytes, read as Latin-1: a byte is a character.
"""

import functools
from collections.abc import Iterator, Sequence
from typing import Protocol

import re2


class Match(Protocol):
    """What is used of a match."""

    def span(self, group: int = 0) -> tuple[int, int]:
        """Offsets of a group, (-1, -1) where it did not take part."""

    def group(self, group: int = 0) -> bytes:
        """Bytes of a group."""


class Pattern(Protocol):
    """What is used of a compiled pattern."""

    @property
    def groups(self) -> int:
        """Number of capturing groups."""

    def search(self, text: bytes, pos: int = 0) -> Match | None:
        """The first match that starts at `pos` or behind it."""

    def finditer(self, text: bytes) -> Iterator[Match]:
        """Matches from left to right, without overlap."""


def _options() -> re2.Options:
    """Bytes are characters; an automaton of 130 marks needs more than the default 8 MiB."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    options.log_errors = False
    return options


def compiled(pattern: bytes) -> Pattern:
    """Compiles one pattern (RE2 syntax: no look-around, no back-reference)."""
    made: Pattern = re2.compile(pattern, _options())
    return made


class PatternSet:
    """Finds which of many patterns occur in a text, and where."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        """Compiles; raises ValueError with the number and text of a pattern that does not."""
        self._set = re2.Set.SearchSet(_options())
        for number, pattern in enumerate(patterns):
            if self._set.Add(pattern) != number:
                raise ValueError(f"pattern {number} does not compile: {pattern!r}")
        self._set.Compile()
        self._locate = functools.lru_cache(maxsize=None)(lambda n: compiled(patterns[n]))

    def occurring(self, text: bytes) -> list[int]:
        """Numbers of the patterns that match somewhere in `text`, sorted."""
        return sorted(self._set.Match(text) or ())

    def matches(self, text: bytes) -> Iterator[tuple[int, Match]]:
        """(number of a pattern, match), by pattern and then by place."""
        for number in self.occurring(text):
            for match in self._locate(number).finditer(text):
                yield number, match
