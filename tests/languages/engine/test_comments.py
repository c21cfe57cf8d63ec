import re

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from repoloom.languages.engine import comments
from repoloom.languages.engine.comments import DASHES, HASHES, MARKUP, SLASHES, Comments

EMBEDDED = Comments(line=b"//", block=(b"/*", b"*/"), until=b"?>")


def found(marks, text):
    return [match[0] for match in re.finditer(marks.anywhere(), text, re.VERBOSE)]


def beginning(marks, text):
    return [match[0] for match in re2.finditer(marks.beginning_lines(), text)]


@pytest.mark.parametrize(
    ("marks", "text", "expected"),
    [
        (SLASHES, b"a // b\nc /* d\n*/ e", [b"// b", b"/* d\n*/"]),
        (SLASHES, b"a /* b * c **/ d /**/ e /* f", [b"/* b * c **/", b"/**/", b"/* f"]),
        (HASHES, b"a # b\nc #", [b"# b", b"#"]),
        (DASHES, b"a -- b\nc - d", [b"-- b"]),
        (MARKUP, b"<a><!-- b\n-- c --><d>", [b"<!-- b\n-- c -->"]),
        (EMBEDDED, b"// a ? b ?> c\n// d\ne", [b"// a ? b ", b"// d"]),
    ],
)
def test_comments_anywhere(marks, text, expected):
    assert found(marks, text) == expected


@pytest.mark.parametrize(
    ("marks", "text", "expected"),
    [
        (SLASHES, b"// a\n  // b\nc // d\n/* e\n*/f", [b"// a\n  // b\n", b"/* e\n*/"]),
        (HASHES, b"# a\n\n# b\nc # d", [b"# a\n", b"# b\n"]),
        (Comments(line=b"--"), b"-- a\n/* b */\n", [b"-- a\n"]),
        (MARKUP, b"<a><!-- b --><c>", [b"<!-- b -->"]),
    ],
)
def test_comments_that_begin_their_line_come_in_runs(marks, text, expected):
    assert beginning(marks, text) == expected


@given(st.text(alphabet="/*\n a", max_size=30).map(str.encode))
def test_no_comment_mark_is_left_behind(text):
    left = re.sub(SLASHES.anywhere(), b" ", text, flags=re.VERBOSE)
    assert b"//" not in left
    assert b"/*" not in left


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("comment", True), ("line_comment", True), ("comment_content", False), ("string", False)],
)
def test_what_is_a_comment_to_a_grammar(kind, expected):
    assert comments.is_comment(kind) is expected
