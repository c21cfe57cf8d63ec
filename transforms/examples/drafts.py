"""Examples that are not settled before the rows of their shard are known."""

import dataclasses
from collections.abc import Iterable, Sequence

from repoloom.transforms.examples import filler
from repoloom.transforms.examples.composition import Group
from repoloom.transforms.records import Piece
from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import Example


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """An example, and what it falls into if the shard lacks filler.

    Attributes:
        units: one where the example stays whatever comes.
        strength: importance inside the example.
    """

    example: Example
    units: tuple[Example, ...]
    strength: float = 0.0


def whole(example: Example) -> Draft:
    """An example that stays as it is."""
    return Draft(example, (example,))


def draft(repo: str, split: str, pieces: Sequence[Piece], group: Group) -> Draft:
    """The example of a group of pieces.

    Args:
        repo: its repository.
        split: of the repository.
        pieces: those that the group numbers.
        group: of the pieces.
    """

    def example(items: Iterable[int]) -> Example:
        return Example(repo, split, tuple(pieces[item] for item in items))

    return Draft(example(group.items), tuple(map(example, group.units)), group.strength)


def settle(drafts: Sequence[Sequence[Draft]], length: int) -> list[list[Example]]:
    """Gives up the weakest examples of a shard as far as its rows need filler.

    Args:
        drafts: of each repository, or part of one, in any order; those of one are of one split.
        length: tokens of a row.

    Returns:
        The examples of each, in the order of `drafts`.
    """
    apart: set[tuple[int, int]] = set()
    # By name, for the order in which a shard reads its repositories depends on the store's cut.
    order = sorted(
        (one.example.repo, number, position)
        for number, some in enumerate(drafts)
        for position, one in enumerate(some)
    )
    by_split: dict[str, list[tuple[int, int]]] = {}
    for _, number, position in order:
        split = drafts[number][position].example.split
        by_split.setdefault(split, []).append((number, position))
    for places in by_split.values():
        groups = [_group(drafts[number][position]) for number, position in places]
        apart |= {places[chosen] for chosen in filler.given_up(groups, length)}
    return [
        [
            example
            for position, one in enumerate(some)
            for example in (one.units if (number, position) in apart else (one.example,))
        ]
        for number, some in enumerate(drafts)
    ]


def _group(one: Draft) -> filler.Group:
    return filler.Group(
        one.strength,
        packing.length_of(one.example),
        tuple(packing.length_of(unit) for unit in one.units),
    )
