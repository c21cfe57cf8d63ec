"""What Hypothesis draws for many tests, by what it is."""

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
