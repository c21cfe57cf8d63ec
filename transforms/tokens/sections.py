"""The definitions of a file as it can be sliced, packed; `definitions` finds them."""

import array
import dataclasses
import operator
from collections.abc import Iterator, Sequence

NONE = -1
"""The parent of a definition at module level."""


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A definition; bytes `head` to `inner` may be left out, and `inner` to `tail`.

    Attributes:
        start: where its comments begin.
        signature: where its decorators and signature begin.
        head: where the signature ends, and a docstring or the body begins.
        inner: where the docstring ends, and the body begins.
        tail: where the line that closes the body begins.
        end: where it ends.
        parent: number of the definition around it, `NONE` at module level.
        names: what it declares.
    """

    start: int
    signature: int
    head: int
    inner: int
    tail: int
    end: int
    parent: int = NONE
    names: tuple[bytes, ...] = ()


_NUMBERS = operator.attrgetter("start", "signature", "head", "inner", "tail", "end", "parent")
_WIDTH = 7


@dataclasses.dataclass(frozen=True, slots=True)
class Sections:
    """The definitions of a file in the order of the text, in some 50 bytes each.

    Attributes:
        places: seven numbers of each.
        counts: how many names there are up to each.
        joined: the names, separated by newlines.
    """

    places: Sequence[int] = ()
    counts: Sequence[int] = ()
    joined: bytes = b""

    @classmethod
    def of(cls, found: Sequence[Section]) -> "Sections":
        """Packs definitions that stand in the order of the text."""
        places, counts, names = array.array("i"), array.array("i"), list[bytes]()
        for one in found:
            places.extend(_NUMBERS(one))
            names += one.names
            counts.append(len(names))
        return cls(places, counts, b"\n".join(names))

    @property
    def names(self) -> list[bytes]:
        """All names that are declared, in the order of the text; one may come twice."""
        return self.joined.split(b"\n") if self.joined else []

    def __len__(self) -> int:
        """Number of definitions."""
        return len(self.counts)

    def __iter__(self) -> Iterator[Section]:
        """The definitions in their order."""
        first, names = 0, self.names
        for number, last in enumerate(self.counts):
            start, signature, head, inner, tail, end, parent = self.places[
                _WIDTH * number : _WIDTH * (number + 1)
            ]
            own = tuple(names[first:last])
            yield Section(start, signature, head, inner, tail, end, parent, own)
            first = last


NOTHING = Sections()
"""Of a file that nobody slices."""


def whole(text: bytes) -> Sections:
    """A file that nothing is known of is one thing without a name."""
    size = len(text)
    return Sections.of([Section(0, 0, size, size, size, size)])
