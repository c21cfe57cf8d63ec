"""What Hypothesis draws in the tests of many modules, and plain records to start from."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from repoloom.transforms import columns
from repoloom.transforms.columns import Kind
from repoloom.transforms.records import Edge, Pair, Piece
from repoloom.transforms.rows.packed import Example
from tests.transforms.tokens.trees import TEXT

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


# --- tokens: texts to encode, to split and to cut -------------------------------------------------

# Text with code points of one to four bytes, and every kind of line end.
code_points = st.text(st.sampled_from("ab \n\r\té日\U0001f642"), max_size=120).map(str.encode)


@st.composite
def python_texts(draw):
    """Lines of `trees.TEXT` in any order, many of them broken."""
    lines = TEXT.decode().split("\n")
    ends = st.sampled_from(["\n", "\r\n", " é日\U0001f642\n", "(\n", "]\n", "\n\n"])
    drawn = draw(st.lists(st.tuples(st.sampled_from(lines), ends), min_size=8, max_size=30))
    return "".join(line + end for line, end in drawn).encode()


# --- duplicates: tokens of source text, sets of hashes, pairs -------------------------------------

# Source text as tokens and what separates them; words stand side by side and join.
token_texts = st.lists(
    st.sampled_from([b"ab", b"A_9", b"\xc3\xa9", b" ", b"\n\t", b"+", b"(", b"\x00"])
).map(b"".join)

hash_sets = st.sets(st.integers(0, 50), max_size=30)

# (smaller id, larger id) to a Jaccard index.
verified_links = st.dictionaries(
    st.tuples(st.integers(0, 15), st.integers(0, 15)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([0.7, 0.8, 0.9, 1.0]),
)

# The parts of a place or an id: context, upper, lower.
number_parts = st.tuples(st.booleans(), st.integers(0, 2**31 - 1), st.integers(0, 2**32 - 1))

# --- model: rows and row groups -------------------------------------------------------------------

segment_lengths = st.lists(st.integers(1, 9), min_size=1, max_size=6)
group_sizes = st.lists(st.integers(1, 9), min_size=1, max_size=12)
seeds = st.integers(0, 2**40)


# --- texts for redaction and signals ---

PLAIN = (
    b"x = 1\n",
    b"def f(a):\n    return a @ b\n",
    b"# \xc3\xa9t\xc3\xa9\n",
    b"\n",
    b'print("hello", 3.14)\n',
    b"version 1.2.3.4\n",
    b"see user@example.com and 192.168.1.1\n",
)


def plain_lines():
    """Whole lines in which there is nothing to redact, as bytes."""
    return st.lists(st.sampled_from(PLAIN), max_size=4).map(b"".join)


# --- records, made from their dataclasses ---

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def of(record, **given):
    """Records of a class, their fields by `given` or by what their columns hold."""
    found = {
        field.name: given.get(field.name, values(field.kind)) for field in columns.fields(record)
    }
    return st.builds(record, **found)


def values(kind: Kind):
    """Values of a kind."""
    found = _packed(kind) if kind.column.packed else _values(kind)
    return st.none() | found if kind.optional and not kind.column.packed else found


def _packed(kind):
    numbers = np.iinfo(kind.column.type)
    lists = st.lists(st.integers(int(numbers.min), int(numbers.max)), max_size=5)
    return lists.map(lambda found: np.array(found, f"<i{numbers.bits // 8}").tobytes())


def _values(kind):
    if kind.items:
        return st.lists(values(kind.items), max_size=3).map(tuple)
    if dataclasses.is_dataclass(kind.type):
        return of(kind.type)
    size = kind.column.bytes
    whole = np.iinfo(kind.column.type if kind.type is int and kind.column.type else "int64")
    return {
        str: any_text,
        bool: st.booleans(),
        int: st.integers(int(whole.min), int(whole.max)),
        float: st.floats(allow_nan=False),
        bytes: st.binary(min_size=size, max_size=size or 8),
    }[kind.type]


# ---- benchmarks: items, and files that hold some of them, whole or in parts ----

WORDS = ("amber", "birch", "cedar", "dogwood", "elder", "fir", "gorse", "hazel", "ivy")


@st.composite
def texts_and_files_made_of_them(draw):
    """One or two texts of a benchmark, and the words of a file put together from pieces of them.

    As lists of words.  Two items share what they like: only from three on it is scaffolding.
    """
    sizes = st.sampled_from([4, 9, 10, 17, 18, 25, 40])
    items = []
    for _ in range(draw(st.integers(1, 2))):
        size = draw(sizes)
        items.append(draw(st.lists(st.sampled_from(WORDS), min_size=size, max_size=size)))
    assume(len({tuple(item) for item in items}) == len(items))
    words = []
    for _ in range(draw(st.integers(0, 4))):
        item = draw(st.sampled_from(items))
        first, last = sorted((draw(st.integers(0, len(item))), draw(st.integers(0, len(item)))))
        words += draw(st.sampled_from([item, item[first:last], item[:last], ["yew"], ["zelkova"]]))
    return items, words


# --- sources and storage: names of files, trees, settings, token rows -----------------------------

# Names as a file system may have them: any bytes but NUL.
file_names = st.binary(min_size=1).filter(lambda name: b"\0" not in name)

# Paths that touch what is escaped: `%`, hexadecimal digits, letters beyond ASCII.
tree_paths = st.text(st.sampled_from("ab/%.é2F"), min_size=1, max_size=8).map(str.encode)


def _is_possible(tree: dict[bytes, bytes]) -> bool:
    parts = [name.split(b"/") for name in tree]
    folders = {b"/".join(part[:at]) for part in parts for at in range(1, len(part))}
    plain = all(piece not in (b"", b".", b"..") for part in parts for piece in part)
    return plain and not folders & set(tree)


# Trees of files that can stand in a folder: no name is a file and a folder.
trees = st.dictionaries(tree_paths, st.binary(max_size=20), min_size=1, max_size=5).filter(
    _is_possible
)

# Settings as plain data: what JSON holds.
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("aé", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner),
    max_leaves=6,
)
plain_settings = st.dictionaries(st.text("ab", max_size=2), plain_values, max_size=4)

# Numbers of a manifest by the path of their words.
stat_keys = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4).map("/".join)
flat_stats = st.dictionaries(stat_keys, st.integers(0, 9), max_size=8)

# Documents of a row as token ids.
token_documents = st.lists(st.lists(st.integers(0, 2**31 - 1), max_size=8), max_size=6)
