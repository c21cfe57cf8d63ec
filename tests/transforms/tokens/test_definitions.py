"""What a file is sliced into, by language, and the laws of all places."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repoloom import languages
from repoloom.transforms.tokens import definitions
from repoloom.transforms.tokens.sections import NONE
from tests.transforms.tokens.stubs import LANGUAGES


def cut(language, text, imports=()):
    return list(definitions.definitions(language, text, languages.parse(language, text), imports))


def stubs(language, text):
    """Of each definition its names, and what stands of it without words and body."""
    text = textwrap.dedent(text).lstrip("\n").encode()
    return [
        (
            b" ".join(one.names).decode(),
            (text[one.signature : one.head] + text[one.tail : one.end]).decode(),
        )
        for one in cut(language, text)
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    LANGUAGES,
    ids=lambda value: value if isinstance(value, str) and value.isalpha() else "",
)
def test_definitions_and_their_members(language, text, expected):
    assert stubs(language, text) == expected


def test_words_stand_above_the_signature_or_behind_it():
    text = b'x = 1  # of x\n# Above.\n\n# Takes.\n# Two.\ndef take():\n    """Docs."""\n    pass\n'
    _, one = cut("python", text)
    assert text[one.start : one.signature] == b"# Takes.\n# Two.\n"
    assert text[one.head : one.inner] == b'    """Docs."""\n'
    assert text[one.inner : one.tail] == b"    pass\n"
    assert cut("python", b"x = 1  # of x\ny = 2\n")[1].start == 14


def test_what_holds_an_import_and_no_body_is_no_definition():
    text = b"const a = require('a');\nconst f = () => {\n  require('b');\n};\n"
    places = [text.index(b"require('a')"), text.index(b"require('b')")]
    assert len(cut("javascript", text)) == 2
    (one,) = cut("javascript", text, places)
    assert one.names == (b"f",)


def test_members_know_what_they_are_in_and_deep_ones_are_left_in_it():
    text = b"class A:\n class B:\n  class C:\n   class D:\n    pass\nclass E:\n x = 1\n"
    found = [(*one.names, one.parent) for one in cut("python", text)]
    assert found == [(b"A", NONE), (b"B", 0), (b"C", 1), (b"E", NONE), (b"x", 3)]


def test_a_closing_line_closes_the_definition_and_nothing_in_it():
    text = b"def f():\n    return (\n        1\n    )\n"
    (one,) = cut("python", text)
    assert (one.tail, one.end) == (len(text), len(text))


STATEMENTS = {
    "python": ["import a", "x = 1", "# c", "", "def f(a):\n  '''d'''\n  return a", "class C:\n  def m(self): pass\n  k = 2", "@d\nclass D: pass", "if x:\n  def g(): pass", "(", "f(\n)"],
    "javascript": ["import a from 'a'", "const x = 1, y = 2", "// c", "", "/** d */ function f(a) {\n return a }", "class C {\n m() {}\n}", "o.p = () => {\n}", "}", "f(\n)"],
    "cpp": ["#include <a>", "int x;", "// c", "", "int f(int a)\n{ return a; }", "struct S {\n int m;\n};", "namespace n {", "}", "#if A", "#endif", "template <class T>\nT g();"],
}  # fmt: skip


@settings(deadline=None)
@given(st.data())
def test_places_are_lines_in_order_and_inside_of_what_they_are_in(data):
    language = data.draw(st.sampled_from(sorted(STATEMENTS)))
    some = data.draw(st.lists(st.sampled_from(STATEMENTS[language]), max_size=12))
    text = data.draw(st.sampled_from(["\n", "\r\n", " \n"])).join(some).encode()
    begins = {0, len(text)} | {at + 1 for at in range(len(text)) if text[at] == 10}
    found = cut(language, text)
    for number, one in enumerate(found):
        places = [one.start, one.signature, one.head, one.inner, one.tail, one.end]
        assert places == sorted(places)
        assert set(places) <= begins
        assert one.names
        assert all(name in text[one.signature : one.end] for name in one.names)
        assert -1 <= one.parent < number
        if one.parent != NONE:
            assert found[one.parent].signature <= one.signature
            assert one.end <= found[one.parent].end
