"""Texts come back as they went in, wherever they were meanwhile."""

import gc
import pathlib

from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.records import SourceFile
from repoloom.transforms.scratch import spill, texts

FILES = st.lists(
    st.builds(
        SourceFile,
        st.just("o/r"),
        st.text("abc/", min_size=1, max_size=4),
        st.just("python"),
        st.none() | st.binary(max_size=40),
        signature=st.binary(max_size=8),
    ),
    max_size=8,
    unique_by=lambda file: file.path,
)


@given(FILES, st.integers(0, 80))
def test_what_is_held_comes_back(files, bound):
    held = texts.Held(bound)
    there = [held.add(file) for file in files]
    found = texts.Files(there, held)
    assert list(found) == files
    assert [*reversed(found)] == files[::-1]
    assert list(found[1:3]) == files[1:3]
    assert sum(len(file.text or b"") + len(file.signature) for file in there if file.text) <= bound
    for file, kept in zip(files, there, strict=True):
        assert held.head(kept, 5) == (file.text or b"")[:5]
        assert (kept.text is None) == (file.text is None)


def test_a_file_that_changes_meanwhile_keeps_its_text():
    held = texts.Held(0)
    kept = held.add(SourceFile("o/r", "a.h", "c", b"int a;\n", signature=b"sig"))
    other = SourceFile("o/r", "a.h", "cpp", kept.text)
    assert held.whole(other) == SourceFile("o/r", "a.h", "cpp", b"int a;\n", signature=b"sig")


def test_the_bound_is_on_all_texts_together():
    held = texts.Held(10)
    sizes = [
        len(held.add(SourceFile("o/r", name, "", b"x" * 4)).text or b"") for name in ("a", "b", "c")
    ]
    assert sizes == [4, 4, 0]


def test_the_file_goes_with_what_holds_it(tmp_path, monkeypatch):
    """It never has a name, and is closed when nobody asks for texts any more."""
    monkeypatch.setattr(spill.tempfile, "tempdir", str(tmp_path))
    held = texts.Held(0)
    held.add(SourceFile("o/r", "a", "", b"text"))
    assert list(tmp_path.iterdir()) == []
    opened = [place.resolve() for place in pathlib.Path("/proc/self/fd").iterdir()]
    assert any(str(place).startswith(str(tmp_path)) for place in opened)
    del held
    gc.collect()
    opened = [place.resolve() for place in pathlib.Path("/proc/self/fd").iterdir()]
    assert not any(str(place).startswith(str(tmp_path)) for place in opened)
