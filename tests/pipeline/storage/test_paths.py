import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.storage import paths
from tests.strategies import file_names


@given(file_names)
def test_unescape_inverts_escape(name):
    assert paths.unescape(paths.escape(name)) == name


@given(file_names, file_names)
def test_two_names_never_become_one_path(one, other):
    assert (one == other) == (paths.escape(one) == paths.escape(other))


@given(st.lists(st.sampled_from([b"%", b"2", b"5", b"F", b"\xff", b"a", b"\n"]), max_size=6))
def test_escapes_that_touch_are_still_told_apart(parts):
    name = b"".join(parts)
    assert paths.unescape(paths.escape(name)) == name


@given(file_names)
def test_a_path_is_one_line_of_utf8(name):
    path = paths.escape(name)
    path.encode("utf-8")
    assert not set(path) & {chr(code) for code in (*range(32), 127)}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b"src/main.py", "src/main.py"),
        ("naïve/数.py".encode(), "naïve/数.py"),
        (b"100%.txt", "100%.txt"),
        (b"a%20b", "a%20b"),
        (b"caf\xe9.py", "caf%E9.py"),
        (b"caf%E9.py", "caf%25E9.py"),
        (b"two\nlines", "two%0Alines"),
        (b"%25", "%2525"),
    ],
)
def test_escape_changes_only_what_it_must(name, path):
    assert path == paths.escape(name)
