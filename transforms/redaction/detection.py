"""Detectors of personal data, and how a text is searched with many of them.

One pass of an automaton says which marks occur in a text; only the detectors of these look at it.
A detector whose rules need no more than a line around each mark is shown those lines alone.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from repoloom.transforms import patterns
from repoloom.transforms.redaction.spans import Span

_BEFORE, _AFTER = 160, 240  # bytes of a line around a mark that a rule may look at


@dataclasses.dataclass(frozen=True, slots=True)
class Detector:
    """Finds spans of one kind.

    Attributes:
        mark: an expression, cheap to look for; a text without it is not searched.
        find: the spans in a text.
    """

    mark: bytes
    find: Callable[[bytes], Iterator[Span]]


class Detectors:
    """Several detectors, asked in one pass."""

    def __init__(self, detectors: Sequence[Detector]) -> None:
        """Compiles the marks."""
        self._detectors = tuple(detectors)
        self._marks = patterns.PatternSet([detector.mark for detector in detectors])

    def find(self, text: bytes) -> Iterator[Span]:
        """The spans of all detectors whose mark occurs, in any order; they may overlap.

        Args:
            text: UTF-8.
        """
        for number in self._marks.occurring(text):
            yield from self._detectors[number].find(text)


def windowed(mark: bytes, find: Callable[[bytes, int, int], Iterator[Span]]) -> Detector:
    """A detector that looks at the lines around its mark alone.

    Args:
        mark: see `Detector`.
        find: the spans of a text between two places; they count from the start of the text.
    """
    located = patterns.compiled(mark)

    def find_around(text: bytes) -> Iterator[Span]:
        for start, end in windows(text, located):
            yield from find(text, start, end)

    return Detector(mark, find_around)


def windows(text: bytes, mark: patterns.Pattern) -> Iterator[tuple[int, int]]:
    """The places around the matches of a mark, each at most a line, disjoint and in order."""
    done = 0
    for match in mark.finditer(text):
        first, last = match.span()
        if first < done:
            continue
        start = max(done, text.rfind(b"\n", max(0, first - _BEFORE), first) + 1, first - _BEFORE)
        end = text.find(b"\n", last, last + _AFTER)
        done = end if end >= 0 else min(len(text), last + _AFTER)
        yield start, done
