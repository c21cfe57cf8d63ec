"""Minified scripts, told from scripts and tests with long literals in them."""

import pytest

from repoloom.transforms.signals import quality


def rule_of(path, language, text):
    return quality.measure(path, language, text).minified


@pytest.mark.parametrize(
    ("path", "language", "text", "rule"),
    [
        ("a.min.js", "javascript", b"x", "min_name"),
        ("a-min.css", "css", b"x", "min_name"),
        ("a.js", "javascript", b"function(a,b){return[a,b]};" * 60 + b"\n", "dense_lines"),
        ("a.js", "javascript", b"x=1\n" * 100 + b"f(a,b)," * 900, "long_line"),
        ("a.js", "javascript", b"const total = left + right;\n" * 60, ""),
        ("a.json", "json", b'{"a":[1,2,3]},' * 100, ""),
        ("notes.md", "markdown", b"one long paragraph of prose, " * 40, ""),
        ("minute.js", "javascript", b"x = 1\n", ""),
    ],
)
def test_minified_scripts_are_told_from_others(path, language, text, rule):
    assert rule_of(path, language, text) == rule


def with_blanks(text, blanks):
    """The text with so many blanks in all, spread over it; line ends count."""
    places = range(1, len(text), len(text) // 600 or 1)
    free = [at for at in places if text[at : at + 1] == b"x" and at > 0]
    for at in free[: blanks - text.count(b"\n")]:
        text = text[:at] + b" " + text[at + 1 :]
    assert text.count(b" ") + text.count(b"\n") == blanks
    return text


LONG_SCRIPT = b"x" * 5001 + b"\n" + (b"x" * 50 + b"\n") * 98  # 10,000 bytes


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (b"x" * 220, "dense_lines"),
        (b"x" * 219, ""),
        (b"x" * 220 + b"\n" + b"x" * 54 + b"\n" + b"x" * 54 + b"\n", "dense_lines"),
        (b"x" * 220 + b"\n" + b"x" * 54 + b"\n" + b"x" * 53 + b"\n", ""),
        (b"x" * 198 + b" " * 22, ""),
        (b"x" * 199 + b" " * 21, "dense_lines"),
        (b"x" * 199 + b" " * 10 + b"\t" * 11, "dense_lines"),
        (b"x" * 198 + b" " * 11 + b"\t" * 11, ""),
        (LONG_SCRIPT, "long_line"),
        (LONG_SCRIPT[1:], ""),
        (with_blanks(LONG_SCRIPT, 499), "long_line"),
        (with_blanks(LONG_SCRIPT, 500), ""),
    ],
)
def test_a_script_is_minified_from_these_limits_on(text, rule):
    assert quality.measure("a.js", "javascript", text).minified == rule
    assert quality.measure("a.json", "json", text).minified == ""
    assert quality.measure("a.html", "html", text).minified == rule


@pytest.mark.parametrize("name", ["a.min.js", "A.MIN.JS", "a-min.js", "x/a-min.css"])
def test_a_script_is_minified_by_its_name(name):
    assert rule_of(name, "javascript", b"x") == "min_name"
    assert quality.measure("a.min.d/" + "b.js", "javascript", b"x").minified == ""


LITERAL = b'  const PICTURE = "' + b"aGVsbG8" * 900 + b'";\n'
LINES = b"  expect(decode(input)).toBe(output);\n"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (LINES * 8 + LITERAL, ""),
        (LINES * 7 + LITERAL, "dense_lines"),
        (LINES * 8 + LITERAL * 2, ""),
        (LINES * 8 + LITERAL * 3, "dense_lines"),
        (b"  // a line of the licence of it\n" * 20 + LITERAL, "dense_lines"),
        (b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n" * 20 + LITERAL, "dense_lines"),
    ],
)
def test_written_lines_outweigh_long_literals(text, rule):
    assert rule_of("a.test.js", "javascript", text) == rule


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("a.min.js", b"const total = left + right;\n" * 9, ""),
        ("a.min.js", b"f(a,b);" * 40 + b"\n" * 3, "min_name"),
        ("a.min.js", b"const total = left + right; " * 20 + b"\n" * 3, ""),
        ("a.min.js", b"x" * 1001 + b"\n a b c d\n\n", "min_name"),
        ("a.min.js", b"var t;\n\nt = function(e) {\n    return o(e, n);\n};\n", "min_name"),
        ("a.min.css", b"a{b:c}\n", "min_name"),
        ("tf.min.py", b"x", ""),
        ("Math.min.test.js", b"f(1)\n", ""),
        ("a.min.sql", b"x", ""),
    ],
)
def test_a_name_says_so_only_where_the_text_does(path, text, rule):
    assert rule_of(path, "javascript", text) == rule
