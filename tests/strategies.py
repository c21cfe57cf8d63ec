"""What Hypothesis draws in the tests of many modules, and plain records to start from."""

import dataclasses
from collections.abc import Sequence

from hypothesis import strategies as st

from repoloom.transforms.records import Edge, Pair, Piece
from repoloom.transforms.rows.packed import Example

# --- files of one repository: imports, tests, pieces, examples ---

WEIGHTS = (0.25, 1.0, 1.3, 2.0, 3.7, 8.0)


def edge(importer: str, imported: str, importance: float = 1.0, kept: bool = True) -> Edge:
    """An import that carries nothing but its weight."""
    return Edge(importer, imported, "import", importance, kept)


def edges(
    names: Sequence[str],
    *,
    weights: Sequence[float] = WEIGHTS,
    kinds: Sequence[str] = ("import",),
    cut: bool = False,
    most: int = 30,
) -> st.SearchStrategy[list[Edge]]:
    """Edges among the files, to themselves too, each of its kind once; with `cut`, some are."""
    name = st.sampled_from(names)
    kept = st.booleans() if cut else st.just(True)
    return st.lists(
        st.builds(Edge, name, name, st.sampled_from(kinds), st.sampled_from(weights), kept),
        max_size=most,
        unique_by=lambda one: (one.importer, one.imported, one.kind),
    )


def pairs(
    tests: Sequence[str], sources: Sequence[str], most: int = 6
) -> st.SearchStrategy[list[Pair]]:
    """Pairs of a test and a source, each once."""
    pair = st.builds(Pair, st.sampled_from(tests), st.sampled_from(sources))
    return st.lists(pair, max_size=most, unique=True)


def piece(path: str = "a.py", ids: Sequence[int] = (75, 76, 77), **fields: object) -> Piece:
    """A whole file of these token ids, each of two bytes."""
    tokens = b"".join(number.to_bytes(4, "little") for number in ids)
    whole = Piece(path, "python", "MIT", 0, 1, 0, 2 * len(ids), None, masked=False, tokens=tokens)
    return dataclasses.replace(whole, **fields)  # type: ignore[arg-type]


def example(*pieces: Piece, repo: str = "o/r", split: str = "train") -> Example:
    """An example of the pieces, or of one piece."""
    return Example(repo, split, pieces or (piece(),))


@st.composite
def examples(
    draw: st.DrawFn, most: int = 12, longest: int = 10, masked: bool = False
) -> list[Example]:
    """Examples of different repositories, of one or two pieces, some of them empty.

    Their ids stand for no special token.  With `masked` some pieces have no loss.
    """
    ids = st.lists(st.integers(75, 99), max_size=longest)
    losses = st.booleans() if masked else st.just(False)
    files = st.lists(st.tuples(ids, losses), min_size=1, max_size=2)
    return [
        example(
            *(piece(f"{unit}/{at}", found, masked=mask) for at, (found, mask) in enumerate(group)),
            repo=f"o/{unit}",
        )
        for unit, group in enumerate(draw(st.lists(files, max_size=most)))
    ]
