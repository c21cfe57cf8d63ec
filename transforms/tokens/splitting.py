"""Splitting a file that is longer than a row into parts, at places where a reader would.

The file is taken apart into atoms: what stands between two boundaries; of an atom over the budget
what stands between two inner boundaries, then its lines; of a line over the budget stretches of
code points.  Then neighbouring atoms are joined into as few parts as the budget allows, of these
ways into one without slivers, and of those into the fullest parts with one remainder.  Equal parts
pack badly: two of 0.7 rows leave 0.3 rows each that little fits into, while one row and a remainder
of 0.4 go where remainders of other files and small examples are (2.2 % of padding less over 27
repositories, and more of a file in one place).

Lengths of atoms do not add up to the length of their text, for a tokenizer may join across them.
So the parts are measured once more, and joined under a lower budget if one is over.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int]
Atom = tuple[Span, int]
Length = Callable[[int, int], int]

# Places closer than this share of the budget count as one: measuring between them takes the time.
_GRAINS = 64

_SLIVER = 16  # a part under 1/16 of the budget is avoided where as few parts do without it


def split(
    text: bytes,
    boundaries: Sequence[int],
    *,
    length_of: Length,
    budget: int,
    inner: Sequence[int] = (),
) -> list[Span]:
    """Parts of `text` of at most `budget`, in order, without a gap.

    Args:
        text: a whole file, UTF-8.
        boundaries: byte offsets at which a top-level construct ends, in any order.
        length_of: the length of `text[start:end]` in the unit of `budget`, such as its number of
            tokens; an estimate will do where the caller measures the parts again.
        budget: the most that `length_of` may say of a part.
        inner: boundaries inside top-level constructs, for those that are over the budget.

    Returns:
        Half-open byte spans; one for a file that fits, also for an empty one.

    Raises:
        ValueError: a single code point is longer than the budget.
    """
    length = length_of(0, len(text))
    whole = (0, len(text))
    if length <= budget:
        return [whole]
    apart = len(text) * budget // (length * _GRAINS)
    levels = [_thin(sorted(places), apart) for places in (boundaries, inner, _line_ends(text))]
    atoms = list(_atoms(text, (whole, length), levels, length_of, budget))
    parts: list[Span] = []
    limit, excess = budget, 1
    while excess > 0:
        parts = _joined(atoms, limit)
        excess = max(length_of(*part) for part in parts) - budget
        limit -= excess
    return parts


def _line_ends(text: bytes) -> Iterator[int]:
    return itertools.accumulate(map(len, text.splitlines(keepends=True)))


def _thin(places: Sequence[int], apart: int) -> list[int]:
    """Those of the places that are at least `apart` bytes from the one before."""
    kept: list[int] = []
    for place in places:
        if not kept or place - kept[-1] >= apart:
            kept.append(place)
    return kept


def _atoms(
    text: bytes, atom: Atom, levels: Sequence[Sequence[int]], length_of: Length, budget: int
) -> Iterator[Atom]:
    """Spans within the budget with their lengths, cut at the first level that is fine enough."""
    span, length = atom
    if length <= budget:
        yield atom
    elif not levels:
        yield from _stretches(text, span, length_of, budget)
    elif len(parts := _cut(span, levels[0])) == 1:
        yield from _atoms(text, atom, levels[1:], length_of, budget)
    else:
        for part in parts:
            measured = part, length_of(*part)
            yield from _atoms(text, measured, levels[1:], length_of, budget)


def _cut(span: Span, places: Sequence[int]) -> list[Span]:
    start, end = span
    inside = sorted({place for place in places if start < place < end})
    return list(itertools.pairwise([start, *inside, end]))


def _stretches(text: bytes, span: Span, length_of: Length, budget: int) -> list[Atom]:
    """Equal stretches of whole code points, as few as keep to the budget."""
    start, end = span
    count = 1
    while True:
        count += 1 + count // 4
        places = (start + (end - start) * index // count for index in range(1, count))
        cuts = _cut(span, [_code_point(text, place, end) for place in places])
        stretches = [(cut, length_of(*cut)) for cut in cuts]
        (first, _), length = max(stretches, key=lambda stretch: stretch[1])
        if length <= budget:
            return stretches
        if count > end - start:
            raise ValueError(
                f"the code point at byte {first} has length {length}; the budget of a part is "
                f"{budget}, which must be more"
            )


def _code_point(text: bytes, place: int, end: int) -> int:
    while place < end and text[place] & 0xC0 == 0x80:
        place += 1
    return place


def _joined(atoms: Sequence[Atom], limit: int) -> list[Span]:
    """As few parts as `limit` allows; then few slivers; then the largest sum of squares.

    Dynamic programming over the end of the last part; an atom over the limit stands alone.  Of
    equal ways the one whose last part begins first, and so on to the front.
    """
    best = [(0, 0, 0, 0)]
    for last in range(1, len(atoms) + 1):
        costs = []
        total = 0
        for first in range(last - 1, -1, -1):
            total += atoms[first][1]
            if total > limit and first < last - 1:
                break
            parts, slivers, squares, _ = best[first]
            sliver = total * _SLIVER < limit
            costs.append((parts + 1, slivers + sliver, squares - total * total, first))
        best.append(min(costs))
    ends = [len(atoms)]
    while ends[-1]:
        ends.append(best[ends[-1]][3])
    cuts = itertools.pairwise(reversed(ends))
    return [(atoms[first][0][0], atoms[last - 1][0][1]) for first, last in cuts]
