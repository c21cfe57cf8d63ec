"""What Hypothesis draws in the tests of many modules, and plain records to start from."""

from hypothesis import strategies as st

from tests.transforms.tokens.trees import TEXT

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
