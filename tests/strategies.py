"""What Hypothesis draws for many tests, by what it is."""

import hypothesis
from hypothesis import strategies as st

# ---- texts, for redaction and signals ----

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
    hypothesis.assume(len({tuple(item) for item in items}) == len(items))
    words = []
    for _ in range(draw(st.integers(0, 4))):
        item = draw(st.sampled_from(items))
        first, last = sorted((draw(st.integers(0, len(item))), draw(st.integers(0, len(item)))))
        words += draw(st.sampled_from([item, item[first:last], item[:last], ["yew"], ["zelkova"]]))
    return items, words
