"""What Hypothesis draws for many tests, by what it is."""

from hypothesis import strategies as st

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
