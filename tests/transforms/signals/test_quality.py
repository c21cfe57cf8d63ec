"""Quality signals, against plain definitions over characters and lines."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.signals import quality

LINES = st.lists(st.sampled_from(["a", "é", "漢字", "1", " ", "\n", "x = 1;", "\t"])).map("".join)


@given(LINES)
def test_line_lengths_are_those_of_the_lines(text):
    lines = [line.encode() for line in text.split("\n")]
    if not lines[-1]:
        lines.pop()
    signals = quality.measure("a.py", "python", text.encode())
    assert signals.lines == len(lines)
    assert signals.longest_line == max(map(len, lines), default=0)
    assert signals.mean_line == pytest.approx(len(text.encode()) / len(lines) if lines else 0)


@given(LINES)
def test_the_letter_share_counts_characters(text):
    share = sum(character.isalpha() for character in text) / max(1, len(text))
    assert quality.measure("a.py", "python", text.encode()).alphabetic == pytest.approx(share)


DATA = bytes((i * i * 31 + 7 * i) % 256 for i in range(600))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(base64.b64encode(DATA), id="base64"),
        pytest.param(base64.encodebytes(DATA), id="base64-lines"),
        pytest.param(DATA.hex().encode(), id="hex"),
        pytest.param(", ".join(map(hex, DATA[16:200])).encode(), id="array"),
        pytest.param("".join(f"\\x{byte:02x}" for byte in DATA).encode(), id="escapes"),
        pytest.param("".join(f"\\u{byte:04x}" for byte in DATA).encode(), id="unicode"),
    ],
)
def test_encoded_data_is_seen(text):
    assert quality.measure("a.js", "javascript", b"x = '" + text + b"'").encoded > 0.7


@pytest.mark.parametrize(
    "text",
    [
        b"=" * 200,
        b"a" * 200,
        b"veryLongIdentifierInTheStyleOfEnterpriseProgramsThatGoesOnAndOnForever()",
        b"def f(x):\n    return x + 0x10\n" * 20,
        b"/" * 120,
    ],
)
def test_what_is_long_but_not_encoded_is_not(text):
    assert quality.measure("a.py", "python", text).encoded == 0


def test_the_licence_of_a_header_is_a_signal():
    text = b"// SPDX-License-Identifier: MIT\nint x;\n"
    assert quality.measure("a.c", "c", text).licence == "MIT"


def test_an_empty_file_has_no_measures():
    signals = quality.measure("a.py", "python", b"")
    assert (signals.lines, signals.longest_line, signals.mean_line) == (0, 0, 0.0)


LONG = b"a long enough line %d\n"


def test_repetition_is_the_share_of_lines_that_stood_before():
    assert quality.measure("a.py", "python", LONG % 1 * 4).repetition == pytest.approx(0.75)
    different = b"".join(LONG % number for number in range(9))
    assert quality.measure("a.py", "python", different).repetition == 0
    assert quality.measure("a.go", "go", b"}\n" * 50).repetition == 0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", b"# 3456789\nx = 56789\n"),
        ("go", b"// 456789\nx = 56789\n"),
        ("c", b"/* 4567\n*/x = 56789\n"),
        ("sql", b"-- 456789\nx = 56789\n"),
    ],
)
def test_comments_are_those_that_begin_a_line(language, text):
    assert quality.measure("a", language, text).comments == pytest.approx(0.5, abs=0.06)
    assert quality.measure("a", "markdown", text).comments == 0
    assert quality.measure("a", language, b"x = 1  " + text[:3]).comments == 0


@pytest.mark.parametrize(
    ("run", "counts"),
    [
        ("aB3" * 20, True),
        ("aB3" * 19 + "aB", False),
        ("a0f" * 20, True),
        ("az3" * 20, False),
        ("AZ3" * 20, False),
        ("123" * 20, False),
        ("aBc" * 20, False),
        ("0x12, " * 8, True),
        ("0X12, " * 8, True),
        ("0x12, " * 7, False),
        ("0x0123456789abcdefULL, " * 8, True),
        ("0x12, 0x34}, {" * 4, True),
        ("\\x12" * 8, True),
        ("\\u12ab" * 8, True),
    ],
)
def test_the_encoded_share_is_that_of_the_bytes_in_runs(run, counts):
    text = f"x = '{run}'\n".encode()
    expected = len(run) / len(text) if counts else 0
    assert quality.measure("a.py", "python", text).encoded == pytest.approx(expected)
    assert quality.measure("a.py", "python", text * 3).encoded == pytest.approx(expected)


@given(st.lists(st.sampled_from(["1234567", "12345678", "123456789", "", "x"])))
def test_repetition_counts_lines_of_eight_bytes_and_more(lines):
    long = [line for line in lines if len(line) >= 8]
    again = sum(map(len, long)) - sum(map(len, set(long)))
    share = again / sum(map(len, long)) if long else 0
    text = "\n".join(lines).encode()
    assert quality.measure("a.py", "python", text).repetition == pytest.approx(share)


def test_the_comments_of_a_language_are_given_one_by_one():
    text = b"# one\n  # two\nx = 1\n# three"
    assert quality.comments("python", text) == [b"# one\n  # two\n", b"# three"]
    assert quality.comments("html", b"a <!-- b\nc --> d <!-- e -->") == [
        *(b"<!-- b\nc -->", b"<!-- e -->")
    ]
    assert quality.comments("markdown", text) == []
    assert quality.measure("a.py", "python", b"").comments == 0


def test_who_wrote_it_and_whose_it_is_are_signals():
    signals = quality.measure("node_modules/package-lock.json", "json", b"{}")
    assert (signals.generated, signals.vendored) == ("lock_file", "node_modules")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        (b"x" * 1000 + b"\n", 0),
        (b"x" * 1001 + b"\n", 1001 / 1002),
        (b"x" * 1001 + b"\n" + b"y\n" * 400 + b"z" * 2000, 3001 / 3802),
        (b"", 0),
    ],
)
def test_the_share_in_long_lines_is_that_of_the_bytes(text, share):
    assert quality.measure("a.py", "python", text).in_long_lines == pytest.approx(share)
