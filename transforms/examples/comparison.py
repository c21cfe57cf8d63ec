"""The same pieces in other orders: what a run's own order is held against.

`path` and `random` are what corpora have without a graph, `deepseek` is the published order by
in-degree.  Each is cut wherever the budget ends, with the pieces of the run, so the figures differ
by the order and the composer alone and cost no second tokenization.
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from repoloom.transforms.examples import composition, coverage
from repoloom.transforms.examples.coverage import Placed
from repoloom.transforms.graph import arrangement
from repoloom.transforms.records import Edge, Pair, Piece

ORDERS = ("path", "random", "deepseek")


@dataclasses.dataclass(frozen=True)
class Compared:
    """One other order of a repository.

    Attributes:
        lengths: tokens of its examples, with what stands around each.
        figures: of `coverage.measure`.
    """

    lengths: tuple[int, ...]
    figures: Mapping[str, int]

    def plus(self, figures: Mapping[str, int]) -> "Compared":
        """The same with counts added, such as those of imports that no order could serve."""
        total = Counter(self.figures)
        total.update(figures)
        return Compared(self.lengths, dict(total))


def compare(
    pieces: Sequence[Piece],
    edges: Sequence[Edge],
    pairs: Sequence[Pair],
    *,
    budget: int,
    seed: int = 0,
) -> dict[str, Compared]:
    """Orders and cuts a repository in each of `ORDERS`.

    Args:
        pieces: of all files, those of each file in order.
        edges: between their files.
        pairs: of the repository; they are counted, and move nothing.
        budget: tokens of an example between `<bos>` and `<eos>`.
        seed: of the order `random`.
    """
    files: dict[str, list[Piece]] = {}
    for piece in pieces:
        files.setdefault(piece.path, []).append(piece)
    return {
        method: _compared(method, files, edges, pairs, budget=budget, seed=seed)
        for method in ORDERS
    }


def _compared(
    method: str,
    files: Mapping[str, Sequence[Piece]],
    edges: Sequence[Edge],
    pairs: Sequence[Pair],
    *,
    budget: int,
    seed: int,
) -> Compared:
    # DeepSeek's algorithm is published for graphs with their cycles.
    among = [dataclasses.replace(edge, kept=True) for edge in edges]
    line = arrangement.arrange(sorted(files), among, pairs, method, seed=seed)
    pieces = [piece for path in line for piece in files[path]]
    items = [composition.Item(piece.path, piece.part, piece.length) for piece in pieces]
    groups = composition.compose(items, (), (), budget=budget, method="linear")
    examples = [[placed(pieces[index]) for index in group] for group in groups]
    lengths = tuple(sum(one.tokens + 1 for one in example) + 1 for example in examples)
    figures = coverage.measure(examples, edges, pairs) | coverage.against(line, edges)
    return Compared(lengths, figures)


def placed(piece: Piece) -> Placed:
    """What `coverage` needs of a piece."""
    return Placed(
        piece.path, piece.language, piece.length, piece.part, piece.masked or piece.repeated
    )
