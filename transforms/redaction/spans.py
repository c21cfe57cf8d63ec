"""Places in a text that hold something of one kind, and how overlapping ones become one."""

import dataclasses
from collections.abc import Iterable

# What a span that several detectors claim is called: the first of these.
PRIORITY = ("key", "password", "email", "ip", "card", "phone", "name", "username")


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A half-open byte span, and what stands there: one of `PRIORITY`."""

    start: int
    end: int
    kind: str


def merge(spans: Iterable[Span]) -> list[Span]:
    """Sorted, disjoint spans that cover what `spans` cover.

    Spans that share a byte become their union, so no rest of a secret stays beside its
    replacement.  The union takes the kind of the highest priority.
    """
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            continue
        last = merged[-1]
        kind = min(last.kind, span.kind, key=PRIORITY.index)
        merged[-1] = Span(last.start, max(last.end, span.end), kind)
    return merged
