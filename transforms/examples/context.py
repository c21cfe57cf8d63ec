"""Whole files repeated in front of the examples that import them (`slices`: what they use of them).

Without a copy, a file that many import stands in one example, and the others use names that they
have not read.  So an example gets copies of the imported files that it lacks, strongest first, as
far as its share of the row goes.  A copy is uncut: a definition that infilling has moved behind its
use would help nobody.  It has no loss unless `context_loss` says so, so what is learnt is learnt as
often as before.

Only files that something with loss imports are copied, and only directly: what a copy itself
imports is not.  An import that was cut to break a cycle counts as any other, for a copy is in
nobody's way.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence

from repoloom.transforms.examples.units import SEPARATOR
from repoloom.transforms.records import Edge, Piece

Group = tuple[Piece, ...]


def repeated(pieces: Sequence[Piece], *, masked: bool = True) -> Piece | None:
    """The copy of a file that is placed uncut and without loss; None for one in several pieces.

    A long file is not copied whole: no single piece of it has all that is imported.

    Args:
        pieces: of the file.
        masked: the copy is without loss.
    """
    if len(pieces) != 1 or pieces[0].cut or not pieces[0].masked:
        return None
    return dataclasses.replace(pieces[0], repeated=True, masked=masked)


def add(
    groups: Iterable[Group],
    edges: Iterable[Edge],
    copy_of: Callable[[str], Piece | None],
    rank: Mapping[str, int],
    *,
    budget: int,
    share: float,
) -> list[Group]:
    """Puts copies of missing dependencies in front of each group.

    Args:
        groups: the pieces of each example of one repository.
        edges: of the repository.
        copy_of: the copy of a file, or None where it has none; called once for a file.
        rank: place of each file in the arranged order; only its files are copied.
        budget: tokens of an example with one separator between each two pieces.
        share: of the budget, for copies and the separators behind them.

    Returns:
        The groups in their order, each with its copies, in arranged order, in front.  A copy goes
        in where it fits, in the order of the summed importance of the edges to it for each of its
        tokens, ties by path.  Time is linear in the edges but for sorting.
    """
    needs = needed(edges, rank)
    copies: dict[str, Piece | None] = {}
    found = []
    for group in groups:
        missing = _missing(group, needs)
        for path in missing.keys() - copies.keys():
            copies[path] = copy_of(path)
        used = sum(piece.length + SEPARATOR for piece in group) - SEPARATOR
        room = min(budget - used, int(budget * share))
        chosen = _choose(missing, copies, room)
        found.append((*sorted(chosen, key=lambda piece: rank[piece.path]), *group))
    return found


def needed(edges: Iterable[Edge], rank: Mapping[str, int]) -> dict[str, list[Edge]]:
    """Of each file, its edges to other files that have a place in the order."""
    needs: dict[str, list[Edge]] = {}
    for edge in edges:
        if edge.imported in rank and edge.importer != edge.imported:
            needs.setdefault(edge.importer, []).append(edge)
    return needs


def _missing(group: Group, needs: Mapping[str, Iterable[Edge]]) -> dict[str, float]:
    """The files that pieces with loss import and that are not in the group: summed importance."""
    there = {piece.path for piece in group}
    missing: dict[str, float] = {}
    for path in sorted({piece.path for piece in group if not piece.masked}):
        for edge in needs.get(path, ()):
            if edge.imported not in there:
                missing[edge.imported] = missing.get(edge.imported, 0.0) + edge.importance
    return missing


def _choose(
    missing: Mapping[str, float], copies: Mapping[str, Piece | None], room: int
) -> list[Piece]:
    known = [(weight, copy) for path, weight in missing.items() if (copy := copies[path])]
    chosen = []
    for _, copy in sorted(
        known, key=lambda one: (-one[0] / (one[1].length + SEPARATOR), one[1].path)
    ):
        if copy.length + SEPARATOR <= room:
            chosen.append(copy)
            room -= copy.length + SEPARATOR
    return chosen
