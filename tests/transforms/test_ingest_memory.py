"""Ingest of repositories over the bound of memory: the same rows, and never all texts at once."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms import ingest
from repoloom.transforms.records import RawFile
from tests.faults import boom

CLEANING = ingest.Cleaning(secret=bytes(32), syntax=True)
NAMES = ["a.py", "b.h", "c.cpp", "vendor/x/a.py", "vendor/LICENSE", "src/vendors/d.py", "LICENSE"]
TEXTS = [
    b"",
    b"import os\n\nprint(os.name)\n" * 9,
    b"int f(void) { return 1; }\n",
    b"class A { int b; };\n" * 30,
    b"from ..core import tide\n",
    b"MIT License\n\nPermission is hereby granted, free of charge, to any person\n",
    b"\x89PNG\r\n\x1a\n\0\0\0",
    b"def f(:\n",
]
ENTRIES = st.lists(
    st.builds(RawFile, st.just("o/r"), st.sampled_from(NAMES), st.sampled_from(TEXTS)), max_size=9
)


@given(ENTRIES, st.integers(0, 600))
def test_rows_are_the_same_whatever_stays_in_memory(entries, bound):
    small = dataclasses.replace(CLEANING, held_bytes=bound)
    expected = list(ingest.clean_repository(entries, CLEANING, "o/r"))
    assert list(ingest.clean_repository(entries, small, "o/r")) == expected


def test_few_texts_are_in_memory_at_a_time():
    entries = [RawFile("o/r", f"{number:03}.py", b"x = 1\n" * 500) for number in range(50)]
    small = dataclasses.replace(CLEANING, held_bytes=10_000)
    found = ingest.clean_repository(entries, small, "o/r")
    assert sum(len(file.text or b"") for file in found.files) < 10_000
    assert sum(len(file.text or b"") for file in found) == 50 * 3000


@pytest.mark.parametrize("bound", [0, 1 << 20])
def test_a_repository_that_fails_has_the_same_rows(bound):
    def entries():
        yield RawFile("o/r", "a.py", b"x = 1\n")
        boom()

    cleaning = dataclasses.replace(CLEANING, held_bytes=bound)
    found = list(ingest.clean_repository(entries(), cleaning, "o/r"))
    assert [(file.path, file.text, file.reason) for file in found] == [
        (".", None, "failed"),
        ("a.py", None, "failed"),
    ]
